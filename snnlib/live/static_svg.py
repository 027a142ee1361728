"""The picture of a live figure's first frame, for paper and for browsers without WebAssembly."""

import io

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import LogLocator, NullLocator

from snnlib.live.layout import Row, Table
from snnlib.live.marks import Histogram, Plot, Spikes
from snnlib.live.pictures import COLORS, DigitGrid, ImageDrawing, PathDrawing
from snnlib.plotting.palette import PALETTE
from snnlib.plotting.style import ThemedSVG, color, style

_PIXELS_PER_INCH = 96
_SHARE_INCHES = 7.2, 3.78
_SHARE_PIXELS = 1200  # across
_SHARE_HEIGHT = 420  # what views may add up to, in a page's pixels


class _Frame:
    """What the marks look up: arrays, read-outs and controls by name."""

    def __init__(self, figure):
        self.arrays, self.readouts = figure.kernel.run(figure.defaults)
        self.values, self.controls = figure.defaults, figure.controls

    def valid(self, array, count):
        values = self.arrays[array]
        n = self.readouts[count] if count else len(values)
        return values[: int(min(n, len(values)))] if n > 0 else values[:0]  # n may be NaN

    def number(self, name):
        return self.readouts[name] if name in self.readouts else self.values[name]


def draw_cells(axes, mark, values, low, high, **where):
    """Draw an array as cells; ``low`` and ``high`` as in ``colorEnds`` of ``front/colormap.js``."""
    finite = values[np.isfinite(values)]
    ends = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    if mark.colors in ("diverging", "signed"):
        given = [end for end in (low, high) if end is not None]
        ends = np.array((-1, 1)) * np.max(np.abs(given or ends))
    low, high = (ends[0] if low is None else low), (ends[1] if high is None else high)
    stops = [PALETTE[stop][0] if stop in PALETTE else stop for stop in COLORS[mark.colors]]
    axes.imshow(
        values, LinearSegmentedColormap.from_list("live", stops), interpolation="none",
        vmin=low, vmax=high if high > low else low + 1, aspect=mark.aspect, **where,
    )  # fmt: skip


def _picture(axes, mark, frame):
    """Draw a view of its own: cells without axes."""
    control = frame.controls.get(mark.control)
    title = mark.label or (control.label or control.name if control else mark.array)
    if isinstance(mark, ImageDrawing) and not mark.array:
        ends = control.minimum, control.maximum
        draw_cells(axes, mark, frame.values[mark.control], *ends)
    elif mark.array:
        values = _tiled(frame.arrays[mark.array], mark.tiles)
        where = {}
        if isinstance(mark, PathDrawing):
            where = {"extent": (*control.x, *control.y[::-1])}
        draw_cells(axes, mark, values, mark.low, mark.high, **where)
    for dot in getattr(mark, "markers", ()):
        dot.draw(axes, frame, {"color": color(dot.color)})
    if isinstance(mark, PathDrawing):
        path = frame.values[mark.control]
        axes.plot(*path.T, color=color("input"))
        axes.plot(*path[-1], "o", color=color("teach"))
        axes.set(xlim=control.x, ylim=control.y[::-1], aspect=_path_aspect(mark, control, frame))
    axes.set(xticks=[], yticks=[], title=title)
    axes.spines[:].set_visible(True)
    axes.grid(False)


def _digits(axes, view, frame):
    """Draw a grid of digits: those of the reader in bold, those of the array in its empty cells."""
    given, own = frame.values[view.control], frame.arrays[view.array]
    rows, columns = given.shape
    for (r, c), digit in np.ndenumerate(np.where(given > 0, given, own)):
        mine = given[r, c] > 0
        role = "threshold" if frame.arrays[view.wrong][r, c] > 0 else "text" if mine else "membrane"
        text = {"color": color(role), "fontweight": "bold" if mine else "normal", "fontsize": 11}
        if digit > 0:
            axes.text(c, r, f"{digit:.0f}", ha="center", va="center", **text)
    for k in range(max(rows, columns) + 1):
        line = {"color": color("axis"), "lw": 1.6 if k % view.block == 0 else 0.5}
        if k <= columns:
            axes.plot([k - 0.5] * 2, [-0.5, rows - 0.5], **line)
        if k <= rows:
            axes.plot([-0.5, columns - 0.5], [k - 0.5] * 2, **line)
    axes.set(xticks=[], yticks=[], aspect="equal", ylim=(rows, -1), title=view.label)
    axes.spines[:].set_visible(False)
    axes.grid(False)


def _path_aspect(mark, control, frame):
    """Return the aspect of square cells, whatever the units of the two coordinates."""
    if not mark.array:
        return 1.0
    rows, columns = frame.arrays[mark.array].shape
    return (control.x[1] - control.x[0]) / columns * rows / (control.y[1] - control.y[0])


def _table(axes, view, frame):
    axes.axis("off")
    heads = [f"{head} ({unit})" if unit else head for head, unit, _ in view.columns]
    table = axes.table(
        view.texts(frame.arrays[view.array]), rowLabels=view.rows, colLabels=heads,
        loc="center", edges="horizontal", bbox=(0.25, 0, 0.75, 1),
    )  # fmt: skip
    for cell in table.get_celld().values():
        cell.set(edgecolor=color("grid"))
        cell.get_text().set(fontsize=9.5, color=color("text"))


def _tiled(values, tiles):
    """Set the parts of a 3-D array side by side, with an empty line between them."""
    if not tiles:
        return values
    _, rows, columns = values.shape
    down, across = tiles
    whole = np.full((down * (rows + 1) - 1, across * (columns + 1) - 1), np.nan)
    for k, part in enumerate(values):
        row, column = k // across * (rows + 1), k % across * (columns + 1)
        whole[row : row + rows, column : column + columns] = part
    return whole


def _axis_label(axis):
    return f"{axis.label} ({axis.unit})" if axis.unit else axis.label


def _log_axis(axis):
    """Set ticks at 1, 2, 5, 10 … or powers of ten, written as on the live figure's axes."""
    low, high = axis.get_view_interval()
    subs = (1.0, 2.0, 5.0) if high < 200 * low else (1.0,)
    axis.set_major_locator(LogLocator(subs=subs, numticks=7))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(lambda value, _: f"{value:g}")


def _plot(axes, view, frame):
    bars = any(isinstance(mark, Histogram) for mark in view.marks)  # which stand on zero
    for name, axis in (("x", view.x), ("y", view.y)):
        if axis.scale == "log":
            getattr(axes, f"set_{name}scale")("log", nonpositive="clip" if bars else "mask")
    given = {"xlim": view.x.range, "ylim": view.y.range}
    given = {name: ends for name, ends in given.items() if ends}
    axes.set(**given)
    for mark in view.marks:
        if getattr(mark, "shown_by", "") and not frame.values[mark.shown_by]:
            continue
        line = {"color": color(mark.color), "label": getattr(mark, "label", "")}
        line["linestyle"] = "--" if getattr(mark, "dash", False) else "-"
        mark.draw(axes, frame, line)
    axes.set(xlabel=_axis_label(view.x), ylabel=_axis_label(view.y), **given)
    for axis, wanted in ((axes.xaxis, view.x), (axes.yaxis, view.y)):
        if wanted.scale == "log":
            _log_axis(axis)
        if wanted.names:
            axis.set_ticks(range(len(wanted.names)), wanted.names)
    if any(isinstance(mark, Spikes) for mark in view.marks):  # a strip for the spikes
        low, high = axes.get_ylim()
        axes.set_ylim(low, high + 0.08 * (high - low))


def still(figure):
    """Draw the first frame of a :class:`~snnlib.live.Figure`; return it as SVG text."""
    with style():
        picture = _drawn(figure, figure.views)
    return ThemedSVG(picture, f"{figure.spec['title']}, at the start values").svg


def share_picture(figure):
    """Return a PNG, 1200 x 630 pixels, of a figure's title and the views that have room there."""
    views, height = [], 0
    for row in figure.views:
        height += _height(row)
        if views and height > _SHARE_HEIGHT:
            break
        views.append(row)
    buffer = io.BytesIO()
    with style():
        picture = _drawn(figure, views, _SHARE_INCHES[1])
        picture.suptitle(figure.spec["title"], fontsize=15, fontweight="bold")
        picture.get_layout_engine().set(w_pad=0.25, h_pad=0.15)
        dpi = _SHARE_PIXELS / _SHARE_INCHES[0]
        picture.savefig(buffer, facecolor=color("paper"), dpi=dpi, metadata={"Software": None})
    plt.close(picture)
    return buffer.getvalue()


def _height(row):
    return max(view.height for view in row.views())


def _drawn(figure, rows, inches=None):
    """Draw a matplotlib figure with these rows of views, as high as they say or ``inches``."""
    frame = _Frame(figure)
    heights = [_height(row) for row in rows]
    size = _SHARE_INCHES[0], inches or sum(heights) / _PIXELS_PER_INCH
    picture = plt.figure(figsize=size)
    grid = picture.add_gridspec(len(heights), 1, height_ratios=heights)
    for place, row in zip(grid, rows, strict=True):
        widths = row.widths if isinstance(row, Row) else (1,)
        places = place.subgridspec(1, len(widths), width_ratios=widths)
        for cell, view in zip(places, row.views(), strict=True):
            draw = {Plot: _plot, Table: _table, DigitGrid: _digits}.get(type(view), _picture)
            draw(picture.add_subplot(cell), view, frame)
    return picture
