"""Kernels: arguments found by name, native runs that are pure, memory that does not overlap."""

import math
import zlib
from itertools import pairwise

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.live import Array, Button, DrawnCurve, KernelError, Readout, Slider
from snnlib.live.build.snapshot import freeze
from snnlib.live.kernel import Kernel, checksum
from tests.live.webassembly import bits, machine

X = Slider("x", 0, 10, 2, 0.5)
DTYPES = ["float64", "float32", "int32", "uint32", "int16", "uint16", "int8", "uint8"]


def copies(x, y, readouts):
    for i in range(len(y)):
        y[i] = x + i
    readouts.second = y[1]


def make(function=copies, controls=(X,), constants=None, arrays=None, readouts=None, **more):
    arrays = {"y": Array(3)} if arrays is None else arrays
    readouts = {"second": Readout()} if readouts is None else readouts
    return Kernel(function, controls, constants or {}, arrays, readouts, **more)


def test_a_kernel_runs_natively():
    kernel = make()
    arrays, readouts = kernel.run({"x": 2.5})
    assert arrays["y"].tolist() == [2.5, 3.5, 4.5]
    assert readouts == {"second": 3.5}
    assert make(numba.njit(copies)).run({"x": 2.5})[1] == readouts
    assert kernel.name == "copies"


def test_arrays_are_fresh_and_zero_each_time():
    def adds(x, y):
        y[0] += x

    kernel = make(adds, readouts={})
    first = kernel.run({"x": 1.0})[0]["y"]
    assert kernel.run({"x": 1.0})[0]["y"].tolist() == first.tolist() == [1.0, 0.0, 0.0]


def test_a_kernel_cannot_change_what_the_reader_drew():
    def scribbles(drawn, y):
        y[0] = drawn[0]
        drawn[0] = 7.0

    curve = DrawnCurve("drawn", 4, 0, 10, 0.5, 1.0)
    kernel = make(scribbles, [curve], readouts={})
    for _ in range(2):
        assert kernel.run({"drawn": curve.default})[0]["y"][0] == 1.0
    assert machine(kernel).run({"drawn": curve.default})[0]["y"][0] == 1.0
    assert curve.default.tolist() == [1.0] * 4


def test_a_status_is_an_error_in_words():
    def stops(x, y):
        y[0] = x
        return int(x)

    kernel = make(stops, readouts={}, statuses={2: "Too many spikes for the list."})
    assert kernel.run({"x": 0.0})[0]["y"][0] == 0.0
    with pytest.raises(KernelError, match=r"^Too many spikes for the list\.$"):
        kernel.run({"x": 2.0})
    with pytest.raises(KernelError, match=r"^The kernel stopped with status 3\.$"):
        kernel.run({"x": 3.0})


def test_slices_are_told_which_part_they_are():
    def part(y, slice_index, n_slices):
        y[slice_index] = 10 * n_slices + slice_index

    kernel = make(part, (), readouts={}, slices=3)
    assert kernel.run({})[0]["y"].tolist() == [30, 31, 32]


def test_a_bool_stays_a_bool_and_an_int_an_int():
    def kinds(flag, n, y):
        y[0] = 1.0 if flag else 0.0
        y[1] = n // 2

    kernel = make(kinds, (), {"flag": True, "n": np.int32(7)}, readouts={})
    assert kernel.parameters == [("flag", "bool"), ("n", "int64"), ("y", ("float64", (3,)))]
    assert kernel.run({})[0]["y"].tolist() == [1, 3, 0]


# ── read-outs ──────────────────────────────────────────────────────────────────────────────────


@numba.njit
def writes_all(readouts, x):
    readouts.second, readouts.third = x, 2.0 * x


def hands_on(x, y, readouts):
    writes_all(readouts, x)
    readouts.second += readouts.third


def test_read_outs_are_written_by_name_and_may_be_handed_on():
    kernel = make(hands_on, readouts={"third": Readout(), "second": Readout()})
    expected = {"third": 4.0, "second": 6.0}
    assert kernel.run({"x": 2.0})[1] == expected
    assert machine(kernel).run({"x": 2.0})[1] == expected
    assert kernel.run({"x": 2.0})[1] == expected  # from zero again


def test_read_outs_take_no_more_room_by_name_than_by_place():
    def by_place(x, y, places):
        places[0] = x + y[0]
        places[1] = 2.0

    def by_name(x, y, readouts):
        readouts.a = x + y[0]
        readouts.b = 2.0

    named = {"a": Readout(), "b": Readout()}
    size = lambda kernel: len(kernel.compile()[0])  # noqa: E731
    placed = make(by_place, arrays={"y": Array(3), "places": Array(2)}, readouts={})
    assert size(make(by_name, readouts=named)) <= size(placed)


def test_read_outs_by_place_are_refused():
    def by_place(x, y, readouts):
        readouts[0] = x + y[0]

    with pytest.raises(ValueError, match=r"kernel by_place: .* as in readouts\.second"):
        make(by_place)


def test_read_outs_by_name_also_work_without_numba(monkeypatch):
    kernel = make(hands_on, readouts={"second": Readout(), "third": Readout()})
    monkeypatch.setattr("snnlib.live.kernel.numba.njit", lambda **_: lambda function: function)
    monkeypatch.setitem(kernel.function.__globals__, "writes_all", writes_all.py_func)
    assert kernel.run({"x": 2.0})[1] == {"second": 6.0, "third": 4.0}


# ── what is refused ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"arrays": {}},
            "kernel copies: nothing is called y; name it as a control, a constant, an array or",
        ),
        ({"controls": ()}, "kernel copies: nothing is called x; name it as a control"),
        ({"readouts": {}}, "kernel copies: readouts.second is no read-out .*; it has none"),
        (
            {"readouts": {"first": Readout()}},
            "kernel copies: readouts.second is no read-out of the figure; it has first",
        ),
        (
            {"readouts": {"second": Readout(), "third": Readout()}},
            "kernel copies: it never writes readouts.third; give it a value, or leave it out",
        ),
        ({"constants": {"dt": 0.1}}, "kernel copies: it does not take dt; make it an argument"),
        ({"controls": (X, Button("go"))}, "kernel copies: it does not take go"),
        ({"controls": (X, X)}, "kernel copies: two of its arguments are called 'x'"),
        ({"constants": {"x": 1}}, "two of its arguments are called 'x'"),
        ({"constants": {"y": 1}}, "two of its arguments are called 'y'"),
        ({"constants": {"readouts": 1}}, "cannot be called 'readouts', which means something of"),
        ({"controls": (X, Button("slice_index"))}, "cannot be called 'slice_index'"),
        ({"arrays": {"n_slices": Array(3)}}, "cannot be called 'n_slices'"),
        ({"arrays": {"y z": Array(3)}}, "an array's name must be a Python identifier.*'y z'"),
        ({"constants": {"": 1}}, "a constant's name must be a Python identifier"),
        ({"readouts": {"a-b": Readout()}}, "a read-out's name must be a Python identifier.*'a-b'"),
        (
            {"constants": {"dt": math.nan}},
            "constant 'dt': its value must be a finite",
        ),
        ({"constants": {"dt": math.inf}}, "constant 'dt': its value must be a finite number"),
        (
            {"constants": {"dt": "0.1"}},
            "constant 'dt': .* finite number, got '0.1'",
        ),
        ({"constants": {"dt": None}}, "constant 'dt': .* finite number, got None"),
        ({"constants": {"dt": np.zeros(3)}}, "constant 'dt': must be a number, got an array"),
        ({"statuses": {0: "fine"}}, "statuses must map whole numbers other than 0 to sentences"),
        ({"statuses": {1: None}}, "statuses must map whole numbers other than 0 .*got 1: None"),
        ({"statuses": {"1": "no"}}, "statuses must map whole numbers"),
        ({"slices": 2}, "it does not take n_slices, slice_index"),
        (
            {"arrays": {"y": Array(2**27), "z": Array(1)}},
            "kernel copies: its arrays take over 1024 MB",
        ),
    ],
)
def test_parts_that_do_not_fit_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        make(**changes)


@pytest.mark.parametrize("function", [None, "copies", math.sqrt, Kernel])
def test_a_kernel_must_be_a_function(function):
    with pytest.raises(TypeError, match="kernel must be a function, got"):
        make(function)


@pytest.mark.parametrize("shape", [0, (), (3, 0), -1, 2.0, "3", None, True, [3], (3, None)])
def test_an_array_needs_whole_numbers_above_zero(shape):
    with pytest.raises(ValueError, match="an array's shape must be whole numbers above 0, got"):
        Array(shape)


def test_an_array_needs_a_type_that_javascript_knows():
    for dtype in ("int64", "float16", "bool", None, float):
        with pytest.raises(ValueError, match="an array's dtype must be one of float64, float32"):
            Array(3, dtype)
    with pytest.raises(ValueError, match="an array's shape must keep it below 1024 MB"):
        Array((2**14, 2**14))


def test_an_array_keeps_a_plain_shape():
    assert Array(3).shape == (3,)
    assert Array((np.int64(2), 5), "int16").shape == (2, 5)
    assert Array((2, 5), "int16").n_bytes == 20


@pytest.mark.parametrize("digits", [0, 18, 2.0, None])
def test_a_readout_shows_some_digits(digits):
    with pytest.raises(ValueError, match="digits must be a whole number from 1 to 17, got"):
        Readout(digits=digits)


# ── memory ─────────────────────────────────────────────────────────────────────────────────────


shapes = st.one_of(st.integers(1, 5000), st.tuples(st.integers(1, 50), st.integers(1, 50)))
some_arrays = st.lists(st.tuples(st.sampled_from(DTYPES), shapes), min_size=1, max_size=8)


@given(some_arrays, st.integers(0, 3_000_000), st.integers(0, 5))
def test_what_lies_in_memory_never_overlaps(specs, data_size, n_readouts):
    arrays = {f"a{i}": Array(shape, dtype) for i, (dtype, shape) in enumerate(specs)}
    readouts = {f"r{i}": Readout() for i in range(n_readouts)}
    space = {}
    taken = [*arrays, "readouts"] if readouts else arrays
    exec(f"def kernel({', '.join(taken)}): pass", space)
    layout = make(space["kernel"], (), {}, arrays, readouts)._layout(data_size)
    pieces = [
        (0, data_size),
        (layout["stack"] - 2**16, layout["stack"]),
    ]  # tables; stack, downwards
    pieces += [(layout["result"], layout["result"] + 4), (layout["result"] + 16,) * 2]
    pieces[-1] = (layout["result"] + 16, layout["result"] + 20)  # where an exception would stand
    for entry in layout["arguments"]:
        size = np.dtype(entry["dtype"]).itemsize * math.prod(entry["shape"])
        assert entry["address"] % np.dtype(entry["dtype"]).itemsize == 0
        pieces.append((entry["address"], entry["address"] + size))
    assert layout["heap"] % 64 == 0
    pieces.append((layout["heap"], layout["heap"] + 512))
    pieces.sort()
    assert all(end <= start for (_, end), (start, _) in pairwise(pieces))
    assert layout["stack"] % 16 == 0
    assert pieces[-1][1] <= layout["pages"] * 2**16
    assert (layout["pages"] - 1) * 2**16 < pieces[-1][1]


def test_big_tables_deep_recursion_and_arrays_leave_one_another_alone():
    table = np.random.default_rng(0).normal(size=40_000)

    @numba.njit
    def deep(n, x):
        # five live values a level, so that the stack is used in earnest
        return x if n == 0 else deep(n - 1, x + 1.0) * 0.5 + deep(n - n, x) + n * x

    def kernel(x, depth, first, last):
        for i in range(len(first)):
            first[i] = table[i] + (deep(depth, x) if i % 1000 == 0 else 0.0)
        for i in range(len(last)):
            last[i] = table[len(table) - 1 - i]

    arrays = {"first": Array(30_000), "last": Array(30_000, "float32")}
    made = make(kernel, [X], {"depth": 900}, arrays, {})
    browser = machine(made)
    for x in (0.0, 3.5):
        *frame, status = browser.run({"x": x})
        assert status == 0
        assert bits(*frame) == bits(*made.run({"x": x}))


# ── checksums ──────────────────────────────────────────────────────────────────────────────────


def test_the_checksum_is_the_crc_of_the_bytes():
    arrays = [np.arange(5.0), np.arange(3, dtype=np.int16)]
    data = b"".join(array.tobytes() for array in arrays)
    assert checksum(arrays) == f"{zlib.crc32(data):08x}"
    assert checksum([]) == "00000000"
    assert checksum([np.arange(5.0).astype(">f8"), arrays[1]]) == checksum(arrays)
    assert checksum([np.arange(10.0)[::2]]) == checksum([np.arange(0.0, 10.0, 2.0)])


def test_the_checksum_knows_one_nan_and_every_other_bit():
    odd_nan = np.array([0x7FF8000000000001, 0xFFF8000000000000], dtype=np.uint64).view(np.float64)
    assert checksum([odd_nan]) == checksum([np.full(2, np.nan)])
    assert checksum([np.array([1.0])]) != checksum([np.nextafter(np.array([1.0]), 2.0)])
    assert checksum([np.array([0.0])]) != checksum([np.array([-0.0])])


def test_a_kernels_checksum_covers_arrays_and_readouts():
    kernel = make()
    arrays, readouts = kernel.run({"x": 1.5})
    expected = checksum([arrays["y"], np.array([readouts["second"]])])
    assert kernel.checksum({"x": 1.5}) == expected
    assert kernel.checksum({"x": 2.0}) != expected


# ── a kernel stays as it was ───────────────────────────────────────────────────────────────────


def in_a_notebook(code, space=None):
    """Run a cell, as ``__main__``."""
    space = {"__name__": "__main__"} if space is None else space
    exec("import numba\nfrom numba import njit\n" + code, space)
    return space


CELL = """
SCALE = 2.0
@njit
def helper(x):
    return SCALE * x
def kernel(x, y):
    y[0] = helper(x) + SCALE
"""


def test_a_name_that_changes_later_changes_no_figure():
    space = in_a_notebook(CELL)
    kernel = make(space["kernel"], readouts={})
    space["SCALE"] = 100.0
    space["helper"] = None
    assert kernel.run({"x": 3.0})[0]["y"][0] == 8.0
    assert machine(kernel).run({"x": 3.0})[0]["y"][0] == 8.0


def test_a_cell_that_runs_again_means_its_new_self():
    space = in_a_notebook(CELL)
    first = make(space["kernel"], readouts={})
    assert first.run({"x": 3.0})[0]["y"][0] == machine(first).run({"x": 3.0})[0]["y"][0] == 8.0
    in_a_notebook(CELL.replace("* x", "* x * x"), space)
    second = make(space["kernel"], readouts={})
    assert second.run({"x": 3.0})[0]["y"][0] == machine(second).run({"x": 3.0})[0]["y"][0] == 20.0
    space["SCALE"] = 10.0  # another cell changes a number, and the figure's cell runs again
    third = make(space["kernel"], readouts={})
    assert third.run({"x": 3.0})[0]["y"][0] == machine(third).run({"x": 3.0})[0]["y"][0] == 100.0
    assert first.run({"x": 3.0})[0]["y"][0] == 8.0


def test_freeze_keeps_closures_recursion_and_inner_functions():
    space = in_a_notebook(
        """
N = 3
@njit
def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)
def make(offset):
    def kernel(x):
        inner = lambda: N + offset
        return factorial(x) + inner()
    return kernel
"""
    )
    kernel = space["make"](100)
    frozen = freeze(kernel)
    space["N"], space["factorial"] = 0, None
    assert numba.njit(frozen)(4) == 24 + 103
    assert frozen.__name__ == "kernel"
    assert frozen is not kernel


def test_freeze_leaves_the_librarys_functions_alone():
    from snnlib.math import exp

    space = in_a_notebook(
        "def kernel(x):\n    return exp(x)\n", {"exp": exp, "__name__": "__main__"}
    )
    assert freeze(space["kernel"]).__globals__["exp"] is exp
