"""Graphs that are run: each node against a plain second version or a closed form."""

from itertools import pairwise

import nir
import numpy as np
import pytest
from scipy.signal import correlate2d

from snnlib import interop

ONE = np.ones(1)


def graph_of(*nodes, shape=(1,), edges=None):
    named = {"input": nir.Input({"input": np.array(shape)})}
    named |= {f"n{k}": node for k, node in enumerate(nodes)}
    named["output"] = nir.Output({"output": None})
    return nir.NIRGraph(nodes=named, edges=edges or list(pairwise(named)), type_check=False)


def run(x, *nodes, shape=(1,), dt=1.0, **more):
    return interop.run_nir(graph_of(*nodes, shape=shape), x, dt, **more).output


def test_a_lif_node_decays_by_euler_s_step_or_exactly():
    node = nir.LI(tau=0.01 * ONE, r=2 * ONE, v_leak=0.5 * ONE)
    x = np.ones((40, 1))
    k = np.arange(1, 41)[:, None]
    assert run(x, node) == pytest.approx(2.5 * (1 - 0.9**k))
    assert run(x, node, integration="exact") == pytest.approx(2.5 * (1 - np.exp(-k / 10)))


def test_a_lif_node_fires_above_its_threshold_and_is_reset():
    node = nir.LIF(tau=0.01 * ONE, r=10 * ONE, v_leak=0 * ONE, v_threshold=ONE, v_reset=-ONE)
    x = np.array([1.0, 0.2, 3.0, 0.0])[:, None]  # v: 1 (not above), 1.1, 2.1 from -1, -0.9
    assert run(x, node).ravel().tolist() == [0, 1, 1, 0]


def test_a_cuba_node_has_its_current_first():
    node = nir.CubaLI(
        tau_syn=0.002 * ONE, tau_mem=0.01 * ONE, r=3 * ONE, v_leak=0 * ONE, w_in=2 * ONE
    )
    x = np.array([1.0, 0, 0])[:, None]  # current: 1, 1/2, 1/4
    v = [0.3, 0.9 * 0.3 + 0.15, 0.9 * (0.9 * 0.3 + 0.15) + 0.075]
    assert run(x, node).ravel() == pytest.approx(v)


def test_an_integrator_follows_the_definition():
    x = np.full((6, 1), 0.5)
    fires = nir.IF(r=1000 * ONE, v_threshold=1.25 * ONE, v_reset=0 * ONE)
    assert run(x, fires).ravel().tolist() == [0, 0, 1, 0, 0, 1]
    assert run(x, nir.I(r=1000 * ONE)).ravel() == pytest.approx(0.5 * np.arange(1, 7))


def test_sinabs_takes_off_the_threshold_as_often_as_it_fits_in_and_has_a_floor():
    node = nir.IF(r=ONE, v_threshold=ONE, v_reset=0 * ONE)
    x = np.array([-5.0, 3.0, 0.0, 2.5, 0.5])[:, None]  # v: -1, 2, 0, 2.5, 1
    spikes = run(x, node, dt=1000.0, reading="sinabs")
    assert spikes.ravel().tolist() == [0, 2, 0, 2, 1]


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("padding", [0, 1, "same", "valid"])
@pytest.mark.parametrize("groups", [1, 2])
def test_a_convolution_is_scipy_s(stride, padding, groups):
    random = np.random.default_rng(3)
    x = random.normal(size=(2, 4, 8, 9))  # (time, channel, row, column)
    weight, bias = random.normal(size=(6, 4 // groups, 3, 5)), random.normal(size=6)
    node = nir.Conv2d(None, weight, stride, padding, 1, groups, bias)
    made = run(x, node, shape=(4, 8, 9))
    pads = {"same": (1, 2), "valid": (0, 0), 0: (0, 0), 1: (1, 1)}[padding]
    wide = np.pad(x, ((0, 0), (0, 0), (pads[0],) * 2, (pads[1],) * 2))
    for k in range(2):
        for out in range(6):
            first = out // (6 // groups) * (4 // groups)
            parts = [
                correlate2d(wide[k, first + c], weight[out, c], "valid")[::stride, ::stride]
                for c in range(4 // groups)
            ]
            assert made[k, out] == pytest.approx(sum(parts) + bias[out])


def test_a_convolution_in_one_dimension():
    x = np.arange(8.0).reshape(1, 1, 8)
    node = nir.Conv1d(8, np.array([[[1.0, 0.0, -1.0]]]), 2, 1, 1, 1, np.array([0.5]))
    assert run(x, node, shape=(1, 8)).ravel().tolist() == [-0.5, -1.5, -1.5, -1.5]


def test_pools_and_flatten():
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    sums = run(x, nir.SumPool2d(2, 2, 0), shape=(1, 4, 4))
    assert sums.ravel().tolist() == [10, 18, 42, 50]
    mean = run(x, nir.AvgPool2d(2, 2, 0), shape=(1, 4, 4))
    assert (4 * mean == sums).all()
    assert run(x, nir.Flatten({"input": np.array([1, 4, 4])}, 0, -1), shape=(1, 4, 4)).shape == (
        1,
        16,
    )


def test_matrices_scales_and_thresholds():
    x = np.array([[1.0, 2.0]])
    matrix = np.array([[1.0, 1.0], [0.0, -1.0], [2.0, 0.0]])
    assert run(x, nir.Linear(matrix), shape=(2,)).tolist() == [[3, -2, 2]]
    assert run(x, nir.Affine(matrix, np.ones(3)), shape=(2,)).tolist() == [[4, -1, 3]]
    assert run(x, nir.Scale(np.array([3.0, 4.0])), shape=(2,)).tolist() == [[3, 8]]
    assert run(x, nir.Threshold(np.array([1.0, 1.5])), shape=(2,)).tolist() == [[0, 1]]


def test_delays_count_steps_and_a_loop_is_as_long_as_its_delay():
    x = np.eye(6)[:, :1]
    assert run(x, nir.Delay(0.002 * ONE)).ravel().tolist() == [0, 0, 1, 0, 0, 0]
    assert run(x, nir.Delay(0 * ONE)).ravel().tolist() == [1, 0, 0, 0, 0, 0]
    with pytest.raises(ValueError, match="dt must divide the delays of the graph"):
        run(x, nir.Delay(0.0005 * ONE))
    edges = [("input", "n0"), ("n0", "n1"), ("n1", "n0"), ("n0", "output")]
    for delay, period in ((0.001, 1), (0.003, 3)):
        graph = graph_of(nir.Scale(ONE), nir.Delay(delay * ONE), edges=edges)
        output = interop.run_nir(graph, x, 1.0).output.ravel()
        assert np.flatnonzero(output).tolist() == list(range(0, 6, period))


def test_a_loop_without_a_delay_takes_one_step():
    edges = [("input", "n0"), ("n0", "n1"), ("n1", "n0"), ("n1", "output")]
    graph = graph_of(nir.Scale(ONE), nir.Scale(2 * ONE), edges=edges)
    x = np.eye(4)[:, :1]
    assert interop.run_nir(graph, x, 1.0).output.ravel().tolist() == [2, 4, 8, 16]


def test_samples_do_not_know_of_each_other():
    node = nir.LIF(tau=0.01 * ONE, r=10 * ONE, v_leak=0 * ONE, v_threshold=ONE, v_reset=0 * ONE)
    x = np.random.default_rng(0).random((3, 20, 1))
    together = run(x, node)
    assert together.shape == (3, 20, 1)
    for one, alone in zip(together, x, strict=True):
        assert np.array_equal(run(alone, node), one)
    assert 0 < together.sum() < together.size


def test_what_cannot_be_run_is_refused_by_name():
    with pytest.raises(ValueError, match=r"inputs of input must have the shape \(n_steps, 1\)"):
        run(np.ones((4, 2)), nir.Scale(ONE))
    with pytest.raises(ValueError, match="inputs of input must be an array of finite"):
        run(np.full((4, 1), np.nan), nir.Scale(ONE))
    with pytest.raises(ValueError, match="n0 must be a node of one of the kinds"):
        run(np.ones((4, 1)), graph_of(nir.Scale(ONE)))
    with pytest.raises(ValueError, match="inputs must be given for input, got other"):
        interop.run_nir(graph_of(nir.Scale(ONE)), {"other": np.ones((4, 1))}, 1.0)
    with pytest.raises(TypeError, match="graph must be NIRGraph"):
        interop.run_nir("net.nir", np.ones((4, 1)), 1.0)
