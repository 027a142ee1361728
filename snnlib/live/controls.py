"""What a reader can change in a live figure: sliders, lists, boxes, buttons and drawn curves.

A control is a description, not a widget: the browser draws it, :class:`snnlib.live.Figure` makes a
trait of it.  Both bring a value to one of the control's own with the same formula, so that a number
means the same on either side.
"""

import math
from dataclasses import dataclass, field
from numbers import Real

import numpy as np


def snap(value, minimum, maximum, step):
    """The number ``minimum + k * step`` (k whole, not beyond ``maximum``) that is next to ``value``.

    ``snap`` in ``front/controls.js`` does the same operations in the same order.
    """
    last = math.floor((maximum - minimum) / step + 1e-9)
    k = math.floor((min(max(value, minimum), maximum) - minimum) / step + 0.5)
    return minimum + min(max(k, 0), last) * step


def _finite(owner, name, value):
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise ValueError(f"{owner}: {name} must be a finite number, got {value!r}")
    return float(value)


def _check_name(name):
    if not isinstance(name, str) or not name.isidentifier() or name.startswith("_"):
        raise ValueError(f"a control's name must be a Python identifier, got {name!r}")


def _check_range(control):
    owner = f"control {control.name!r}"
    low, high = (_finite(owner, n, getattr(control, n)) for n in ("minimum", "maximum"))
    step = _finite(owner, "step", control.step)
    if not low < high:
        raise ValueError(f"{owner}: minimum must be below maximum, got {low} and {high}")
    if not 0 < step <= high - low:
        raise ValueError(f"{owner}: step must be in (0, {high - low}], got {step}")


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
        _check_name(self.name)
        _check_range(self)
        default = _finite(f"control {self.name!r}", "default", self.default)
        if not self.minimum <= default <= self.maximum:
            raise ValueError(
                f"control {self.name!r}: default must lie within "
                f"[{self.minimum}, {self.maximum}], got {default}"
            )
        if self.integer and not all(float(x).is_integer() for x in (self.minimum, self.step)):
            raise ValueError(f"control {self.name!r}: an integer slider needs whole numbers")
        if abs(self.snap(default) - default) > 1e-9 * self.step:
            raise ValueError(
                f"control {self.name!r}: default {default} is not minimum + k * step; "
                f"the next one is {self.snap(default)}"
            )

    @property
    def argument(self):
        return "int64" if self.integer else "float64"

    def snap(self, value):
        """The control's own value next to ``value``; refuses what is no finite number."""
        value = _finite(f"control {self.name!r}", "its value", value)
        snapped = snap(value, float(self.minimum), float(self.maximum), float(self.step))
        return int(snapped) if self.integer else snapped

    def describe(self):
        return {
            "name": self.name,
            "kind": self.kind,
            "dtype": self.argument,
            "min": float(self.minimum),
            "max": float(self.maximum),
            "step": float(self.step),
            "default": self.snap(self.default),
            "unit": self.unit,
            "label": self.label or self.name,
            "symbol": self.symbol,
        }


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
        _check_name(self.name)
        values = list(self.options.values())
        if not values or not all(type(v) is int for v in values) or len(set(values)) < len(values):
            raise ValueError(
                f"control {self.name!r}: options must map labels to different whole numbers"
            )
        self.snap(self.default)

    def snap(self, value):
        if value not in self.options.values():
            known = ", ".join(str(v) for v in self.options.values())
            raise ValueError(f"control {self.name!r}: no option {value!r}; there are {known}")
        return int(value)

    def describe(self):
        return {
            "name": self.name,
            "kind": self.kind,
            "dtype": "int64",
            "options": [{"value": value, "label": text} for text, value in self.options.items()],
            "default": self.default,
            "label": self.label or self.name,
        }


@dataclass(frozen=True)
class Checkbox:
    """Yes or no."""

    name: str
    default: bool = False
    label: str = ""
    kind = "checkbox"
    argument = "bool"

    def __post_init__(self):
        _check_name(self.name)
        self.snap(self.default)

    def snap(self, value):
        if not isinstance(value, (bool, np.bool_)):
            raise ValueError(f"control {self.name!r}: its value is True or False, got {value!r}")
        return bool(value)

    def describe(self):
        return {
            "name": self.name,
            "kind": self.kind,
            "dtype": "bool",
            "default": self.default,
            "label": self.label or self.name,
        }


@dataclass(frozen=True)
class Button:
    """Something to press; its value is how often it was pressed, so that a link can repeat it."""

    name: str
    label: str = ""
    kind = "button"
    argument = "int64"
    default = 0

    def __post_init__(self):
        _check_name(self.name)

    def snap(self, value):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
            raise ValueError(
                f"control {self.name!r}: its value counts clicks (0, 1, 2, …), got {value!r}"
            )
        return int(value)

    def describe(self):
        return {
            "name": self.name,
            "kind": self.kind,
            "dtype": "int64",
            "default": 0,
            "label": self.label or self.name,
        }


@dataclass(frozen=True)
class DrawnCurve:
    """A curve that the reader draws: ``size`` numbers between two ends, in steps.

    The kernel gets it as a float64 array of shape ``(size,)``.  ``default`` is one number for all
    points or an array of them.
    """

    name: str
    size: int
    minimum: float
    maximum: float
    step: float
    default: object = 0.0
    unit: str = ""
    label: str = ""
    kind = "curve"
    start: np.ndarray = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        _check_name(self.name)
        _check_range(self)
        if type(self.size) is not int or self.size < 2:
            raise ValueError(f"control {self.name!r}: size must be 2 or more, got {self.size!r}")
        default = np.broadcast_to(np.asarray(self.default, dtype=np.float64), (self.size,))
        object.__setattr__(self, "start", self.snap(default))

    @property
    def argument(self):
        return ("float64", (self.size,))

    def snap(self, value):
        """A float64 copy of ``value``, each point brought to the control's own numbers."""
        try:
            points = np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            points = np.empty(0)
        if points.shape != (self.size,) or not np.isfinite(points).all():
            raise ValueError(
                f"control {self.name!r}: its value must be {self.size} finite numbers, "
                f"got {np.shape(value)}"
            )
        low, high, step = float(self.minimum), float(self.maximum), float(self.step)
        return np.array([snap(point, low, high, step) for point in points.tolist()])

    def describe(self):
        return {
            "name": self.name,
            "kind": self.kind,
            "dtype": "float64",
            "shape": [self.size],
            "min": float(self.minimum),
            "max": float(self.maximum),
            "step": float(self.step),
            "default": self.start.tolist(),
            "unit": self.unit,
            "label": self.label or self.name,
        }
