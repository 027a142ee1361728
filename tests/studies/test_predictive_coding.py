"""The predictive-coding network: its error in closed form, its potentials, the cost of a spike."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.studies.predictive_coding import PredictiveParameters, track

pytestmark = pytest.mark.kernel
TIME = np.arange(1, 10_001) * 1e-4  # s
WAVE = np.sin(2.0 * np.pi * 2.0 * TIME) + 0.3
BOTH = np.array([0.1] * 5 + [-0.1] * 5)


def test_the_error_is_that_of_rounding_to_the_decoder():
    """It runs evenly through half a decoder on either side: decoder / sqrt(12)."""
    run = track(WAVE, BOTH)
    error = (run.estimate - WAVE)[100:]  # it begins at 0
    assert abs(error).max() < 0.05 + 0.005  # and what the signal does in a step
    assert error.std() == pytest.approx(0.1 / np.sqrt(12.0), rel=0.02)


def test_the_estimate_is_the_leaky_sum_of_the_spikes():
    run = track(WAVE, BOTH)
    steps = np.rint(run.spike_times / 0.1).astype(int) - 1
    total = np.zeros(WAVE.size)
    np.add.at(total, steps, BOTH[run.spike_neurons])
    estimate = np.empty(WAVE.size)
    x_hat = 0.0
    for k in range(WAVE.size):
        x_hat = x_hat * np.exp(-0.1 / 20.0) + total[k]
        estimate[k] = x_hat
    np.testing.assert_allclose(run.estimate, estimate, rtol=1e-9, atol=1e-12)


@settings(max_examples=20)
@given(scale=st.floats(0.01, 100.0), n=st.integers(1, 20))
def test_signal_and_decoders_have_no_unit(scale, n):
    one = track(WAVE[:2000], np.resize(BOTH, n))
    other = track(scale * WAVE[:2000], scale * np.resize(BOTH, n))
    if one.spike_times.size == other.spike_times.size:  # near ties go by the last bit
        np.testing.assert_allclose(other.estimate, scale * one.estimate, rtol=1e-6, atol=1e-9)
    assert abs(one.spike_times.size - other.spike_times.size) <= 2


def test_a_negative_signal_needs_negative_decoders():
    assert track(-np.ones(1000), [0.1] * 4).spike_times.size == 0
    run = track(-np.ones(1000), BOTH)
    assert set(run.spike_neurons) <= set(range(5, 10))
    assert run.estimate[-1] == pytest.approx(-1.0, abs=0.06)


def test_a_cost_shares_the_work():
    alone = track(np.ones(20_000), [0.1] * 10)
    shared = track(np.ones(20_000), [0.1] * 10, PredictiveParameters(cost=0.002))
    most = [np.bincount(run.spike_neurons, minlength=10).max() for run in (alone, shared)]
    assert most[0] == alone.spike_times.size  # of equals the first one does it all
    assert most[1] < 0.2 * shared.spike_times.size


def test_noise_costs_little_and_follows_its_seed():
    noisy = PredictiveParameters(noise=0.001, cost=0.002)
    run, same, other = (track(WAVE, BOTH, noisy, seed=seed) for seed in (1, 1, 2))
    assert (run.estimate == same.estimate).all()
    assert (run.estimate != other.estimate).any()
    assert (run.estimate - WAVE).std() < 0.04


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="no decoder may be 0"):
        track(WAVE, [0.1, 0.0])
    with pytest.raises(ValueError, match="one axis"):
        track(WAVE, 0.1)
    with pytest.raises(ValueError, match="tau must be a positive"):
        track(WAVE, BOTH, PredictiveParameters(tau=0.0))
    with pytest.raises(ValueError, match="dt must be a positive"):
        track(WAVE, BOTH, dt=0.0)
