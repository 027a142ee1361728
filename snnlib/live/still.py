"""The picture of a live figure's first frame, for paper and for browsers without WebAssembly."""

import numpy as np
from matplotlib import pyplot as plt

from snnlib.live.views import Spikes
from snnlib.plotting.style import ThemedSVG, color, style

_PIXELS_PER_INCH = 96


class _Frame:
    """What the marks look up: arrays, read-outs and controls by name."""

    def __init__(self, figure):
        self.arrays, self.readouts = figure.kernel.run(figure.defaults)
        self.values = figure.defaults

    def valid(self, array, count):
        values = self.arrays[array]
        n = self.readouts[count] if count else len(values)
        return values[: int(min(n, len(values)))] if n > 0 else values[:0]  # n may be NaN

    def number(self, name):
        return self.readouts[name] if name in self.readouts else self.values[name]


def _trace(axes, mark, frame, style):
    y = frame.arrays[mark.array]
    axes.plot(mark.start + mark.step * np.arange(len(y)), y, **style)


def _curve(axes, mark, frame, style):
    axes.plot(frame.valid(mark.x, mark.count), frame.valid(mark.y, mark.count), **style)


def _spikes(axes, mark, frame, style):
    times = frame.valid(mark.times, mark.count)
    axes.vlines(
        times, 0.93, 1.0, transform=axes.get_xaxis_transform(), color=style["color"], lw=1.4
    )


def _raster(axes, mark, frame, style):
    times, neurons = frame.valid(mark.times, mark.count), frame.valid(mark.neurons, mark.count)
    axes.plot(times, neurons, "|", color=style["color"], label=style["label"], markersize=4)


def _histogram(axes, mark, frame, style):
    counts = frame.arrays[mark.counts]
    edges = mark.start + mark.width * np.arange(len(counts))
    axes.bar(edges, counts, mark.width * 0.95, align="edge", color=style["color"], alpha=0.75)


def _threshold(axes, mark, frame, style):
    value = frame.values[mark.control]
    axes.axhline(value, color=style["color"], linestyle="--", linewidth=1)
    axes.annotate(
        mark.label, (0.01, value), xycoords=axes.get_yaxis_transform(), color=style["color"],
        xytext=(0, 2), textcoords="offset points", va="bottom",
    )  # fmt: skip


def _marker(axes, mark, frame, style):
    axes.plot(frame.number(mark.x), frame.number(mark.y), "o", color=style["color"])


def _drawing(axes, mark, frame, style):
    y = frame.values[mark.control]
    axes.plot(mark.start + mark.step * np.arange(len(y)), y, **style)


def _spike_drawing(axes, mark, frame, style):
    axes.vlines(frame.values[mark.control], 0.15, 0.85, color=style["color"], lw=1.6)
    axes.set_yticks([])


_DRAW = {
    "Trace": _trace,
    "Curve": _curve,
    "Spikes": _spikes,
    "Raster": _raster,
    "Histogram": _histogram,
    "Threshold": _threshold,
    "Marker": _marker,
    "Drawing": _drawing,
    "SpikeDrawing": _spike_drawing,
}


def _axis_label(axis):
    return f"{axis.label} ({axis.unit})" if axis.unit else axis.label


def still(figure):
    """SVG text of the first frame of a :class:`~snnlib.live.Figure`."""
    frame = _Frame(figure)
    heights = [view.height for view in figure.views]
    with style():
        picture, rows = plt.subplots(
            len(heights),
            squeeze=False,
            height_ratios=heights,
            figsize=(7.2, sum(heights) / _PIXELS_PER_INCH),
        )
        for axes, view in zip(rows[:, 0], figure.views, strict=True):
            for mark in view.marks:
                if getattr(mark, "shown_by", "") and not frame.values[mark.shown_by]:
                    continue
                line = {"color": color(mark.color), "label": getattr(mark, "label", "")}
                line["linestyle"] = "--" if getattr(mark, "dash", False) else "-"
                _DRAW[type(mark).__name__](axes, mark, frame, line)
            axes.set(xlabel=_axis_label(view.x), ylabel=_axis_label(view.y))
            axes.set(xlim=view.x.range, ylim=view.y.range)
            if any(isinstance(mark, Spikes) for mark in view.marks):  # a strip for the spikes
                low, high = axes.get_ylim()
                axes.set_ylim(low, high + 0.08 * (high - low))
    return ThemedSVG(picture, f"{figure.spec['title']}, at the start values").svg
