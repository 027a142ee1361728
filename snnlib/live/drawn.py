"""What a reader draws in a live figure."""

import base64
from dataclasses import dataclass, field
from reprlib import repr as short

import numpy as np
from numpy.typing import ArrayLike

from snnlib.live.controls import (
    check_default,
    check_name,
    check_range,
    describe_control,
    finite,
    snap,
)

MOST_LEVELS = 2**16  # a drawn point takes two bytes in a link
_MOST_PIXELS = 2**16


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
    def argument(self) -> tuple:
        return ("float64", self._shape)

    def _array(self, what, value, fits, wanted):
        """Return ``value`` as a float64 array of finite numbers that ``fits`` the control."""
        try:
            array = np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            array = np.full(1, np.nan)
        if not fits(array) or not np.isfinite(array).all():
            raise ValueError(f"control {self.name!r}: {what} must be {wanted}, got {short(value)}")
        return array

    def _snapped(self, numbers, low, high):
        """Return ``numbers``, each brought to ``low + k * step``."""
        low, high, step = float(low), float(high), float(self.step)
        snapped = [snap(number, low, high, step) for number in numbers.ravel().tolist()]
        return np.array(snapped, dtype=np.float64).reshape(numbers.shape)

    def snap(self, value: ArrayLike) -> np.ndarray:
        """Return a read-only copy of ``value``, each number brought to the control's own."""
        snapped = self._snapped(self._numbers("its value", value), self.minimum, self.maximum)
        snapped.setflags(write=False)
        return snapped

    def for_kernel(self, value: np.ndarray) -> np.ndarray:
        """Return the kernel's own copy of ``value``: what it writes there stays there."""
        return np.array(value)

    def _packed(self, value, low, dtype="<u2"):
        """Pack the numbers' steps as Base64, for a page that may hold thousands of them."""
        steps = np.rint((value - low) / self.step)
        return base64.b64encode(steps.astype(dtype).tobytes()).decode()

    def describe(self) -> dict:
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

    def for_kernel(self, value: np.ndarray) -> np.ndarray:
        """Return the times in the first places of an array, NaN in the others."""
        filled = np.full(self.size, np.nan)
        filled[: len(value)] = value
        return filled


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

    def describe(self) -> dict:
        presets = [{"label": t, "value": self._pixels(v)} for t, v in self.presets.items()]
        default = self._pixels(self.default)
        more = {"default": default, "presets": presets, "brush": float(self.brush)}
        return super().describe() | more

    def _pixels(self, value):
        """Pack into one byte a pixel if the steps fit, otherwise two."""
        many = (self.maximum - self.minimum) / self.step + 1e-9 >= 256
        return self._packed(value, self.minimum, "<u2" if many else "u1")


class DrawnDigits(DrawnImage):
    """A grid of digits that the reader types: ``shape`` (rows, columns); 0 is an empty cell.

    The kernel gets it as a float64 array of that shape.  ``presets`` are as in
    :class:`DrawnImage`; a :class:`~snnlib.live.DigitGrid` shows it.
    """

    def __init__(
        self,
        name: str,
        shape: tuple,
        default: object = 0.0,
        label: str = "",
        presets: dict | None = None,
    ):
        super().__init__(name, shape, 0.0, 9.0, 1.0, default, "", label, presets or {})

    def describe(self) -> dict:
        return super().describe() | {"brush": 0.0}  # typed, not painted


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

    def describe(self) -> dict:
        default = self._packed(self.default, (self.x[0], self.y[0]))
        more = {"default": default, "x": list(self.x), "y": list(self.y)}
        return super().describe() | more
