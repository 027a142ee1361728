"""Live figures made for the tests: each shows one ability."""

import numpy as np

from snnlib import live
from snnlib.math import sin
from snnlib.random import uniform


def _everything(current, v_th, gain, offset, n, mode, rectify, kick, level, v, crossings, readouts):
    count = 0
    for i in range(v.shape[0]):
        x = gain * current[i // 4] + offset + level
        if mode == 1:
            x = -x
        elif mode == 2:
            x = x * sin(0.1 * i)
        if rectify and x < 0.0:
            x = 0.0
        x += kick * uniform(n, 0, i)
        v[i] = x
        if x >= v_th and (i == 0 or v[i - 1] < v_th) and count < crossings.shape[0]:
            crossings[count] = i
            count += 1
    readouts.n_crossings = count
    readouts.ratio = v[0] / gain
    readouts.first = np.nan if count == 0 else crossings[0]


def everything(name="test-everything"):
    """Every kind of control, a fold, a threshold, a drawing, three read-outs."""
    start = np.round(2.0 * np.exp(-(((np.arange(50) - 20) / 8.0) ** 2)), 2)
    return live.Figure(
        name,
        kernel=_everything,
        title="Everything a figure can have",
        caption="Draw the current, drag the threshold.",
        controls=[
            live.DrawnCurve(
                "current", 50, -1.0, 4.0, 0.05, start, unit="nA", label="drawn current"
            ),
            live.Slider(
                "v_th", -2.0, 6.0, 1.5, 0.05, unit="mV", label="threshold", symbol="v_{th}"
            ),
            live.Slider("gain", 0.0, 2.0, 1.0, 0.01, label="gain", symbol="g"),
            live.Select("mode", {"as it is": 0, "negative": 1, "a wave": 2}, 0, label="shape"),
            live.Checkbox("rectify", False, label="no negative values"),
            live.Button("kick", label="add noise"),
            live.Slider("n", 0, 10, 3, 1, integer=True, label="seed"),
            live.Slider("offset", -1.0, 1.0, 0.0, 0.1, label="offset"),
        ],
        constants={"level": 0.25},
        arrays={"v": live.Array(200, unit="mV"), "crossings": live.Array(20)},
        readouts={
            "n_crossings": live.Readout(label="crossings"),
            "ratio": live.Readout(label="ratio"),
            "first": live.Readout("ms", "first crossing"),
        },
        views=[
            live.Plot(
                [live.Drawing("current", 4.0, label="current")],
                live.Axis("time", "ms", (0, 200)),
                live.Axis("current", "nA", (-1, 4)),
                height=160,
                describes="The drawn current",
            ),
            live.Plot(
                [
                    live.Trace("v", 1.0, label="potential"),
                    live.Spikes("crossings", "n_crossings"),
                    live.Threshold("v_th", "threshold"),
                ],
                live.Axis("time", "ms", (0, 200)),
                live.Axis("potential", "mV", (-4, 8)),
                describes="A potential",
            ),
        ],
    )


def _slow(rounds, x, total, slice_index, n_slices, readouts):
    first = slice_index * x.shape[0] // n_slices
    last = (slice_index + 1) * x.shape[0] // n_slices
    for i in range(first, last):
        value = 0.0
        for k in range(rounds * 100):
            value += uniform(7, i, k)
        x[i] = value / (rounds * 100)
        total[0] += x[i]
    readouts.sum = total[0]


def _heavy(rounds, x, readouts):
    for i in range(x.shape[0]):
        value = 0.0
        for k in range(rounds * 100):
            value += uniform(7, i, k)
        x[i] = value / (rounds * 100)
    readouts.rounds_done = rounds


def heavy(name="test-heavy"):
    """A kernel of a tenth of a second to a few seconds in one part, in a worker."""
    return live.Figure(
        name,
        kernel=_heavy,
        title="A heavy kernel",
        controls=[live.Slider("rounds", 1, 1000, 60, 1, integer=True, label="rounds")],
        arrays={"x": live.Array(1500)},
        readouts={"rounds_done": live.Readout(label="rounds")},
        views=[live.Plot([live.Trace("x", 1.0)], live.Axis("number"), live.Axis("mean"))],
        worker=True,
    )


def slow(name="test-slow"):
    """A long kernel: a few tenths of a second, in fifty slices, in a worker."""
    return live.Figure(
        name,
        kernel=_slow,
        title="A long computation",
        controls=[live.Slider("rounds", 1, 100, 50, 1, integer=True, label="rounds")],
        arrays={"x": live.Array(2000)},
        state={"total": live.Array(1)},
        readouts={"sum": live.Readout(label="sum")},
        views=[live.Plot([live.Trace("x", 1.0)], live.Axis("number"), live.Axis("mean"))],
        slices=50,
    )


def _picky(x, y, readouts):
    y[0] = x
    readouts.value = x
    return 3 if x > 0.5 else 0


def _picky_in_parts(x, y, slice_index, n_slices, readouts):
    y[slice_index] = x
    readouts.value = x
    return 3 if x > 0.5 and slice_index == n_slices - 1 else 0


def picky(name="test-picky", slices=1):
    """A kernel that refuses some values with a status."""
    return live.Figure(
        name,
        kernel=_picky if slices == 1 else _picky_in_parts,
        title="A kernel that refuses",
        controls=[live.Slider("x", 0.0, 1.0, 0.0, 0.1, label="x")],
        arrays={"y": live.Array(3)},
        readouts={"value": live.Readout(label="value")},
        views=[live.Plot([live.Trace("y", 1.0)], live.Axis("i"), live.Axis("y"))],
        statuses={3: "The value is too large: keep it at or below 0.5."},
        slices=slices,
    )


def _bars(n, width, counts, x, y, p, readouts):
    total = 0
    for i in range(n):
        k = min(int(uniform(1, 0, i) * counts.shape[0]), counts.shape[0] - 1)
        counts[k] += 1
        total += 1
    for i in range(x.shape[0]):
        x[i] = i
        y[i] = width * i
        p[i] = width * i * 0.5 + 1.0
    readouts.total = total
    readouts.height = 3.0 * width


def bars(name="test-bars"):
    """A histogram, two curves with a legend, a marker."""
    return live.Figure(
        name,
        kernel=_bars,
        title="Bars and lines",
        controls=[
            live.Slider("n", 0, 500, 200, 10, integer=True, label="how many"),
            live.Slider("width", 0.0, 2.0, 1.0, 0.1, label="slope"),
        ],
        arrays={
            "counts": live.Array(12, "int32"),
            "x": live.Array(20),
            "y": live.Array(20),
            "p": live.Array(20),
        },
        readouts={"total": live.Readout(label="total"), "height": live.Readout(label="height")},
        views=[
            live.Plot([live.Histogram("counts", 1.0)], live.Axis("bin"), live.Axis("count")),
            live.Plot(
                [
                    live.Curve("x", "y", "first"),
                    live.Curve("x", "p", "second", color="input", dash=True),
                    live.Marker("width", "height"),
                ],
                live.Axis("x"),
                live.Axis("y"),
            ),
        ],
    )


def _votes(chosen, counts, readouts):
    for k in range(counts.shape[0]):
        counts[k] = 5.0 if k == chosen else -2.0 + k
    readouts.winner = chosen


def votes(name="test-votes", names=tuple("0123456789")):
    """Bars with names below them, some below zero."""
    return live.Figure(
        name,
        kernel=_votes,
        title="Votes",
        controls=[live.Slider("chosen", 0, len(names) - 1, 3, 1, integer=True, label="class")],
        arrays={"counts": live.Array(len(names))},
        readouts={"winner": live.Readout(label="winner")},
        views=[
            live.Plot(
                [live.Histogram("counts", 1.0, -0.5, label="votes")],
                live.Axis("digit", range=(-0.5, len(names) - 0.5), names=names),
                live.Axis("votes"),
            )
        ],
    )


def _weighted(gain, w, offsets, y, readouts):
    for i in range(w.shape[0]):
        for j in range(w.shape[1]):
            y[i] += gain * w[i, j]
        y[i] += offsets[i]
    readouts.first = y[0]


def _weighted_in_parts(gain, w, offsets, y, slice_index, n_slices, readouts):
    first = slice_index * w.shape[0] // n_slices
    for i in range(first, (slice_index + 1) * w.shape[0] // n_slices):
        for j in range(w.shape[1]):
            y[i] += gain * w[i, j]
        y[i] += offsets[i]
    readouts.first = y[0]


def weighted(name="test-weighted", slices=1, worker=False, rows=30, columns=7):
    """A kernel with data: an 8-bit matrix, signed, and a float32 vector."""
    rng = np.random.default_rng(5)
    return live.Figure(
        name,
        kernel=_weighted if slices == 1 else _weighted_in_parts,
        title="Sums of weights",
        controls=[live.Slider("gain", 0.0, 2.0, 1.0, 0.01, label="gain")],
        arrays={"y": live.Array(rows)},
        readouts={"first": live.Readout(label="first sum")},
        data={
            "w": rng.integers(-128, 128, (rows, columns), dtype="int8"),
            "offsets": rng.normal(size=rows).astype("float32"),
        },
        views=[live.Plot([live.Trace("y", 1.0)], live.Axis("row"), live.Axis("sum"))],
        slices=slices,
        worker=worker,
    )


def _allocates(megabytes, shift, y, readouts):
    total = np.zeros(y.size)
    for k in range(20):  # more than the heap holds, were it not given back
        part = np.full(int(megabytes * 131072.0), 0.5 * k)
        part[1:] += shift * part[:-1]
        total += part[: y.size]
    y[:] = total
    readouts.sum = total.sum()


def _allocates_in_parts(megabytes, shift, y, kept, slice_index, n_slices, readouts):
    part = np.full(int(megabytes * 131072.0), slice_index + shift)
    kept[slice_index] = part[:10].sum()
    if slice_index == n_slices - 1:
        y[: kept.size] = np.arange(kept.size) * kept
        readouts.sum = y.sum()


def allocating(name="test-allocating", slices=1, worker=False):
    """A kernel that makes arrays of its own, up to more than a page gives."""
    return live.Figure(
        name,
        kernel=_allocates if slices == 1 else _allocates_in_parts,
        title="Arrays of its own",
        controls=[
            live.Slider("megabytes", 0.5, 400.0, 2.0, 0.5, unit="MB", label="size"),
            live.Slider("shift", -1.0, 1.0, 0.5, 0.125, label="shift"),
        ],
        arrays={"y": live.Array(60)},
        readouts={"sum": live.Readout(label="sum")},
        views=[live.Plot([live.Trace("y", 1.0)], live.Axis("i"), live.Axis("y"))],
        slices=slices,
        worker=worker,
        state={"kept": live.Array(slices)} if slices > 1 else None,
    )
