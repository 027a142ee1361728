"""Arguments of a kernel that are named tuples, such as a neuron's parameters.

A kernel may take ``neuron: LIFParameters``, where the figure has a control or a constant for each
of the tuple's fields.  What runs is then a function of plain arguments that makes the tuples and
calls the kernel.
"""

import inspect
import typing

import numba

from snnlib._conversions import Converting

_AS = {float: "float({})", int: "int({})", bool: "({} != 0)"}


def _annotations(function):
    """The kernel's parameters, in order, each with its named tuple or None."""
    parameters = inspect.signature(function, eval_str=True).parameters.values()
    is_tuple = lambda a: isinstance(a, type) and issubclass(a, tuple) and hasattr(a, "_fields")  # noqa: E731
    return {p.name: p.annotation if is_tuple(p.annotation) else None for p in parameters}


def count(function):
    """How many arguments a kernel has, a named tuple being one."""
    return len(_annotations(function))


def names(function, known):
    """What a kernel takes, by itself or in tuples; a default stands for what is not known."""
    wanted = []
    for name, made in _annotations(function).items():
        if made is None:
            wanted.append(name)
        else:
            wanted += [n for n in made._fields if n in known or n not in made._field_defaults]
    return list(dict.fromkeys(wanted))


def owner(function, field):
    """The named tuple for which a kernel needs ``field``; None if it is an argument by itself."""
    found = (made for made in _annotations(function).values() if made and field in made._fields)
    return next(found, None)


def plain(function, source, wanted):
    """A function of the arguments ``wanted``, by their names, that calls a kernel.

    ``source`` is the kernel as it was written, with its annotations; ``function`` is what runs.
    """
    tuples = _annotations(source)
    if not any(tuples.values()):
        return function
    compiled = numba.njit(error_model="numpy", pipeline_class=Converting)(function)
    namespace = {"__name__": function.__module__, "kernel": compiled}
    local = {name: f"a{i}" for i, name in enumerate(wanted)}  # a name might be "kernel"
    given = []
    for number, (name, made) in enumerate(tuples.items()):
        if made is None:
            given.append(local[name])
            continue
        namespace[f"Tuple{number}"] = made
        types = typing.get_type_hints(made)
        fields = [
            _AS.get(types.get(field), "{}").format(local[field])
            if field in local
            else repr(made._field_defaults[field])
            for field in made._fields
        ]
        given.append(f"Tuple{number}({', '.join(fields)})")
    text = f"def plain({', '.join(local.values())}):\n    return kernel({', '.join(given)})\n"
    exec(text, namespace)
    namespace["plain"].kernel = function  # its text is what a message quotes
    return namespace["plain"]
