"""What a reader draws in a live figure."""

import base64
from dataclasses import dataclass
from reprlib import repr as short

import numpy as np

from snnlib.live.controls import check_default, check_name, check_range, describe_control, snap

MOST_LEVELS = 2**16  # a drawn point takes two bytes in a link


class Drawn:
    """What drawn controls share: ``size`` numbers between two ends, in steps, as a float64 array.

    (The value is read-only, since a change of one number in place would tell nobody.)
    """

    _size, _least = "size", 1

    def __post_init__(self):
        check_name("a control", self.name)
        check_range(self.name, self.minimum, self.maximum, self.step, MOST_LEVELS)
        if type(self.size) is not int or self.size < self._least:
            raise ValueError(
                f"control {self.name!r}: {self._size} must be a whole number, {self._least} or "
                f"more, got {self.size!r}"
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

    def _packed(self, value, low, dtype="<u2"):
        """Base64 of the numbers' steps, for a page that may hold thousands of them."""
        steps = np.rint((value - low) / self.step)
        return base64.b64encode(steps.astype(dtype).tobytes()).decode()

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
class DrawnCurve(Drawn):
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
class DrawnSpikes(Drawn):
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
