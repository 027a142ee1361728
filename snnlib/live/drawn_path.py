"""Where a reader's pointer was, as a control of a live figure."""

from dataclasses import dataclass
from reprlib import repr as short

import numpy as np

from snnlib.live.controls import check_range
from snnlib.live.drawn import MOST_LEVELS, Drawn


@dataclass(frozen=True, eq=False)
class DrawnPath(Drawn):
    """Where the reader's pointer was: its last ``n`` positions, the newest last.

    ``x`` and ``y`` are the ends of the two coordinates; y grows downwards, as rows do.  While the
    pointer moves over its view a position is kept every 20 ms.  The kernel gets a float64 array of
    shape ``(n, 2)``: x and y.  ``default`` is one position or all of them (None: the middle).
    """

    name: str
    n: int
    x: tuple
    y: tuple
    step: float
    default: object = None
    label: str = ""
    unit: str = ""
    kind = "path"
    _size, _least = "n", 2

    def __post_init__(self):
        for name in ("x", "y"):
            ends = getattr(self, name)
            if not isinstance(ends, (tuple, list)) or len(ends) != 2:
                raise ValueError(
                    f"control {self.name!r}: {name} must be its two ends, got {short(ends)}"
                )
            check_range(self.name, *ends, self.step, MOST_LEVELS)
            object.__setattr__(self, name, (float(ends[0]), float(ends[1])))
        super().__post_init__()

    size = property(lambda self: self.n)
    minimum = property(lambda self: min(self.x[0], self.y[0]))
    maximum = property(lambda self: max(self.x[1], self.y[1]))

    @property
    def _shape(self):
        return (self.n, 2)

    def _numbers(self, what, value):
        if what == "default" and value is None:
            value = [sum(self.x) / 2, sum(self.y) / 2]
        if what == "default" and np.shape(value) == (2,):
            value = [value] * self.n
        fits = lambda a: a.shape in (self._shape, (2 * self.n,))  # noqa: E731
        array = self._array(what, value, fits, f"{self.n} finite positions (x, y)")
        array = array.reshape(self._shape)
        inside = (array >= (self.x[0], self.y[0])) & (array <= (self.x[1], self.y[1]))
        if what == "default" and not inside.all():
            raise ValueError(
                f"control {self.name!r}: default must lie within x {self.x} and y {self.y}"
            )
        return array

    def _snapped(self, numbers, low, high):
        columns = [super(DrawnPath, self)._snapped(numbers[:, k], *ends)
                   for k, ends in enumerate((self.x, self.y))]  # fmt: skip
        return np.stack(columns, axis=1)

    def describe(self):
        default = self._packed(self.default, (self.x[0], self.y[0]))
        more = {"default": default, "x": list(self.x), "y": list(self.y)}
        return super().describe() | more
