"""Inhibitory plasticity: against plain Python, its fixed point, and balance."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters, Network, lif_neuron
from snnlib.plasticity import inhibitory_stdp
from snnlib.synapses import conductance, delta, exponential

OBEYS = lif_neuron(LIFParameters(10.0, 1.0, 0.0, 1e4, 0.0, 0.0))  # spikes when it is told to


def learned(arrivals, spikes, w, rule):
    """The weight of one synapse after these steps with spikes on either side."""
    net = Network(dt=1.0)
    source = net.replay("source", 1, np.array(arrivals, float), np.zeros(len(arrivals), int))
    teacher = net.replay("teacher", 1, np.array(spikes, float), np.zeros(len(spikes), int))
    cell = net.population("cell", 1, OBEYS, {"input": delta()})
    synapse = net.connect(source, cell, "input", [[w]], plasticity=rule)
    net.connect(teacher, cell, "input", 1e6)
    net.run(60.0)
    return synapse.weights.item()


def plain(arrivals, spikes, w, eta, target_rate, tau, w_max):
    """An arrival counts at the beginning of its step, a spike at the end of its own.

    Of an arrival and a spike at one time the spike goes first.
    """
    x = y = 0.0
    for k in range(61):
        if k - 1 in spikes:
            w = min(w + eta * x, w_max)
            y += 1.0
        if k in arrivals:
            w = min(max(w + eta * (y - 2e-3 * target_rate * tau), 0.0), w_max)
            x += 1.0
        x, y = x * math.exp(-1.0 / tau), y * math.exp(-1.0 / tau)
    return w


@pytest.mark.kernel
@settings(max_examples=20)
@given(
    arrivals=st.sets(st.integers(1, 50), min_size=1, max_size=12),
    spikes=st.sets(st.integers(1, 50), min_size=1, max_size=12),
    target_rate=st.floats(0.0, 40.0),
    tau=st.floats(2.0, 60.0),
)
def test_it_equals_the_rule_in_plain_python(arrivals, spikes, target_rate, tau):
    rule = inhibitory_stdp(0.05, target_rate, tau, w_max=1.0)
    got = learned(sorted(arrivals), sorted(spikes), 0.5, rule)
    want = plain(arrivals, spikes, 0.5, 0.05, target_rate, tau, 1.0)
    assert got == pytest.approx(want, rel=1e-5, abs=1e-6)


def test_a_spike_alone_weakens_and_a_pair_in_any_order_strengthens():
    rule = inhibitory_stdp(0.1, 5.0, 20.0)
    assert learned([10], [], 0.5, rule) == pytest.approx(0.5 - 0.1 * 0.2)
    for spikes in ([7], [11]):  # at the end of these steps, so 2 ms before and after
        expected = 0.5 + 0.1 * (math.exp(-2.0 / 20.0) - 0.2)
        assert learned([10], spikes, 0.5, rule) == pytest.approx(expected)


def test_a_neuron_comes_to_rest_at_the_target_rate():
    for target_rate in (5.0, 15.0):
        net = Network(dt=0.1, seed=2)
        receptors = {"exc": exponential(5.0), "inh": conductance(10.0, -80.0)}
        cell = net.population("cell", 4, lif_neuron(), receptors)
        excitation = net.poisson("excitation", 200, 10.0)
        inhibition = net.poisson("inhibition", 50, 20.0)
        net.connect(excitation, cell, "exc", 0.35)
        rule = inhibitory_stdp(2e-4, target_rate, w_max=0.1)
        weights = net.connect(inhibition, cell, "inh", 1e-4, plasticity=rule)
        net.record(cell, "spikes")
        net.run(40_000.0)
        times = net.spikes(cell).spike_times
        early = (times < 1000.0).sum() / 4.0
        late = (times > 20_000.0).sum() / 4.0 / 20.0
        assert early > 2.0 * target_rate
        assert late == pytest.approx(target_rate, rel=0.1)
        assert (weights.weights >= 0.0).all()


def test_bad_parameters_are_refused():
    with pytest.raises(ValueError, match="target_rate must be zero or a positive"):
        inhibitory_stdp(target_rate=-1.0)
    with pytest.raises(ValueError, match="tau must be a positive"):
        inhibitory_stdp(tau=0.0)
    with pytest.raises(ValueError, match="w_max must be a positive"):
        inhibitory_stdp(w_max=0.0)
