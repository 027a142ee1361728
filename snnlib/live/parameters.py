"""What a kernel's parameters stand for: numbers, arrays, read-outs, and named tuples of numbers.

A parameter that is annotated with a named tuple's class takes several numbers at once:
``neuron: LIFParameters`` is made of the figure's controls and constants that are called like its
fields; a field that the figure does not have keeps its default.

A parameter's *kind* says how it crosses to the browser: ``"float64"``, ``"int64"``, ``"bool"``;
``(dtype, shape)`` for an array, with ``"data"`` as a third if the kernel may only read it;
``("readouts", names)``; or a :class:`TupleKind`.
"""

import inspect
from typing import NamedTuple

_KINDS = {bool: "bool", int: "int64", float: "float64"}


class TupleKind(NamedTuple):
    """A named tuple: its class, the fields that the figure gives, and the others' defaults."""

    cls: type
    given: tuple  # of (name, kind)
    fixed: dict

    def make(self, values):
        """Return the tuple of these values, by name, and of the defaults."""
        return self.cls(**{name: values[name] for name, _ in self.given}, **self.fixed)


def number_kind(value):
    """Return the kind of a plain bool, int or float."""
    return _KINDS[type(value)]


def _tuple_kind(kernel, parameter, kinds):
    cls = parameter.annotation
    given = tuple((f, kinds[f]) for f in cls._fields if isinstance(kinds.get(f), str))
    names = [name for name, _ in given]
    fixed = {f: v for f, v in cls._field_defaults.items() if f not in names}
    for field in cls._fields:
        if field not in names and field not in fixed:
            raise ValueError(
                f"kernel {kernel}: {parameter.name}.{field} is neither a control nor a constant of "
                f"the figure, and {cls.__name__} has no default for it"
            )
    if wrong := [f for f, value in fixed.items() if type(value) not in _KINDS]:
        raise ValueError(
            f"kernel {kernel}: the default of {parameter.name}.{wrong[0]} must be a number, "
            f"got {fixed[wrong[0]]!r}"
        )
    return TupleKind(cls, given, fixed)


def match(kernel, function, kinds, needed):
    """Return ``[(name, kind)]`` of a function's parameters; refuse others, and things left out.

    ``kinds`` holds what the figure has, by name; ``needed`` names those that must be used.
    """
    matched, unknown, used = [], [], set()
    for name, parameter in inspect.signature(function).parameters.items():
        cls = parameter.annotation
        if name not in kinds and isinstance(cls, type) and hasattr(cls, "_field_defaults"):
            kind = _tuple_kind(kernel, parameter, kinds)
            used |= {field for field, _ in kind.given}
            matched.append((name, kind))
        elif name in kinds:
            used.add(name)
            matched.append((name, kinds[name]))
        else:
            unknown.append(name)
    if unknown:
        raise ValueError(
            f"kernel {kernel}: nothing is called {', '.join(unknown)}; "
            "name it as a control, a constant, an array or data of the figure"
        )
    if unused := sorted(needed - used):
        raise ValueError(
            f"kernel {kernel}: it does not take {', '.join(unused)}; "
            "make it an argument, or leave it out of the figure"
        )
    return matched


def flat(parameters):
    """Return the parameters with each named tuple's numbers in its place."""
    return [
        pair
        for name, kind in parameters
        for pair in (kind.given if isinstance(kind, TupleKind) else ((name, kind),))
    ]


def arguments_of(parameters, known):
    """Return what a numba kernel is called with; ``known`` holds all values by name."""
    return [_argument(name, kind, known) for name, kind in parameters]


def _argument(name, kind, known):
    if isinstance(kind, TupleKind):
        return kind.make({field: _argument(field, k, known) for field, k in kind.given})
    return float(known[name]) if kind == "float64" else known[name]
