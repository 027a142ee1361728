"""The compiler: what runs in a browser has native numba's bits."""

import math
from typing import NamedTuple

import numba
import numpy as np
import pytest
from numba.core.event import install_recorder

import snnlib
from snnlib import LIFParameters
from snnlib import math as smath
from snnlib import random as srandom
from snnlib.live import Array, Checkbox, Readout, Select, Slider
from snnlib.live.build.wasm import compile_kernel
from snnlib.live.kernel import Kernel
from snnlib.neurons.lif import LIFState
from tests.live.webassembly import bits, machine

njit = numba.njit(error_model="numpy")
TABLE = np.sin(np.arange(5000.0))
BYTES = np.arange(-128, 128, dtype=np.int8)
PAIR = (0.75, 3)
NUMBERS = [1.0, 2.0]


def kernel_of(function, shape=16, dtype="float64", **more):
    """A kernel of the float x and the array y."""
    x = Slider("x", -8, 8, 2.5, 0.125)
    given = {"constants": {}, "readouts": {}} | more
    return Kernel(function, [x], arrays={"y": Array(shape, dtype)}, **given)


@njit
def twice(x):
    return 2.0 * x


@njit
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


class Params(NamedTuple):
    gain: float
    steps: int


@njit
def amplify(x, params):
    return Params(params.gain * x, params.steps + 1)


def loops(x, y):
    total = 0.0
    for i in range(len(y)):
        j = i
        while j > 0:
            total += x / j
            j -= 2
        if total > 5.0:
            continue
        y[i] = total


def elementary(x, y):
    y[0] = math.sqrt(abs(x))
    y[1] = np.sqrt(x)
    y[2] = math.floor(x) + math.ceil(x)
    y[3] = min(x, 1.0) + max(x, 2)
    y[4] = round(x)
    y[5] = np.round(x)
    y[6] = np.rint(x) + np.trunc(x) + np.floor(x) + np.ceil(x)
    y[7] = math.copysign(3.0, x)
    y[8] = abs(x) + np.abs(x) + math.fabs(x)
    y[9] = x**2 + x**3 + 1 / x**2
    y[10] = int(x)
    y[11] = 1.0 if math.isnan(x) or math.isinf(x) or not np.isfinite(x) else 0.0
    y[12] = np.sign(x)
    y[13] = round(x, 2)
    y[14] = float(np.float32(x)) + np.sqrt(np.float32(abs(x)))
    y[15] = x / 0.0


def integers(x, y):
    n = int(x * 7)
    y[0], y[1] = n // 3, n % 3
    y[2], y[3] = n // -5, n % -5
    y[4], y[5] = n >> 2, n << 3
    y[6], y[7] = n & 5, n ^ 9
    y[8] = np.uint64(n) >> np.uint64(3)
    y[9] = np.int32(n) * np.int32(2**30)
    y[10] = n * 3037000507 % 1000003
    y[11] = n**3
    y[12] = n // (n - n)


def nested_calls(x, y):
    y[0] = twice(twice(x))
    y[1] = fibonacci(int(abs(x)) + 9)
    p = amplify(x, amplify(x, Params(2.0, 1)))
    y[2], y[3] = p.gain, p.steps


def own_functions(x, y):
    y[0], y[1] = smath.exp(x), smath.log(x + 9.0)
    y[2], y[3] = smath.sin(x), smath.cos(x)
    y[4], y[5] = smath.atan2(x, 2.0), smath.power(x + 9.0, 1.5)
    y[6], y[7] = smath.expm1(x), smath.log1p(x)


def own_randomness(x, y):
    seed = int(x * 8)
    for i in range(4):
        y[i] = srandom.uniform(seed, 1, i)
        y[4 + i] = srandom.normal(seed, 2, i) + srandom.exponential(seed, 5, i)
        y[8 + i] = srandom.poisson(4.0, seed, 3, i) + srandom.poisson(40.0, seed, 3, i)
        y[12 + i] = srandom.geometric(0.1, seed, 4, i) + srandom.integer(99, seed, 6, i)


def constant_tables(x, y):
    for i in range(16):
        y[i] = TABLE[int(abs(x) * 300) + i] * PAIR[0] + PAIR[1] + BYTES[i * 16]


def lif(x, y):
    params = LIFParameters(20.0, 10.0, -70.0, -50.0, -70.0, 2.0)
    constants = snnlib.neurons.lif.constants(params, 0.1)
    state, exact = LIFState(-70.0, 0.0), LIFState(-70.0, 0.0)
    for i in range(1600):
        spiked, state = snnlib.neurons.lif.step(x, state, constants, 0.1)
        y[2] += spiked
        left = 0.1
        while left > 0.0:
            elapsed, fired, exact = snnlib.neurons.lif.advance(x, exact, params, left)
            left -= elapsed
            if fired:
                y[3] = 0.1 * (i + 1) - left
    y[0], y[1] = state.v, exact.v


def whole_arrays(x, y):
    y[2:9] = x
    y[0] = y.sum()
    y[1] = y.mean()


def backwards(x, y):
    y[-1] = x
    for i, value in enumerate(y):
        y[i] = value + i


WORKING = [
    loops,
    elementary,
    integers,
    nested_calls,
    own_functions,
    own_randomness,
    constant_tables,
    lif,
    whole_arrays,
    backwards,
]


@pytest.mark.parametrize("function", WORKING, ids=lambda f: f.__name__)
def test_what_runs_in_a_browser_has_the_bits_of_native_numba(function):
    kernel = kernel_of(function)
    browser = machine(kernel)
    random = np.random.default_rng(1)
    control = kernel.controls["x"]
    for x in [-8.0, 0.0, 8.0, *map(control.snap, random.uniform(-8, 8, 30).tolist())]:
        *frame, status = browser.run({"x": x})
        assert status == 0
        assert bits(*frame) == bits(*kernel.run({"x": x}))


@pytest.mark.parametrize(
    "dtype",
    ["float64", "float32", "int32", "uint32", "int16", "uint16", "int8", "uint8"],
)
def test_arrays_of_every_type_and_two_axes(dtype):
    def fill(x, y):
        for i in range(y.shape[0]):
            for j in range(y.shape[1]):
                y[i, j] = int(abs(x)) + 10 * i + j

    kernel = kernel_of(fill, (3, 5), dtype)
    arrays, _, _ = machine(kernel).run({"x": 4.0})
    assert arrays["y"].dtype == dtype
    assert arrays["y"].tolist() == [[4 + 10 * i + j for j in range(5)] for i in range(3)]
    assert bits(arrays, {}) == bits(*kernel.run({"x": 4.0}))


def test_arguments_of_every_kind_arrive():
    def kinds(flag, choice, n, x, big, off, y, readouts):
        y[0] = flag + 10 * choice
        y[1] = n // 2 + x
        y[2] = big % 1000
        y[3] = 7.0 if off else 8.0
        readouts.a, readouts.b = y[0], n

    kernel = Kernel(
        kinds,
        [
            Checkbox("flag"),
            Select("choice", {"a": -1, "b": 2}, 2),
            Slider("n", -(2**30), 2**30, 0, 1, integer=True),
            Slider("x", 0, 1, 0.5, 0.25),
        ],
        {"big": 2**53, "off": np.bool_(False)},
        {"y": Array(4)},
        {"a": Readout(), "b": Readout()},
    )
    browser = machine(kernel)
    for flag, choice, n in [(True, -1, 2**30), (False, 2, -(2**30)), (True, 2, -7)]:
        values = {"flag": flag, "choice": choice, "n": n, "x": 0.25}
        arrays, readouts, status = browser.run(values)
        expected = [flag + 10.0 * choice, n // 2 + 0.25, 2**53 % 1000, 8.0]
        assert (arrays["y"].tolist(), status) == (expected, 0)
        assert readouts == {"a": expected[0], "b": n}
        assert bits(arrays, readouts) == bits(*kernel.run(values))


def test_slices_go_on_where_the_last_one_ended():
    def part(x, y, slice_index, n_slices):
        for i in range(4 * slice_index, 4 * slice_index + 4):
            y[i] = (y[i - 1] if i else x) + n_slices

    kernel = kernel_of(part, slices=4)
    arrays, _, _ = machine(kernel).run({"x": 1.0})
    assert arrays["y"].tolist() == [1.0 + 4 * i for i in range(1, 17)]
    assert bits(arrays, {}) == bits(*kernel.run({"x": 1.0}))


def test_a_status_comes_back():
    def status(x, y):
        y[0] = x
        if x > 1:
            return 3
        return -1 if x < 0 else 0

    browser = machine(kernel_of(status))
    assert [browser.run({"x": x})[2] for x in (2.0, 0.5, -1.0)] == [3, 0, -1]


def test_a_kernel_may_return_a_status_on_some_ways_only():
    def sometimes(x, y):
        y[0] = x
        if x > 1:
            return 3

    browser = machine(kernel_of(sometimes))
    assert [browser.run({"x": x})[2] for x in (2.0, 0.5)] == [3, 0]


def test_names_of_arguments_cannot_get_in_the_way():
    def awkward(np, carray, kernel, run):
        run[0] = np + 2 * carray + kernel

    constants = {"np": 1.0, "carray": 2.0, "kernel": 3.0}
    kernel = Kernel(awkward, [], constants, {"run": Array(1)}, {})
    assert machine(kernel).run({})[0]["run"].tolist() == [8.0]


class Rates(NamedTuple):
    slow: float = 1.0
    fast: float = 2.0


def test_a_kernel_is_compiled_once_whatever_it_takes():
    def mixed(params: Params, rates: Rates, table, y, readouts):
        y[0] = params.gain * params.steps + rates.slow * rates.fast + table[1]
        readouts.total = y[0]

    kernel = Kernel(
        mixed,
        [Slider("gain", 0, 8, 2.5, 0.125), Slider("slow", 0, 8, 1, 1)],
        {"steps": 3},
        {"y": Array(2)},
        {"total": Readout()},
        data={"table": np.array([1.0, 4.0])},
    )
    with install_recorder("numba:compile") as recorder:
        compile_kernel(kernel.function, kernel.parameters)
    compiled = [event.data["dispatcher"].py_func for _, event in recorder.buffer if event.is_start]
    assert compiled.count(kernel.function) == 1
