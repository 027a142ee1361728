"""How a live figure draws: plots with axes, and the marks on them.

These are descriptions that name arrays, read-outs and controls; ``front/plot.js`` draws them in the
browser and :mod:`snnlib.live.still` draws the picture that stands there without JavaScript.
"""

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Axis:
    """A quantity, its unit, and the ends of the axis (None: fitted to the data)."""

    label: str
    unit: str = ""
    range: tuple | None = None


@dataclass(frozen=True)
class Trace:
    """An array against evenly spaced time: sample k stands at ``start + k * step``."""

    array: str
    step: float
    start: float = 0.0
    label: str = ""
    color: str = "membrane"
    dash: bool = False


@dataclass(frozen=True)
class Curve:
    """One array against another; with ``count``, a read-out, only that many points are valid."""

    x: str
    y: str
    label: str = ""
    color: str = "membrane"
    dash: bool = False
    count: str = ""


@dataclass(frozen=True)
class Spikes:
    """Spike times as upright ticks in a strip along the top of the plot.

    ``count`` names the read-out that tells how many of the array's times are valid.
    """

    times: str
    count: str
    label: str = "spikes"
    color: str = "spike"


@dataclass(frozen=True)
class Raster:
    """Spikes of many neurons: time across, neuron up; ``count`` read-out as in :class:`Spikes`."""

    times: str
    neurons: str
    count: str
    label: str = ""
    color: str = "spike"


@dataclass(frozen=True)
class Histogram:
    """Bars: bar k stands from ``start + k * width`` and is as high as ``counts[k]``."""

    counts: str
    width: float
    start: float = 0.0
    label: str = ""
    color: str = "membrane"


@dataclass(frozen=True)
class Threshold:
    """A dashed line across the plot at a slider's value, which can be dragged."""

    control: str
    label: str
    color: str = "threshold"


@dataclass(frozen=True)
class Marker:
    """A dot at the place that two read-outs or sliders name."""

    x: str
    y: str
    label: str = ""
    color: str = "teach"


@dataclass(frozen=True)
class Drawing:
    """The :class:`~snnlib.live.DrawnCurve` control ``control``, drawn on this plot by the reader."""

    control: str
    step: float
    start: float = 0.0
    label: str = ""
    color: str = "input"


@dataclass(frozen=True)
class Plot:
    """Axes with marks on them; ``height`` in CSS pixels; ``describes`` says what it shows."""

    marks: list
    x: Axis
    y: Axis
    height: int = 240
    describes: str = ""
    legend: bool | None = field(default=None)

    def spec(self):
        """Plain data for the browser."""
        spec = asdict(self)
        spec["marks"] = [{"mark": type(m).__name__.lower(), **asdict(m)} for m in self.marks]
        return spec

    def names(self):
        """(mark, field, name) of everything that the marks refer to, for checking."""
        fields = ("array", "times", "neurons", "counts", "count", "x", "y", "control")
        for mark in self.marks:
            for part in fields:
                if getattr(mark, part, ""):
                    yield type(mark).__name__, part, getattr(mark, part)
