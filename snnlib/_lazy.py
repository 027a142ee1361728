"""Names that are imported when they are first asked for, so that a package opens at once."""

import importlib
import sys
from collections.abc import Callable


def lazily(
    package: str, places: dict[str, tuple[str, str | None]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return a package's ``__getattr__`` and ``__dir__``.

    ``places`` maps a name to its module and what it is called there; to None if it is the module.
    """

    def find(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, inside = places[name]
        found = importlib.import_module(module)
        if inside is not None:
            found = getattr(found, inside)
        setattr(sys.modules[package], name, found)
        return found

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *places})

    return find, names
