"""A small figure with every kind of control, mark and view, for the tests."""

from snnlib import live


def ramp(
    gain,
    n,
    rule,
    noisy,
    again,
    drawn,
    train,
    ink,
    gaze,
    dt,
    v,
    times,
    neurons,
    counts,
    grid,
    readouts,
):
    for row in range(2):
        for column in range(3):
            grid[row, column] = gain * ink[row, column] * (gaze[2, 0] - 0.5)
    for i in range(len(v)):
        v[i] = gain * drawn[i % 4] + n * dt * i + rule
        times[i] = dt * i
        neurons[i] = i % 3
        counts[i % 5] += 1
    if noisy:
        v[0] = -1.0
    readouts.count = n + again
    for time in train:
        if time == time:  # NaN fills the places after the last spike
            v[9] += time
    readouts.second = v[1]
    if gain > 9.5:
        return 1


def controls():
    return [
        live.Slider("gain", 0, 10, 2, 0.5, unit="mV", label="the gain", symbol="g"),
        live.Slider("n", 0, 8, 3, 1, integer=True),
        live.Select("rule", {"none": 0, "some": 5}, 0),
        live.Checkbox("noisy"),
        live.Button("again"),
        live.DrawnCurve("drawn", 4, -1, 1, 0.25, 0.5),
        live.DrawnSpikes("train", 3, 0, 10, 0.5, [], unit="ms"),
        live.DrawnPath("gaze", 3, (0, 3), (0, 2), 0.5),
        live.DrawnImage("ink", (2, 3), 0, 1, 0.25, [[0, 1, 0], [1, 0, 1]]),
    ]


def views():
    axis = live.Axis("time", "ms", (0, 10))
    return [
        live.Plot(
            [
                live.Trace("v", 1.0, label="v < 3"),
                live.Spikes("times", "count"),
                live.Threshold("gain", "threshold"),
                live.Marker("gain", "second", label="here"),
            ],
            axis,
            live.Axis("v", "mV"),
            describes="A ramp",
        ),
        live.Plot(
            [live.Curve("times", "v", dash=True), live.Raster("times", "neurons", "count")],
            axis,
            live.Axis("v"),
        ),
        live.Plot([live.Histogram("counts", 2.0)], axis, live.Axis("count")),
        live.Plot([live.SpikeDrawing("train")], axis, live.Axis("spikes")),
        live.Plot([live.Drawing("drawn", 2.5)], axis, live.Axis("drawn", "nA", (-1, 1))),
        live.Row([live.ImageDrawing("ink", "ink"), live.Heatmap("grid", colors="diverging")]),
        live.Row([live.PathDrawing("gaze", "grid"), live.PathDrawing("gaze")]),
        live.Table("grid", ["a", "b"], [("x", "mV", 3), ("y", "", 2), ("z", "", 2)]),
        live.Plot([live.Heatmap("grid")], axis, live.Axis("row", "", (0, 2))),
    ]


def parts(**changes):
    return {
        "name": "ramp",
        "kernel": ramp,
        "title": "A ramp </script> & more",
        "caption": "Drag <the> gain.",
        "controls": controls(),
        "views": views(),
        "constants": {"dt": 0.5},
        "arrays": {
            "v": live.Array(10, unit="mV"),
            "times": live.Array(10),
            "neurons": live.Array(10, "int32"),
            "counts": live.Array(5, "uint8"),
            "grid": live.Array((2, 3)),
        },
        "readouts": {"count": live.Readout(label="spikes"), "second": live.Readout("mV", digits=2)},
        "statuses": {1: "The gain is too high."},
    } | changes


def figure(**changes):
    return live.Figure(**parts(**changes))
