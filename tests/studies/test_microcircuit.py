"""The cortical microcircuit: its numbers, and a small one of it."""

import numpy as np
import pytest

from snnlib import SpikeEvents
from snnlib.studies import microcircuit
from snnlib.studies.microcircuit import MicrocircuitParameters


def test_the_whole_has_the_neurons_and_synapses_of_the_paper():
    assert microcircuit.sizes().sum() == 77_169
    numbers = microcircuit.synapse_numbers()
    assert np.rint(numbers).sum() == pytest.approx(2.99e8, rel=0.001)
    pairs = np.outer(microcircuit.SIZES, microcircuit.SIZES)
    drawn = 1.0 - (1.0 - 1.0 / pairs) ** numbers  # at least once
    assert drawn == pytest.approx(np.array(microcircuit.PROBABILITIES), rel=1e-6)


def test_an_excitatory_spike_lifts_the_potential_by_its_psp():
    weights = 1000.0 * microcircuit.weight_means()  # pA
    assert weights[1, 0] == pytest.approx(87.8, abs=0.05)  # 2014, Table 5
    assert weights[0, 2] == 2.0 * weights[1, 0]
    assert weights[3, 5] == -4.0 * weights[1, 0]
    t = np.arange(0.0, 20.0, 1e-3)  # ms
    tau_m, tau_s = microcircuit.NEURON.tau_m, microcircuit.TAU_SYN
    rise = np.exp(-t / tau_m) - np.exp(-t / tau_s)
    psp = weights[1, 0] / 1000.0 / microcircuit.C_M * tau_m * tau_s / (tau_m - tau_s) * rise
    assert psp.max() == pytest.approx(0.15, rel=1e-6)


def test_a_small_one_has_the_inputs_of_the_whole_and_stays_active_with_either_drive():
    params = MicrocircuitParameters(0.02)
    net, cells, loop = microcircuit.network(params, seed=1)
    n = microcircuit.sizes(0.02)
    assert cells.n == n.sum()
    ends = np.concatenate([[0], np.cumsum(n)])
    pre = np.searchsorted(ends, loop.sources, "right") - 1
    post = np.searchsorted(ends, loop.targets, "right") - 1
    counts = np.zeros((8, 8), np.int64)
    np.add.at(counts, (post, pre), 1)
    assert (counts == np.rint(0.02 * microcircuit.synapse_numbers())).all()
    inputs = counts / n[:, None]
    whole = microcircuit.synapse_numbers() / np.array(microcircuit.SIZES)[:, None]
    assert inputs == pytest.approx(whole, rel=0.03)
    net.run(500.0, progress=False)
    constant = microcircuit.activity(net.spikes(cells), 500.0, 0.02).rate
    assert (constant > 0.3).all()
    assert (constant < 40.0).all()
    net, cells, again = microcircuit.network(params, seed=1, drive="Poisson")
    assert (again.columns == loop.columns).all()
    assert (cells.current, *net.inputs) == (0.0, "outside")
    net.run(500.0, progress=False)
    poisson = microcircuit.activity(net.spikes(cells), 500.0, 0.02).rate
    assert (poisson > 0.4 * constant).all()
    assert (poisson < 1.7 * constant).all()
    assert (poisson != constant).any()


def test_the_spikes_from_elsewhere_are_those_of_the_paper_and_have_the_mean_of_the_current():
    net, _, _ = microcircuit.network(MicrocircuitParameters(0.001), drive="Poisson")
    outside, n = net.inputs["outside"], microcircuit.sizes(0.001)
    firsts = np.cumsum(n) - n
    rates = outside.lam[firsts] * 10.0  # of 0.1 ms to 1 ms
    assert rates == pytest.approx([12.8, 12.0, 16.8, 15.2, 16.0, 15.2, 23.2, 16.8])
    assert 1000.0 * outside.w == pytest.approx(87.8, abs=0.05)  # pA
    mean = rates * outside.w[0] * microcircuit.TAU_SYN
    assert mean == pytest.approx(microcircuit.outside_currents(), rel=1e-6)


def test_activity_is_the_mean_rate_and_the_mean_cv():
    n = microcircuit.sizes(0.001)  # 21, 6, ...
    times = np.array([1.0, 5.0, 6.0, 2.0, 3.0, 9.0, 30.0, 4.0])
    neurons = np.array([0, 0, 0, 1, 1, 1, 1, 22])
    found = microcircuit.activity(SpikeEvents(times, neurons), 50.0, 0.001)
    assert found.rate[:2] == pytest.approx([7 * 20.0 / n[0], 20.0 / n[1]])
    gaps = np.diff(times[:3]), np.diff(times[3:7])
    assert found.cv[0] == pytest.approx(np.mean([gap.std() / gap.mean() for gap in gaps]))
    assert np.isnan(found.cv[1:]).all()


def test_a_network_without_a_population_and_another_drive_are_refused():
    with pytest.raises(ValueError, match="scale must leave each population a neuron"):
        microcircuit.network(MicrocircuitParameters(1e-4))
    with pytest.raises(ValueError, match="scale must be"):
        microcircuit.network(MicrocircuitParameters(1.5))
    with pytest.raises(ValueError, match="drive must be"):
        microcircuit.network(drive="poisson")
