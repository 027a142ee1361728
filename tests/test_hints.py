"""Every public function says the types of what it takes and of what it returns."""

import importlib
import inspect
from types import ModuleType

import pytest

PARTS = (
    "codes datasets gradients hardware interop live network neurons plasticity plotting spikes "
    "studies synapses"
)
PACKAGES = ("snnlib", "snnlib.studies.code_race", *(f"snnlib.{part}" for part in PARTS.split()))


def public(package):
    """What a package has, and what its modules have, by their names."""
    for name in importlib.import_module(package).__all__:
        value = getattr(importlib.import_module(package), name)
        if isinstance(value, ModuleType):
            for inside, thing in vars(value).items():
                own = getattr(thing, "__module__", None) == value.__name__
                if own and not inside.startswith("_"):
                    yield f"{name}.{inside}", thing
        else:
            yield name, value


def functions(package):
    """Functions, and the methods and properties of classes."""
    for name, value in public(package):
        if not inspect.isclass(value):
            yield name, inspect.unwrap(getattr(value, "py_func", value))
            continue
        ours = [kind for kind in value.__mro__ if kind.__module__.startswith("snnlib")]
        for method, part in {k: v for kind in ours[::-1] for k, v in vars(kind).items()}.items():
            part = part.fget if isinstance(part, property) else part
            named = not method.startswith("_") or method == "__init__"
            own = str(getattr(part, "__module__", "")).startswith("snnlib")
            if own and named and getattr(part, "__name__", "<lambda>") != "<lambda>":
                yield f"{name}.{method}", part


def unhinted(function):
    signature = inspect.signature(function)
    for parameter in signature.parameters.values():
        if parameter.annotation is parameter.empty and parameter.name not in ("self", "cls"):
            yield parameter.name
    if signature.return_annotation is signature.empty and function.__name__ != "__init__":
        yield "return"


@pytest.mark.parametrize("package", PACKAGES)
def test_public_functions_hint_their_types(package):
    found = [
        f"{name}: {', '.join(missing)}"
        for name, function in functions(package)
        if inspect.isfunction(function) and (missing := list(unhinted(function)))
    ]
    assert found == []


def test_a_missing_hint_is_seen():
    def half(x: float, y):
        return x + y

    assert list(unhinted(half)) == ["y", "return"]
