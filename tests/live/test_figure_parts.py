"""A figure whose parts do not fit together is refused; the message names the part."""

import numpy as np
import pytest

from snnlib import live
from snnlib.live.build.mode import natively
from tests.live.example import controls, figure, parts, views

AXIS = live.Axis("t")


def plot(*marks):
    return [*views(), live.Plot(list(marks), AXIS, AXIS)]


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        (
            {"name": "Two Words"},
            ValueError,
            "name is lower-case words .*'Two Words'",
        ),
        ({"name": None}, ValueError, "name is lower-case words and hyphens, got None"),
        ({"name": "a--b"}, ValueError, "name is lower-case"),
        ({"title": ""}, ValueError, "figure 'ramp': title must be a text, got ''"),
        ({"caption": None}, ValueError, "caption must be a text, got None"),
        ({"slices": 0}, ValueError, "slices must be a whole number above 0, got 0"),
        ({"slices": 2.0}, ValueError, "slices must be a whole number above 0, got 2.0"),
        ({"worker": 1}, ValueError, "worker must be True or False, got 1"),
        ({"controls": ["gain"]}, TypeError, "controls must be a list of Slider, Select, .*'gain'"),
        ({"controls": controls()[0]}, TypeError, "controls must be a list of"),
        ({"views": live.Trace("v", 1)}, TypeError, "views must be a list of Plot"),
        ({"views": [live.Trace("v", 1)]}, TypeError, "views must be a list of Plot"),
        (
            {"readouts": {"a": live.Readout(label="theory"), "b": live.Readout(label="theory")}},
            ValueError,
            "figure 'ramp': two read-outs are called 'theory'",
        ),
        (
            {"controls": [live.Checkbox("a", label="on"), live.Checkbox("b", label="on")]},
            ValueError,
            "figure 'ramp': two controls are called 'on'",
        ),
        ({"coarse": {"dtt": 1.0}}, ValueError, "coarse refers to no constant 'dtt'"),
        ({"coarse": {"dt": 1}}, ValueError, "coarse 'dt' must be a number like 0.5"),
        ({"coarse": {"dt": 0.5}}, ValueError, "coarse 'dt' must be above 0 and below 0.5"),
        ({"views": []}, ValueError, "figure 'ramp': views must not be empty"),
        ({"arrays": {}}, ValueError, "figure 'ramp': arrays must not be empty"),
        ({"arrays": {"v": 10}}, TypeError, r"arrays must be a dict of names and Array\(...\)"),
        ({"arrays": [live.Array(3)]}, TypeError, "arrays must be a dict"),
        ({"readouts": {"n": "Hz"}}, TypeError, r"readouts must be a dict of names and Readout\("),
        ({"constants": [0.5]}, TypeError, "constants must be a dict of names and numbers"),
        ({"kernel": "ramp"}, TypeError, "kernel must be a function, got 'ramp'"),
        ({"call": "f({gain}, {tau})"}, ValueError, "call refers to no control 'tau'"),
        ({"call": "f({gain)"}, ValueError, "figure 'ramp': call has a stray brace"),
        ({"call": "f({})"}, ValueError, "call refers to no control ''"),
    ],
)
def test_parts_of_the_wrong_kind_are_refused(changes, error, message):
    with pytest.raises(error, match=message):
        figure(**changes)


@pytest.mark.parametrize(
    "name", ["layout", "comm", "values", "result", "evaluate", "kernel", "spec", "self", "module"]
)
def test_a_control_cannot_hide_what_a_widget_has(name):
    extra = live.Slider(name, 0, 1, 0, 1)
    with pytest.raises(ValueError, match=f"figure 'ramp': a control cannot be called '{name}'"):
        figure(controls=[*controls(), extra])


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        (live.Trace("u", 1), "figure 'ramp': Trace's array refers to no array 'u'"),
        (live.Trace("gain", 1), "Trace's array refers to no array 'gain'"),
        (live.Trace("", 1), "Trace's array refers to no array ''"),
        (live.Trace(None, 1), "Trace's array refers to no array None"),
        (live.Curve("v", "w"), "Curve's y refers to no array 'w'"),
        (live.Curve("v", "v", count="n"), "Curve's count refers to no read-out 'n'"),
        (live.Spikes("t", "count"), "Spikes's times refers to no array 't'"),
        (live.Spikes("times", "v"), "Spikes's count refers to no read-out 'v'"),
        (live.Raster("times", "cells", "count"), "Raster's neurons refers to no array 'cells'"),
        (live.Histogram("bars", 1), "Histogram's counts refers to no array 'bars'"),
        (live.Threshold("v_th", "threshold"), "Level's control refers to no slider 'v_th'"),
        (live.Threshold("rule", "threshold"), "Level's control refers to no slider 'rule'"),
        (live.Threshold("drawn", "threshold"), "Level's control refers to no slider 'drawn'"),
        (live.Drawing("gain", 1), "Drawing's control refers to no drawn curve 'gain'"),
        (
            live.SpikeDrawing("drawn"),
            "SpikeDrawing's control refers to no drawn spike train 'drawn'",
        ),
        (live.Trace("v", 1, shown_by="gain"), "Trace's shown_by refers to no checkbox 'gain'"),
        (live.Marker("gain", "v"), "Marker's y refers to no read-out or slider 'v'"),
        (live.Marker("rule", "count"), "Marker's x refers to no read-out or slider 'rule'"),
        (live.Drawing("ink", 1), "Drawing's control refers to no drawn curve 'ink'"),
        (live.Curve("v", "counts"), "Curve needs arrays of one length, 'v' and 'counts' differ"),
    ],
)
def test_a_view_that_refers_to_nothing_is_refused(mark, message):
    with pytest.raises(ValueError, match=message):
        figure(views=plot(mark))


def test_an_array_that_nothing_draws_is_refused():
    def kernel(x, seen, heard, listed, scratch):
        scratch[0] = seen[0] = heard[0] = listed[0, 0] = x

    axis, tabled = live.Axis("t"), live.Table("listed", ["a"], [("h", "", 3)])
    given = {"seen": live.Array(9), "heard": live.Array(9), "listed": live.Array((1, 1))}
    make = lambda kernel, arrays: live.Figure(  # noqa: E731
        "drawn-arrays",
        kernel=kernel,
        title="T",
        controls=[live.Slider("x", 0, 1, 0, 1)],
        arrays=arrays,
        views=[live.Plot([live.Trace("seen", 1.0)], axis, axis), tabled],
        sound=live.Waveform("heard", 8000),
    )
    with pytest.raises(ValueError, match=r"figure 'drawn-arrays': .* nothing draws scratch; let"):
        make(kernel, given | {"scratch": live.Array(3)})

    def own(x, seen, heard, listed):
        scratch = np.full(3, x)
        seen[0] = heard[1] = listed[0, 0] = scratch.sum()

    with natively():
        assert make(own, given).evaluate(x=1)[0]["heard"][1] == 3.0


def test_an_array_with_two_axes_is_no_trace():
    arrays = parts()["arrays"] | {"v": live.Array((10, 2))}
    with pytest.raises(ValueError, match=r"arrays with one axis, 'v' has the shape \(10, 2"):
        figure(arrays=arrays)


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (live.ImageDrawing("drawn"), "ImageDrawing's control refers to no drawn image 'drawn'"),
        (live.PathDrawing("ink"), "PathDrawing's control refers to no drawn path 'ink'"),
        (live.PathDrawing("gaze", "v"), r"PathDrawing draws arrays with two axes, 'v' has the sha"),
        (live.PathDrawing("gaze", "ink"), "PathDrawing's array refers to no array 'ink'"),
        (live.ImageDrawing("ink", array="ink"), "ImageDrawing's array refers to no array 'ink'"),
        (live.ImageDrawing("ink", array="v"), r"ImageDrawing draws arrays with two axes, 'v' has"),
        (live.ImageDrawing("ink", second="v"), "ImageDrawing's second refers to no drawn image"),
        (live.Heatmap("ink"), "Heatmap's array refers to no array 'ink'"),
        (live.Heatmap("v"), r"Heatmap draws arrays with two axes, 'v' has the shape \(10,\)"),
        (live.Heatmap("grid", tiles=(1, 2)), r"with three axes, 'grid' has the shape \(2, 3\)"),
        (live.Table("grid", ["a"], [("h", "", 3)]), r"1 rows and 1 columns, 'grid' has .*\(2, 3\)"),
        (live.Table("none", ["a"], [("h", "", 3)]), "Table's array refers to no array 'none'"),
        (live.Row([live.Heatmap("none")]), "Heatmap's array refers to no array 'none'"),
    ],
)
def test_a_picture_of_nothing_is_refused(view, message):
    with pytest.raises(ValueError, match=message):
        figure(views=[*views(), view])


def test_every_tile_has_a_place():
    arrays = parts()["arrays"] | {"v": live.Array((5, 2, 2))}
    with pytest.raises(ValueError, match=r"tiles \(2, 2\) have no room for the 5 parts of 'v'"):
        figure(arrays=arrays, views=[live.Heatmap("v", tiles=(2, 2))])


_WAVE = (
    r"Waveform's array must have one axis, or two rows \(left and right\), and last a minute at "
    "most, got "
)


@pytest.mark.parametrize(
    ("sound", "error", "message"),
    [
        ("train", TypeError, r"figure 'ramp': sound must be a Sound\(times, duration\), .*'train'"),
        (
            ["train"],
            TypeError,
            r"a Waveform\(array, sample_rate\) or a list of them, got \['train'",
        ),
        (live.Sound("drawn", 5.0), ValueError, "Sound's times must be a drawn spike train, or an"),
        (
            live.Sound("times", 5.0),
            ValueError,
            "an array with a read-out as its count, got 'times'",
        ),
        (live.Sound("times", 5.0, "no"), ValueError, "with a read-out as its count, got 'times'"),
        (live.Waveform("none", 8000), ValueError, f"{_WAVE}'none'"),
        ([live.Waveform("ink", 8000)], ValueError, f"{_WAVE}'ink'"),
    ],
)
def test_only_spikes_and_waves_can_be_heard(sound, error, message):
    with pytest.raises(error, match=message):
        figure(sound=sound)


def test_spikes_and_waves_can_be_heard():
    assert figure().spec["sounds"] == []
    spikes = {"kind": "clicks", "times": "train", "duration": 10.0, "count": "", "label": ""}
    assert figure(sound=live.Sound("train", 10.0)).spec["sounds"] == [spikes]
    both = [live.Sound("times", 10.0, "count"), live.Waveform("v", 8000, "decoded", 2.0)]
    wave = {"kind": "wave", "array": "v", "sample_rate": 8000, "label": "decoded"}
    assert figure(sound=both).spec["sounds"] == [
        spikes | {"times": "times", "count": "count"},
        wave | {"full_scale": 2.0},
    ]


def test_two_rows_are_heard_and_three_are_not():
    assert figure(sound=live.Waveform("grid", 8000)).spec["sounds"][0]["array"] == "grid"
    arrays = parts()["arrays"] | {"v": live.Array((3, 2))}
    with pytest.raises(ValueError, match=f"{_WAVE}'v'"):
        figure(arrays=arrays, views=[live.Heatmap("grid")], sound=live.Waveform("v", 8000))


def test_a_sound_lasts_a_minute_at_most():
    arrays = parts()["arrays"] | {"v": live.Array(3000 * 60 + 1)}
    axis = live.Axis("t")
    marks = [live.Raster("times", "neurons", "count"), live.Histogram("counts", 1.0)]
    changes = {"arrays": arrays, "views": [live.Heatmap("grid"), live.Plot(marks, axis, axis)]}
    assert figure(**changes, sound=live.Waveform("v", 3001)).spec["sounds"]
    with pytest.raises(ValueError, match=f"{_WAVE}'v'"):
        figure(**changes, sound=live.Waveform("v", 3000))


def test_names_that_meet_are_refused():
    with pytest.raises(ValueError, match="two of its arguments are called 'gain'"):
        figure(constants={"dt": 0.5, "gain": 1.0})
    with pytest.raises(ValueError, match="two of its arguments are called 'gain'"):
        figure(controls=[*controls(), live.Slider("gain", 0, 1, 0, 1)])
    with pytest.raises(ValueError, match="it does not take tau"):
        figure(constants={"dt": 0.5, "tau": 1.0})
    with pytest.raises(ValueError, match="nothing is called dt"):
        figure(constants={})


def test_a_plot_refuses_a_read_out_that_nobody_computes():
    axis = live.Axis("time", "ms", (0, 10))
    plot = live.Plot([live.Trace("v", 1.0)], axis, live.Axis("v"), readouts=("speed",))
    with pytest.raises(ValueError, match="a plot refers to no read-out 'speed'"):
        figure(views=[plot, *views()[1:]])


def test_a_read_out_that_is_aside_says_so():
    readouts = {"count": live.Readout(), "second": live.Readout(aside=True)}
    described = figure(readouts=readouts).spec["readouts"]
    assert [one.get("aside", False) for one in described] == [False, True]


def test_the_words_of_a_read_out_go_to_the_browser():
    readouts = {"count": live.Readout(words=("none", "one")), "second": live.Readout()}
    described = figure(readouts=readouts).spec["readouts"]
    assert [one.get("words") for one in described] == [["none", "one"], None]


@pytest.mark.parametrize("words", ["holds", ("", "holds"), (1, 2), None])
def test_words_of_a_read_out_are_texts(words):
    with pytest.raises(ValueError, match="words must be a tuple of texts, got"):
        live.Readout(words=words)
