"""Views: descriptions that make sense, and plain data for the browser."""

import json
import math

import numpy as np
import pytest

from snnlib import live
from tests.live.example import views

AXIS = live.Axis("time", "ms")
HEADS = [("h", "mV", 3)]


def test_a_plot_is_plain_data_for_the_browser():
    spec = views()[0].spec()
    assert json.loads(json.dumps(spec))["x"] == {
        "label": "time",
        "unit": "ms",
        "range": [0.0, 10.0],
        "scale": "linear",
        "names": [],
    }
    assert [mark["mark"] for mark in spec["marks"]] == ["trace", "spikes", "level", "marker"]
    assert spec["marks"][0] == {
        "mark": "trace",
        "array": "v",
        "step": 1.0,
        "start": 0.0,
        "label": "v < 3",
        "color": "membrane",
        "dash": False,
        "shown_by": "",
    }
    assert (spec["height"], spec["describes"], spec["legend"]) == (240, "A ramp", None)


def test_an_axis_may_have_names_in_place_of_numbers():
    axis = live.Axis("digit", names=["one", "two"])
    assert axis.names == ("one", "two")
    plot = live.Plot([live.Histogram("counts", 1.0, -0.5)], axis, AXIS)
    assert plot.spec()["x"]["names"] == ("one", "two")


def names(view):
    """(mark, field, name) of everything that a view refers to."""
    marks = [mark for part in view.views() for mark in part.marks]
    return [(type(mark).__name__, *name) for mark in marks for name in mark.names()]


def test_views_tell_what_they_refer_to():
    found = [names(view) for view in views()]
    assert found[0] == [
        ("Trace", "array", "v"),
        ("Spikes", "times", "times"),
        ("Spikes", "count", "count"),
        ("Level", "control", "gain"),
        ("Marker", "x", "gain"),
        ("Marker", "y", "second"),
    ]
    assert found[1] == [
        ("Curve", "x", "times"),
        ("Curve", "y", "v"),
        ("Raster", "times", "times"),
        ("Raster", "neurons", "neurons"),
        ("Raster", "count", "count"),
    ]
    assert [name for view in found[2:] for name in view] == [
        ("Histogram", "counts", "counts"),
        ("SpikeDrawing", "control", "train"),
        ("Drawing", "control", "drawn"),
        ("ImageDrawing", "control", "ink"),
        ("Heatmap", "array", "grid"),
        ("PathDrawing", "array", "grid"),
        ("PathDrawing", "control", "gaze"),
        ("PathDrawing", "control", "gaze"),
        ("Table", "array", "grid"),
        ("Heatmap", "array", "grid"),
    ]


@pytest.mark.parametrize(
    "ends", [(1, 0), (0, 0), (0,), (0, 1, 2), (0, math.nan), (0, math.inf), ("0", "1"), 5, "01"]
)
def test_an_axis_has_a_lower_and_an_upper_end(ends):
    with pytest.raises(ValueError, match=r"axis 'time': range must be its two ends"):
        live.Axis("time", "ms", ends)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: live.Trace("v", 0), "Trace: step must be above 0, got 0.0"),
        (lambda: live.Trace("v", math.nan), "Trace: step must be a finite number, got nan"),
        (lambda: live.Trace("v", "1"), "Trace: step must be a finite number, got '1'"),
        (lambda: live.Trace("v", 1, start=math.inf), "Trace: start must be a finite number"),
        (
            lambda: live.Trace("v", 1, color="blue"),
            "Trace: color must be one of mem.*'blue'",
        ),
        (lambda: live.Curve("a", "b", color=None), "Curve: color must be one of"),
        (lambda: live.Histogram("n", -1.0), "Histogram: width must be above 0, got -1.0"),
        (lambda: live.Drawing("c", 0.0), "Drawing: step must be above 0"),
        (lambda: live.Sound("times", 0.0), "Sound: duration must be above 0 and at most 60000"),
        (lambda: live.Sound("times", None), "Sound: duration must be a finite number, got None"),
        (lambda: live.Waveform("v", 100), "sample_rate must be 3000 to 192000 Hz, got 100.0"),
        (lambda: live.Waveform("v", math.nan), "Waveform: sample_rate must be a finite number"),
        (lambda: live.Waveform("v", 8000, full_scale=0), "full_scale must be above 0, got 0.0"),
        (lambda: live.Plot([], AXIS, AXIS), "a plot's marks must be a list of Trace"),
        (lambda: live.Plot(live.Trace("v", 1), AXIS, AXIS), "a plot's marks must be a list"),
        (lambda: live.Plot(["v"], AXIS, AXIS), "a plot's marks must be a list"),
        (lambda: live.Plot([live.Trace("v", 1)], "t", AXIS), r"a plot's x must be an Axis\("),
        (lambda: live.Plot([live.Trace("v", 1)], AXIS, None), r"a plot's y must be an Axis\("),
        (lambda: live.Plot([live.Trace("v", 1)], AXIS, AXIS, height=0), "height must be a whole"),
        (lambda: live.Plot([live.Trace("v", 1)], AXIS, AXIS, height=200.0), "height must be"),
        (lambda: live.Plot([live.Heatmap("g")], AXIS, AXIS), "Heatmap needs linear axes with ran"),
        (lambda: live.Plot([live.ImageDrawing("g")], AXIS, AXIS), "marks must be a list of Trace"),
        (
            lambda: live.Axis("t", names="ab"),
            "axis 't': names must be a tuple of strings, got 'ab'",
        ),
        (lambda: live.Axis("t", names=(1,)), "axis 't': names must be a tuple of strings"),
        (lambda: live.Axis("t", scale="ln"), "axis 't': scale must be 'linear' or 'log', got 'ln'"),
        (lambda: live.Axis("t", "", (0, 1), "log"), r"range must lie above 0 on a log scale, got"),
        (lambda: live.Curve("a", "b", line=False), "Curve: line must be True where marker is Fals"),
        (
            lambda: live.Plot(
                [live.Heatmap("g")],
                live.Axis("t", "", (1, 2), "log"),
                live.Axis("y", "", (0, 1)),
            ),
            "a plot with a Heatmap needs linear axes with ranges",
        ),
        (lambda: live.Heatmap("g", colors="jet"), "Heatmap: colors must be one of grey, .*'jet'"),
        (lambda: live.Heatmap("g", 1, 1), "Heatmap: low must be below high, got 1.0 and 1.0"),
        (lambda: live.Heatmap("g", math.nan), "Heatmap: low must be a finite number, got nan"),
        (lambda: live.Heatmap("g", aspect=1), "Heatmap: aspect must be 'equal' or 'auto', got 1"),
        (lambda: live.Heatmap("g", tiles=4), r"Heatmap: tiles must be \(rows, columns\), got 4"),
        (lambda: live.Heatmap("g", tiles=(0, 1)), "Heatmap: tiles must be"),
        (lambda: live.Heatmap("g", height=3), "Heatmap: height must be a whole number of pixels"),
        (lambda: live.PathDrawing("p", "g", 2, 1), "PathDrawing: low must be below high, got 2.0"),
        (lambda: live.ImageDrawing("g", colors=None), "ImageDrawing: colors must be one of"),
        (lambda: live.Table("s", [], HEADS), r"Table: rows must be a list of names, got \[\]"),
        (lambda: live.Table("s", "ab", HEADS), "Table: rows must be a list of names, got 'ab'"),
        (lambda: live.Table("s", ["a"], []), r"Table: columns must be a list of \(head, unit, dig"),
        (lambda: live.Table("s", ["a"], [("h", "")]), "Table: columns must be a list"),
        (lambda: live.Table("s", ["a"], [("h", "", 0)]), "digits from 1 to 17"),
        (lambda: live.Table("s", ["a"], HEADS, links={"b": "#"}), "links refers to no row 'b'"),
        (lambda: live.Table("s", ["a"], HEADS, best={"b": "low"}), "best refers to no column 'b'"),
        (lambda: live.Table("s", ["a"], HEADS, best={"h": 1}), "best must be 'low' or 'high'"),
        (lambda: live.Table("s", ["a"], HEADS, limits={"b": 1}), "limits refers to no column 'b'"),
        (lambda: live.Table("s", ["a"], HEADS, limits={"h": "1"}), "limits must be a finite numb"),
        (lambda: live.Row([]), r"a row's views must be a list of views, got \[\]"),
        (lambda: live.Row([live.Trace("v", 1)]), "a row's views must be a list of views"),
        (lambda: live.Row([live.Row([live.Heatmap("g")])]), "a row's views must be a list"),
        (lambda: live.Row([live.Heatmap("g")], (1, 2)), "a row's widths must be one number"),
        (lambda: live.Row([live.Heatmap("g")], (0,)), "a row's widths must be one number"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_picture_is_plain_data_for_the_browser():
    heat = live.Heatmap("w", -1, 1, colors="diverging", tiles=(2, 3))
    spec = json.loads(json.dumps(live.Row([heat, live.ImageDrawing("ink")], (2, 1)).spec()))
    assert (spec["view"], spec["widths"]) == ("row", [2, 1])
    assert spec["items"][0] == {
        "view": "picture",
        "mark": "heatmap",
        "array": "w",
        "low": -1.0,
        "high": 1.0,
        "colors": "diverging",
        "stops": ["threshold", "paper", "membrane"],
        "label": "",
        "unit": "",
        "aspect": "equal",
        "tiles": [2, 3],
        "height": 220,
        "describes": "",
    }
    assert spec["items"][1]["control"] == "ink"
    assert spec["items"][1]["stops"] == ["paper", "text"]


def test_a_table_is_plain_data_for_the_browser_and_writes_its_numbers():
    heads = [("spikes", "", 3), ("error", "mV", 2)]
    table = live.Table("s", ["a", "b"], heads, head="code", best={"error": "low"})
    assert json.loads(json.dumps(table.spec())) == {
        "view": "table",
        "array": "s",
        "rows": ["a", "b"],
        "columns": [["spikes", "", 3], ["error", "mV", 2]],
        "head": "code",
        "label": "",
        "sortable": True,
        "links": {},
        "best": {"error": "low"},
        "limits": {},
    }
    cells = np.array([[12.0, math.nan], [-1234.5678, 0.00125]])
    assert table.texts(cells) == [["12", "—"], ["−1235", "0.0013"]]
    assert table.texts(np.array([[9.999, 1e9], [math.inf, 1e-9]]))[0] == ["10.0", "1.0e+09"]


def test_a_level_stands_at_a_height_or_at_a_place():
    assert live.Threshold is live.Level
    assert live.Level("gain", "gain").plain() == {
        "control": "gain",
        "label": "gain",
        "color": "threshold",
        "axis": "y",
    }
    assert live.Level("gain", "gain", axis="x").plain()["axis"] == "x"
    with pytest.raises(ValueError, match="Level: axis must be 'x' or 'y', got 'z'"):
        live.Level("gain", "gain", axis="z")
