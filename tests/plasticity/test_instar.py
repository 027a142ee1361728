"""Instar STDP: against plain Python, and the mean of the inputs that it converges to."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters, Network, lif_neuron
from snnlib.plasticity import instar_stdp
from snnlib.synapses import delta

OBEYS = lif_neuron(LIFParameters(10.0, 1.0, 0.0, 1e4, 0.0, 0.0))  # spikes when it is told to


def learned(inputs, told, w, rule):
    """Weights after these inputs (n_steps, n_in), where ``told`` (n_steps, n) forces spikes."""
    net = Network(dt=1.0)
    ends = []
    for name, raster in (("source", inputs), ("teacher", told)):
        steps, neurons = np.nonzero(raster)
        ends.append(net.replay(name, raster.shape[1], steps + 1.0, neurons))
    n = told.shape[1]
    cells = net.population("cells", n, OBEYS, {"input": delta()})
    synapses = net.connect(ends[0], cells, "input", w, plasticity=rule)
    net.connect(ends[1], cells, "input", 1e6 * np.eye(n))
    net.run(len(inputs))
    return synapses.weights


def plain(inputs, told, w, learning_rate, total, tau):
    w, x = w.astype(np.float32).astype(float), np.zeros(inputs.shape[1])
    for arrived, spiking in zip(inputs[:-2], told[:-2], strict=True):  # a delay of one step
        x[arrived] = 1.0
        x *= math.exp(-1.0 / tau)
        for j in np.nonzero(spiking)[0]:
            w[:, j] += learning_rate * (x - w[:, j])
            w[:, j] *= total / w[:, j].sum()
    return w


@pytest.mark.kernel
@settings(max_examples=15)
@given(
    seed=st.integers(0, 10**6),
    learning_rate=st.floats(0.0, 1.0),
    total=st.floats(0.1, 100.0),
    tau=st.floats(1.0, 100.0),
)
def test_it_equals_the_rule_in_plain_python(seed, learning_rate, total, tau):
    rng = np.random.default_rng(seed)
    inputs, told = rng.random((40, 5)) < 0.3, rng.random((40, 2)) < 0.1
    inputs[0] = True  # so that no trace is 0, and no sum
    w = rng.random((5, 2))
    got = learned(inputs, told, w, instar_stdp(learning_rate, total, tau))
    want = plain(inputs, told, w, learning_rate, total, tau)
    np.testing.assert_allclose(got, want, rtol=3e-5, atol=1e-6)


def test_the_weights_become_the_mean_trace_of_the_inputs_at_the_spikes():
    """Input i comes with chance p[i] right before each spike, so that its mean trace is ~ p[i]."""
    p = np.array([0.1, 0.3, 0.6, 1.0])
    rng = np.random.default_rng(2)
    told = np.zeros((40_000, 1), bool)
    told[9::10] = True
    inputs = (rng.random((40_000, 4)) < p) & told
    w = learned(inputs, told, np.full((4, 1), 0.5), instar_stdp(0.005, p.sum(), tau=1.0))
    np.testing.assert_allclose(w[:, 0], p, atol=0.06)


def test_a_neuron_that_does_not_spike_keeps_its_weights():
    told = np.zeros((30, 2), bool)
    told[10, 0] = True
    w = learned(np.ones((30, 3), bool), told, np.full((3, 2), 0.25), instar_stdp(0.5, 3.0))
    assert w[:, 1].tolist() == [0.25] * 3
    np.testing.assert_allclose(w[:, 0], 1.0, rtol=1e-6)


def test_weights_that_are_all_zero_stay_finite():
    told = np.ones((5, 1), bool)
    w = learned(np.zeros((5, 2), bool), told, np.zeros((2, 1)), instar_stdp(0.5, 3.0))
    assert w.tolist() == [[0.0], [0.0]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-0.1, 1.0, 5.0), "learning_rate must be zero or a positive number"),
        ((1.1, 1.0, 5.0), "learning_rate must be from 0 to 1, got 1.1"),
        ((0.1, 0.0, 5.0), "total must be a positive number"),
        ((0.1, math.inf, 5.0), "total must be a positive number"),
        ((0.1, 1.0, math.nan), "tau must be a positive number of milliseconds"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        instar_stdp(*arguments)
