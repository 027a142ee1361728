"""Kernels that allocate: native numba's bits, memory that comes back, words when it ends."""

import numpy as np
import pytest

from snnlib.live import Array, Readout, Slider
from snnlib.live.build import heap, wasm
from snnlib.live.kernel import Kernel
from tests.live.build import test_wasm
from tests.live.build.test_wasm import WORKING, kernel_of
from tests.live.webassembly import RaisedError, bits, machine


def local_arrays(x, y):
    v, inputs = np.zeros(7), np.full(7, x)
    for k in range(16):
        v += 0.25 * (inputs - v)
        v[0] = y[k - 1]
        y[k] = v.mean() + v[1:4].sum()


def tables(x, y):
    grid = np.empty((4, 3))
    for i in range(4):
        grid[i] = x + i
    grid[:, 1] += 2.0
    turned = grid.copy().T
    y[0] = turned[1].sum() + grid.sum(axis=0)[2] + turned[1, 2]


def whole_numbers(x, y):
    spikes = np.zeros(16, np.bool_)
    spikes[3:9:2] = True
    y[:] = np.arange(16) * spikes + y.astype(np.uint8)
    y[spikes] = x


def sizes_that_change(x, y):
    n = int(abs(x)) + 2
    for size in range(1, n):
        a = np.zeros((size, n))
        a[:, 1:] = x
        a[0, :-1] = a[0, 1:] * 0.5
        y[size] = a.sum()


def moves_within(x, y):
    for i in range(16):
        y[i] = x * i
    y[1:] = y[:-1]
    y[:8] = y[8:][::-1]


def hands_on(x, y):
    pair = test_wasm.amplify(x, test_wasm.Params(2.0, 1)), np.full(3, x)
    for _ in range(2):
        pair = (pair[0], np.concatenate((pair[1], pair[1][1:])))
    y[: pair[1].size] = pair[1] * pair[0].gain


def many_small_ones(x, y):
    for i in range(1_000_000):
        a = np.zeros(3 + i % 5)
        a[:] = x + i
        y[i % 16] += a.sum()


ALLOCATING = [
    local_arrays,
    tables,
    whole_numbers,
    sizes_that_change,
    moves_within,
    hands_on,
    many_small_ones,
]


@pytest.mark.parametrize("function", ALLOCATING, ids=lambda f: f.__name__)
def test_a_kernel_that_allocates_has_the_bits_of_native_numba(function):
    kernel = kernel_of(function)
    browser = machine(kernel)
    for x in (-8.0, 0.0, 2.5, 7.125):
        *frame, status = browser.run({"x": x})
        assert status == 0
        assert bits(*frame) == bits(*kernel.run({"x": x}))
    pages = browser.memory.size(browser.store)
    assert pages <= browser.layout["pages"] + 16  # what is freed is used again


def test_what_lives_at_once_has_places_of_its_own():
    def fills(x, y):
        a, b, c = np.full(100, 1.0), np.full(9, 2.0), np.full(64, 3.0)
        for _ in range(20):
            d = np.full(9, x)
            e = np.full(100, 5.0)
            b = d
        for i in range(9):
            y[i] = a[i] + b[i] * 10.0 + c[i] * 100.0 + e[i] * 1000.0
        y[9], y[10], y[11] = a.sum(), c.sum(), e.sum()

    browser = machine(kernel_of(fills))
    for x in (4.0, 6.0):
        y = browser.run({"x": x})[0]["y"]
        assert y[:9].tolist() == [5301.0 + 10.0 * x] * 9
        assert y[9:12].tolist() == [100.0, 192.0, 500.0]


def test_the_heap_begins_behind_the_figures_arrays_and_ends():
    def takes(x, y):
        a = np.ones(int(x * 1e6))
        y[:] = a[-1] + x

    kernel = kernel_of(takes, 100_000)
    browser = machine(kernel)
    assert browser.layout["heap"] >= 8 * 100_000
    for x in (1.0, 8.0, 0.5):
        *frame, _ = browser.run({"x": x})
        assert bits(*frame) == bits(*kernel.run({"x": x}))


def test_too_much_is_told_and_the_next_run_works():
    def takes(x, y):
        a = np.ones(int(x * 1e7))
        y[:] = a[-1] + x

    browser = machine(kernel_of(takes))
    for _ in range(2):
        with pytest.raises(RaisedError, match="MemoryError: Allocation failed"):
            browser.run({"x": 4.0})  # 320 MB
        assert browser.run({"x": 2.0})[0]["y"][0] == 3.0
    with pytest.raises(RaisedError, match="ValueError: negative dimensions not allowed"):
        browser.run({"x": -1.0})


def test_all_that_is_kept_at_once_is_counted():
    def keeps(x, y):
        a = np.ones(int(x * 2e6))
        b = np.ones(int(x * 2e6))
        y[:] = a[0] + b[-1]

    browser = machine(kernel_of(keeps))
    assert browser.run({"x": 7.0})[0]["y"][0] == 2.0  # 224 MB
    with pytest.raises(RaisedError, match="MemoryError"):
        browser.run({"x": 8.0})  # 256 MB, beside what the heap needs itself


def test_arrays_that_do_not_fit_together_are_told():
    def assigns(x, y):
        a = np.zeros(int(x))
        a[:] = y[:4]
        y[:] = a.sum()

    browser = machine(kernel_of(assigns))
    assert browser.run({"x": 4.0})[2] == 0
    with pytest.raises(RaisedError, match="cannot assign slice from input of different size"):
        browser.run({"x": 5.0})


def test_what_a_slice_keeps_is_state():
    def walks(x, y, trace, slice_index, n_slices, readouts):
        scratch = np.zeros(3)
        scratch[slice_index] += x
        trace[0] += scratch.sum() * (slice_index + 1)
        y[slice_index] = trace[0]
        readouts.last = trace[0] + n_slices

    kernel = Kernel(
        walks,
        [Slider("x", 0, 8, 1, 0.5)],
        {},
        {"y": Array(3)},
        {"last": Readout()},
        slices=3,
        state={"trace": Array(2)},
    )
    for run in (kernel.run, machine(kernel).run):
        for x in (1.0, 2.0):
            arrays, readouts = run({"x": x})[:2]
            assert {name: array.tolist() for name, array in arrays.items()} == {
                "y": [x, 3 * x, 6 * x]
            }
            assert readouts == {"last": 6 * x + 3}
    with pytest.raises(ValueError, match=r"kernel walks: state is .* one slice; make trace in the"):
        Kernel(walks, [], {}, {"y": Array(3)}, {}, state={"trace": Array(2)})


@pytest.mark.parametrize("function", WORKING, ids=lambda f: f.__name__)
def test_a_kernel_that_allocates_nothing_has_no_trace_of_a_heap(function, monkeypatch):
    def refuse(_):
        raise AssertionError("a heap was added")

    monkeypatch.setattr(heap, "with_heap", refuse)
    kernel = kernel_of(function)
    module, _ = wasm.compile_kernel(kernel.function, kernel.parameters)
    assert b"heap" not in module
    with pytest.raises(AssertionError, match="a heap was added"):
        wasm.compile_kernel(tables, kernel.parameters)
