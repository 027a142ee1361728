"""Decoding by a filter: sums over spikes, and the variance of Campbell's theorem."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import SpikeEvents
from snnlib.codes import filtering
from snnlib.codes.filtering import exponential_kernel, gaussian_kernel
from snnlib.spikes import poisson_process

kernel = pytest.mark.kernel
train = SpikeEvents(np.linspace(100.0, 900.0, 20_000), np.arange(20_000) % 7)
few = st.lists(st.tuples(st.floats(0.0, 200.0), st.integers(0, 2)), min_size=1, max_size=12)


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


@settings(max_examples=40)
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
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("dt", [0.1, 0.3, 0.7])
def test_a_spike_at_the_end_of_a_step_is_seen_there_however_it_was_rounded(dt, dtype):
    times = ((np.arange(20) + 1) * dt).astype(dtype)
    rate = filtering.decode((times, np.arange(20)), 20, 5.0, 20, dt)
    np.testing.assert_allclose(np.diag(rate), 200.0, rtol=1e-12)
    again = filtering.decode((np.nextafter(times, 99), np.arange(20)), 20, 5.0, 20, dt)
    np.testing.assert_allclose(np.diag(again), 200.0, rtol=1e-12)


@kernel
@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
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
