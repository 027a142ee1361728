"""Packages that are imported when something of them is asked for, and not before."""

import importlib
from types import ModuleType


def need(module: str, package: str | None = None, why: str = "this") -> ModuleType:
    """Return a module, or say how to install the package that it comes with."""
    package = package or module.partition(".")[0]
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != module.partition(".")[0]:
            raise  # the package is there, and something that it needs is not
        raise ImportError(
            f"{why} needs the package {package}; install it with: python -m pip install {package}"
        ) from None
