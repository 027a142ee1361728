"""Names that are imported when they are first asked for, so that a package opens at once.

What a package has stands in its stub, ``__init__.pyi``, where editors and type checkers look, too.
"""

import ast
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def lazily(
    package: str, file: str
) -> tuple[list[str], Callable[[str], Any], Callable[[], list[str]]]:
    """Return a package's ``__all__``, ``__getattr__`` and ``__dir__``.

    ``package`` is its name and ``file`` its ``__init__.py``; the imports in the stub beside it are
    done one by one, when somebody asks for what they bring.
    """
    stub = ast.parse(Path(file).with_suffix(".pyi").read_text("utf-8"))
    places = {
        alias.asname: (node.module, alias.name)
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    def find(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, inside = places[name]
        if module is None:  # ``from . import inside``
            found = importlib.import_module(f"{package}.{inside}")
        else:
            found = getattr(importlib.import_module(f"{package}.{module}"), inside)
        setattr(sys.modules[package], name, found)
        return found

    def listing() -> list[str]:
        return sorted({*vars(sys.modules[package]), *places})

    return sorted(places), find, listing
