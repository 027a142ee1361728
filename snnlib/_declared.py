"""Parameters that are declared where they stand: type, range and unit in one place.

A model's parameters are a named tuple whose fields say what they may be, such as
``tau_m: Annotated[float, Positive("ms")]``.  :func:`checked` reads that, and so can a test or a
slider.  The checks themselves, and their messages, are those of :mod:`snnlib._checks`.
"""

from dataclasses import dataclass
from functools import cache
from reprlib import repr as short
from typing import Annotated, Any, TypeVar, get_type_hints

from snnlib._checks import (
    UNITS,
    finite_number,
    instance_of,
    non_negative_number,
    positive_integer,
    positive_number,
    probability,
    whole,
)
from snnlib._units import plain

Kind = TypeVar("Kind", bound=tuple)


@dataclass(frozen=True)
class Finite:
    """A declared parameter: any finite number of this unit."""

    unit: str = ""

    def check(self, name: str, value: Any) -> float:
        return finite_number(name, value, UNITS.get(self.unit, self.unit))


class Positive(Finite):
    """A declared parameter: a number above zero."""

    def check(self, name: str, value: Any) -> float:
        return positive_number(name, value, UNITS.get(self.unit, self.unit))


class NonNegative(Finite):
    """A declared parameter: zero or a number above it."""

    def check(self, name: str, value: Any) -> float:
        return non_negative_number(name, value, UNITS.get(self.unit, self.unit))


class Probability(Finite):
    """A declared parameter: a number from 0 to 1."""

    def check(self, name: str, value: Any) -> float:
        return probability(name, value)


class WholePositive(Finite):
    """A declared parameter: a whole number above zero."""

    def check(self, name: str, value: Any) -> int:
        return positive_integer(name, value)


@dataclass(frozen=True)
class Between:
    """A declared parameter: a whole number from ``low`` to ``high``."""

    low: int
    high: int

    def check(self, name: str, value: Any) -> int:
        right = f"from {self.low} to {self.high}"
        if not self.low <= whole(name, value, f"a whole number {right}") <= self.high:
            raise ValueError(f"{name} must be {right}, got {short(value)}")
        return int(value)


Count = Annotated[int, WholePositive()]


@cache
def declared(kind: type) -> dict[str, Finite | Between]:
    """Return what is declared of each field of a named tuple."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


def checked(value: Any, kind: type[Kind], name: str = "params", prefix: str = "") -> Kind:
    """Return a named tuple with its numbers as they are declared, or say which of them is wrong.

    ``name`` is what the message calls the tuple; ``prefix`` stands before the fields' names.
    """
    instance_of(name, value, kind)
    rules = declared(kind)
    return kind(*(rules[f].check(prefix + f, x) for f, x in value._asdict().items()))


def without_units(value, kind):
    """Return a named tuple's fields; those that are quantities, in the units that are declared."""
    units = {field: UNITS.get(rule.unit, rule.unit) for field, rule in declared(kind).items()}
    return [plain(field, x, units[field]) for field, x in value._asdict().items()]
