"""Trained layers as NIR graphs: the same potentials and spikes, and the same network back."""

import nir
import numpy as np
import pytest

from snnlib import interop
from snnlib.gradients import DiscreteLIF, Output, SpikingNetwork, losses

INPUT = (np.random.default_rng(0).random((5, 30, 6)) < 0.4).astype(float)


def layers(beta=0.9, loss=losses.COUNT, **more):
    cell = DiscreteLIF(beta=beta, reset=more.pop("reset", 1))
    return SpikingNetwork((6, 20, 3), 30, cell, Output(0.8, loss), gain=3.0, random_state=0, **more)


@pytest.mark.parametrize("beta", [0.0, 0.9, 0.97, 1.0])
@pytest.mark.parametrize("loss", [losses.MEAN, losses.COUNT])
def test_a_round_trip_through_a_file_is_the_same_network(tmp_path, beta, loss):
    network = layers(beta, loss)
    nir.write(tmp_path / "net.nir", interop.layers_to_nir(network, 0.1))
    graph = nir.read(tmp_path / "net.nir")
    back = interop.layers_from_nir(graph, 30, output=Output(0.8, loss))
    assert np.array_equal(back.weights, network.weights)
    assert (back.cell, back.output) == (network.cell, network.output)
    traces = network.traces(INPUT)
    assert np.array_equal(back.traces(INPUT), traces)
    output = interop.run_nir(graph, INPUT, 0.1).output
    if loss == losses.COUNT:
        assert traces.sum() > 50
        assert np.array_equal(output, traces)
    else:
        assert output == pytest.approx(traces, abs=1e-5)  # float64 and float32


def test_readers_find_r_1_and_the_time_constant_of_euler_s_step():
    graph = interop.layers_to_nir(layers(0.75), 0.1)
    assert list(graph.nodes) == ["input", "fc1", "lif1", "fc2", "lif2", "output"]
    assert graph.nodes["lif1"].tau == pytest.approx(np.full(20, 0.0004))
    assert (graph.nodes["lif1"].r == 1.0).all()
    assert (graph.nodes["lif1"].v_threshold == 1.0).all()
    weight = layers(0.75).layers[0][0]
    assert graph.nodes["fc1"].weight == pytest.approx(4.0 * weight.T)


def test_what_nir_cannot_say_is_refused_or_warned_of():
    with pytest.raises(interop.NotExportedError, match="cell: NIR has no such reset"):
        interop.layers_to_nir(layers(reset=0), 0.1)
    with pytest.warns(interop.Difference, match="cell: NIR has no such reset"):
        interop.layers_to_nir(layers(reset=0), 0.1, leave_out=["reset"])
    with pytest.raises(ValueError, match="v begins at 0; the start is"):
        interop.layers_to_nir(layers(start=0.5), 0.1)


def test_thresholds_are_taken_into_the_weights():
    one = np.ones(2)
    graph = nir.NIRGraph.from_list(
        nir.Linear(np.eye(2)),
        nir.LIF(tau=0.01 * one, r=one, v_leak=0 * one, v_threshold=2 * one, v_reset=0 * one),
    )
    network = interop.layers_from_nir(graph, 10, dt=1.0)
    assert network.layers[0][0] == pytest.approx(np.eye(2) * 0.1 / 2.0)
    assert network.cell.beta == 0.9


def test_graphs_that_are_no_layers_are_refused_by_name():
    graph = interop.layers_to_nir(layers(), 0.1)
    graph.nodes["lif1"].tau[0] *= 2
    with pytest.raises(ValueError, match="lif1: tau must be one for all neurons"):
        interop.layers_from_nir(graph, 30)
    graph = interop.layers_to_nir(layers(), 0.1)
    graph.nodes["lif1"].v_leak[0] = 0.5
    with pytest.raises(ValueError, match="lif1: v_leak must be 0"):
        interop.layers_from_nir(graph, 30)
    graph.metadata = {}
    with pytest.raises(ValueError, match="dt must be given in milliseconds"):
        interop.layers_from_nir(graph, 30)
