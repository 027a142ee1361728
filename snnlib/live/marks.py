"""How a live figure draws: plots with axes, and the marks on them.

A mark names arrays, read-outs and controls.  ``front/marks.js`` draws it in the browser; its method
``draw`` does so with matplotlib, for the picture that stands there without JavaScript
(:mod:`snnlib.live.static_svg`, which tells what a ``frame`` is).
"""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from numbers import Real
from reprlib import repr as short
from typing import Any

import numpy as np

from snnlib.live.controls import finite
from snnlib.plotting.palette import PALETTE


@dataclass(frozen=True)
class Axis:
    """A quantity, its unit, and the ends of the axis (None: fitted to the data).

    On a ``scale="log"`` what is zero or below is not drawn.  ``names`` stand at 0, 1, 2, … in the
    place of numbers: the rows of a raster, or the bars of a Histogram that starts at -0.5.
    """

    label: str
    unit: str = ""
    range: tuple | None = None
    scale: str = "linear"
    names: tuple = ()

    def __post_init__(self):
        if isinstance(self.names, str) or not all(isinstance(name, str) for name in self.names):
            raise ValueError(
                f"axis {self.label!r}: names must be a tuple of strings, got {short(self.names)}"
            )
        object.__setattr__(self, "names", tuple(self.names))
        if self.scale not in ("linear", "log"):
            raise ValueError(
                f"axis {self.label!r}: scale must be 'linear' or 'log', got {self.scale!r}"
            )
        if self.range is None:
            return
        ends = tuple(self.range) if isinstance(self.range, (tuple, list)) else ()
        real = all(isinstance(end, Real) and math.isfinite(end) for end in ends)
        if len(ends) != 2 or not real or not ends[0] < ends[1]:
            raise ValueError(
                f"axis {self.label!r}: range must be its two ends, the lower one first, "
                f"got {short(self.range)}"
            )
        if self.scale == "log" and ends[0] <= 0:
            raise ValueError(
                f"axis {self.label!r}: range must lie above 0 on a log scale, got {short(ends)}"
            )
        object.__setattr__(self, "range", (float(ends[0]), float(ends[1])))


def check_height(owner, height):
    """Refuse a height that no page has room for."""
    if type(height) is not int or not 40 <= height <= 2000:
        raise ValueError(
            f"{owner}: height must be a whole number of pixels from 40 to 2000, got {height!r}"
        )


class Mark:
    """What the marks have in common: a colour of the palette, and numbers that make sense."""

    color = "text"
    needs_ranges = False  # of both axes of its plot
    edits = ""  # the kind of control that the reader takes hold of in it
    of_numbers = False  # what it names as x and y are read-outs or sliders, not arrays

    def __post_init__(self):
        kind = type(self).__name__
        if self.color not in PALETTE:
            raise ValueError(
                f"{kind}: color must be one of {', '.join(PALETTE)}, got {self.color!r}"
            )
        for name in ("start", "step", "width"):
            if hasattr(self, name):
                number = finite(kind, name, getattr(self, name))
                if name != "start" and number <= 0:
                    raise ValueError(f"{kind}: {name} must be above 0, got {number}")
                object.__setattr__(self, name, number)

    def plain(self) -> dict:
        """Return plain data for the browser."""
        return asdict(self)

    def draw(self, axes: Any, frame: Any, style: dict) -> None:
        """Draw on matplotlib's axes, in the ``style`` that goes with the colour, label and dash."""
        raise NotImplementedError

    def names(self) -> Iterator[tuple[str, str]]:
        """Return (field, name) of everything that the mark refers to."""
        optional = ("count", "shown_by")
        for part in ("array", "times", "neurons", "counts", "x", "y", "control", *optional):
            if hasattr(self, part) and (getattr(self, part) or part not in optional):
                yield part, getattr(self, part)


@dataclass(frozen=True)
class Trace(Mark):
    """An array against evenly spaced time: sample k stands at ``start + k * step``.

    With ``shown_by``, a Checkbox, the trace is seen only while that box is ticked.
    """

    array: str
    step: float
    start: float = 0.0
    label: str = ""
    color: str = "membrane"
    dash: bool = False
    shown_by: str = ""

    def draw(self, axes: Any, frame: Any, style: dict) -> None:
        y = frame.arrays[self.array]
        axes.plot(self.start + self.step * np.arange(len(y)), y, **style)


@dataclass(frozen=True)
class Curve(Mark):
    """One array against another; with ``count``, a read-out, only that many points are valid.

    ``marker`` draws its points as dots, and ``line=False`` leaves the line between them out.
    With ``shown_by``, a Checkbox, the curve is seen only while that box is ticked.
    """

    x: str
    y: str
    label: str = ""
    color: str = "membrane"
    dash: bool = False
    count: str = ""
    shown_by: str = ""
    marker: bool = False
    line: bool = True

    def __post_init__(self):
        super().__post_init__()
        if not (self.marker or self.line):
            raise ValueError("Curve: line must be True where marker is False")

    def draw(self, axes: Any, frame: Any, style: dict) -> None:
        if self.marker:
            style |= {"marker": "o", "markersize": 3.5}
        if not self.line:
            style["linestyle"] = "none"
        axes.plot(frame.valid(self.x, self.count), frame.valid(self.y, self.count), **style)


@dataclass(frozen=True)
class Spikes(Mark):
    """Spike times as upright ticks in a strip along the top of the plot.

    ``count`` names the read-out that tells how many of the array's times are valid.
    """

    times: str
    count: str
    label: str = "spikes"
    color: str = "spike"

    def draw(self, axes: Any, frame: Any, style: dict) -> None:
        times, across = frame.valid(self.times, self.count), axes.get_xaxis_transform()
        axes.vlines(times, 0.93, 1.0, transform=across, color=style["color"], lw=1.4)


@dataclass(frozen=True)
class Raster(Mark):
    """Spikes of many neurons: time across, neuron up; ``count`` read-out as in :class:`Spikes`."""

    times: str
    neurons: str
    count: str
    label: str = ""
    color: str = "spike"

    def draw(self, axes: Any, frame: Any, style: dict) -> None:
        times, neurons = (frame.valid(name, self.count) for name in (self.times, self.neurons))
        axes.plot(times, neurons, "|", color=style["color"], label=style["label"], markersize=4)


@dataclass(frozen=True)
class Histogram(Mark):
    """Bars: bar k stands from ``start + k * width`` and is as high as ``counts[k]``."""

    counts: str
    width: float
    start: float = 0.0
    label: str = ""
    color: str = "membrane"

    def draw(self, axes: Any, frame: Any, style: dict) -> None:
        counts = frame.arrays[self.counts]
        edges = self.start + self.width * np.arange(len(counts))
        axes.bar(edges, counts, self.width * 0.95, align="edge", color=style["color"], alpha=0.75)


@dataclass(frozen=True)
class Level(Mark):
    """A dashed line across the plot at a slider's value, which can be dragged.

    It stands at a height, or with ``axis="x"`` at a place of the x axis.
    """

    control: str
    label: str
    color: str = "threshold"
    axis: str = "y"
    edits = "slider"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.axis not in ("x", "y"):
            raise ValueError(f"Level: axis must be 'x' or 'y', got {self.axis!r}")

    def draw(self, axes: Any, frame: Any, style: dict) -> None:
        value, across = frame.values[self.control], self.axis == "y"
        line = axes.axhline if across else axes.axvline
        line(value, color=style["color"], linestyle="--", linewidth=1)
        axes.annotate(
            self.label,
            (0.01, value) if across else (value, 0.99),
            xycoords=axes.get_yaxis_transform() if across else axes.get_xaxis_transform(),
            xytext=(0, 2) if across else (3, 0),
            textcoords="offset points",
            va="bottom" if across else "top",
            color=style["color"],
        )


#: What a level is mostly used for.
Threshold = Level


@dataclass(frozen=True)
class Marker(Mark):
    """A dot at the place that two read-outs or sliders name; a slider's can be dragged."""

    x: str
    y: str
    label: str = ""
    color: str = "teach"
    of_numbers = True

    def draw(self, axes: Any, frame: Any, style: dict) -> None:
        axes.plot(frame.number(self.x), frame.number(self.y), "o", color=style["color"])


@dataclass(frozen=True)
class Drawing(Mark):
    """The :class:`~snnlib.live.DrawnCurve` ``control``, drawn on this plot by the reader."""

    control: str
    step: float
    start: float = 0.0
    label: str = ""
    color: str = "input"
    edits = "drawn curve"

    def draw(self, axes: Any, frame: Any, style: dict) -> None:
        y = frame.values[self.control]
        axes.plot(self.start + self.step * np.arange(len(y)), y, **style)


@dataclass(frozen=True)
class SpikeDrawing(Mark):
    """The :class:`~snnlib.live.DrawnSpikes` ``control``, edited on this plot by the reader."""

    control: str
    label: str = ""
    color: str = "spike"
    edits = "drawn spike train"

    def draw(self, axes: Any, frame: Any, style: dict) -> None:
        axes.vlines(frame.values[self.control], 0.15, 0.85, color=style["color"], lw=1.6)
        axes.set_yticks([])


@dataclass(frozen=True)
class Plot:
    """Axes with marks on them; ``height`` in CSS pixels; ``describes`` says what it shows.

    Lines are named at their ends where there is room, otherwise in a legend: where two need telling
    apart, or as ``legend`` says.  A read-out stands in the head of the plot that draws by it, or
    that names it in ``readouts``.
    """

    marks: list
    x: Axis
    y: Axis
    height: int = 240
    describes: str = ""
    legend: bool | None = None
    readouts: tuple = ()

    def __post_init__(self):
        marks = list(self.marks) if isinstance(self.marks, (tuple, list)) else []
        if not marks or not all(isinstance(mark, Mark) for mark in marks):
            raise ValueError(
                f"a plot's marks must be a list of Trace, Curve, …, got {short(self.marks)}"
            )
        for name in ("x", "y"):
            if not isinstance(getattr(self, name), Axis):
                raise ValueError(
                    f"a plot's {name} must be an Axis(label, unit), got {getattr(self, name)!r}"
                )
        check_height("a plot", self.height)
        for mark in marks:
            fits = all(axis.range and axis.scale == "linear" for axis in (self.x, self.y))
            if mark.needs_ranges and not fits:
                raise ValueError(
                    f"a plot with a {type(mark).__name__} needs linear axes with ranges"
                )
        object.__setattr__(self, "marks", marks)

    def spec(self) -> dict:
        """Return plain data for the browser."""
        marks = [{"mark": type(m).__name__.lower(), **m.plain()} for m in self.marks]
        return {"view": "plot", **asdict(self), "marks": marks}

    def views(self) -> Iterator:
        """Return the views that have a place of their own: this one."""
        yield self
