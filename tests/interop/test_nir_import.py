"""NIR graphs as networks: what was written comes back, and graphs from elsewhere."""

from itertools import pairwise

import nir
import numpy as np
import pytest

import snnlib
from snnlib import SpikeEvents, exponential, interop
from snnlib.neurons import leaky
from tests.interop.nir_networks import DT, built, raster


@pytest.mark.parametrize("integration", ["exact", "euler"])
@pytest.mark.parametrize(("kind", "recurrent"), [("delta", True), ("exponential", False)])
def test_a_round_trip_gives_the_same_bits_and_the_same_spikes(
    tmp_path, integration, kind, recurrent
):
    net = built(kind, recurrent=recurrent, v_reset=-65.0, current=0.3, R_m=7.3, v_th=-52.1)
    nir.write(tmp_path / "net.nir", interop.to_nir(net, integration=integration))
    net.run(100.0, progress=False)
    graph = nir.read(tmp_path / "net.nir")
    back = interop.from_nir(graph, net.spikes(net.sources["noise"]), dtype="float64")
    for name, part in net.populations.items():
        assert back.populations[name].neuron.params == pytest.approx(part.neuron.params, rel=1e-11)
        if integration == "exact":
            assert back.populations[name].neuron.params == part.neuron.params
    for name in ("noise_cells", "cells_listeners"):
        one, other = back.connections[name], net.connections[name]
        assert np.array_equal(one.weights, other.weights)
        assert np.array_equal(one.delays, other.delays)
    back.run(100.0, progress=False)
    for name in ("cells", "listeners"):
        assert raster(net, name).sum() > 100
        assert np.array_equal(raster(back, name), raster(net, name))


def a_chain(*nodes, n_in=1):
    nodes = {"in": nir.Input({"input": np.array([n_in])}), **dict(nodes)}
    last = list(nodes)[-1]
    n = next(iter(nodes[last].output_type.values()))
    nodes["out"] = nir.Output({"output": n})
    return nir.NIRGraph(nodes=nodes, edges=list(pairwise(nodes)))


ONE = np.ones(1)
LIF = nir.LIF(tau=0.02 * ONE, r=ONE, v_leak=0 * ONE, v_threshold=ONE, v_reset=0 * ONE)
SPIKES = SpikeEvents(np.array([1.0, 2.0]), np.array([0, 0]))


def test_a_graph_from_elsewhere_needs_a_time_step():
    graph = a_chain(("fc", nir.Affine(np.ones((1, 1)), 0 * ONE)), ("lif", LIF))
    with pytest.raises(ValueError, match="dt must be given in milliseconds: this graph"):
        interop.from_nir(graph, SPIKES)


def test_a_missing_delay_is_the_shortest_one_and_is_told():
    graph = a_chain(("fc", nir.Linear(np.full((1, 1), 30.0))), ("lif", LIF))
    with pytest.warns(interop.Difference, match=r"fc: a delay of 0 ms becomes 1 ms"):
        net = interop.from_nir(graph, SPIKES, dt=1.0)
    assert net.connections["fc"].weights.item() == pytest.approx(1.5)  # w r dt / tau
    net.run(10.0, progress=False)
    assert net.spikes(net.populations["lif"]).spike_times.tolist() == [3.0, 4.0]


def test_matrices_in_a_row_are_multiplied():
    graph = a_chain(
        ("a", nir.Linear(np.array([[1.0], [2.0]]))),
        ("late", nir.Delay(np.full(2, 0.003))),
        ("b", nir.Linear(np.array([[10.0, 20.0]]))),
        ("lif", LIF),
    )
    net = interop.from_nir(graph, SPIKES, dt=1.0)
    (made,) = net.connections.values()
    assert made.weights.item() == pytest.approx(50.0 / 20.0)
    assert made.delays.tolist() == [3]


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (nir.Affine(np.ones((1, 1)), ONE), "fc: a bias must be 0"),
        (nir.Scale(ONE), "a node of the kind Scale cannot be part of a network"),
    ],
)
def test_what_a_network_cannot_be_is_refused_by_name(node, message):
    with pytest.raises(ValueError, match=message):
        interop.from_nir(a_chain(("fc", node), ("lif", LIF)), SPIKES, dt=0.1)


def test_inputs_go_by_their_names():
    graph = a_chain(("fc", nir.Affine(np.ones((1, 1)), 0 * ONE)), ("lif", LIF))
    with pytest.raises(ValueError, match="inputs must be given for in, got noise"):
        interop.from_nir(graph, {"noise": SPIKES}, dt=0.1)
    with pytest.raises(TypeError, match="inputs of in must be SpikeEvents"):
        interop.from_nir(graph, [1.0, 2.0], dt=0.1)


def test_leaky_integrators_come_back():
    net = snnlib.Network(dt=DT)
    source = net.replay("noise", 2, [1.0, 2.0], [0, 1])
    params = leaky.LeakyIntegratorParameters(tau_m=7.0, R_m=3.0, v_rest=-61.5)
    cells = net.population("cells", 2, leaky.neuron(params, "float64"), {"exc": exponential(2.0)})
    net.connect(source, cells, "exc", 0.5)
    for part, what in ((cells, "v"), (source, "spikes")):
        net.record(part, what)
    graph = interop.to_nir(net)
    net.run(10.0, progress=False)
    back = interop.from_nir(graph, net.spikes(source), dtype="float64")
    back.record(back.populations["cells"], "v")
    back.run(10.0, progress=False)
    v = net.samples(cells, "v")[1]
    assert v.max() > -61.4
    assert np.array_equal(back.samples(back.populations["cells"], "v")[1], v)
