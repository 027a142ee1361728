"""Latencies: the way there and back, and what noise costs."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters, SpikeEvents, lif
from snnlib.codes import latency, perturb
from snnlib.codes.latency import LinearLatency, MembraneLatency, smallest_seen

INF = math.inf
kernel = pytest.mark.kernel
some = settings(max_examples=60)
shares = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20)
n = 20_000


@some
@given(shares, st.floats(0.1, 1e3))
def test_linear_latency_is_exact_both_ways(values, window):
    code = LinearLatency(window, -5.0, 5.0)
    stimulus = 10.0 * np.array(values) - 5.0
    events = latency.encode(stimulus, code)
    assert events.spike_times.size == stimulus.size
    back = latency.decode(events, stimulus.shape, code)
    np.testing.assert_allclose(back, stimulus, atol=1e-12)


@some
@given(shares, st.floats(1.0, 200.0), st.floats(0.01, 0.9))
def test_membrane_latency_is_exact_for_what_fires_in_the_window(values, tau_m, threshold):
    code = MembraneLatency(3000.0, tau_m, threshold)
    x = np.array(values)
    events = latency.encode(x, code)
    back = latency.decode(events, x.shape, code)
    fires = x > smallest_seen(code) * (1.0 + 1e-9)
    np.testing.assert_allclose(back[fires], x[fires], rtol=1e-6)
    # at the long end the exponential hardly changes: all values near the threshold look alike
    assert (np.abs(back - x)[~fires] <= 0.5 * smallest_seen(code) * (1.0 + 1e-9)).all()


@kernel
def test_membrane_latency_is_the_first_spike_of_a_lif_neuron():
    code = MembraneLatency(100.0, 25.0, 0.3)
    params = LIFParameters(25.0, 1.0, 0.0, 0.3, 0.0, 0.0)
    for x in (0.31, 0.5, 0.9, 1.0):
        first = lif(x, params, dt=1.0, n_steps=100).spike_times[0]
        assert latency.membrane_time(x, code) == pytest.approx(first, rel=1e-12)
    assert latency.membrane_time(0.3, code) == latency.membrane_time(0.0, code) == INF
    low = smallest_seen(code)
    assert latency.membrane_time(low * 1.000001, code) == pytest.approx(100.0, rel=1e-3)
    assert latency.membrane_time(low * 0.999999, code) == INF
    assert latency.membrane_value(INF, code) == latency.membrane_value(100.5, code) == low / 2
    assert latency.membrane_value(0.0, code) == latency.membrane_value(0.1, code) == 1.0


@kernel
def test_the_first_spike_counts_and_a_silent_neuron_is_at_the_bottom():
    events = SpikeEvents(np.array([60.0, 20.0, 140.0]), np.array([0, 0, 1]))
    decoded = latency.decode(events, 3, LinearLatency(100.0))
    np.testing.assert_array_equal(decoded, [0.8, 0.0, 0.0])
    assert latency.linear_time(0.25, LinearLatency(100.0)) == 75.0
    assert latency.linear_value(25.0, LinearLatency(100.0)) == 0.75


@pytest.mark.parametrize(
    ("code", "cost"),
    [
        (LinearLatency(100.0), lambda x: 1.0 / 100.0),
        (MembraneLatency(100.0, 40.0, 0.2), lambda x: x * (x - 0.2) / (0.2 * 40.0)),
    ],
)
@pytest.mark.parametrize("x", [0.4, 0.6])
def test_jitter_costs_a_latency_what_its_slope_says(code, cost, x):
    events = perturb.jitter(latency.encode(np.full(n, x), code), 0.3, seed=4)
    decoded = latency.decode(events, n, code)
    assert decoded.std() == pytest.approx(0.3 * cost(x), rel=0.03)
