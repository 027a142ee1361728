"""What a reader draws in a live figure."""

from dataclasses import dataclass
from reprlib import repr as short

import numpy as np

from snnlib.live.controls import check_default, check_name, check_range, describe_control, snap

_MOST_LEVELS = 2**16  # a drawn point takes two bytes in a link


@dataclass(frozen=True, eq=False)
class DrawnCurve:
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

    def __post_init__(self):
        check_name("a control", self.name)
        check_range(self, _MOST_LEVELS)
        if type(self.size) is not int or self.size < 2:
            raise ValueError(
                f"control {self.name!r}: size must be a whole number, 2 or more, got {self.size!r}"
            )
        default = [self.default] * self.size if np.ndim(self.default) == 0 else self.default
        start = self._points("default", default)
        check_default(self, start.min()), check_default(self, start.max())
        object.__setattr__(self, "default", self.snap(start))

    @property
    def argument(self):
        return ("float64", (self.size,))

    def _points(self, what, value):
        try:
            points = np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            points = np.empty(0)
        if points.shape != (self.size,) or not np.isfinite(points).all():
            raise ValueError(
                f"control {self.name!r}: {what} must be {self.size} finite numbers, "
                f"got {short(value)}"
            )
        return points

    def snap(self, value):
        """A read-only float64 copy of ``value``, each point brought to the control's own numbers.

        (Read-only, since a change of one point in place would tell nobody: set the whole curve.)
        """
        low, high, step = float(self.minimum), float(self.maximum), float(self.step)
        points = self._points("its value", value).tolist()
        snapped = np.array([snap(point, low, high, step) for point in points])
        snapped.setflags(write=False)
        return snapped

    def for_kernel(self, value):
        """The kernel's own copy of ``value``: what it writes there stays there."""
        return np.array(value)

    def describe(self):
        return describe_control(
            self,
            "float64",
            shape=[self.size],
            min=float(self.minimum),
            max=float(self.maximum),
            step=float(self.step),
            default=self.default.tolist(),
            unit=self.unit,
        )


@dataclass(frozen=True, eq=False)
class DrawnSpikes:
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

    def __post_init__(self):
        check_name("a control", self.name)
        check_range(self, _MOST_LEVELS)
        if type(self.size) is not int or self.size < 1:
            raise ValueError(
                f"control {self.name!r}: size must be a whole number, 1 or more, got {self.size!r}"
            )
        for time in self._times("default", self.default):
            check_default(self, time)
        object.__setattr__(self, "default", self.snap(self.default))

    @property
    def argument(self):
        return ("float64", (self.size,))

    def _times(self, what, value):
        try:
            times = np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            times = np.full(1, np.nan)
        if times.ndim != 1 or times.size > self.size or not np.isfinite(times).all():
            raise ValueError(
                f"control {self.name!r}: {what} must be a list of at most {self.size} finite "
                f"times, got {short(value)}"
            )
        return times.tolist()

    def snap(self, value):
        """The times in ascending order, each brought to the control's own numbers; read-only."""
        low, high, step = float(self.minimum), float(self.maximum), float(self.step)
        times = [snap(time, low, high, step) for time in self._times("its value", value)]
        snapped = np.sort(np.array(times, dtype=np.float64))
        snapped.setflags(write=False)
        return snapped

    def for_kernel(self, value):
        """The times in the first places of an array, NaN in the others."""
        filled = np.full(self.size, np.nan)
        filled[: len(value)] = value
        return filled

    def describe(self):
        return describe_control(
            self,
            "float64",
            shape=[self.size],
            min=float(self.minimum),
            max=float(self.maximum),
            step=float(self.step),
            default=self.default.tolist(),
            unit=self.unit,
        )
