"""Jitter and loss of spikes, and decoding by a filter."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import SpikeEvents
from snnlib.codes import filtering, perturb
from snnlib.codes.filtering import exponential_kernel, gaussian_kernel
from snnlib.codes.perturb import jittered
from snnlib.random import normal
from snnlib.spikes import poisson_process

kernel = pytest.mark.kernel
train = SpikeEvents(np.linspace(100.0, 900.0, 20_000), np.arange(20_000) % 7)
few = st.lists(st.tuples(st.floats(0.0, 200.0), st.integers(0, 2)), min_size=1, max_size=12)


def test_jitter_moves_spikes_by_a_normal_amount_and_keeps_their_neurons():
    moved = perturb.jitter(train, 2.0, seed=1)
    assert (np.diff(moved.spike_times) >= 0.0).all()
    np.testing.assert_array_equal(
        np.bincount(moved.spike_neurons), np.bincount(np.arange(20_000) % 7)
    )
    one = SpikeEvents(np.full(20_000, 100.0), np.arange(20_000))
    by = perturb.jitter(one, 2.0, seed=1).spike_times - 100.0
    assert abs(by.mean()) < 5.0 * 2.0 / math.sqrt(20_000)
    assert by.std() == pytest.approx(2.0, rel=0.03)
    np.testing.assert_array_equal(perturb.jitter(train, 0.0, seed=1).spike_times, train.spike_times)
    assert (perturb.jitter(one, 2.0, seed=1, stream=5).spike_times - 100.0 != by).all()


@kernel
def test_no_spike_comes_before_time_zero():
    early = perturb.jitter(SpikeEvents(np.zeros(50), np.arange(50)), 3.0, seed=2)
    assert early.spike_times.min() == 0.0
    assert 0.3 < np.mean(early.spike_times == 0.0) < 0.7
    assert jittered(10.0, 2.0, 3, 4, 5) == 10.0 + 2.0 * normal(3, 4, 5)
    assert jittered(0.0, 1e9, 3, 4, 5) in (0.0, 1e9 * normal(3, 4, 5))


def test_each_spike_is_lost_with_the_same_chance():
    kept = perturb.drop(train, 0.3, seed=1)
    assert kept.spike_times.size == pytest.approx(14_000, abs=5.0 * math.sqrt(20_000 * 0.21))
    share = np.bincount(kept.spike_neurons) / np.bincount(train.spike_neurons)
    np.testing.assert_allclose(share, 0.7, atol=5.0 * math.sqrt(0.21 * 7 / 20_000))
    assert perturb.drop(train, 1.0, seed=1).spike_times.size == 0
    np.testing.assert_array_equal(perturb.drop(train, 0.0, seed=1).spike_times, train.spike_times)
    assert perturb.drop(SpikeEvents(np.empty(0), np.empty(0, int)), 0.5, seed=1)[0].size == 0


def plain_rate(spikes, n, tau, n_steps, dt, kind):
    rate = np.zeros((n_steps, n))
    for k in range(n_steps):
        for time, j in spikes:
            t = (k + 1) * dt - time
            if kind == "gaussian":
                rate[k, j] += 1000.0 * math.exp(-0.5 * (t / tau) ** 2) / tau / math.sqrt(math.tau)
            elif t > -1e-12:
                rate[k, j] += 1000.0 * math.exp(-t / tau) / tau
    return rate


@settings(deadline=None, max_examples=40)
@given(few, st.floats(0.5, 50.0), st.sampled_from([0.5, 1.0, 3.0]), st.booleans())
def test_filters_equal_sums_over_spikes(spikes, tau, dt, causal):
    kind = "exponential" if causal else "gaussian"
    times, neurons = [t for t, _ in spikes], [j for _, j in spikes]
    rate = filtering.decode((times, neurons), 3, tau, 40, dt, kernel=kind)
    want = plain_rate(spikes, 3, tau, 40, dt, kind)
    np.testing.assert_allclose(rate, want, rtol=1e-9, atol=1e-9)


@kernel
def test_a_kernel_holds_one_spike():
    t = np.arange(-50.0, 300.0, 0.01) + 0.005
    for function in (exponential_kernel, gaussian_kernel):
        assert sum(function(x, 5.0) for x in t) * 1e-5 == pytest.approx(1.0, rel=1e-5)
    assert exponential_kernel(-0.1, 5.0) == 0.0
    assert exponential_kernel(0.0, 5.0) == 200.0
    assert gaussian_kernel(-3.0, 5.0) == gaussian_kernel(3.0, 5.0)


def test_the_variance_is_that_of_campbells_theorem():
    events = poisson_process(40.0, 200_000.0, seed=3)
    for kind, squared in (("exponential", 1 / (2 * 20)), ("gaussian", 1 / (2 * 20 * math.pi**0.5))):
        rate = filtering.decode(events, 1, 20.0, 200_000, 1.0, kernel=kind)[500:-500, 0]
        assert rate.mean() == pytest.approx(40.0, rel=0.05)
        assert rate.var() == pytest.approx(0.04 * squared * 1e6, rel=0.1)


@kernel
@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: perturb.jitter(train, -1.0, seed=1), ValueError, "sigma must be zero or a pos"),
        (lambda: perturb.jitter(train, math.nan, seed=1), ValueError, "sigma must be zero"),
        (lambda: perturb.jitter([1.0], 1.0, seed=1), TypeError, "events must be SpikeEvents"),
        (lambda: perturb.jitter(train, 1.0, seed=None), TypeError, "seed must be an integer"),
        (lambda: perturb.drop(train, 1.1, seed=1), ValueError, "probability must be from 0 to 1"),
        (lambda: perturb.drop(([1.0], [-1]), 0.5, seed=1), ValueError, "spike_neurons must be"),
        (lambda: filtering.decode(train, 7, 0.0, 10), ValueError, "tau must be a positive"),
        (lambda: filtering.decode(train, 6, 1.0, 10), ValueError, "spike_neurons must be from 0"),
        (lambda: filtering.decode(train, 7, 1.0, 0), ValueError, "n_steps must be a positive"),
        (lambda: filtering.decode(train, 7, 1.0, 9, -1.0), ValueError, "dt must be a positive"),
        (lambda: filtering.decode(train, 7, 1.0, 9, kernel="box"), ValueError, "kernel must be"),
    ],
)
def test_bad_input_is_refused_by_name(call, error, words):
    with pytest.raises(error, match=words):
        call()
