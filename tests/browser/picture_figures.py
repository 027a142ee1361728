"""Live figures of pictures, tables and paths, made for the tests."""

import numpy as np

from snnlib import live
from snnlib.math import power


def _pictures(ink, gain, negative, change, weights, spread, readouts):
    rows, columns = ink.shape
    total = 0.0
    for r in range(rows):
        for c in range(columns):
            total += ink[r, c]
            negative[r, c] = gain * ink[r, c]
            before = ink[r, c - 1] if c > 0 else 0.0
            change[r, c] = np.sign(ink[r, c] - before)
            for k in range(3):
                weights[k, r, c] = ink[r, c] * (k - 1.0) + 0.05 * r - 0.2
            spread[c, r] = np.nan if r == 2 and c == 1 else gain * r * c
    readouts.total = total


def seven(rows=10, columns=8):
    """A small 7."""
    image = np.zeros((rows, columns))
    image[1, 1 : columns - 1] = 1.0
    for r in range(2, rows - 1):
        image[r, max(1, columns - 1 - r // 2 - 1)] = 0.75
    return image


def pictures(name="test-pictures"):
    """An image to draw, and pictures of each colour scale, alone, in tiles and on axes."""
    one = np.zeros((10, 8))
    one[1:9, 4] = 1.0
    axis = live.Axis("column", "", (0, 10))
    return live.Figure(
        name,
        kernel=_pictures,
        title="Pictures",
        controls=[
            live.DrawnImage(
                "ink", (10, 8), 0.0, 1.0, 1 / 255, seven(), label="digit",
                presets={"a 7": seven(), "a 1": one},
            ),
            live.Slider("gain", -2.0, 2.0, 1.0, 0.1, label="gain"),
        ],
        arrays={
            "negative": live.Array((10, 8), unit="Hz"),
            "change": live.Array((10, 8)),
            "weights": live.Array((3, 10, 8)),
            "spread": live.Array((8, 10)),
        },
        readouts={"total": live.Readout(label="ink")},
        views=[
            live.Row([live.ImageDrawing("ink"), live.Heatmap("negative", label="seen")]),
            live.Row([
                live.Heatmap("change", -1, 1, colors="signed", label="ON and OFF"),
                live.Heatmap("weights", colors="diverging", tiles=(2, 2), label="weights"),
            ]),
            live.Heatmap("spread", aspect="auto", colors="ink", label="spread", height=120),
            live.Row([
                live.Plot([live.Heatmap("spread")], axis, live.Axis("row", "", (0, 8))),
                live.Heatmap("negative", 0.0, 1.0, label="again"),
            ], widths=(2, 1)),
        ],
    )  # fmt: skip


def _shown(ink, shown, readouts):
    for r in range(shown.shape[0]):
        for c in range(shown.shape[1]):
            shown[r, c] = 2.0 * ink[r // 2, c // 2] - 1.0
    readouts.corner = shown[0, 0]


def scenery():
    """An image to draw on another picture, of finer grain."""
    return live.Figure(
        "test-scenery",
        kernel=_shown,
        title="Drawn on a scene",
        controls=[live.DrawnImage("ink", (5, 4), 0.0, 1.0, 0.25, brush=0.5)],
        arrays={"shown": live.Array((10, 8))},
        readouts={"corner": live.Readout()},
        views=[live.ImageDrawing("ink", "scene", "signed", array="shown", low=-1, high=1)],
    )


def _placed(lamps, walls, floor, readouts):
    for r in range(floor.shape[0]):
        for c in range(floor.shape[1]):
            floor[r, c] = lamps[r, c] - walls[r, c]
    readouts.walls = walls.sum()


def two_in_one():
    """Two images that are drawn on one picture."""
    blank = np.zeros((6, 6))
    one = blank.copy()
    one[2, 2] = 1.0
    return live.Figure(
        "test-two-in-one",
        kernel=_placed,
        title="Lamps and walls",
        controls=[
            live.DrawnImage("lamps", (6, 6), 0.0, 1.0, 0.25, one, brush=0.5, label="lamps"),
            live.DrawnImage("walls", (6, 6), 0.0, 1.0, 0.25, brush=0.5, label="walls"),
        ],
        arrays={"floor": live.Array((6, 6))},
        readouts={"walls": live.Readout(label="walls")},
        views=[live.ImageDrawing("lamps", "floor", "signed", array="floor", low=-1, high=1,
                                 second="walls")],
    )  # fmt: skip


def _powers(slope, amount, x, y, theory, counts, readouts):
    readouts.sum = amount - slope
    for i in range(x.size):
        x[i] = power(10.0, i / 4) if i else 0.0
        y[i] = amount * power(x[i], slope) if i else -1.0
        theory[i] = power(x[i], slope) if i else 0.0
    for i in range(counts.size):
        counts[i] = i * i * amount


def powers(name="test-powers"):
    """Logarithmic axes: points over a theory, a trace and bars, some values at and below zero."""
    return live.Figure(
        name,
        kernel=_powers,
        title="Powers",
        controls=[
            live.Slider("slope", -2.0, 2.0, -0.5, 0.5, label="slope"),
            live.Slider("amount", 0.0, 20.0, 1.5, 0.5, label="amount"),
        ],
        arrays={"x": live.Array(17), "y": live.Array(17), "theory": live.Array(17),
                "counts": live.Array(12)},
        readouts={"sum": live.Readout(label="sum")},
        views=[
            live.Plot(
                [
                    live.Curve("x", "y", "measured", marker=True, line=False),
                    live.Curve("x", "theory", "theory", color="input", dash=True),
                ],
                live.Axis("neurons", scale="log"),
                live.Axis("error", "mV", scale="log"),
            ),
            live.Row([
                live.Plot([live.Histogram("counts", 1.0)], live.Axis("bin"),
                          live.Axis("count", scale="log")),
                live.Plot([live.Trace("counts", 0.5)], live.Axis("time", "ms", scale="log"),
                          live.Axis("v", "mV", (0.5, 300), scale="log")),
            ]),
        ],
    )  # fmt: skip


def _walk(k, turn, x, readouts):
    for i in range(x.size):
        x[i] = i * k
    readouts.now = k
    readouts.turned = turn


def walk(name="test-walk"):
    """Two controls that can be played: one to its end, one round and round."""
    return live.Figure(
        name,
        kernel=_walk,
        title="A walk",
        controls=[
            live.Steps("k", 12, 2, per_second=40, label="training step"),
            live.Steps("turn", 3, per_second=20, loop=True, label="turn"),
        ],
        arrays={"x": live.Array(5)},
        readouts={"now": live.Readout(label="now"), "turned": live.Readout(label="turned")},
        views=[live.Plot([live.Trace("x", 1.0)], live.Axis("i"), live.Axis("x"))],
    )


def _race(noise, scores):
    for row in range(scores.shape[0]):
        scores[row, 0] = (row * 7) % 5 + noise
        scores[row, 1] = 0.001234 * (row + 1) * (1.0 + noise)
        scores[row, 2] = np.nan if row == 1 else -1000.0 * row * noise


def race(name="test-race"):
    """A table to sort."""
    heads = [("spikes", "", 3), ("error", "mV", 2), ("bits per spike", "", 3)]
    return live.Figure(
        name,
        kernel=_race,
        title="A race",
        controls=[live.Slider("noise", 0.0, 2.0, 0.5, 0.25, label="noise")],
        arrays={"scores": live.Array((4, 3))},
        views=[
            live.Table("scores", ["rate", "latency", "phase", "burst"], heads, head="code",
                       label="All codes", links={"rate": "#here"}, best={"error": "low"},
                       limits={"spikes": 4.0}),
        ],
    )  # fmt: skip


def _camera(gaze, sharp, scene, events, readouts):
    rows, columns = scene.shape
    last = gaze.shape[0] - 1
    for r in range(rows):
        for c in range(columns):
            new = (c + 0.5 - gaze[last, 0]) ** 2 + (r + 0.5 - gaze[last, 1]) ** 2
            old = (c + 0.5 - gaze[last - 4, 0]) ** 2 + (r + 0.5 - gaze[last - 4, 1]) ** 2
            scene[r, c] = 1.0 / (1.0 + sharp * new)
            change = scene[r, c] - 1.0 / (1.0 + sharp * old)
            events[r, c] = 1.0 if change > 0.05 else -1.0 if change < -0.05 else 0.0
    readouts.x = gaze[last, 0]
    readouts.y = gaze[0, 1]


def camera(name="test-camera"):
    """A path over a picture, and one over nothing."""
    start = np.column_stack([np.linspace(2, 10, 12), np.linspace(9, 3, 12)])
    return live.Figure(
        name,
        kernel=_camera,
        title="A camera",
        controls=[
            live.DrawnPath("gaze", 12, (0, 16), (0, 12), 0.05, start, "gaze", "px"),
            live.Slider("sharp", 0.0, 2.0, 0.3, 0.1, label="sharpness"),
        ],
        arrays={"scene": live.Array((12, 16)), "events": live.Array((12, 16))},
        readouts={"x": live.Readout("px", "x now"), "y": live.Readout("px", "y then")},
        views=[
            live.Row([
                live.PathDrawing("gaze", "scene", 0, 1),
                live.Heatmap("events", -1, 1, colors="signed", label="ON and OFF"),
            ]),
        ],
    )  # fmt: skip


def _complete(given, own, wrong, readouts):
    for r in range(4):
        for c in range(4):
            own[r, c] = given[r, c] if given[r, c] > 0 else 1.0 + (r + c) % 4
            readouts.n_given += given[r, c] > 0
    for r in range(4):
        for c in range(4):
            for k in range(4):
                if k != c and own[r, k] == own[r, c]:
                    wrong[r, c] = 1.0


def digits():
    """A grid of digits, completed by the kernel."""
    start = np.zeros((4, 4))
    start[0, 1] = 4.0
    return live.Figure(
        "test-digits",
        kernel=_complete,
        title="Digits",
        controls=[
            live.DrawnDigits(
                "given",
                (4, 4),
                start,
                label="givens",
                presets={"one": start, "a nine": np.where(start > 0, 9.0, 0.0)},
            )
        ],
        arrays={"own": live.Array((4, 4)), "wrong": live.Array((4, 4))},
        readouts={"n_given": live.Readout(label="given")},
        views=[live.DigitGrid("given", "own", "wrong", block=2, label="a grid", height=200)],
    )


def _distance(walls, left, top, right, bottom, seen, readouts):
    for r in range(seen.shape[0]):
        for c in range(seen.shape[1]):
            seen[r, c] = walls[r // 2, c // 2]  # of finer grain
    readouts.way = abs(right - left) + abs(bottom - top)


def dots():
    """An image to draw with two dots on it that can be dragged."""
    places = {"left": 1, "top": 2, "right": 8, "bottom": 4}
    return live.Figure(
        "test-dots",
        kernel=_distance,
        title="Dots",
        controls=[
            live.DrawnImage("walls", (6, 10), 0.0, 1.0, 1.0, label="walls", brush=0.5),
            *(
                live.Slider(name, 0, 9 if name in ("left", "right") else 5, at, 1, integer=True)
                for name, at in places.items()
            ),
        ],
        arrays={"seen": live.Array((12, 20))},
        readouts={"way": live.Readout(label="way")},
        views=[
            live.ImageDrawing(
                "walls",
                array="seen",
                low=0.0,
                high=1.0,
                scale=False,
                markers=[
                    live.Marker("left", "top", "S"),
                    live.Marker("right", "bottom", "G", color="other"),
                ],
            )
        ],
    )
