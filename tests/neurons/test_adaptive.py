"""The LIF neuron whose threshold moves: against a plain loop, its resting rate, its competition."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters, Network, lif_neuron
from snnlib.neurons import adaptive
from snnlib.neurons.adaptive import AdaptiveLIFParameters

P = AdaptiveLIFParameters(
    tau_m=12.0, R_m=5.0, t_ref=2.0, theta_plus=0.7, tau_theta=40.0, target_rate=30.0
)


def spikes_of(neuron, current, n_steps, dt=0.5, competition=None, **state):
    net = Network(dt=dt)
    cells = net.population(
        "cells", len(current), neuron, current=current, competition=competition, **state
    )
    net.record(cells, "spikes")
    net.run(n_steps * dt)
    events = net.spikes(cells)
    return np.rint(events.spike_times / dt).astype(int), events.spike_neurons, cells


def plain(current, p, n_steps, dt, winner):
    """The same in plain Python, one neuron after the other; a spike's refractoriness in steps."""
    n = len(current)
    v, theta, left = [p.v_rest] * n, [0.0] * n, [0] * n
    held = round(p.t_ref / dt)
    spikes = []
    for k in range(n_steps):
        above = {}
        for j in range(n):
            if left[j]:
                left[j] -= 1
                continue
            v_inf = p.v_rest + p.R_m * current[j]
            v[j] = v_inf + (v[j] - v_inf) * math.exp(-dt / p.tau_m)
            if min(v[j], v_inf) >= p.v_th + theta[j]:
                above[j] = v[j] - p.v_th - theta[j]
        if winner and above:
            best = max(above, key=lambda j: (above[j], -j))
            v = [p.v_reset] * n
            above = {best: above[best]}
        drift = p.theta_plus * p.target_rate * dt / 1000.0
        theta = [x * math.exp(-dt / p.tau_theta) - drift for x in theta]
        for j in sorted(above):
            spikes.append((k + 1, j))
            v[j], left[j] = p.v_reset, held
            theta[j] += p.theta_plus
    return spikes, theta


@pytest.mark.kernel
@settings(max_examples=20)
@given(
    seed=st.integers(0, 10**6),
    t_ref=st.sampled_from([0.0, 0.5, 2.0]),
    winner=st.booleans(),
)
def test_it_equals_a_plain_loop_alone_and_in_competition(seed, t_ref, winner):
    p = P._replace(t_ref=t_ref)
    current = np.random.default_rng(seed).uniform(3.0, 8.0, 5)
    competition = adaptive.WINNER_TAKES_ALL if winner else None
    steps, neurons, cells = spikes_of(
        adaptive.neuron(p, "float64"), current, 300, competition=competition
    )
    spikes, theta = plain(current, p, 300, 0.5, winner)
    assert list(zip(steps, neurons, strict=True)) == spikes
    np.testing.assert_allclose(cells.state["theta"], theta, rtol=1e-12, atol=1e-12)


def test_a_threshold_that_stands_still_makes_the_lif_neuron():
    current = np.linspace(1.0, 9.0, 20)
    still = P._replace(theta_plus=0.0)
    steps, neurons, cells = spikes_of(adaptive.neuron(still), current, 400)
    lif_steps, lif_neurons, _ = spikes_of(lif_neuron(LIFParameters(*still[:6])), current, 400)
    assert steps.tolist() == lif_steps.tolist()
    assert neurons.tolist() == lif_neurons.tolist()
    assert not cells.state["theta"].any()


def test_theta_decays_exponentially_and_takes_any_start():
    falling = AdaptiveLIFParameters(theta_plus=0.0, tau_theta=30.0)
    cells = spikes_of(adaptive.neuron(falling), np.zeros(3), 80, theta=[8.0, 0.0, -2.0])[2]
    np.testing.assert_allclose(
        cells.state["theta"], np.array([8.0, 0.0, -2.0]) * math.exp(-40.0 / 30.0), rtol=1e-5
    )


@pytest.mark.parametrize("tau_theta", [1e5, 1e7])
@pytest.mark.parametrize("dt", [0.1, 1.0])
def test_theta_decays_as_slowly_as_it_should_in_single_precision(tau_theta, dt):
    start = np.array([1.0, 20.0, 30.0, -5.0])
    neuron = adaptive.neuron(AdaptiveLIFParameters(theta_plus=0.0, tau_theta=tau_theta))
    cells = spikes_of(neuron, np.zeros(4), 500_000, dt, theta=start)[2]
    assert cells.state["theta"].dtype == np.float32
    lost = 1.0 - cells.state["theta"] / start
    np.testing.assert_allclose(lost, -math.expm1(-500_000 * dt / tau_theta), rtol=2e-4)


@pytest.mark.parametrize("theta", [20.0, 500.0, -500.0])
@pytest.mark.parametrize("step", [1e-2, 1e-4])
def test_a_rate_is_looked_for_in_steps_below_the_last_bit(theta, step):
    """A silent neuron's threshold sinks, a driven one's also grows by the step at each spike."""
    p = AdaptiveLIFParameters(theta_plus=step, tau_theta=np.inf, target_rate=0.5)
    _, neurons, cells = spikes_of(adaptive.neuron(p), [0.0, 1e4], 100_000, 0.1, theta=[theta] * 2)
    moved = cells.state["theta"].astype(float) - theta
    sunk = step * 0.5 * 10.0
    spikes = np.bincount(neurons, minlength=2)
    assert (spikes > 0).tolist() == [theta < 0.0, True]  # far below v_rest, both spike
    last_bit = abs(theta) * 2.0**-23
    np.testing.assert_allclose(moved, step * spikes - sunk, rtol=1e-3, atol=last_bit)


def test_whoever_loses_a_competition_keeps_what_lies_below_the_last_bit():
    p = AdaptiveLIFParameters(theta_plus=0.3, tau_theta=1e7)
    current = [30.0, 20.0]
    neuron = adaptive.neuron(p._replace(v_th=-69.0))
    _, neurons, cells = spikes_of(
        neuron, current, 50_000, 0.1, adaptive.WINNER_TAKES_ALL, theta=[10.0, 15.0], v=[100.0] * 2
    )
    exact = adaptive.neuron(p._replace(v_th=-69.0), "float64")
    _, same, wanted = spikes_of(
        exact, current, 50_000, 0.1, adaptive.WINNER_TAKES_ALL, theta=[10.0, 15.0], v=[100.0] * 2
    )
    assert abs(neurons.size - same.size) <= 2
    np.testing.assert_allclose(cells.state["theta"], wanted.state["theta"], atol=0.31)


def test_without_decay_every_neuron_comes_to_spike_at_its_rate():
    p = AdaptiveLIFParameters(theta_plus=1.0, tau_theta=np.inf, target_rate=20.0)
    steps, neurons, _ = spikes_of(adaptive.neuron(p), np.linspace(4.0, 16.0, 7), 80_000)
    late = steps > 40_000  # 20 s of 0.5 ms
    np.testing.assert_allclose(np.bincount(neurons[late]) / 20.0, 20.0, atol=0.1)


def test_whoever_loses_has_neither_spiked_nor_adapted():
    """Three stand above the threshold, at v_th + theta + 3, 9 and 9: the first of the best wins."""
    p = AdaptiveLIFParameters(theta_plus=0.5, tau_theta=np.inf, t_ref=3.0)
    net = Network(dt=1.0)
    cells = net.population(
        "cells",
        4,
        adaptive.neuron(p, "float64"),
        competition=adaptive.WINNER_TAKES_ALL,
        theta=[6.0, 0.0, 0.0, 20.0],
        v=[-41.0, -41.0, -41.0, -41.0],
    )
    net.record(cells, "spikes")
    net.run(1.0)
    assert net.spikes(cells).spike_neurons.tolist() == [1]
    assert cells.state["theta"].tolist() == [6.0, 0.5, 0.0, 20.0]
    assert cells.state["v"].tolist() == [-70.0] * 4
    assert (cells.state["refractory"] >= 1.0).tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"theta_plus": -0.1}, "theta_plus must be zero or a positive number of millivolts"),
        ({"tau_theta": 0.0}, "tau_theta must be a positive number of milliseconds"),
        ({"tau_theta": math.nan}, "tau_theta must be a positive number of milliseconds"),
        ({"target_rate": -1.0}, "target_rate must be zero or a positive number of hertz"),
        ({"tau_m": 0.0}, "tau_m must be a positive number of milliseconds"),
        ({"v_reset": -40.0}, "v_reset must be below v_th"),
    ],
)
def test_bad_parameters_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        adaptive.neuron(P._replace(**change))


def test_other_parameters_are_refused():
    with pytest.raises(TypeError, match="params must be"):
        adaptive.neuron(LIFParameters())
