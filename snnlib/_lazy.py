"""Names that are imported when they are first asked for, so that a package opens at once."""

import importlib
import sys
from collections.abc import Callable
from typing import Any


def lazily(
    package: str, modules: str = "", **names: str
) -> tuple[list[str], Callable[[str], Any], Callable[[], list[str]]]:
    """Return a package's ``__all__``, ``__getattr__`` and ``__dir__``.

    ``modules`` are those of its modules that are to be reached as such, separated by spaces.
    ``names`` are what is in a module, or in ``a__b`` for the module ``a.b``; ``new=old`` gives a
    name another one.
    """
    places: dict[str, tuple[str, str]] = {name: (name, "") for name in modules.split()}
    for module, those in names.items():
        for pair in those.split():
            name, _, inside = pair.partition("=")
            places[name] = module.replace("__", "."), inside or name

    def find(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, inside = places[name]
        found = importlib.import_module(f"{package}.{module}")
        found = getattr(found, inside) if inside else found
        setattr(sys.modules[package], name, found)
        return found

    def listing() -> list[str]:
        return sorted({*vars(sys.modules[package]), *places})

    return sorted(places), find, listing
