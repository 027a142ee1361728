"""Floats that do not fit a whole number: the same on every machine, and what the text promises."""

import math

import numba
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from snnlib import _jit
from snnlib.live import Array, Readout, Slider
from snnlib.live.kernel import Kernel
from tests.live.webassembly import bits, machine

ARRAYS = ("int32", "uint32", "int16", "uint16", "int8", "uint8")
SCALARS = (*ARRAYS, "int64", "uint64")


def nearest(x, dtype):
    """The whole number of a type that is nearest to the float, cut; 0 for NaN."""
    info = np.iinfo(dtype)
    if math.isnan(x):
        return 0
    return min(max(int(max(min(x, 1e30), -1e30)), info.min), info.max)


@numba.njit
def helper(x):  # of this module, which numba compiles without the library's doing
    return 2.0 * x


def stores(x, int32, uint32, int16, uint16, int8, uint8, signed, unsigned, readouts):
    int32[0] = uint32[0] = int16[0] = uint16[0] = int8[0] = uint8[0] = x
    int32[1], uint32[1], int16[1] = np.int32(x), np.uint32(x), np.int16(x)
    uint16[1], int8[1], uint8[1] = np.uint16(x), np.int8(x), np.uint8(x)
    whole, natural = np.int64(x), np.uint64(x)
    for k in range(8):
        signed[k] = (whole >> (8 * k)) & 255
        unsigned[k] = np.int64((natural >> np.uint64(8 * k)) & np.uint64(255))
    # as numbers that are never stored, from both floats, and of arrays
    readouts.small = np.uint8(x) + np.int8(x) + np.int16(x) + np.uint16(x)
    readouts.single = np.uint8(np.float32(x)) + np.int32(np.float32(x)) + int(np.float32(x))
    readouts.rounded = round(x) + int(helper(x))
    room = np.full(3, x)
    readouts.arrays = room.astype(np.uint8).sum() + room.astype(np.int16)[1]
    readouts.constant = np.uint8(300.0) + np.int8(-300.0) + np.uint16(-1.0) + int(np.nan)


def kernel_of_stores():
    arrays = {name: Array(2, name) for name in ARRAYS}
    arrays |= {"signed": Array(8, "uint8"), "unsigned": Array(8, "uint8")}
    readouts = ("small", "single", "rounded", "arrays", "constant")
    return Kernel(
        stores, [Slider("x", 0, 1, 0, 0.5)], {}, arrays, {name: Readout() for name in readouts}
    )


@pytest.fixture(scope="module")
def both():
    kernel = kernel_of_stores()
    return kernel, machine(kernel)


borders = st.sampled_from(
    [float(end) for d in SCALARS for end in (np.iinfo(d).min, np.iinfo(d).max)]
)
near_borders = st.builds(lambda x, by: x + by, borders, st.sampled_from([-1.5, -1, -0.5, 0.5, 1]))


@given(st.one_of(st.floats(), borders, near_borders, st.floats(-70000, 70000)))
@example(math.nan)
@example(-math.nan)
@example(math.inf)
@example(-math.inf)
@example(300.0)
@example(3e9)
@example(-1.0)
@example(2.0**63)
@example(-(2.0**63))
@example(2.0**64)
@settings(deadline=None, max_examples=300)
def test_a_float_becomes_the_nearest_whole_number_natively_and_in_the_browser(both, x):
    kernel, browser = both
    arrays, readouts = kernel.run({"x": x})
    for name in ARRAYS:
        assert arrays[name].tolist() == [nearest(x, name)] * 2
    for name, dtype in (("signed", np.int64), ("unsigned", np.uint64)):
        assert int(arrays[name].view(dtype)[0]) == nearest(x, dtype)
    assert readouts["constant"] == 255.0 - 128.0
    *frame, status = browser.run({"x": x})
    assert status == 0
    assert bits(*frame) == bits(arrays, readouts)


def test_the_librarys_functions_convert_so_and_others_as_ever():
    def to_byte(x):
        return np.uint8(x)

    assert _jit.jit(to_byte)(300.0) == 255
    assert _jit.jit_uncounted(to_byte)(-1.0) == 0
    plain = numba.njit(to_byte)
    assert plain(44.9) == 44
    assert "fptoui.sat" not in "".join(plain.inspect_llvm().values())
