"""The figure as a widget: traits, results, composition, and parts that do not fit."""

import json
import math
from types import SimpleNamespace

import ipywidgets
import numpy as np
import pytest
import traitlets

from snnlib import live
from snnlib.live.figure import FIGURES, building_book
from tests.live.example import controls, figure


@pytest.fixture(scope="module")
def shared():
    return figure()


@pytest.fixture
def fig(shared):
    for name, value in shared.defaults.items():
        setattr(shared, name, value)
    return shared


# ── controls are traits ────────────────────────────────────────────────────────────────────────


def test_a_control_is_a_trait_that_snaps(fig):
    assert (fig.gain, fig.n, fig.rule, fig.noisy, fig.again) == (2.0, 3, 0, False, 0)
    assert fig.drawn.tolist() == [0.5] * 4
    fig.gain = 3.3
    assert fig.gain == 3.5
    fig.gain = 1e9
    assert fig.gain == 10.0
    fig.n = 4.4
    assert (fig.n, type(fig.n)) == (4, int)
    fig.drawn = [0.1, 0.2, 5, -5]
    assert fig.drawn.tolist() == [0.0, 0.25, 1.0, -1.0]
    fig.rule, fig.noisy, fig.again = 5, True, 2
    fig.train = [7.6, 0.1]
    assert fig.train.tolist() == [0.0, 7.5]
    assert fig.values | {"drawn": 0, "train": 0, "ink": 0, "gaze": 0} == {
        "gain": 10.0,
        "n": 4,
        "rule": 5,
        "noisy": True,
        "again": 2,
        "drawn": 0,
        "train": 0,
        "ink": 0,
        "gaze": 0,
    }


@pytest.mark.parametrize("value", [math.nan, math.inf, None, "3", [1], True])
@pytest.mark.parametrize("name", ["gain", "n"])
def test_a_value_that_is_none_is_refused_by_name(fig, name, value):
    with pytest.raises(traitlets.TraitError, match=f"control '{name}': its value must be a finite"):
        setattr(fig, name, value)
    assert getattr(fig, name) == fig.defaults[name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rule", 1),
        ("noisy", 1),
        ("noisy", None),
        ("again", -1),
        ("drawn", [1]),
        ("drawn", None),
        ("train", [1, 2, 3, 4]),
        ("train", None),
    ],
)
def test_other_controls_refuse_by_name_too(fig, name, value):
    with pytest.raises(traitlets.TraitError, match=f"control '{name}': "):
        setattr(fig, name, value)


def test_a_drawn_curve_arrives_as_bytes_from_the_browser(fig):
    fig.set_state({"drawn": memoryview(np.array([0.0, 1.0, -1.0, 0.26]))})
    assert fig.drawn.tolist() == [0.0, 1.0, -1.0, 0.25]
    assert bytes(fig.get_state("drawn")["drawn"]) == np.array([0.0, 1.0, -1.0, 0.25]).tobytes()
    fig.set_state({"train": memoryview(np.array([3.1, 1.0]))})
    assert fig.train.tolist() == [1.0, 3.0]
    with pytest.raises(traitlets.TraitError, match="control 'drawn': "):
        fig.drawn = memoryview(b"abc")
    fig.set_state({"gaze": memoryview(np.array([0.0, 1.0, 2.2, 1.0, 3.0, 9.0]))})
    assert fig.gaze.tolist() == [[0.0, 1.0], [2.0, 1.0], [3.0, 2.0]]
    fig.gaze = [[1.5, 1.0]] * 3
    fig.set_state({"ink": memoryview(np.arange(6) / 5)})  # a flat array, row by row
    assert fig.ink.tolist() == [[0.0, 0.25, 0.5], [0.5, 0.75, 1.0]]
    assert fig.result["grid"].tolist() == [[0.0, 0.5, 1.0], [1.0, 1.5, 2.0]]


def test_observers_are_told_once_and_of_the_snapped_value(fig):
    seen = []
    fig.observe(lambda change: seen.append(change["new"]), "gain")
    fig.gain = 4.1
    fig.gain = 3.9  # the same step
    fig.gain = 5
    fig.unobserve_all("gain")
    assert seen == [4.0, 5.0]


def test_it_composes_with_other_widgets(fig):
    other = ipywidgets.FloatSlider(min=0, max=10, step=0.5)
    link = traitlets.link((fig, "gain"), (other, "value"))
    fig.gain = 7.5
    assert other.value == 7.5
    other.value = 1.5
    assert fig.gain == 1.5
    link.unlink()
    box = ipywidgets.HBox([fig, other])
    assert box.children == (fig, other)
    assert isinstance(fig, ipywidgets.DOMWidget)


def test_two_figures_do_not_share_their_controls(fig):
    other = figure(name="ramp-two")
    other.gain = 9.0
    assert fig.gain == 2.0
    assert other.gain == 9.0


# ── results ────────────────────────────────────────────────────────────────────────────────────


def test_result_and_readout_are_those_of_the_present_values(fig):
    assert fig.result["v"].tolist() == [1.0 + 1.5 * i for i in range(10)]
    assert fig.readout == {"count": 3.0, "second": 2.5}
    assert list(fig.result) == ["v", "times", "neurons", "counts", "grid"]
    assert {name: array.dtype.name for name, array in fig.result.items()} == {
        "v": "float64",
        "times": "float64",
        "neurons": "int32",
        "counts": "uint8",
        "grid": "float64",
    }
    fig.train = [1, 2.5]
    assert fig.result["v"][9] == 1.0 + 1.5 * 9 + 3.5
    fig.train = []
    fig.gain, fig.rule, fig.noisy, fig.again = 4, 5, True, 2
    assert fig.result["v"].tolist() == [-1.0, *(2.0 + 1.5 * i + 5 for i in range(1, 10))]
    assert fig.readout == {"count": 5.0, "second": 8.5}


def test_evaluate_starts_from_the_defaults(fig):
    fig.gain = 8
    arrays, readouts = fig.evaluate(n=0.2)
    assert arrays["v"].tolist() == [1.0] * 10
    assert readouts == {"count": 0.0, "second": 1.0}
    with pytest.raises(ValueError, match="'ramp' has no control 'tau'; it has gain, n, rule"):
        fig.evaluate(tau=1)
    with pytest.raises(ValueError, match="control 'gain': its value must be a finite number"):
        fig.evaluate(gain=math.nan)
    with pytest.raises(live.KernelError, match="The gain is too high"):
        fig.evaluate(gain=10)


def test_the_last_figure_of_a_name_counts():
    first = figure(name="same-name")
    assert FIGURES["same-name"] is first
    second = figure(name="same-name")
    assert FIGURES["same-name"] is second


# ── what the browser gets ──────────────────────────────────────────────────────────────────────


def test_the_browser_gets_the_whole_description(fig):
    spec = json.loads(json.dumps(fig.spec, allow_nan=False))
    assert spec["controls"] == json.loads(json.dumps([c.describe() for c in controls()]))
    assert spec["arrays"][2] == {"name": "neurons", "dtype": "int32", "shape": [10], "unit": ""}
    assert spec["readouts"] == [
        {"name": "count", "unit": "", "label": "spikes", "digits": 3},
        {"name": "second", "unit": "mV", "label": "second", "digits": 2},
    ]
    assert spec["constants"] == {"dt": 0.5}
    assert spec["statuses"] == {"1": "The gain is too high."}
    assert spec["slices"] == 1
    assert len(spec["views"]) == 9
    assert [a["name"] for a in spec["layout"]["arguments"]] == [n for n, _ in fig.kernel.parameters]
    state = fig.get_state()
    assert state["_module"].startswith(b"\0asm")
    assert state["_module"] == fig.module
    assert state["_no_browser"] == ""
    assert "renderInJupyter" in state["_esm"]
    assert "--live-membrane" in state["_css"]


def test_the_call_gives_the_same_numbers_in_python(fig):
    expected = (
        'snnlib.live.evaluate("ramp", {{"gain": {gain}, "n": {n}, "rule": {rule}, '
        '"noisy": {noisy}, "again": {again}, "drawn": {drawn}, "train": {train}, '
        '"gaze": {gaze}, "ink": {ink}}})'
    )
    assert fig.spec["call"] == expected
    line = fig.spec["call"].format(
        **fig.values | {"drawn": [0.5] * 4, "train": [], "ink": [0] * 6, "gaze": [1] * 6}
    )
    arrays, readouts = eval(line, {"snnlib": __import__("snnlib.live")})
    assert readouts == fig.readout
    assert arrays["v"].tolist() == fig.result["v"].tolist()
    assert figure(call="ramp(gain={gain}, dt={dt})").spec["call"] == "ramp(gain={gain}, dt={dt})"


class Asked:
    """A figure whose messages to the browser are kept."""

    def __init__(self, fig, monkeypatch):
        self.sent = []
        monkeypatch.setattr(fig, "send", lambda m, buffers=None: self.sent.append((m, buffers)))
        self.fig = fig

    def ask(self, **values):
        values = {
            k: getattr(v, "tolist", lambda v=v: v)() for k, v in self.fig.values.items()
        } | values
        self.fig._answer(self.fig, {"ask": "frame", "id": 7, "values": values}, [])
        return self.sent.pop()


def test_python_answers_for_a_kernel_that_no_browser_can_run(monkeypatch):
    def lists(x, y, readouts):
        work = [x]
        work.append(x)
        y[0], y[1] = work
        readouts.a, readouts.b, readouts.c = x, np.nan, x / 0.0

    parts = {"controls": [live.Slider("x", -1, 1, 1, 1)], "arrays": {"y": live.Array(2)}}
    parts |= {"readouts": {n: live.Readout() for n in "abc"}, "constants": {}, "statuses": {}}
    axis = live.Axis("t")
    fig = figure(
        kernel=lists,
        name="falls-back",
        views=[live.Plot([live.Trace("y", 1)], axis, axis)],
        **parts,
    )
    assert fig.module == b""
    assert "kernel lists cannot run in a browser: it makes a list" in fig._no_browser
    assert fig.result["y"].tolist() == [1.0, 1.0]
    asked = Asked(fig, monkeypatch)
    message, buffers = asked.ask(x=-1)
    assert message == {"answer": 7, "readouts": [-1.0, None, "-Infinity"]}
    assert [bytes(b) for b in buffers] == [np.array([-1.0, -1.0]).tobytes()]
    json.dumps(asked.ask(x=1)[0], allow_nan=False)
    assert fig._answer(fig, {"ask": "something else"}, []) is None
    assert asked.sent == []


def test_whatever_goes_wrong_the_browser_is_answered(fig, monkeypatch):
    asked = Asked(fig, monkeypatch)
    assert asked.ask()[0]["readouts"] == [3.0, 2.5]
    assert asked.ask(gain=10)[0] == {"answer": 7, "error": "The gain is too high."}
    assert "control 'gain'" in asked.ask(gain=None)[0]["error"]
    fig._answer(fig, {"ask": "frame", "id": 8, "values": {}}, [])
    assert asked.sent.pop() == ({"answer": 8, "error": "'gain'"}, [])


def test_a_kernel_that_numba_cannot_compile_is_told_so():
    def kernel(x, y):
        y[0] = no_such_name + x  # noqa: F821

    axis = live.Axis("t")
    fig = live.Figure(
        "undefined",
        kernel=kernel,
        title="Undefined",
        controls=[live.Slider("x", 0, 1, 0, 1)],
        arrays={"y": live.Array(1)},
        views=[live.Plot([live.Trace("y", 1)], axis, axis)],
    )
    assert "name 'no_such_name' is not defined" in fig.browser_error


def test_a_book_build_fails_where_jupyter_falls_back(monkeypatch):
    def draws(gain, y):
        y[0] = np.random.random() * gain  # noqa: NPY002

    axis = live.Axis("t")
    view = live.Plot([live.Trace("y", 1)], axis, axis)
    changes = {"kernel": draws, "controls": controls()[:1], "constants": {}, "readouts": {}}
    changes |= {"arrays": {"y": live.Array(1)}, "views": [view], "statuses": {}}
    assert not building_book()
    native = figure(**changes)
    assert "np.random" in native.browser_error
    exported = native._repr_mimebundle_()[0]["text/html"]  # shows its first frame, no more
    assert "<svg" in exported
    assert "<script" not in exported
    monkeypatch.setenv("SNNLIB_BOOK_BUILD", "1")
    assert building_book()
    with pytest.raises(live.BrowserError, match=r"kernel draws cannot run .*np\.random"):
        figure(**changes)


def test_jupyter_shows_a_widget_and_the_book_a_figure_element(fig, monkeypatch):
    shown = fig._repr_mimebundle_()
    data = shown[0] if isinstance(shown, tuple) else shown
    assert "application/vnd.jupyter.widget-view+json" in data
    assert 'data-live-figure="ramp"' in data["text/html"]  # for who has no widgets
    assert "mountAll()" in data["text/html"]
    with monkeypatch.context() as program:  # which runs the notebook and answers no question
        parent = {"content": {"allow_stdin": False}}
        shell = SimpleNamespace(get_parent=lambda: parent)
        program.setattr("snnlib.live.jupyter._shell", lambda: shell)
        alone = {"text/html": data["text/html"], "text/plain": "Figure('ramp')"}
        assert fig._repr_mimebundle_() == alone
    monkeypatch.setenv("SNNLIB_BOOK_BUILD", "1")
    shown = fig._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    assert shown["text/html"].startswith('<figure class="live-figure" data-live-figure="ramp">')
    assert shown["text/plain"] == "Figure('ramp')"
