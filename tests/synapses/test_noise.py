"""Noise from outside: the Ornstein-Uhlenbeck process and its receptors against closed forms."""

import numpy as np
import pytest

from snnlib import LIFParameters, Network, lif_neuron, neurons, random
from snnlib.neurons import leaky, siegert
from snnlib.synapses import (
    conductance_noise,
    current_noise,
    noise_constants,
    ornstein_uhlenbeck,
    white_noise,
)

CALM = LIFParameters(20.0, 10.0, -70.0, 1e6, -70.0, 2.0)  # never spikes
each_dt = pytest.mark.parametrize("dt", [0.1, 1.0, 7.0])


def network(receptors, n=400, dt=0.1, params=CALM, dtype="float64", seed=3):
    net = Network(dt=dt, seed=seed)
    return net, net.population("cells", n, lif_neuron(params, dtype), receptors)


def samples(receptors, what="v", duration=1200.0, every=2.0, **how):
    """What is recorded of 400 neurons, without the first 200 ms."""
    net, cells = network(receptors, **how)
    net.record(cells, what, every=every)
    net.run(duration)
    times, values = net.samples(cells, what)
    return values[times > 200.0]


@pytest.mark.kernel
@each_dt
def test_the_process_has_its_mean_its_scatter_and_its_time_constant_at_every_dt(dt):
    c, x, values = noise_constants(3.0, 0.5, 5.0, dt), 3.0, np.empty(20_000)
    for k in range(values.size):
        x = ornstein_uhlenbeck(x, c, random.normal(1, 0, k))
        values[k] = x
    independent = values.size * np.tanh(dt / 10.0)  # about so many of the values
    assert values.mean() == pytest.approx(3.0, abs=3.0 * 0.5 / independent**0.5)
    assert values.std() == pytest.approx(0.5, rel=3.0 / independent**0.5)
    away = values - 3.0
    lag = max(1, round(5.0 / dt))
    found = (away[lag:] * away[:-lag]).mean() / away.var()
    assert found == pytest.approx(np.exp(-lag * dt / 5.0), abs=3.0 / independent**0.5)


@pytest.mark.kernel
def test_two_steps_are_as_one_of_twice_the_length():
    one, two = noise_constants(3.0, 0.5, 5.0, 0.4), noise_constants(3.0, 0.5, 5.0, 0.8)
    assert one.decay**2 == pytest.approx(two.decay, rel=1e-14)
    assert one.kick**2 * (1.0 + one.decay**2) == pytest.approx(two.kick**2, rel=1e-14)
    kept = ornstein_uhlenbeck(ornstein_uhlenbeck(7.0, one, 0.0), one, 0.0)
    assert kept == pytest.approx(ornstein_uhlenbeck(7.0, two, 0.0), rel=1e-14)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("tau", [0.5, 5.0, 20.0])
def test_a_membrane_under_current_noise_scatters_as_the_formula_says(tau, dtype):
    v = samples({"noise": current_noise(1.0, 0.5, tau)}, dtype=dtype)
    assert v.mean() == pytest.approx(-60.0, abs=0.1)
    assert v.std() == pytest.approx(10.0 * 0.5 * np.sqrt(tau / (tau + 20.0)), rel=0.02)


def test_each_neuron_has_noise_of_its_own():
    v = samples({"noise": current_noise(1.0, 0.5, 5.0)})
    together = np.corrcoef(v[:, :50].T) - np.eye(50)
    assert abs(together).max() < 0.6
    assert abs(together.mean()) < 0.01
    other = samples({"noise": current_noise(1.0, 0.5, 5.0)}, seed=4)
    assert abs(np.corrcoef(v[:, 0], other[:, 0])[0, 1]) < 0.6
    named = samples({"other": current_noise(1.0, 0.5, 5.0)})
    assert not np.array_equal(v, named)


def test_the_noise_is_that_of_the_random_module():
    net, cells = network({"noise": current_noise(1.0, 0.5, 5.0)}, n=3)
    net.record(cells, "noise.x")
    net.run(1.0)
    c, seed = noise_constants(1.0, 0.5, 5.0, 0.1), random.own_seed(3, "cells.noise")
    for j in range(3):
        x = 1.0
        for k, found in enumerate(net.samples(cells, "noise.x")[1][:, j]):
            x = ornstein_uhlenbeck(x, c, random.normal(seed, j, k))
            assert found == x


def test_two_runs_are_as_one():
    receptors = {"noise": white_noise(3.0), "g": conductance_noise(0.02, 0.01, 3.0, 0.0)}
    net, cells = network(receptors, n=5)
    net.run(20.0)
    again, others = network(receptors, n=5)
    again.run(7.3)
    again.run(12.7)
    np.testing.assert_array_equal(cells.state["v"], others.state["v"])


@each_dt
def test_white_noise_has_the_scatter_that_it_names(dt):
    v = samples({"noise": white_noise(3.0)}, dt=dt, duration=2100.0, every=7.0)
    at_the_end = 3.0 * np.exp(-dt / 20.0)  # of a step; at its beginning it is 3
    assert v.std() == pytest.approx(at_the_end, rel=0.02)
    assert v.mean() == pytest.approx(-70.0, abs=0.1)


def test_white_noise_fires_a_neuron_at_siegerts_rate():
    net = Network(dt=0.1, seed=3)
    noise = {"noise": white_noise(4.0)}
    cells = net.population("cells", 400, lif_neuron(LIFParameters()), noise, current=2.0)
    net.record(cells, "spikes")
    net.run(2000.0)
    rate = net.spikes(cells).spike_times.size / 400 / 2.0
    assert rate == pytest.approx(siegert.rate(2.0, 4.0, dt=0.1), rel=0.02)


def test_a_mean_conductance_makes_the_membrane_faster_and_pulls_it():
    """After Destexhe et al. (2001), without the fluctuations: closed forms."""
    receptors = {
        "exc": conductance_noise(0.012, 0.0, 2.7, 0.0),
        "inh": conductance_noise(0.057, 0.0, 10.5, -75.0),
    }
    net, cells = network(receptors, n=1, dt=0.01)
    net.record(cells, "v")
    net.run(100.0)
    v = net.samples(cells, "v")[1][:, 0]
    leaks = 1.0 + 10.0 * (0.012 + 0.057)
    at_last = (-70.0 - 10.0 * 0.057 * 75.0) / leaks
    assert v[-1] == pytest.approx(at_last, abs=1e-3)
    gone = int(np.argmax(v > -70.0 + (at_last + 70.0) * (1.0 - np.exp(-1.0)))) * 0.01
    assert gone == pytest.approx(20.0 / leaks, rel=0.01)


def test_conductance_noise_keeps_a_cell_where_destexhe_has_it():
    receptors = {
        "exc": conductance_noise(0.012, 0.003, 2.7, 0.0),
        "inh": conductance_noise(0.057, 0.0066, 10.5, -75.0),
    }
    v = samples(receptors)
    leaks = 1.0 + 10.0 * (0.012 + 0.057)
    mean = (-70.0 - 10.0 * 0.057 * 75.0) / leaks
    tau = 20.0 / leaks
    parts = [  # each as a current through the faster membrane
        10.0 / leaks * sigma * (E - mean) * np.sqrt(t / (t + tau))
        for sigma, t, E in ((0.003, 2.7, 0.0), (0.0066, 10.5, -75.0))
    ]
    assert v.mean() == pytest.approx(mean, abs=0.05)
    assert v.std() == pytest.approx(np.hypot(*parts), rel=0.03)


def test_no_current_flows_through_a_conductance_below_zero():
    v = samples({"g": conductance_noise(0.0, 0.05, 5.0, 0.0)})
    assert v.min() >= -70.0
    assert v.mean() > -68.0


def test_a_spike_adds_to_the_process():
    net = Network(dt=0.1)
    source = net.replay("source", 1, [1.0], [0])
    quiet = {"i": current_noise(0.0, 0.0, 5.0), "w": white_noise(0.0)}
    cells = net.population("cells", 2, lif_neuron(CALM, "float64"), quiet)
    net.connect(source, cells[:1], "i", 2.0)
    net.connect(source, cells[1:], "w", 3.0)
    net.record(cells, "v")
    net.run(300.0)
    v = net.samples(cells, "v")[1] + 70.0
    assert v[:, 0].sum() * 0.1 == pytest.approx(10.0 * 2.0 * 0.1 / -np.expm1(-0.1 / 5.0), rel=1e-6)
    assert v[:, 1].max() == pytest.approx(3.0 * np.exp(-0.1 / 20.0), rel=1e-12)


def test_slow_noise_takes_double_precision():
    _, cells = network({"noise": current_noise(1.0, 0.5, 1e5)}, n=2, dtype="float32")
    assert cells.state["v"].dtype == np.float64


def test_neurons_of_one_population_may_differ():
    params = LIFParameters(np.array([10.0, 40.0]), 10.0, -70.0, 1e6, -70.0, 2.0)
    net = Network(dt=0.1, seed=3)
    cells = net.population("cells", 2, lif_neuron(params, "float64"), {"noise": white_noise(3.0)})
    net.record(cells, "v")
    net.run(20_000.0)
    v = net.samples(cells, "v")[1]
    np.testing.assert_allclose(v.std(axis=0), 3.0, rtol=0.1)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="sigma must be zero or a positive"):
        current_noise(1.0, -0.5, 5.0)
    with pytest.raises(ValueError, match="tau must be a positive number"):
        current_noise(1.0, 0.5, 0.0)
    with pytest.raises(ValueError, match="mean must be zero or a positive"):
        conductance_noise(-0.1, 0.5, 1.0, 0.0)
    with pytest.raises(ValueError, match="sigma must be zero or a positive"):
        white_noise(-1.0)
    net = Network()
    with pytest.raises(ValueError, match="leaky membrane"):
        net.population("cell", 1, neurons.izhikevich.neuron(), {"noise": white_noise(1.0)})
    net.population("reader", 1, leaky.neuron(), {"noise": white_noise(1.0)})
