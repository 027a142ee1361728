"""Arrays that a figure's kernel only reads."""

import base64
import re
import zlib

import numpy as np
import pytest

from snnlib import live
from snnlib.live import data, static_page
from tests.browser.figures import weighted


@pytest.fixture(scope="module")
def figure():
    return weighted()


def make(kernel=None, **arrays):
    def reads(w, y, readouts):
        y[0] = w[0]
        readouts.out = w[0]

    axis = live.Axis("i")
    return live.Figure(
        "test-data",
        kernel=kernel or reads,
        title="T",
        controls=[],
        arrays={"y": live.Array(1)},
        readouts={"out": live.Readout()},
        views=[live.Plot([live.Trace("y", 1.0)], axis, axis)],
        data=arrays.get("data", arrays),
    )


def test_the_kernel_reads_them_natively(figure):
    w, offsets = figure.kernel.data.values()
    arrays, readouts = figure.evaluate(gain=0.5)
    sums = 0.5 * w.astype(float).sum(axis=1) + offsets.astype(float)
    assert arrays["y"] == pytest.approx(sums, rel=1e-12)
    assert readouts["first"] == arrays["y"][0]
    assert live.evaluate("test-weighted", {"gain": 0.5})[0]["y"].tolist() == arrays["y"].tolist()
    assert [c["name"] for c in figure.spec["controls"]] == ["gain"]
    assert [a["name"] for a in figure.spec["arrays"]] == ["y"]


def test_a_figure_keeps_its_own_copy():
    w = np.asfortranarray(np.arange(6.0).reshape(2, 3))

    def corner(w, y, readouts):
        y[0] = w[1, 0]
        readouts.out = w[0, 2]

    figure = make(corner, w=w)
    w[:] = -1.0
    assert figure.evaluate()[1] == {"out": 2.0}
    assert figure.evaluate()[0]["y"].tolist() == [3.0]
    with pytest.raises(ValueError, match="read-only"):
        figure.kernel.data["w"][0, 0] = 9.0


def test_they_cross_to_the_browser_as_bytes(figure):
    w, offsets = figure.kernel.data.values()
    raw = w.tobytes() + offsets.tobytes()
    assert figure._data == raw
    assert figure.spec["data"] == {
        "arrays": [
            {"name": "w", "dtype": "int8", "shape": [30, 7]},
            {"name": "offsets", "dtype": "float32", "shape": [30]},
        ],
        "bytes": 330,
        "sum": f"{zlib.crc32(raw):08x}",
    }
    name, text = re.search(
        r'class="live-data" data-file="([^"]+)">([^<]+)<', static_page.html(figure)
    ).groups()
    assert base64.b85decode(text.translate(str.maketrans(",.", "<`")))[:330] == raw
    assert re.fullmatch(r"test-weighted\.[0-9a-f]{10}\.js", name)
    assert data.script(name, text) == f'(window.liveData??={{}})["{name}"]="{text}";\n'
    assert weighted().spec["data"]["sum"] == figure.spec["data"]["sum"]


def test_a_large_matrix_is_a_quarter_larger_as_text():
    w = np.random.default_rng(1).integers(0, 256, (784, 400), dtype="uint8")
    element = data.html(make(w=w.ravel()))
    assert len(element) < 400_000
    assert "<" not in data.ELEMENT.search(element)[3]


def test_a_figure_without_data_has_none_in_its_page():
    figure = make(lambda y, readouts: None, data={})
    assert figure.spec["data"] is None
    assert "live-data" not in static_page.html(figure)
    assert figure._data == b""


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"w": [1.0, 2.0]}, TypeError, "data 'w' must be an array of float64, .*, got \\[1.0, 2.0"),
        ({"w": np.array([1 + 2j])}, TypeError, "got complex128 array"),
        ({"w": np.array(["a"])}, TypeError, "data 'w' must be an array of"),
        ({"w": np.array([True])}, TypeError, "got bool array"),
        ({"w": np.array([1, 2])}, TypeError, "got int64 array"),
        ({"w": np.zeros((0, 3))}, ValueError, "data 'w' must not be empty, got shape \\(0, 3\\)"),
        ({"w": np.array(1.0)}, ValueError, "data 'w' must not be empty, got shape \\(\\)"),
        ({"w": np.array([1.0, np.nan])}, ValueError, "data 'w' must be finite numbers"),
        ({"w": np.array([np.inf], "float32")}, ValueError, "data 'w' must be finite numbers"),
        ({"w!": np.zeros(2)}, ValueError, "a data array's name must be a Python identifier"),
        ({"y": np.zeros(2)}, ValueError, "two of its arguments are called 'y'"),
        ({"readouts": np.zeros(2)}, ValueError, "cannot be called 'readouts'"),
        ({"w": np.zeros(2), "more": np.zeros(2)}, ValueError, "it does not take more"),
        ([np.zeros(2)], TypeError, "figure 'test-data': data must be a dict"),
    ],
)
def test_unfit_data_is_refused(wrong, error, words):
    with pytest.raises(error, match=words):
        make(data=wrong)


def test_a_kernel_may_not_write_to_them(monkeypatch):
    def writes(w, y, readouts):
        w[0] += 1.0
        readouts.out = y[0]

    monkeypatch.setenv("SNNLIB_BOOK_BUILD", "1")
    with pytest.raises(live.BrowserError, match="readonly array"):
        make(writes, w=np.zeros(2))
    monkeypatch.delenv("SNNLIB_BOOK_BUILD")
    figure = make(writes, w=np.zeros(2))
    with pytest.raises(Exception, match="readonly array"):
        figure.evaluate()
