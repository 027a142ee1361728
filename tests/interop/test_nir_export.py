"""Networks as NIR graphs: what the graph computes, what it holds, and what is refused."""

import nir
import numpy as np
import pytest

import snnlib
from snnlib import interop, synapses
from snnlib.network.network import Network
from snnlib.neurons import izhikevich
from snnlib.plasticity import pair_stdp
from tests.interop.nir_networks import DT, built, raster


@pytest.mark.parametrize(
    ("kind", "recurrent", "v_reset", "current"),
    [
        ("delta", False, -70.0, 0.0),
        ("delta", True, -65.0, 0.5),
        ("exponential", True, -65.0, 0.5),
    ],
)
def test_euler_steps_of_the_graph_fire_every_spike_of_the_network(
    kind, recurrent, v_reset, current
):
    net = built(kind, recurrent=recurrent, v_reset=v_reset, current=current)
    graph = interop.to_nir(net, integration="euler")
    net.run(100.0, progress=False)
    run = interop.run_nir(graph, raster(net, "noise"), DT, record=["cells"])
    assert raster(net, "cells").sum() > 100
    assert np.array_equal(run.recorded["cells"], raster(net, "cells"))
    assert np.array_equal(run.output, raster(net, "listeners"))


def test_a_graph_for_exact_readers_has_the_network_s_own_numbers():
    graph = interop.to_nir(built("exponential", R_m=8.0, v_reset=-66.0))
    node = graph.nodes["cells"]
    assert (node.tau_mem == 0.0123).all()
    assert (node.tau_syn == 0.005).all()
    assert (node.r == 8.0).all()
    assert node.w_in == pytest.approx(50.0)  # tau_syn / dt
    assert (node.v_threshold == 20.0).all()
    assert (node.v_reset == 4.0).all()
    assert (graph.nodes["noise_cells_delay"].delay == 0.0015).all()
    assert graph.metadata == {"dt_ms": 0.1, "integration": "exact"}


def test_weights_of_delta_synapses_are_jumps_in_a_step_of_the_reader():
    net = built()
    matrix = interop.to_nir(net).nodes["cells_listeners"].weight
    assert matrix.shape == (5, 12)
    assert matrix / (12.3 / DT) == pytest.approx(net.connections["cells_listeners"].weights.T)


def test_slices_and_autapses_stand_at_their_places():
    net = Network(dt=1.0)
    source = net.replay("noise", 3, [], [])
    neuron = snnlib.lif_neuron(snnlib.LIFParameters(t_ref=0.0))
    cells = net.population("cells", 4, neuron, {"exc": snnlib.exponential(5.0)})
    net.connect(source[1:], cells[2:], "exc", 0.5)
    net.connect(cells, cells, "exc", 0.25, name="loop")
    graph = interop.to_nir(net)
    assert graph.nodes["noise_cells"].weight.tolist() == [
        [0, 0, 0], [0, 0, 0], [0, 0.5, 0.5], [0, 0.5, 0.5],
    ]  # fmt: skip
    assert graph.nodes["loop"].weight.tolist() == (0.25 * (1 - np.eye(4))).tolist()
    assert np.array_equal(graph.nodes["output"].output_type["output"], [4])


def test_the_file_can_be_read_back(tmp_path):
    graph = interop.to_nir(built(recurrent=True))
    nir.write(tmp_path / "net.nir", graph)
    read = nir.read(tmp_path / "net.nir")
    assert sorted(read.edges) == sorted(graph.edges)
    assert read.metadata["dt_ms"] == DT
    for name, node in graph.nodes.items():
        for field, value in node.to_dict().items():
            if isinstance(value, np.ndarray):
                assert np.array_equal(read.nodes[name].to_dict()[field], value)


def with_a_cell(neuron=None, receptors=None, **more):
    net = Network(dt=0.1)
    source = net.replay("noise", 3, [], [])
    neuron = neuron or snnlib.lif_neuron(snnlib.LIFParameters(t_ref=0.0))
    receptors = receptors or {"exc": snnlib.exponential(5.0)}
    cells = net.population("cells", 4, neuron, receptors, **more)
    return net, source, cells


def test_a_refractory_period_is_refused_by_name_or_left_out_with_a_warning():
    net = built(t_ref=2.0)
    with pytest.raises(
        interop.NotExportedError, match=r"cells: NIR has no refractory period.* 2 ms; leave_out"
    ):
        interop.to_nir(net)
    with pytest.warns(interop.Difference) as told:
        graph = interop.to_nir(net, leave_out=["t_ref"])
    assert [(one.message.part, one.message.size) for one in told] == [
        ("cells", 2.0), ("listeners", 2.0),
    ]  # fmt: skip
    assert "cells" in graph.nodes


def test_learning_competition_and_states_are_refused_by_name():
    net, source, cells = with_a_cell()
    net.connect(source, cells, "exc", 0.1, plasticity=pair_stdp(w_max=1.0))
    with pytest.raises(ValueError, match="noise_cells: NIR has no learning"):
        interop.to_nir(net)
    net, _, _ = with_a_cell(competition=snnlib.neurons.lif.WINNER_TAKES_ALL)
    with pytest.raises(ValueError, match="cells: NIR has no competition"):
        interop.to_nir(net)
    net, _, _ = with_a_cell(v=-60.0)
    with pytest.raises(ValueError, match=r"cells: NIR has no state at the beginning.* 10 in"):
        interop.to_nir(net)


def test_a_poisson_input_is_refused_by_name_or_left_out_with_a_warning():
    net, source, cells = with_a_cell()
    net.connect(source, cells, "exc", 0.1)
    net.poisson_input("outside", cells, "exc", 12_000.0, 0.01)
    why = (
        r"outside: NIR has no random spikes.* 12000 spikes a second; leave_out=\['poisson_input'\]"
    )
    with pytest.raises(interop.NotExportedError, match=why):
        interop.to_nir(net)
    with pytest.warns(interop.Difference, match="outside: NIR has no random spikes"):
        assert "cells" in interop.to_nir(net, leave_out=["poisson_input"]).nodes


def test_delays_are_nodes_or_are_left_out():
    net = built()
    assert "noise_cells_delay" in interop.to_nir(net).nodes
    with pytest.warns(interop.Difference) as told:
        graph = interop.to_nir(net, leave_out=["delay"])
    assert [one.message.size for one in told] == pytest.approx([1.5, 0.1])
    assert not [name for name in graph.nodes if "delay" in name]


def test_other_models_are_refused_by_name():
    net, _, _ = with_a_cell(izhikevich.neuron(), {"exc": snnlib.exponential(5.0)})
    with pytest.raises(ValueError, match="no node for a neuron of the model 'Izhikevich'"):
        interop.to_nir(net)
    net, _, _ = with_a_cell(receptors={"exc": synapses.alpha(5.0)})
    with pytest.raises(ValueError, match="no node for synapses of the kind 'alpha 5 ms'"):
        interop.to_nir(net)
    two = {"exc": snnlib.exponential(5.0), "inh": snnlib.exponential(10.0)}
    net, _, _ = with_a_cell(receptors=two)
    with pytest.raises(ValueError, match="one kind of synapses, got 2: exc, inh"):
        interop.to_nir(net)


def test_a_network_without_input_and_a_population_that_nothing_reaches_are_refused():
    net = Network(dt=0.1)
    net.population("cells", 4, snnlib.lif_neuron(snnlib.LIFParameters(t_ref=0.0)))
    with pytest.raises(ValueError, match="network must have a source of spikes"):
        interop.to_nir(net)
    net, _, _ = with_a_cell()
    with pytest.raises(ValueError, match="cells: nothing is connected to it"):
        interop.to_nir(net)


def test_without_the_package_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "nir", None)
    with pytest.raises(ImportError, match="python -m pip install nir"):
        interop.to_nir(built())
