"""Views: descriptions that make sense, and plain data for the browser."""

import json
import math

import pytest

from snnlib import live
from tests.live.example import views

AXIS = live.Axis("time", "ms")


def test_a_plot_is_plain_data_for_the_browser():
    spec = views()[0].spec()
    assert json.loads(json.dumps(spec))["x"] == {
        "label": "time",
        "unit": "ms",
        "range": [0.0, 10.0],
    }
    assert [mark["mark"] for mark in spec["marks"]] == ["trace", "spikes", "threshold", "marker"]
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


def test_a_plot_tells_what_it_refers_to():
    assert list(views()[0].names()) == [
        ("Trace", "array", "v"),
        ("Spikes", "times", "times"),
        ("Spikes", "count", "count"),
        ("Threshold", "control", "gain"),
        ("Marker", "x", "gain"),
        ("Marker", "y", "second"),
    ]
    assert list(views()[1].names()) == [
        ("Curve", "x", "times"),
        ("Curve", "y", "v"),
        ("Raster", "times", "times"),
        ("Raster", "neurons", "neurons"),
        ("Raster", "count", "count"),
    ]
    assert [name for view in views()[2:] for name in view.names()] == [
        ("Histogram", "counts", "counts"),
        ("SpikeDrawing", "control", "train"),
        ("Drawing", "control", "drawn"),
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
        (lambda: live.Plot([], AXIS, AXIS), "a plot's marks must be a list of Trace"),
        (lambda: live.Plot(live.Trace("v", 1), AXIS, AXIS), "a plot's marks must be a list"),
        (lambda: live.Plot(["v"], AXIS, AXIS), "a plot's marks must be a list"),
        (lambda: live.Plot([live.Trace("v", 1)], "t", AXIS), r"a plot's x must be an Axis\("),
        (lambda: live.Plot([live.Trace("v", 1)], AXIS, None), r"a plot's y must be an Axis\("),
        (lambda: live.Plot([live.Trace("v", 1)], AXIS, AXIS, height=0), "height must be a whole"),
        (lambda: live.Plot([live.Trace("v", 1)], AXIS, AXIS, height=200.0), "height must be"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
