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
