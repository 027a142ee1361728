"""Several threads give the bits of one."""

import copy

import numpy as np
import pytest

from snnlib import LIFParameters, Network, exponential, lif_neuron, pair_stdp
from snnlib.network import Block, Normal, threads
from snnlib.neurons.lif import WINNER_TAKES_ALL
from snnlib.synapses import alpha, current_noise

N = 403  # not a multiple of what a thread takes at least


def network():
    """Return a network with each kind of delivery, source and recording."""
    net = Network(dt=0.1, seed=3)
    params = LIFParameters(tau_m=np.linspace(8.0, 12.0, N))
    receptors = {"exc": exponential(5.0), "inh": alpha(4.0), "noise": current_noise(0.0, 0.2, 3.0)}
    current = np.linspace(1.6, 2.4, N)
    cells = net.population("cells", N, lif_neuron(params), receptors, current)
    few = net.population("few", 5, lif_neuron(dtype="float64"), {"exc": exponential(3.0)})
    poisson = net.poisson("poisson", 70, np.linspace(0.0, 300.0, 70))
    again = net.replay("again", 2, [1.0, 2.0], [0, 1], period=3.0)
    net.connect(poisson, cells[7:], "exc", 0.01)  # one weight, dense
    net.connect(again, cells[:300], "exc", lambda i, j: 1e-4 * (i + j))  # dense
    net.connect(cells[:300], cells[100:], "inh", -1e-4)  # one weight, but not to itself
    net.connect(cells[:300], cells, "exc", 0.05, probability=0.1)
    net.connect(cells, cells[50:], "inh", Normal(-0.02, 0.01), fan_in=9, delay=Normal(1.5, 0.75))
    net.connect(cells, cells, "inh", Normal(-0.02, 0.01), total=4000, packed=True)
    blocks = [
        Block(cells[:200], cells, 9000, Normal(0.05, 0.02, 0.0), Normal(1.5, 0.75)),
        Block(cells[100:], cells[:350], 9000, -0.02, 0.3),
    ]
    net.connect(cells, cells, "exc", blocks=blocks, packed=True)
    net.connect(cells, few, "exc", 0.2, probability=0.3)
    net.connect(few, cells, "exc", 0.3, probability=0.5)
    net.poisson_input("outside", cells[3:390], "exc", np.linspace(0.0, 3e4, 387), 1e-4)  # odd ends
    net.poisson_input("rare", cells, "inh", np.repeat([0.0, 2e3, 9e5], [63, 140, 200]), -2e-5)
    net.poisson_input("beyond", few[1:], "exc", 9e3, [0.01, 0.02, 0.03, 0.04])
    for part in (cells, few, poisson):
        net.record(part, "spikes")
    net.record(cells, "v", neurons=[402, 5, 250, 63, 64], every=1.0)
    net.record(cells, "exc.g", every=2.0)
    net.record(net.connections["cells_cells_3"], "weights", neurons=[0, 9], every=50.0)
    return net


def everything(net):
    cells, few = net.populations.values()
    spikes = [net.spikes(part) for part in (cells, few, net.sources["poisson"])]
    arrays = [
        array for group in (cells.state, cells.ports, cells.units) for array in group.values()
    ]
    samples = [sample for key in net.recordings for sample in net.samples(*key)]
    return [*(array for events in spikes for array in events), *arrays, *samples]


def assert_same(one, other):
    for a, b in zip(everything(one), everything(other), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.fixture(scope="module")
def alone():
    net = network()
    net.run(150.0)
    cells, few = net.populations.values()
    assert net.spikes(cells).spike_times.size > 1000
    assert net.spikes(few).spike_times.size > 10
    return net


@pytest.mark.parametrize("n", [2, 3, 4])
def test_the_bits_are_those_of_one_thread(n, alone):
    net = network()
    net.run(150.0, threads=n)
    assert_same(net, alone)


def test_the_number_may_change_between_runs_and_after_a_resume(tmp_path, alone):
    net = network()
    for duration, n in ((0.1, 2), (0.0, 3), (40.0, 1), (19.9, 4)):
        net.run(duration, threads=n)
    net.save(tmp_path / "state.npz")
    again = network()
    again.load(tmp_path / "state.npz")
    again.run(40.0, threads=2)
    copied = copy.deepcopy(again)
    for one in (again, copied):
        one.run(50.0, threads=3)
        assert one.time == 150.0
        assert_same(one, alone)


def test_one_program_serves_any_number_of_threads():
    net = network()
    texts = set()
    for n in (2, 3):
        team = threads.Team(net, n)
        texts |= {program.text for program in team.programs}
        assert len(team.members) == n
        team.end()
    assert len(texts) == 1
    assert "meet(team, parts)" in texts.pop()
    assert "meet" not in net.program.text


def test_each_neuron_and_synapse_belongs_to_one_thread():
    net = network()
    net.program  # noqa: B018 (makes the logs)
    team = threads.Team(net, 3)
    members = [member.populations["cells"] for member in team.members]
    assert [own.first % threads.GRAIN for own in members] == [0, 0, 0]
    assert sum(own.n for own in members) == N
    assert min(own.n for own in members) > 0
    for own, start in zip(members, (0, members[1].first, members[2].first), strict=True):
        assert np.shares_memory(own.state["v"], net.populations["cells"].state["v"])
        assert own.first == start
    loop = net.connections["cells_cells_5"]
    rows, ends = team.members[0].connections["cells_cells_5"].rows, [own.first for own in members]
    for part in range(3):
        for row in range(0, 40):
            own = loop.targets[rows[3 * row + part] : rows[3 * row + part + 1]]
            assert ((own >= ends[part]) & (own < ends[part] + members[part].n)).all()
    assert (rows[::3] == loop.rows).all()
    team.end()


def test_each_neuron_of_an_input_belongs_to_one_thread():
    net = network()
    net.program  # noqa: B018 (makes the logs)
    team = threads.Team(net, 3)
    outside = [member.inputs["outside"] for member in team.members]
    assert (np.concatenate([own.lam for own in outside]) == net.inputs["outside"].lam).all()
    assert [own.first for own in outside[1:]] == [own.target.low for own in outside[1:]]
    assert outside[0].first == 3
    assert len({id(own.bits) for own in outside} | {id(own.counts) for own in outside}) == 6
    assert sum(member.inputs["beyond"].lam.size for member in team.members) == 4
    team.end()


def test_what_needs_one_thread_says_so():
    net = Network(dt=0.1)
    cells = net.population("cells", 10, lif_neuron(), {"exc": exponential(5.0)})
    net.connect(cells, cells, "exc", 0.1, plasticity=pair_stdp(w_max=1.0))
    with pytest.raises(ValueError, match="threads must be 1 where cells_cells learns, got 2"):
        net.run(1.0, threads=2)
    rivals = Network(dt=0.1)
    rivals.population("rivals", 10, lif_neuron(), competition=WINNER_TAKES_ALL)
    with pytest.raises(ValueError, match="threads must be 1 where rivals has a competition"):
        rivals.run(1.0, threads=4)
    for wrong in (0, -1, 65):
        with pytest.raises(ValueError, match="threads must be"):
            net.run(1.0, threads=wrong)
    with pytest.raises(TypeError, match="threads must be"):
        net.run(1.0, threads=1.5)
    assert net.time == 0.0
