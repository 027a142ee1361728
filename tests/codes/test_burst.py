"""Bursts: the way there and back, and what noise costs."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import SpikeEvents
from snnlib.codes import burst, perturb
from snnlib.codes.burst import BurstCode

kernel = pytest.mark.kernel
some = settings(max_examples=60)
shares = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20)
n = 20_000


def later(events, by):
    return SpikeEvents(events.spike_times + by, events.spike_neurons)


@some
@given(shares, st.integers(1, 9), st.floats(0.5, 10.0), st.floats(0.5, 30.0))
def test_bursts_come_back_within_half_a_spike(values, most, shortest, more):
    code = BurstCode(most, shortest, shortest + more, -1.0, 1.0)
    x = np.array(values)
    stimulus = 2.0 * x - 1.0
    events = burst.encode(stimulus, code)
    half = 1.0 / most * (1.0 + 1e-9)  # of the range, which is 2
    by_count = burst.decode(events, x.shape, code, by="count")
    by_interval = burst.decode(events, x.shape, code)
    assert (np.abs(by_count - stimulus) <= half).all()
    assert (np.abs(by_interval - stimulus) <= half).all()
    two = np.array([burst.size(share, code) > 1 for share in x])
    np.testing.assert_allclose(by_interval[two], stimulus[two], atol=1e-9)
    events = later(events, 33.0)  # where the burst begins does not matter
    shifted = burst.decode(events, x.shape, code)
    np.testing.assert_allclose(shifted, by_interval, atol=1e-9)


@kernel
def test_bursts_by_hand():
    code = BurstCode(5, 4.0, 20.0)
    sizes = [burst.size(x, code) for x in (0.0, 1e-9, 0.2, 0.21, 0.4, 0.6, 0.7, 1.0)]
    assert sizes == [0, 1, 1, 2, 2, 3, 4, 5]
    assert [burst.interval(x, code) for x in (0.0, 0.5, 1.0)] == [20.0, 12.0, 4.0]
    assert [burst.count_value(k, code) for k in (0, 1, 5, 9)] == [0.0, 0.1, 0.9, 0.9]
    assert burst.interval_value(3, 10.0, 34.0, code) == 0.5
    assert burst.interval_value(2, 10.0, 11.0, code) == 1.0
    assert burst.interval_value(2, 10.0, 99.0, code) == 0.0
    assert burst.interval_value(1, 10.0, 10.0, code) == 0.1
    assert burst.interval_value(0, 0.0, 0.0, code) == 0.0


@kernel
def test_a_burst_gains_no_spike_by_a_rounding():
    assert 7 / 25 * 25 > 7
    for most in range(1, 61):
        code = BurstCode(most)
        assert [burst.size(k / most, code) for k in range(most + 1)] == list(range(most + 1))
        assert burst.size((1.0 + 1e-12) / most, code) == 2  # that is more than a rounding


def test_jitter_moves_the_interval_and_not_the_count():
    code = BurstCode(5, 4.0, 20.0)
    events = later(burst.encode(np.full(n, 0.7), code), 50.0)
    shaken = perturb.jitter(events, 0.5, seed=3)
    expected = math.sqrt(2.0) * 0.5 / (3 * 16.0)
    assert burst.decode(shaken, n, code).std() == pytest.approx(expected, rel=0.03)
    assert (burst.decode(shaken, n, code, by="count") == 0.7).all()
