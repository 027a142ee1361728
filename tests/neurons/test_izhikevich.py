"""Izhikevich's neuron: the patterns it fires in, and the same in networks."""

import numpy as np
import pytest

from snnlib import Network
from snnlib.neurons import izhikevich
from snnlib.neurons.izhikevich import IzhikevichParameters, IzhikevichState

pytestmark = pytest.mark.kernel


def plain(current, a, b, c, d, dt, n_steps):
    """Spike times by the author's scheme; rounded alike, or spikes move after some time."""
    v, u, spikes = -65.0, b * -65.0, []
    for k in range(n_steps):
        for _ in range(2):
            v += 0.5 * dt * ((0.04 * v + 5) * v + (140 - u + current))
        u += dt * a * (b * v - u)
        if v >= 30:
            spikes.append((k + 1) * dt)
            v, u = c, u + d
    return np.array(spikes)


def spikes_of(current, params, dt=0.5, duration=1000.0):
    state, spikes = IzhikevichState(-65.0, -65.0 * params.b), []
    for k in range(round(duration / dt)):
        spiked, state = izhikevich.step(current, state, params, dt)
        if spiked:
            assert state.v == params.c
            spikes.append((k + 1) * dt)
    return np.array(spikes)


REGULAR = IzhikevichParameters()
BURSTS = IzhikevichParameters(0.02, 0.2, -50.0, 2.0)  # "chattering" in the paper
FAST = IzhikevichParameters(0.1, 0.2, -65.0, 2.0)


@pytest.mark.parametrize("params", [REGULAR, BURSTS, FAST])
def test_it_fires_when_the_equations_do(params):
    for current in (0.0, 5.0, 10.0):
        expected = plain(current, *params, 0.5, 2000)
        np.testing.assert_array_equal(spikes_of(current, params), expected)


def test_three_patterns_of_the_paper():
    assert spikes_of(0.0, REGULAR).size == 0
    regular, bursts, fast = (np.diff(spikes_of(10.0, p)) for p in (REGULAR, BURSTS, FAST))
    assert regular[-1] > 1.5 * regular[0]  # it adapts
    assert np.ptp(regular[-5:]) <= 2.0
    assert fast.mean() < 0.5 * regular.mean()
    assert fast[-10:].mean() < 1.2 * fast[:10].mean()  # and this one does not
    assert bursts.min() < 6.0  # within a burst,
    assert bursts.max() > 5 * bursts.min()  # and between two


def test_neurons_of_a_network_fire_as_one_alone():
    mixed = IzhikevichParameters(np.array([0.02, 0.1]), 0.2, -65.0, np.array([8.0, 2.0]))
    net = Network(dt=0.5)
    cells = net.population("cells", 2, izhikevich.neuron(mixed), current=10.0)
    net.record(cells, "spikes")
    net.run(1000.0)
    events = net.spikes(cells)
    for j, params in enumerate((REGULAR, FAST)):
        times = events.spike_times[events.spike_neurons == j]
        np.testing.assert_array_equal(times, spikes_of(10.0, params))


def test_bad_parameters_are_refused():
    with pytest.raises(TypeError, match="params must be"):
        izhikevich.neuron((0.02, 0.2, -65.0, 8.0))
    with pytest.raises(ValueError, match="finite numbers"):
        izhikevich.neuron(IzhikevichParameters(a=float("nan")))
    with pytest.raises(TypeError, match="finite numbers"):
        izhikevich.neuron(IzhikevichParameters(d="8"))
