"""Phases: the way there and back, and what noise costs."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import SpikeEvents
from snnlib.codes import perturb, phase
from snnlib.codes.phase import PhaseCode

kernel = pytest.mark.kernel
some = settings(max_examples=60)
shares = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20)
n = 20_000


def later(events, by):
    return SpikeEvents(events.spike_times + by, events.spike_neurons)


@some
@given(shares, st.floats(1.0, 200.0), st.integers(1, 6), st.floats(0.05, 0.95))
def test_phase_is_exact_both_ways(values, period, n_cycles, span):
    code = PhaseCode(period, n_cycles, span, 2.0, 4.0)
    stimulus = 2.0 + 2.0 * np.array(values)
    events = phase.encode(stimulus, code)
    assert events.spike_times.size == n_cycles * stimulus.size
    assert events.spike_times.max() < n_cycles * period
    back = phase.decode(events, stimulus.shape, code)
    np.testing.assert_allclose(back, stimulus, atol=1e-11)
    shifted = phase.decode(later(events, 7 * period), stimulus.shape, code)  # no onset needed
    np.testing.assert_allclose(shifted, stimulus, atol=1e-10)


@kernel
def test_phases_by_hand():
    code = PhaseCode(40.0, 2, 0.5)
    assert [phase.time(x, 1, code) for x in (0.0, 0.5, 1.0)] == [70.0, 60.0, 50.0]
    assert [phase.offset(t, code) for t in (0.0, 20.0, 50.0)] == [-0.5, 0.0, -0.25]
    assert [phase.value(d, code) for d in (0.4, 0.0, 0.125, -0.4)] == [0.0, 0.5, 0.25, 1.0]
    np.testing.assert_array_equal(phase.decode(([50.0], [1]), 2, code), [0.5, 1.0])


@pytest.mark.parametrize("n_cycles", [1, 4])
def test_cycles_average_the_jitter_away(n_cycles):
    code = PhaseCode(25.0, n_cycles, 0.8)
    events = perturb.jitter(phase.encode(np.full(n, 0.5), code), 1.0, seed=4)
    expected = 1.0 / (0.8 * 25.0 * math.sqrt(n_cycles))
    assert phase.decode(events, n, code).std() == pytest.approx(expected, rel=0.03)


@kernel
def test_phases_go_round_when_they_are_averaged():
    code = PhaseCode(40.0, 2, 0.5)
    # one spike just before the end of its cycle, one just after the beginning of the next
    read = phase.decode(SpikeEvents(np.array([38.0, 44.0]), np.array([0, 0])), 1, code)
    assert read[0] == 1.0  # the mean is at the beginning of a cycle, 1 ms on, not in its middle
    assert phase.mean_offset(0.0, 0.0) == 0.0
    total = np.sum([phase.direction(t, code) for t in (50.0, 52.0, 99.0)], axis=0)
    assert phase.mean_offset(*total) == pytest.approx(-0.167, abs=0.03)


@pytest.mark.parametrize(("span", "sigma"), [(0.9, 1.0), (0.8, 2.0)])
def test_jitter_may_cross_the_border_of_a_cycle(span, sigma):
    """With an arithmetic mean of the offsets the errors are 2.1 and 1.6 times the formula's."""
    code = PhaseCode(25.0, 4, span)
    x = np.repeat(np.linspace(0.0, 1.0, 101), 200)
    events = perturb.jitter(later(phase.encode(x, code), 100.0), sigma, seed=4)
    off = phase.decode(events, x.size, code) - x
    formula = sigma / (span * 25.0 * 2.0)
    assert np.sqrt(np.mean(off**2)) < 1.25 * formula
    assert off[(x > 0.2) & (x < 0.8)].std() == pytest.approx(formula, rel=0.03)
