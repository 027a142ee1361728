"""Rounding and registers against fractions and integers without an end."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib import random
from snnlib.hardware import (
    OVERFLOWS,
    ROUNDINGS,
    IntegerMembrane,
    fit_word,
    integer_decay,
    integer_leak,
    integer_membrane,
    round_shift,
)
from tests.reference import integers

pytestmark = pytest.mark.kernel


@given(
    x=st.integers(-(2**46), 2**46),
    bits=st.integers(0, 16),
    rounding=st.sampled_from(list(ROUNDINGS)),
    data=st.data(),
)
def test_rounding_is_that_of_fractions(x, bits, rounding, data):
    draw = data.draw(st.integers(0, 2**bits - 1))
    right = integers.rounded(Fraction(x, 2**bits), rounding, Fraction(draw, 2**bits))
    assert round_shift(x, bits, ROUNDINGS[rounding], draw) == right


def test_stochastic_rounding_is_right_on_average():
    for x in range(-17, 17):
        total = sum(round_shift(x, 4, ROUNDINGS["stochastic"], draw) for draw in range(16))
        assert total == x


@given(
    x=st.integers(-(2**45), 2**45),
    bits=st.integers(2, 32),
    overflow=st.sampled_from(list(OVERFLOWS)),
)
def test_registers_hold_what_fits(x, bits, overflow):
    """Equation eq-fixed-range."""
    x >>= max(0, 45 - bits - 3)  # so that the oracle's loops stay short
    assert fit_word(x, bits, OVERFLOWS[overflow]) == integers.in_register(x, bits, overflow)


@pytest.mark.parametrize(("x", "saturated", "wrapped"), [(128, 127, -128), (-129, -128, 127)])
def test_one_too_many(x, saturated, wrapped):
    assert fit_word(x, 8, 0) == (saturated, 1)
    assert fit_word(x, 8, 1) == (wrapped, 1)


def decay_to_rest(v, rounding, n_steps=300):
    membrane = integer_membrane(20.0, decay_bits=12, rounding=rounding)
    for k in range(n_steps):
        v = integer_leak(v, membrane, 1, 0, k)
    return v


def test_where_the_leak_comes_to_rest():
    """Equation eq-fixed-dead: v stays where less than a unit (floor) or half of one would go."""
    assert decay_to_rest(1000, "toward zero") == decay_to_rest(-1000, "toward zero") == 0
    assert decay_to_rest(1000, "floor") == 0
    assert decay_to_rest(-1000, "floor") == -20
    assert decay_to_rest(1000, "nearest") == 10
    assert decay_to_rest(-1000, "nearest") == -10
    assert decay_to_rest(1000, "stochastic") == decay_to_rest(-1000, "stochastic") == 0


@pytest.mark.parametrize("v", [1000, -1000])
def test_the_leak_draws_its_own_random_numbers(v):
    membrane = integer_membrane(20.0, decay_bits=8, rounding="stochastic")
    kept = 256 - membrane.decay
    for step in range(20):
        draw = random.integer(256, 3, 2, step)
        assert integer_leak(v, membrane, 3, 2, step) == (v * kept + draw) // 256


@pytest.mark.parametrize("bits", [1, 4, 12, 16])
def test_the_decay_is_the_next_whole_number(bits):
    """Equation eq-fixed-decay."""
    for steps in (0.001, 0.05, 0.3, 1.0, 5.0):
        exact = 2**bits * -np.expm1(-steps)
        assert abs(integer_decay(steps, bits) - exact) <= 0.5 + 1e-9
    assert integer_decay(1e9, bits) == 2**bits


def test_a_membrane_of_its_names():
    assert integer_membrane(20.0) == IntegerMembrane(16, 200, 12, 1, 0)
    membrane = integer_membrane(20.0, 2.0, 8, 4, "nearest", "wrap")
    assert membrane == IntegerMembrane(8, 2, 4, 2, 1)
    assert integer_membrane(20.0, decay_bits=3).decay == 0  # no leak


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"tau_m": 0.0}, ValueError, "tau_m must be a positive number"),
        ({"tau_m": np.nan}, ValueError, "tau_m must be a positive number"),
        ({"dt": np.inf}, ValueError, "dt must be a positive number"),
        ({"bits": 1}, ValueError, "bits must be from 2 to 32, got 1"),
        ({"bits": 8.0}, TypeError, "bits must be a whole number from 2 to 32"),
        ({"decay_bits": 17}, ValueError, "decay_bits must be from 1 to 16, got 17"),
        ({"rounding": "up"}, ValueError, "rounding must be 'floor' or"),
        ({"overflow": 0}, TypeError, "overflow must be 'saturate' or 'wrap'"),
    ],
)
def test_bad_input_is_refused(change, error, message):
    with pytest.raises(error, match=message):
        integer_membrane(**({"tau_m": 20.0} | change))
