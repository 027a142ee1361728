"""One neuron finds a hidden pattern with STDP of neighbours, and with other pairs it does not."""

import numpy as np
import pytest

from snnlib import LIFParameters, Network, exponential, lif_neuron, pair_stdp
from snnlib.plasticity import reduced_stdp
from snnlib.studies import hidden_pattern

EPSP = 4.0 ** (4 / 3)  # MΩ: the potential of one spike at weight 1 peaks at 1 mV
DURATION = 24_000.0


@pytest.fixture(scope="module")
def stimulus():
    return hidden_pattern.generate(DURATION, seed=7)


def listen(stimulus, rule):
    """Spike times of a neuron that listens, and its weights."""
    net = Network(dt=0.1)
    afferents = net.replay("afferents", 2000, stimulus.spike_times, stimulus.spike_neurons)
    params = LIFParameters(10.0, EPSP, 0.0, 500.0, 0.0, 8.0)
    cell = net.population("cell", 1, lif_neuron(params), {"exc": exponential(2.5)})
    synapses = net.connect(afferents, cell, "exc", 0.475, plasticity=rule)
    net.record(cell, "spikes")
    net.run(DURATION, progress=False)
    return net.spikes(cell).spike_times, synapses.weights[:, 0]


def test_a_spike_of_weight_one_peaks_at_one():
    net = Network(dt=0.1)
    source = net.replay("source", 1, [0.1], [0])
    params = LIFParameters(10.0, EPSP, 0.0, 500.0, 0.0, 8.0)
    cell = net.population("cell", 1, lif_neuron(params, "float64"), {"exc": exponential(2.5)})
    net.connect(source, cell, "exc", 1.0)
    net.record(cell, "v")
    net.run(30.0)
    assert net.samples(cell, "v")[1].max() == pytest.approx(1.0, abs=1e-3)


def test_neighbours_find_the_pattern_and_its_beginning(stimulus):
    spikes, w = listen(stimulus, reduced_stdp())
    assert (spikes < 1000.0).sum() == pytest.approx(63, abs=6)  # it begins by firing all the time
    answer = hidden_pattern.detect(spikes, stimulus.starts, 50.0)
    late = answer.latencies[stimulus.starts > DURATION - 8000.0]
    assert np.isfinite(late).mean() > 0.98
    assert (answer.false_alarms > DURATION - 8000.0).sum() == 0
    assert late[np.isfinite(late)].mean() < 15.0
    assert (w[:1000] > 0.5).sum() > 200
    assert (w[1000:] > 0.5).sum() < 20


@pytest.mark.parametrize("pairing", ["all", "nearest"])
def test_with_other_pairs_it_falls_silent(stimulus, pairing):
    spikes, _ = listen(stimulus, pair_stdp(2.0**-5, 0.85 * 2.0**-5, 16.8, 33.7, pairing=pairing))
    assert 1 < spikes.size < 100
    assert spikes[-1] < 1000.0
