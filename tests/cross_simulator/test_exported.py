"""Networks that are exported: the script alone, with the simulator and numpy, gives the spikes.

NEST's neurons solve the equations exactly from step to step (Rotter & Diesmann 1999,
doi:10.1007/s004220050570), as ``snnlib`` does; in Brian2 the library's own step runs.  What is
translated is in :mod:`snnlib.interop._nest_plan` and :mod:`snnlib.interop._brian2_plan`.
"""

import numpy as np
import pytest

from benchmarks.exported import CASES, DT, SCRIPTS, compare, driven, lif, pairs, row, run_script
from snnlib import Network, exponential
from snnlib.interop import Difference
from snnlib.neurons import leaky
from snnlib.neurons.leaky import LeakyIntegratorParameters
from snnlib.synapses import alpha, delta

EQUAL = [(name, simulator) for name, case in CASES.items() for simulator in case.equal]
CLOSE = [(name, simulator) for name, case in CASES.items() for simulator in case.close]
BOTH = pytest.mark.parametrize("simulator", SCRIPTS)


def show(capsys, case, simulator, found):
    kept = row(case, simulator, found)
    with capsys.disabled():
        print(
            f"\n{kept['about']}: snnlib {kept['ours']} spikes, {simulator} {kept['theirs']}, "
            f"{kept['equal']} of them equal",
            end="",
        )


@pytest.mark.parametrize(("case", "simulator"), EQUAL)
def test_every_spike_is_in_the_same_step(case, simulator, tmp_path, capsys):
    found = compare(case, simulator, tmp_path)
    show(capsys, case, simulator, found)
    assert len(found.here) > 400
    assert len({neuron for _, neuron in found.here}) > 50
    assert found.there == found.here
    n = found.v_there[0].size
    assert n >= found.v[0].size - 1  # NEST takes no sample at the very end
    np.testing.assert_allclose(found.v_there[0], found.v[0][:n], atol=1e-9)
    difference = np.abs(found.v_there[1] - found.v[1][:n])
    if simulator == "nest" and case.startswith("adaptive"):
        assert np.median(difference) < 1e-9  # at spikes NEST's sample is that before the reset
    else:
        assert difference.max() < 1e-9
    for name, weights in found.weights.items():
        assert np.ptp(weights) > 5.0
        apart = np.abs(found.weights_there[name] - weights) > 1e-9
        assert not apart[~arrives_at_the_end(found.network, name)].any()


def arrives_at_the_end(net, name):
    """Return the synapses with an arrival at the very end, from which Brian2 has learned."""
    connection = net.connections[name]
    times, neurons = net.spikes(connection.pre.whole)
    last = times > net.time - (connection.delays[0] + 0.5) * net.dt
    last &= times < net.time - (connection.delays[0] - 0.5) * net.dt
    return np.isin(connection.sources, neurons[last])


@pytest.mark.parametrize(("case", "simulator"), CLOSE)
def test_what_is_not_the_same_is_warned_of(case, simulator, tmp_path, capsys):
    found = compare(case, simulator, tmp_path)
    show(capsys, case, simulator, found)
    assert found.warned
    assert all(type(warned) is Difference and warned.size > 0.0 for warned in found.warned)
    assert len(found.here) > 400
    assert len(found.there) == pytest.approx(len(found.here), rel=0.03)
    assert found.there != found.here


def test_two_threads_of_nest_give_the_same_spikes(tmp_path):
    found = compare("exponential", "nest", tmp_path, "--threads", "2")
    assert found.there == found.here
    assert "without MPI: 1 process(es) of 2 thread(s)" in found.printed


@BOTH
def test_one_step_of_delay_would_be_found(simulator, tmp_path):
    """The comparison can fail, and the loop matters."""
    net = driven(lif(), {"exc": exponential(5.0)}, 6.0, 6.0)
    loop = net.connections["cells_cells"]
    text = SCRIPTS[simulator](net, 300.0)
    loop.delays += 1
    later = SCRIPTS[simulator](net, 300.0)
    found = [run_script(simulator, each, tmp_path) for each in (text, later)]
    here, there = (pairs(each["cells_times"], each["cells_neurons"], DT) for each in found)
    assert len(here & there) < 0.8 * len(here)


@BOTH
@pytest.mark.parametrize(("weight", "fires"), [(20.0, True), (19.99, False)])
def test_a_jump_onto_the_threshold_fires(simulator, weight, fires, tmp_path):
    net = Network(dt=0.1)
    source = net.replay("source", 1, [10.0], [0])
    cells = net.population("cells", 2, lif(), {"exc": delta()})
    net.connect(source, cells, "exc", weight, delay=1.0)
    net.record(cells, "spikes")
    found = run_script(simulator, SCRIPTS[simulator](net, 20.0), tmp_path)
    here = pairs(found["cells_times"], found["cells_neurons"], 0.1)
    assert here == ({(111, 0), (111, 1)} if fires else set())
    net.run(20.0)
    assert pairs(*net.spikes(cells), 0.1) == here


@BOTH
@pytest.mark.parametrize("receptor", [exponential(5.0), alpha(5.0), delta()], ids=lambda r: r.name)
def test_a_chain_of_slices_takes_the_delay_and_a_step(simulator, receptor, tmp_path):
    """Ten neurons in two slices, back to front, which no simulator sees as a part."""
    net = Network(dt=0.1)
    source = net.replay("source", 3, [1.0], [2])
    cells = net.population("cells", 10, lif(), {"exc": receptor})
    net.connect(source[2:], cells[9:], "exc", 2e4, delay=0.1)
    for low in (5, 0):
        part = cells[low : low + 5]
        net.connect(part, part, "exc", 2e4, pairs=([1, 2, 3, 4], [0, 1, 2, 3]), delay=1.0)
    net.connect(cells[5:6], cells[4:5], "exc", 2e4, delay=0.7)
    net.record(cells, "spikes")
    found = run_script(simulator, SCRIPTS[simulator](net, 30.0), tmp_path)
    net.run(30.0)
    ours = pairs(*net.spikes(cells), 0.1)
    assert len(ours) >= 10
    assert pairs(found["cells_times"], found["cells_neurons"], 0.1) == ours


@BOTH
def test_a_leaky_integrator_only_listens(simulator, tmp_path):
    net = Network(dt=0.1)
    source = net.poisson("source", 20, rate=50.0)
    neuron = leaky.neuron(LeakyIntegratorParameters(tau_m=10.0), dtype="float64")
    cells = net.population("cells", 2, neuron, {"exc": alpha(5.0)}, current=0.1, v=[-60.0, -75.0])
    net.connect(source, cells, "exc", 3.0, delay=0.5)
    net.record(cells, "spikes")
    net.record(cells, "v")
    found = run_script(simulator, SCRIPTS[simulator](net, 100.0), tmp_path)
    net.run(100.0)
    _, v = net.samples(cells, "v")
    n = len(found["cells_v"])
    assert v.max() > 0.0
    assert found["cells_times"].size == 0
    np.testing.assert_allclose(found["cells_v"], v[:n], rtol=0.0, atol=1e-9)
