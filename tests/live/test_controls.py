"""Controls: one formula for a value, and no control that does not make sense."""

import base64
import gzip
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.live import (
    Button,
    Checkbox,
    DrawnCurve,
    DrawnImage,
    DrawnPath,
    DrawnSpikes,
    Select,
    Slider,
    Steps,
)
from snnlib.live.controls import snap

# ends and steps as people write them: a few decimals, up to a million steps
decimals = st.integers(-4, 2)
ranges = st.tuples(st.integers(-(10**5), 10**5), st.integers(1, 10**6), decimals).map(
    lambda t: (t[0] * 10.0 ** t[2], t[1], 10.0 ** t[2])
)
anything = st.floats(allow_nan=False, allow_infinity=False)


def slider(**changes):
    return Slider(**{"name": "x", "minimum": 0, "maximum": 10, "default": 5, "step": 0.5} | changes)


def drawn(**changes):
    return DrawnCurve(
        **{"name": "I", "size": 4, "minimum": -1, "maximum": 2, "step": 0.25, "default": 0.5}
        | changes
    )


@given(ranges, anything)
def test_snap_gives_the_step_that_is_next_and_stays_there(scale, value):
    low, steps, step = scale
    high = low + steps * step
    snapped = snap(value, low, high, step)
    k = round((snapped - low) / step)
    assert snapped == low + k * step  # one of the control's own numbers, by the formula
    assert 0 <= k <= steps
    assert snap(snapped, low, high, step) == snapped
    inside = min(max(value, low), high)
    assert abs(snapped - inside) <= 0.5 * step + 1e-9 * step * steps


@given(ranges)
def test_snap_reaches_both_ends(scale):
    low, steps, step = scale
    high = low + steps * step
    assert snap(-math.inf, low, high, step) == low == snap(low, low, high, step)
    assert snap(math.inf, low, high, step) == low + steps * step == snap(high, low, high, step)


@given(ranges, anything, anything)
def test_snap_keeps_the_order(scale, a, b):
    low, steps, step = scale
    a, b = sorted((a, b))
    assert snap(a, low, low + steps * step, step) <= snap(b, low, low + steps * step, step)


@pytest.mark.parametrize(
    ("value", "snapped"),
    [(0.24, 0.0), (0.25, 0.5), (0.26, 0.5), (-7, 0.0), (11, 10.0), (9.8, 10.0), (5, 5.0)],
)
def test_snap_by_example(value, snapped):
    assert slider().snap(value) == snapped
    assert type(slider().snap(value)) is float


@given(st.integers(-300, 300), st.integers(1, 300), st.integers(0, 3))
def test_snap_stays_within_ends_that_are_decimals(low, steps, places):
    """As people write them: 0.3 is the end, and not 3 * 0.1."""
    scale = 10**places
    low, high, step = low / scale, (low + steps) / scale, 1 / scale
    assert snap(high, low, high, step) == high or high - snap(high, low, high, step) < 1e-9
    assert low <= snap(1e9, low, high, step) <= high
    assert snap(snap(high, low, high, step), low, high, step) == snap(high, low, high, step)


@pytest.mark.parametrize(
    ("low", "high", "step"), [(0.0, 0.3, 0.1), (0.4, 0.7, 0.05), (0.2, 40, 0.2)]
)
def test_snap_never_goes_beyond_the_end(low, high, step):
    assert Slider("x", low, high, low, step).snap(high) == high


def test_snap_stops_at_the_last_whole_step():
    assert snap(10.0, 0.0, 10.0, 4.0) == 8.0


def test_slider_describes_itself():
    described = slider(unit="nA", label="current", symbol="I").describe()
    assert described == {
        "name": "x",
        "kind": "range",
        "dtype": "float64",
        "min": 0.0,
        "max": 10.0,
        "step": 0.5,
        "default": 5.0,
        "unit": "nA",
        "label": "current",
        "symbol": "I",
    }
    assert slider().describe()["label"] == "x"


def test_integer_slider_gives_whole_numbers():
    whole = slider(step=2, default=4, integer=True)
    assert whole.argument == "int64"
    assert whole.describe()["dtype"] == "int64"
    assert whole.snap(5.2) == 6
    assert type(whole.snap(5.2)) is int
    assert type(whole.snap(np.float32(3))) is int


@pytest.mark.parametrize("value", [np.float32(2.5), np.int64(3), 7, True + 1])
def test_slider_takes_numbers_of_any_kind(value):
    assert slider().snap(value) == value


@pytest.mark.parametrize("value", [math.nan, math.inf, None, "5", True, [5], 2j, 10**400])
def test_slider_refuses_what_is_no_finite_number(value):
    with pytest.raises(ValueError, match="control 'x': its value must be a finite number, got"):
        slider().snap(value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"default": 10.5}, r"control 'x': default must lie within \[0, 10\], got 10.5"),
        ({"default": -0.1}, r"default must lie within \[0, 10\], got -0.1"),
        ({"default": 5.2}, "default 5.2 is not minimum . k . step; the next one is 5.0"),
        ({"default": math.nan}, "default must be a finite number, got nan"),
        ({"default": None}, "default must be a finite number, got None"),
        ({"minimum": 10}, "minimum must be below maximum, got 10.0 and 10.0"),
        ({"minimum": 11}, "minimum must be below maximum"),
        ({"minimum": math.nan}, "minimum must be a finite number"),
        ({"minimum": "0"}, "minimum must be a finite number, got '0'"),
        ({"maximum": math.inf}, "maximum must be a finite number, got inf"),
        ({"maximum": 10**400}, "maximum must be a finite number"),
        ({"step": 0}, "step must be above 0 and at most 10.0, got 0.0"),
        ({"step": -1}, "step must be above 0"),
        ({"step": 11}, "step must be above 0 and at most 10.0, got 11.0"),
        ({"step": math.nan}, "step must be a finite number"),
        ({"step": 1e-300}, "step must be larger, or its range smaller"),
        ({"minimum": -1e308, "maximum": 1e308}, "step must be larger, or its range smaller"),
        ({"integer": True}, "minimum and step of an integer slider must be whole, got 0 and 0.5"),
        ({"name": "tau m"}, "a control's name must be a Python identifier.*got 'tau m'"),
        ({"name": "_x"}, "must be a Python identifier such as 'tau_m', got '_x'"),
        ({"name": "lambda"}, "must be a Python identifier"),
        ({"name": None}, "must be a Python identifier"),
    ],
)
def test_a_slider_that_makes_no_sense_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        slider(**changes)


def test_select_maps_what_is_seen_to_a_number():
    select = Select("rule", {"pair": 0, "triplet": 3}, 3, "learning rule")
    assert select.snap(0) == 0
    assert type(select.snap(3.0)) is int
    assert select.describe() == {
        "name": "rule",
        "kind": "select",
        "dtype": "int64",
        "options": [{"value": 0, "label": "pair"}, {"value": 3, "label": "triplet"}],
        "default": 3,
        "label": "learning rule",
    }


@pytest.mark.parametrize("value", [1, "pair", None, math.nan, [0], False, np.zeros(2)])
def test_select_refuses_what_is_no_option(value):
    with pytest.raises(ValueError, match=r"control 'rule': no option .*; there are 0, 3"):
        Select("rule", {"pair": 0, "triplet": 3}, 0).snap(value)


@pytest.mark.parametrize(
    "options",
    [{}, None, ["a", "b"], {"a": 1, "b": 1}, {"a": 0.5}, {"a": True}, {1: 1}, {"a": 2**60}],
)
def test_select_refuses_options_that_are_none(options):
    with pytest.raises(ValueError, match="control 'rule': options must be a dict of labels"):
        Select("rule", options, 1)


def test_select_refuses_a_default_that_is_no_option():
    with pytest.raises(ValueError, match="control 'rule': no option 7; there are 1"):
        Select("rule", {"a": 1}, 7)


def test_checkbox():
    box = Checkbox("noise", True, "with noise")
    assert box.snap(np.bool_(False)) is False
    assert box.describe() == {
        "name": "noise",
        "kind": "checkbox",
        "dtype": "bool",
        "default": True,
        "label": "with noise",
    }
    assert Checkbox("noise").default is False
    for value in (1, 0.0, "yes", None, math.nan):
        with pytest.raises(ValueError, match="control 'noise': its value must be True or False"):
            box.snap(value)
    with pytest.raises(ValueError, match="control 'noise': its value must be True or False, got 1"):
        Checkbox("noise", 1)


def test_button_counts_clicks():
    button = Button("again")
    assert button.snap(np.int64(4)) == 4
    assert button.describe() == {
        "name": "again",
        "kind": "button",
        "dtype": "int64",
        "default": 0,
        "label": "again",
    }
    for value in (-1, 1.0, True, None, "1", 2**54):
        with pytest.raises(ValueError, match="control 'again': its value must count clicks"):
            button.snap(value)
    with pytest.raises(ValueError, match="must be a Python identifier"):
        Button("again and again")


def test_drawn_curve_brings_each_point_to_its_steps():
    curve = drawn()
    assert curve.argument == ("float64", (4,))
    assert curve.default.tolist() == [0.5] * 4
    snapped = curve.snap([-3, 0.1, 0.2, np.float32(9)])
    assert snapped.dtype == np.float64
    assert snapped.tolist() == [-1.0, 0.0, 0.25, 2.0]
    assert curve.snap(snapped).tolist() == snapped.tolist()
    assert curve.describe() == {
        "name": "I",
        "kind": "curve",
        "dtype": "float64",
        "shape": [4],
        "min": -1.0,
        "max": 2.0,
        "step": 0.25,
        "default": [0.5] * 4,
        "unit": "",
        "label": "I",
    }
    assert drawn(default=[0, 1, 2, -1]).default.tolist() == [0, 1, 2, -1]


def test_drawn_curve_cannot_be_changed_behind_the_figures_back():
    given_points = np.zeros(4)
    snapped = drawn().snap(given_points)
    given_points[0] = 2.0
    assert snapped[0] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        snapped[0] = 1.0


@pytest.mark.parametrize(
    "value", [[], [1, 2, 3], [[1, 2, 3, 4]], None, "abcd", [1, 2, 3, math.nan]]
)
def test_drawn_curve_refuses_other_than_so_many_numbers(value):
    with pytest.raises(ValueError, match="control 'I': its value must be 4 finite numbers, got"):
        drawn().snap(value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"size": 0}, "size must be a whole number, 2 or more, got 0"),
        ({"size": 4.0}, "size must be a whole number, 2 or more, got 4.0"),
        ({"default": 3.0}, r"default must lie within \[-1, 2\], got 3.0"),
        ({"default": [0, 0, 0, -2]}, r"default must lie within \[-1, 2\], got -2.0"),
        ({"default": [0, 1]}, "default must be 4 finite numbers"),
        ({"default": math.nan}, "default must be 4 finite numbers"),
        ({"default": "flat"}, "default must be 4 finite numbers"),
        ({"minimum": 5}, "minimum must be below maximum"),
        ({"step": -0.1}, "step must be above 0"),
        ({"step": 1e-6}, "step must be larger, or its range smaller"),
        ({"name": "1st"}, "must be a Python identifier"),
    ],
)
def test_a_drawn_curve_that_makes_no_sense_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        drawn(**changes)


def spikes(**changes):
    return DrawnSpikes(
        **{"name": "t", "size": 3, "minimum": 0, "maximum": 10, "step": 0.5, "default": [2, 1]}
        | changes
    )


def test_drawn_spikes_are_ascending_and_on_their_steps():
    train = spikes(unit="ms")
    assert train.argument == ("float64", (3,))
    assert train.default.tolist() == [1.0, 2.0]
    snapped = train.snap([9.8, -4, 3.2])
    assert snapped.tolist() == [0.0, 3.0, 10.0]
    assert snapped.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        snapped[0] = 1.0
    assert train.snap([]).shape == (0,)
    assert train.describe() == {
        "name": "t",
        "kind": "spikes",
        "dtype": "float64",
        "shape": [3],
        "min": 0.0,
        "max": 10.0,
        "step": 0.5,
        "default": [1.0, 2.0],
        "unit": "ms",
        "label": "t",
    }
    assert spikes(default=()).default.tolist() == []


def test_the_kernel_gets_drawn_things_in_an_array_of_its_own():
    filled = spikes().for_kernel(np.array([1.0, 2.0]))
    assert filled[:2].tolist() == [1.0, 2.0]
    assert math.isnan(filled[2])
    value = drawn().snap([0, 1, 2, -1])
    copy = drawn().for_kernel(value)
    copy[0] = 5.0
    assert value[0] == 0.0


@pytest.mark.parametrize("value", [[1, 2, 3, 4], 1.0, None, "abc", [math.nan], [[1]], [math.inf]])
def test_drawn_spikes_refuse_other_than_a_few_times(value):
    with pytest.raises(ValueError, match="control 't': its value must be a list of at most 3"):
        spikes().snap(value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"size": 0}, "size must be a whole number, 1 or more, got 0"),
        ({"default": [11]}, r"default must lie within \[0, 10\], got 11.0"),
        ({"default": [1, 2, 3, 4]}, "default must be a list of at most 3 finite times"),
        ({"step": 0}, "step must be above 0"),
        ({"name": "a b"}, "must be a Python identifier"),
    ],
)
def test_drawn_spikes_that_make_no_sense_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        spikes(**changes)


def image(**changes):
    return DrawnImage(
        **{"name": "ink", "shape": (2, 3), "minimum": 0, "maximum": 1, "step": 0.25} | changes
    )


def test_a_drawn_image_brings_each_pixel_to_its_steps():
    ink = image(unit="Hz", label="digit", default=0.6, presets={"dot": [0, 0, 0, 0, 0.9, 0]})
    assert ink.argument == ("float64", (2, 3))
    assert ink.default.tolist() == [[0.5] * 3] * 2
    assert ink.presets["dot"].tolist() == [[0, 0, 0], [0, 1, 0]]
    rows = [[-1, 0.1, 0.2], [0.3, 5, 1]]
    snapped = ink.snap(rows)
    assert snapped.tolist() == [[0.0, 0.0, 0.25], [0.25, 1.0, 1.0]]
    assert ink.snap(np.ravel(rows)).tolist() == snapped.tolist()
    with pytest.raises(ValueError, match="read-only"):
        snapped[0, 0] = 1.0
    copy = ink.for_kernel(snapped)
    copy[0, 0] = 1.0
    assert snapped[0, 0] == 0.0
    assert ink.describe() == {
        "name": "ink",
        "kind": "image",
        "dtype": "float64",
        "shape": [2, 3],
        "min": 0.0,
        "max": 1.0,
        "step": 0.25,
        "default": base64.b64encode(bytes([2] * 6)).decode(),
        "unit": "Hz",
        "label": "digit",
        "presets": [{"label": "dot", "value": base64.b64encode(bytes([0] * 4 + [4, 0])).decode()}],
        "brush": 1.5,
    }


def test_many_levels_take_two_bytes_a_pixel():
    sizes = {step: len(base64.b64decode(image(step=step).describe()["default"]))
             for step in (1 / 255, 1 / 256)}  # fmt: skip
    assert sizes == {1 / 255: 6, 1 / 256: 12}
    packed = image(minimum=-1, step=1e-4, default=1).describe()["default"]
    assert np.frombuffer(base64.b64decode(packed), "<u2").tolist() == [20000] * 6


@pytest.mark.parametrize(
    "value", [[], [1, 2], np.zeros((3, 2)), None, "abcdef", [[0, 0, 0], [0, 0, math.nan]]]
)
def test_a_drawn_image_refuses_other_than_its_pixels(value):
    with pytest.raises(ValueError, match="control 'ink': its value must be 2 by 3 finite numbers"):
        image().snap(value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"shape": 6}, "control 'ink': shape must be whole numbers of rows and columns"),
        ({"shape": (2, 0)}, "shape must be whole numbers"),
        ({"shape": (2.0, 3)}, "shape must be whole numbers"),
        ({"shape": (1, 2, 3)}, "shape must be whole numbers"),
        ({"shape": (1000, 1000)}, "at most 65536 pixels"),
        ({"default": 2}, r"default must lie within \[0, 1\], got 2.0"),
        ({"default": [1, 2]}, "default must be 2 by 3 finite numbers"),
        ({"presets": ["a"]}, "presets must be a dict of labels and arrays"),
        ({"presets": {1: 0}}, "presets must be a dict"),
        ({"presets": {"a": [0]}}, "preset 'a' must be 2 by 3 finite numbers"),
        ({"brush": 0}, "brush must be above 0 and at most 3"),
        ({"brush": math.nan}, "brush must be a finite number"),
        ({"step": 0}, "step must be above 0"),
        ({"name": "a b"}, "must be a Python identifier"),
    ],
)
def test_a_drawn_image_that_makes_no_sense_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        image(**changes)


def test_a_dozen_examples_weigh_little_in_a_page():
    """Digits of 28 by 28 pixels, a fifth of them inked, in 256 levels: below 8 kB gzipped."""
    rng = np.random.default_rng(12)
    digits = np.zeros((12, 28, 28))
    digits[:, 5:23, 8:17] = rng.integers(0, 256, (12, 18, 9)) / 255  # noise packs worst
    presets = {str(k): digit for k, digit in enumerate(digits)}
    described = DrawnImage("d", (28, 28), 0, 1, 1 / 255, digits[0], presets=presets).describe()
    assert len(gzip.compress(json.dumps(described).encode(), 6)) < 8000


def test_steps_are_whole_numbers_that_can_be_played():
    steps = Steps("epoch", 30, 2, per_second=4, label="epoch", loop=True)
    assert steps.argument == "int64"
    assert (steps.snap(2.6), steps.snap(99), steps.snap(-1)) == (3, 30, 0)
    assert steps.describe() == {
        "name": "epoch",
        "kind": "range",
        "dtype": "int64",
        "min": 0.0,
        "max": 30.0,
        "step": 1.0,
        "default": 2,
        "unit": "",
        "label": "epoch",
        "symbol": "",
        "play": {"per_second": 4.0, "loop": True},
    }
    assert Steps("epoch", 3).describe()["play"] == {"per_second": 10.0, "loop": False}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"maximum": 0}, "minimum must be below maximum"),
        ({"default": 4}, r"default must lie within \[0, 3\]"),
        ({"default": 0.5}, "default 0.5 is not minimum . k . step"),
        ({"per_second": 0}, "per_second must be above 0 and at most 1000, got 0.0"),
        ({"per_second": math.nan}, "per_second must be a finite number, got nan"),
        ({"loop": 1}, "loop must be True or False, got 1"),
        ({"name": ""}, "must be a Python identifier"),
    ],
)
def test_steps_that_make_no_sense_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        Steps(**{"name": "k", "maximum": 3} | changes)


def path(**changes):
    return DrawnPath(**{"name": "gaze", "n": 3, "x": (0, 10), "y": (-1, 1), "step": 0.25} | changes)


def test_a_drawn_path_brings_each_coordinate_to_its_own_ends():
    gaze = path(unit="px", label="gaze")
    assert gaze.argument == ("float64", (3, 2))
    assert gaze.default.tolist() == [[5.0, 0.0]] * 3
    assert path(default=[1, 1]).default.tolist() == [[1.0, 1.0]] * 3
    assert path(default=[[1, 1], [2, 0.9], [3, -1]]).default.tolist() == [[1, 1], [2, 1], [3, -1]]
    rows = [[-5, -5], [5.1, 0.2], [50, 50]]
    snapped = gaze.snap(rows)
    assert snapped.tolist() == [[0.0, -1.0], [5.0, 0.25], [10.0, 1.0]]
    assert gaze.snap(np.ravel(rows)).tolist() == snapped.tolist()
    with pytest.raises(ValueError, match="read-only"):
        snapped[0, 0] = 1.0
    steps = np.array([20, 4] * 3, "<u2").tobytes()
    assert gaze.describe() == {
        "name": "gaze",
        "kind": "path",
        "dtype": "float64",
        "shape": [3, 2],
        "min": -1.0,
        "max": 10.0,
        "x": [0.0, 10.0],
        "y": [-1.0, 1.0],
        "step": 0.25,
        "default": base64.b64encode(steps).decode(),
        "unit": "px",
        "label": "gaze",
    }


@pytest.mark.parametrize("value", [[], [1, 2], np.zeros((2, 3)), None, [[0, math.nan]] * 3])
def test_a_drawn_path_refuses_other_than_its_positions(value):
    with pytest.raises(ValueError, match="control 'gaze': its value must be 3 finite positions"):
        path().snap(value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n": 1}, "control 'gaze': n must be a whole number, 2 or more, got 1"),
        ({"x": 3}, "control 'gaze': x must be its two ends, got 3"),
        ({"y": (1, 1)}, "minimum must be below maximum, got 1.0 and 1.0"),
        ({"y": (0, math.inf)}, "maximum must be a finite number, got inf"),
        ({"step": 5}, "step must be above 0 and at most 2.0, got 5.0"),
        ({"default": [0, 9]}, r"default must lie within x \(0.0, 10.0\) and y \(-1.0, 1.0\)"),
        ({"default": [0]}, "default must be 3 finite positions"),
        ({"name": "a b"}, "must be a Python identifier"),
    ],
)
def test_a_drawn_path_that_makes_no_sense_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        path(**changes)
