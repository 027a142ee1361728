"""What a reader draws in a live figure."""

import base64
from dataclasses import dataclass, field
from reprlib import repr as short

import numpy as np

from snnlib.live.controls import (
    check_default,
    check_name,
    check_range,
    describe_control,
    finite,
    snap,
)

_MOST_LEVELS = 2**16  # a drawn point takes two bytes in a link
_MOST_PIXELS = 2**16


class _Drawn:
    """What drawn controls share: ``size`` numbers between two ends, in steps, as a float64 array.

    (The value is read-only, since a change of one number in place would tell nobody.)
    """

    _least = 1

    def __post_init__(self):
        check_name("a control", self.name)
        check_range(self, _MOST_LEVELS)
        if type(self.size) is not int or self.size < self._least:
            raise ValueError(
                f"control {self.name!r}: size must be a whole number, {self._least} or more, "
                f"got {self.size!r}"
            )
        self._set_default()

    def _set_default(self):
        start = self._numbers("default", self.default)
        for end in (start.min(), start.max()) if start.size else ():
            check_default(self, end)
        object.__setattr__(self, "default", self.snap(start))

    @property
    def _shape(self):
        return (self.size,)

    @property
    def argument(self):
        return ("float64", self._shape)

    def _array(self, what, value, fits, wanted):
        """``value`` as a float64 array of finite numbers that ``fits`` the control."""
        try:
            array = np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            array = np.full(1, np.nan)
        if not fits(array) or not np.isfinite(array).all():
            raise ValueError(f"control {self.name!r}: {what} must be {wanted}, got {short(value)}")
        return array

    def _snapped(self, numbers, low, high):
        """``numbers``, each brought to ``low + k * step``."""
        low, high, step = float(low), float(high), float(self.step)
        snapped = [snap(number, low, high, step) for number in numbers.ravel().tolist()]
        return np.array(snapped, dtype=np.float64).reshape(numbers.shape)

    def snap(self, value):
        """A read-only copy of ``value``, each number brought to the control's own."""
        snapped = self._snapped(self._numbers("its value", value), self.minimum, self.maximum)
        snapped.setflags(write=False)
        return snapped

    def for_kernel(self, value):
        """The kernel's own copy of ``value``: what it writes there stays there."""
        return np.array(value)

    def describe(self):
        return describe_control(
            self,
            "float64",
            shape=list(self._shape),
            min=float(self.minimum),
            max=float(self.maximum),
            step=float(self.step),
            default=self.default.tolist(),
            unit=self.unit,
        )


@dataclass(frozen=True, eq=False)
class DrawnCurve(_Drawn):
    """A curve that the reader draws: ``size`` numbers between two ends, in steps.

    The kernel gets it as a float64 array of shape ``(size,)``.  ``default`` is one number for all
    points or an array of them; each is brought to the next step.
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
    _least = 2

    def _numbers(self, what, value):
        if what == "default" and np.ndim(value) == 0:
            value = [value] * self.size
        wanted = f"{self.size} finite numbers"
        return self._array(what, value, lambda a: a.shape == self._shape, wanted)


@dataclass(frozen=True, eq=False)
class DrawnSpikes(_Drawn):
    """A spike train that the reader edits: at most ``size`` times between two ends, in steps.

    Its value is an ascending array of the times.  The kernel gets a float64 array of shape
    ``(size,)`` in which NaN fills the places after the last spike.
    """

    name: str
    size: int
    minimum: float
    maximum: float
    step: float
    default: object = ()
    unit: str = ""
    label: str = ""
    kind = "spikes"

    def _numbers(self, what, value):
        wanted = f"a list of at most {self.size} finite times"
        fits = lambda a: a.ndim == 1 and a.size <= self.size  # noqa: E731
        return np.sort(self._array(what, value, fits, wanted))

    def for_kernel(self, value):
        """The times in the first places of an array, NaN in the others."""
        filled = np.full(self.size, np.nan)
        filled[: len(value)] = value
        return filled


@dataclass(frozen=True, eq=False)
class DrawnImage(_Drawn):
    """A grid of pixels that the reader draws: ``shape`` (rows, columns), row 0 on top.

    The kernel gets it as a float64 array of that shape.  ``default`` is one number or an array.
    ``presets``, a dict of labels and arrays, are offered beside it; choosing one draws it.
    ``brush`` is the radius, in pixels, of the soft brush.
    """

    name: str
    shape: tuple
    minimum: float
    maximum: float
    step: float
    default: object = 0.0
    unit: str = ""
    label: str = ""
    presets: dict = field(default_factory=dict)
    brush: float = 1.5
    kind = "image"

    def __post_init__(self):
        check_name("a control", self.name)
        owner = f"control {self.name!r}"
        shape = self.shape if isinstance(self.shape, (tuple, list)) else ()
        whole = all(type(n) is int and n > 0 for n in shape)
        if len(shape) != 2 or not whole or shape[0] * shape[1] > _MOST_PIXELS:
            raise ValueError(
                f"{owner}: shape must be whole numbers of rows and columns, at most "
                f"{_MOST_PIXELS} pixels, got {short(self.shape)}"
            )
        object.__setattr__(self, "shape", tuple(shape))
        if not 0 < finite(owner, "brush", self.brush) <= max(shape):
            raise ValueError(f"{owner}: brush must be above 0 and at most {max(shape)}")
        check_range(self, _MOST_LEVELS)
        self._set_default()
        texts = isinstance(self.presets, dict) and all(isinstance(t, str) for t in self.presets)
        if not texts:
            raise ValueError(f"{owner}: presets must be a dict of labels and arrays")
        presets = {t: self.snap(self._numbers(f"preset {t!r}", v)) for t, v in self.presets.items()}
        object.__setattr__(self, "presets", presets)

    @property
    def _shape(self):
        return self.shape

    def _numbers(self, what, value):
        rows, columns = self.shape
        if what == "default" and np.ndim(value) == 0:
            value = np.full(self.shape, value)
        fits = lambda a: a.shape in (self.shape, (rows * columns,))  # noqa: E731
        array = self._array(what, value, fits, f"{rows} by {columns} finite numbers")
        return array.reshape(self.shape)

    def describe(self):
        # packed: a page may hold a dozen presets of some hundred pixels each
        presets = [{"label": t, "value": self._packed(v)} for t, v in self.presets.items()]
        return super().describe() | {
            "default": self._packed(self.default),
            "presets": presets,
            "brush": float(self.brush),
        }

    def _packed(self, value):
        """Base64 of the pixels' steps, one byte a pixel if they fit, otherwise two."""
        steps = np.rint((value - self.minimum) / self.step)
        many = (self.maximum - self.minimum) / self.step + 1e-9 >= 256
        return base64.b64encode(steps.astype("<u2" if many else "u1").tobytes()).decode()
