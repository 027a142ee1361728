"""A network as a diagram: a box for each population and source, an arrow for each connection."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from snnlib.network.network import Network
from snnlib.plotting.style import color

WIDTH, HEIGHT = 1.5, 0.8  # of a box, in units of the grid


def draw_network(network: Network, ax: Axes | None = None) -> Axes:
    """Draw the parts of a network, sources on the left, and how they are connected.

    A connection whose weights are all negative ends in a bar, any other in an arrowhead; the
    name at its end is the receptor's.  One that learns is drawn in the colour of teaching.
    Returns the axes.
    """
    if not isinstance(network, Network):
        raise TypeError(f"network must be a Network, got {network!r}")
    ax = plt.subplots()[1] if ax is None else ax
    places = _places(network)
    for part in _parts(network):
        _box(ax, part, *places[part.name])
    drawn = {}
    for way, *ends in _ways(network):
        ends = tuple(ends)
        _arrow(ax, way, places[ends[0]], places[ends[1]], drawn.setdefault(ends, 0))
        drawn[ends] += 1
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.autoscale_view()
    ax.margins(0.08)
    return ax


def _parts(network):
    """Return what has a box: sources, Poisson inputs and populations."""
    return *network.sources.values(), *network.inputs.values(), *network.populations.values()


def _ways(network):
    """Return what has an arrow, and the names of the boxes at its ends."""
    inputs = ((part, part.name, part.target.whole.name) for part in network.inputs.values())
    wires = ((c, c.pre.whole.name, c.post.whole.name) for c in network.connections.values())
    return *inputs, *wires


def _places(network):
    """Find column and row of each part: one column further than the first that feeds it."""
    column = dict.fromkeys((*network.sources, *network.inputs), 0)
    order = list(column) or list(network.populations)[:1]
    column |= dict.fromkeys(order, 0)
    for name in order:
        for _, begin, target in _ways(network):
            if begin == name and target not in column:
                column[target] = column[name] + 1
                order.append(target)
    for name in network.populations:
        column.setdefault(name, 0)
    rows = {}
    places = {}
    for name, x in column.items():
        places[name] = 3.0 * x, -1.8 * rows.setdefault(x, 0)
        rows[x] += 1
    return places


def _box(ax, part, x, y):
    edge = color("membrane" if part.kind == "population" else "input")
    corner = (x - WIDTH / 2, y - HEIGHT / 2)
    ax.add_patch(plt.Rectangle(corner, WIDTH, HEIGHT, fill=False, edgecolor=edge, linewidth=1.5))
    kind = {"population": "neurons", "poisson": "Poisson trains", "replay": "spike trains"}
    ax.text(x, y + 0.12, part.name, ha="center", va="center", weight="bold")
    label = f"{part.n} {kind[part.kind]}" if part.kind in kind else "Poisson, each neuron"
    ax.text(x, y - 0.18, label, ha="center", va="center", size="small")


def _arrow(ax, connection, start, end, count):
    """Draw one arrow, of a connection or an input; the second between two boxes is shifted."""
    head = "|-|,widthA=0,widthB=0.35" if np.all(connection.w < 0.0) else "-|>"
    look = {
        "arrowstyle": head,
        "color": color("teach" if connection.plasticity else "axis"),
        "linewidth": 1.5,
        "linestyle": "--" if connection.plasticity else "-",
        "shrinkA": 0,
        "shrinkB": 0,
    }
    (x0, y0), (x1, y1) = start, end
    bend = 0.0
    if start == end:  # a loop beside the box
        y = y0 + 0.2 - 0.55 * count
        points = (x0 + WIDTH / 2, y + 0.14), (x0 + WIDTH / 2, y - 0.14)
        bend, label = -2.2, (x0 + WIDTH / 2 + 0.62, y)
    elif x0 == x1:  # one above the other: down on the left, up on the right
        side = np.sign(y1 - y0)
        x = x0 + 0.35 * side - 0.2 * count
        points = (x, y0 + side * HEIGHT / 2), (x, y1 - side * HEIGHT / 2)
        label = x + 0.22 * side, (y0 + y1) / 2
    else:
        step = np.sign(x1 - x0) * WIDTH / 2
        shift = 0.2 * count
        points = (x0 + step, y0 + shift), (x1 - step, y1 + shift)
        bend = 0.25 if x1 < x0 else 0.0
        label = (points[0][0] + 2 * points[1][0]) / 3, (points[0][1] + 2 * points[1][1]) / 3 + 0.16
    look["connectionstyle"] = f"arc3,rad={bend}"
    ax.annotate("", xy=points[1], xytext=points[0], arrowprops=look)
    ax.text(*label, connection.receptor, ha="center", va="center", size="small")
    ax.update_datalim([label])
