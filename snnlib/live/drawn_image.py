"""A grid of pixels that a reader draws in a live figure."""

from dataclasses import dataclass, field
from reprlib import repr as short

import numpy as np

from snnlib.live.controls import check_name, check_range, finite
from snnlib.live.drawn import MOST_LEVELS, Drawn

_MOST_PIXELS = 2**16


@dataclass(frozen=True, eq=False)
class DrawnImage(Drawn):
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
        check_range(self.name, self.minimum, self.maximum, self.step, MOST_LEVELS)
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
        presets = [{"label": t, "value": self._pixels(v)} for t, v in self.presets.items()]
        default = self._pixels(self.default)
        more = {"default": default, "presets": presets, "brush": float(self.brush)}
        return super().describe() | more

    def _pixels(self, value):
        """One byte a pixel if the steps fit, otherwise two."""
        many = (self.maximum - self.minimum) / self.step + 1e-9 >= 256
        return self._packed(value, self.minimum, "<u2" if many else "u1")
