"""What a reader can change in a live figure: sliders, lists, boxes and buttons.

A control is a description, not a widget: the browser draws it, :class:`snnlib.live.Figure` makes a
trait of it.  Both bring a value to one of the control's own with the same formula, so that a number
means the same on either side.
"""

import contextlib
import math
from dataclasses import dataclass
from numbers import Real
from reprlib import repr as short

import numpy as np

from snnlib._checks import identifier

_LARGEST = 2**53  # whole numbers cross to the browser as float64
_MOST_STEPS = 2**32


def snap(value, minimum, maximum, step):
    """Return the number ``minimum + k * step``, k whole, not beyond ``maximum``, next to ``value``.

    ``snap`` in ``front/controls.js`` does the same operations in the same order.
    """
    last = math.floor((maximum - minimum) / step + 1e-9)
    k = math.floor((min(max(value, minimum), maximum) - minimum) / step + 0.5)
    return min(minimum + min(max(k, 0), last) * step, maximum)  # 3 * 0.1 is above 0.3


def finite(owner, name, value):
    """Return ``value`` as a float if it is finite and real; ``owner`` stands in the message."""
    number = math.nan
    if isinstance(value, Real) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError):  # a Python int has no largest value
            number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{owner}: {name} must be a finite number, got {short(value)}")
    return number


def check_name(kind, name):
    """Refuse a name that cannot be an argument of a kernel."""
    identifier(f"{kind}'s name", name, "tau_m")


def check_range(name, minimum, maximum, step, most_steps):
    """Refuse ends and a step that make no scale."""
    owner = f"control {name!r}"
    low, high = finite(owner, "minimum", minimum), finite(owner, "maximum", maximum)
    step = finite(owner, "step", step)
    if not low < high:
        raise ValueError(f"{owner}: minimum must be below maximum, got {low} and {high}")
    if not 0 < step <= high - low:
        raise ValueError(f"{owner}: step must be above 0 and at most {high - low}, got {step}")
    if max(high - low, abs(low), abs(high)) / step >= most_steps:
        raise ValueError(f"{owner}: step must be larger, or its range smaller, got {step}")


def check_default(control, value):
    """Refuse a start outside the range."""
    low, high = control.minimum, control.maximum
    if not low <= value <= high:
        raise ValueError(
            f"control {control.name!r}: default must lie within [{low}, {high}], got {value}"
        )


def describe_control(control, dtype, **more):
    """Return what the browser is told of a control."""
    common = {"name": control.name, "kind": control.kind, "dtype": dtype}
    return common | more | {"label": control.label or control.name}


@dataclass(frozen=True)
class Slider:
    """A number between two ends, in steps.

    ``minimum``, ``maximum``, ``default`` and ``step`` are in ``unit``; ``integer=True`` hands the
    kernel an int64 instead of a float64.  ``symbol`` is the quantity's sign in the text (LaTeX).
    """

    name: str
    minimum: float
    maximum: float
    default: float
    step: float
    unit: str = ""
    label: str = ""
    symbol: str = ""
    integer: bool = False
    kind = "range"

    def __post_init__(self):
        check_name("a control", self.name)
        check_range(self.name, self.minimum, self.maximum, self.step, _MOST_STEPS)
        default = finite(f"control {self.name!r}", "default", self.default)
        check_default(self, default)
        if self.integer and not all(float(x).is_integer() for x in (self.minimum, self.step)):
            raise ValueError(
                f"control {self.name!r}: minimum and step of an integer slider must be whole, "
                f"got {self.minimum} and {self.step}"
            )
        if abs(self.snap(default) - default) > 1e-9 * self.step:
            raise ValueError(
                f"control {self.name!r}: default {default} is not minimum + k * step; "
                f"the next one is {self.snap(default)}"
            )

    @property
    def argument(self) -> str:
        return "int64" if self.integer else "float64"

    def snap(self, value: object) -> int | float:
        """Return the control's own value next to ``value``; refuses what is no finite number."""
        value = finite(f"control {self.name!r}", "its value", value)
        snapped = snap(value, float(self.minimum), float(self.maximum), float(self.step))
        return int(snapped) if self.integer else snapped

    def describe(self) -> dict:
        return describe_control(
            self,
            self.argument,
            min=float(self.minimum),
            max=float(self.maximum),
            step=float(self.step),
            default=self.snap(self.default),
            unit=self.unit,
            symbol=self.symbol,
        )


class Steps(Slider):
    """A whole number from 0 to ``maximum`` that "play" moves forward, ``per_second`` a second.

    For animation and training: what a figure shows stays a function of its controls.  Play stops at
    the end, or begins again with ``loop``.
    """

    def __init__(
        self,
        name: str,
        maximum: int,
        default: int = 0,
        per_second: float = 10,
        label: str = "",
        loop: bool = False,
        unit: str = "",
    ):
        super().__init__(name, 0, maximum, default, 1, unit=unit, label=label, integer=True)
        pace = finite(f"control {name!r}", "per_second", per_second)
        if not 0 < pace <= 1000:
            raise ValueError(
                f"control {name!r}: per_second must be above 0 and at most 1000, got {pace}"
            )
        if not isinstance(loop, bool):
            raise ValueError(f"control {name!r}: loop must be True or False, got {short(loop)}")
        object.__setattr__(self, "play", {"per_second": pace, "loop": loop})

    def describe(self) -> dict:
        return super().describe() | {"play": self.play}


@dataclass(frozen=True)
class Select:
    """One of several named whole numbers; ``options`` maps what the reader sees to the number."""

    name: str
    options: dict
    default: int
    label: str = ""
    kind = "select"
    argument = "int64"

    def __post_init__(self):
        check_name("a control", self.name)
        options = self.options if isinstance(self.options, dict) else {}
        values = list(options.values())
        whole = all(type(v) is int and abs(v) <= _LARGEST for v in values)
        texts = all(isinstance(text, str) for text in options)
        if not values or not whole or not texts or len(set(values)) < len(values):
            raise ValueError(
                f"control {self.name!r}: options must be a dict of labels and different whole "
                f"numbers, got {short(self.options)}"
            )
        object.__setattr__(self, "default", self.snap(self.default))

    def snap(self, value: object) -> int:
        number = isinstance(value, Real) and not isinstance(value, bool)
        if not number or value not in self.options.values():
            known = ", ".join(str(v) for v in self.options.values())
            raise ValueError(f"control {self.name!r}: no option {short(value)}; there are {known}")
        return int(value)

    def describe(self) -> dict:
        options = [{"value": value, "label": text} for text, value in self.options.items()]
        return describe_control(self, "int64", options=options, default=self.default)


@dataclass(frozen=True)
class Checkbox:
    """Yes or no."""

    name: str
    default: bool = False
    label: str = ""
    kind = "checkbox"
    argument = "bool"

    def __post_init__(self):
        check_name("a control", self.name)
        object.__setattr__(self, "default", self.snap(self.default))

    def snap(self, value: object) -> bool:
        if not isinstance(value, (bool, np.bool_)):
            raise ValueError(
                f"control {self.name!r}: its value must be True or False, got {short(value)}"
            )
        return bool(value)

    def describe(self) -> dict:
        return describe_control(self, "bool", default=self.default)


@dataclass(frozen=True)
class Button:
    """Something to press; its value is how often it was pressed, so that a link can repeat it."""

    name: str
    label: str = ""
    kind = "button"
    argument = "int64"
    default = 0

    def __post_init__(self):
        check_name("a control", self.name)

    def snap(self, value: object) -> int:
        whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
        if not whole or not 0 <= value <= _LARGEST:
            raise ValueError(
                f"control {self.name!r}: its value must count clicks (0, 1, 2, …), "
                f"got {short(value)}"
            )
        return int(value)

    def describe(self) -> dict:
        return describe_control(self, "int64", default=self.default)
