"""Keeps a kernel as it was when its figure was made.

A function looks its global names up when it runs, and numba when it compiles; the browser's module
is compiled at once, the native code when somebody first asks for it.  Were a later cell to change a
name in between, the two would compute different things.
"""

import builtins
import contextlib
import types
from functools import partial

from snnlib._jit import for_compiled_code


def freeze(function, instead=None):
    """Return a copy of a function in which the names it uses mean for ever what they mean now.

    Compiled functions of a notebook (``__main__``) are copied too, since numba may have compiled
    them while their names meant something else; those of modules stay as they are.  ``instead``
    holds names of the notebook that mean something else than they do now.
    """
    return _copy(function, lambda copy: copy, instead or {}, {})


def used(function, instead=None):
    """Return the notebook's names and values that a function and those it calls look up."""
    found, left = {}, [function]
    while left:
        python = left.pop()
        for name in _names(python.__code__):
            meant = _meaning(python, instead or {})
            if name in meant and name not in found and python.__module__ == "__main__":
                found[name] = meant[name]
                inner = getattr(meant[name], "py_func", meant[name])
                left += [inner] if isinstance(inner, types.FunctionType) else []
    return found


def _meaning(function, instead):
    """Return what a function's global names mean."""
    here = function.__globals__
    return {**here, **instead} if function.__module__ == "__main__" else here


def _copy(function, wrap, instead, done):
    """Return ``wrap`` of a copy of ``function``; ``done`` holds, by id, what is copied already."""
    meant = _meaning(function, instead)
    namespace = {"__builtins__": builtins, "__name__": function.__module__}
    cells = [(types.CellType(), cell) for cell in function.__closure__ or ()]
    copy = types.FunctionType(
        function.__code__,
        namespace,
        function.__name__,
        function.__defaults__,
        tuple(new for new, _ in cells),
    )
    copy.__qualname__ = function.__qualname__
    done[id(function)] = wrapped = wrap(copy)  # before its names: it may call itself
    for name in _names(function.__code__) & meant.keys():
        namespace[name] = _now(meant[name], instead, done)
    for new, old in cells:
        with contextlib.suppress(ValueError):  # a cell may be empty
            new.cell_contents = _now(old.cell_contents, instead, done)
    return wrapped


def _now(value, instead, done):
    python = getattr(value, "py_func", None)
    if python is None or python.__module__ != "__main__":
        return value
    if id(python) not in done:
        # only compiled code calls the copy
        _copy(python, partial(for_compiled_code, **value.targetoptions), instead, done)
    return done[id(python)]


def _names(code):
    """Return the names that a function's code, or that of functions in it, may look up."""
    inner = (constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return set(code.co_names).union(*map(_names, inner))
