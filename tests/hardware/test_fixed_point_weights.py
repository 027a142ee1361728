"""Weights of a few bits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from snnlib.hardware import quantize_weights

positive = arrays(float, 12, elements=st.floats(0.0, 5.0))
signed = arrays(float, 12, elements=st.floats(-5.0, 5.0))


@given(w=positive, bits=st.integers(1, 8))
def test_no_weight_is_further_than_half_a_step(w, bits):
    w = w + 1e-3
    codes, step = quantize_weights(w, bits)
    assert codes.dtype == np.uint8
    assert codes.max() == 2**bits - 1
    assert np.abs(codes * step - w).max() <= 0.5 * step * (1.0 + 1e-9)


@given(w=signed, bits=st.integers(2, 8))
def test_signed_codes_are_as_many_on_both_sides(w, bits):
    w[0] = -6.0
    codes, step = quantize_weights(w, bits)
    assert codes.dtype == np.int8
    assert codes.min() == 1 - 2 ** (bits - 1)
    assert np.abs(codes * step - w).max() <= 0.5 * step * (1.0 + 1e-9)
    mirrored = quantize_weights(-w, bits).codes if (w > 0.0).any() else None
    off_border = np.abs(w / step % 1.0 - 0.5) > 1e-6
    assert mirrored is None or (mirrored[off_border] == -codes[off_border]).all()


def test_two_bits_are_trinary_and_one_is_a_sign():
    assert quantize_weights([-1.0, -0.4, 0.0, 0.6, 1.0], 2).codes.tolist() == [-1, 0, 0, 1, 1]
    assert quantize_weights([-1.0, -0.4, 0.0, 0.6], 1).codes.tolist() == [-1, -1, 1, 1]
    assert quantize_weights([0.0, 0.49, 0.51, 1.0], 1).codes.tolist() == [0, 0, 1, 1]


def test_what_lies_beyond_the_last_code_is_cut_off():
    codes, step = quantize_weights([0.0, 1.0, 9.0], 2, step=1.0)
    assert codes.tolist() == [0, 1, 3]
    assert step == 1.0


def test_weights_of_zero_stay_zero():
    assert quantize_weights(np.zeros((2, 3)), 4).codes.tolist() == [[0] * 3] * 2


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([1.0], 9), ValueError, "bits must be from 1 to 8, got 9"),
        (([1.0], 0), ValueError, "bits must be from 1 to 8, got 0"),
        (([1.0], 2.0), TypeError, "bits must be a whole number from 1 to 8"),
        (([np.nan], 2), ValueError, "w must be an array of finite numbers"),
        (([], 2), ValueError, "got an empty one"),
        (([1.0], 2, 0.0), ValueError, "step must be a positive number"),
    ],
)
def test_bad_input_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        quantize_weights(*arguments)
