"""Rivals in whole numbers, against plain Python and against those in float32."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.hardware import OVERFLOWS, ROUNDINGS, integer_membrane
from snnlib.studies.winner_take_all import respond
from snnlib.studies.winner_take_all_integers import (
    code_thresholds,
    in_units,
    integer_respond,
    integer_step,
    vote_percent,
)
from tests.reference import integers


@pytest.mark.kernel
@settings(max_examples=30)
@given(
    seed=st.integers(0, 10**6),
    bits=st.integers(4, 12),
    rounding=st.sampled_from(["floor", "toward zero", "nearest"]),
    overflow=st.sampled_from(list(OVERFLOWS)),
)
def test_they_are_the_plain_ones(seed, bits, rounding, overflow):
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 4, (6, 3), np.uint8)
    levels = np.zeros(256, np.int32)
    levels[:4] = rng.integers(-20, 60, 4)
    theta = rng.integers(1, 90, 3).astype(np.int32)
    membrane = integer_membrane(5.0, 1.0, bits, 6, rounding, overflow)
    spikes = [np.flatnonzero(rng.random(6) < 0.4).astype(np.int32) for _ in range(20)]
    v, winners, overflows = np.zeros(3, np.int64), [], 0
    for step, came in enumerate(spikes):
        winner, over = integer_step(came, came.size, codes, levels, theta, membrane, 0, step, v)
        winners.append(winner)
        overflows += over
    plain = integers.rivals(
        [came.tolist() for came in spikes], codes.tolist(), levels.tolist(), theta.tolist(),
        bits, membrane.decay, 6, rounding, overflow,
    )  # fmt: skip
    assert (winners, overflows) == plain


def network(seed=1, n_pixels=30, n=8):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (20, n_pixels)) * (rng.random((20, n_pixels)) < 0.5)
    images[:, 0] = 200
    codes = rng.integers(0, 256, (n_pixels, n), np.uint8)
    return images, codes, rng.integers(2000, 3000, n)


@pytest.mark.kernel
def test_with_many_bits_they_answer_as_those_in_floats_do():
    images, codes, theta = network()
    membrane = integer_membrane(20.0, bits=32, decay_bits=16, rounding="nearest")
    levels = np.arange(256) << 12
    counts, overflows = integer_respond(images[:3], codes, levels, theta << 12, membrane, drive=3.0)
    real = respond(images[:3], codes, theta, drive=3.0)
    assert counts.sum() > 30
    assert overflows == 0
    assert np.array_equal(counts, real)


def test_a_register_that_is_too_small_is_told():
    images, codes, theta = network()
    levels = np.arange(256)
    small = integer_membrane(20.0, bits=12)  # ends at 2047, no threshold can be crossed
    counts, overflows = integer_respond(images, codes, levels, theta + 48, small, drive=3.0)
    assert counts.sum() == 0
    assert overflows > 1000
    wraps = integer_membrane(20.0, bits=13, overflow="wrap")
    enough = integer_membrane(20.0, bits=13)
    wrapped, lost = integer_respond(images, codes, levels, theta + 1000, wraps, drive=9.0)
    stopped, _ = integer_respond(images, codes, levels, theta + 1000, enough, drive=9.0)
    assert lost > 0
    assert wrapped.sum() < stopped.sum()


def test_stochastic_rounding_depends_on_the_seed_and_on_nothing_else():
    images, codes, theta = network()
    membrane = integer_membrane(20.0, rounding="stochastic")
    arguments = (images, codes >> 4, np.arange(16), theta >> 4, membrane)
    first, again = (integer_respond(*arguments, drive=3.0, seed=4)[0] for _ in range(2))
    assert np.array_equal(first, again)
    alone = integer_respond(images[5:6], *arguments[1:], drive=3.0, seed=4)[0]
    assert np.array_equal(alone[0], first[5])
    assert len(ROUNDINGS) == 4


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"images": [[-1.0, 1.0]]}, ValueError, "not negative"),
        ({"codes": [[1], [1]]}, ValueError, "codes must be uint8"),
        ({"codes": np.ones((3, 1), np.uint8)}, ValueError, "one row for each of 2 pixels"),
        ({"levels": [0]}, ValueError, "levels must have a number for each code"),
        ({"levels": [0.0, 1.0]}, TypeError, "levels must be whole numbers"),
        ({"levels": [0, 2**31]}, ValueError, "levels must be at most"),
        ({"theta": [1.0]}, TypeError, "theta must be whole numbers"),
        ({"theta": [1, 2]}, TypeError, "theta must be whole numbers of shape"),
        ({"membrane": 16}, TypeError, "membrane must be IntegerMembrane"),
        ({"n_steps": 0}, ValueError, "n_steps must be a positive integer"),
        ({"seed": None}, TypeError, "seed must be"),
        ({"drive": np.nan}, ValueError, "drive must be a positive number"),
    ],
)
def test_bad_input_is_refused(change, error, message):
    right = {
        "images": [[1.0, 2.0]],
        "codes": np.ones((2, 1), np.uint8),
        "levels": [0, 1],
        "theta": [1],
        "membrane": integer_membrane(20.0),
    }
    with pytest.raises(error, match=message):
        integer_respond(**(right | change))


def test_thresholds_go_with_the_sums_of_the_levels_and_are_rounded_to_a_unit():
    codes = np.array([[0, 1], [2, 2], [1, 2]], np.uint8)
    theta = code_thresholds(codes, np.array([0, 10, 30]), np.array([0.5, 0.25], np.float32))
    assert theta.tolist() == [20.0, 17.5]
    assert in_units(theta, 0.5).tolist() == [10, 9]


def test_votes_are_mean_spikes_in_percent_and_the_most_wins():
    votes, label = np.zeros(3), np.array([0, 0, 1, -1, 2])
    assert vote_percent(np.array([4, 2, 1, 50, 0], np.int32), label, votes) == 0
    assert votes == pytest.approx([75.0, 25.0, 0.0])
    assert np.isnan(vote_percent(np.zeros(5, np.int32), label, np.zeros(3)))
