"""What a network is told, what it refuses, and how it describes itself."""

import gc
import weakref
from typing import NamedTuple

import numpy as np
import pytest

from snnlib import LIFParameters, Network, exponential, lif_neuron, pair_stdp
from snnlib.neurons import Neuron, adaptive, leaky, lif
from snnlib.neurons.adaptive import AdaptiveLIFParameters
from snnlib.neurons.leaky import LeakyIntegratorParameters
from snnlib.plasticity import Plasticity
from snnlib.synapses import Receptor, alpha, conductance, delta, held_decay

QUICK = LIFParameters(10.0, 1.0, 0.0, 10.0, 0.0, 0.0)


def parts(n_in=4, n=3, receptor=None, neuron=None, dt=1.0):
    net = Network(dt=dt, seed=1)
    source = net.poisson("source", n_in, 100.0)
    ports = {"exc": receptor or exponential(5.0)}
    cells = net.population("cells", n, neuron or lif_neuron(QUICK), ports)
    return net, source, cells


# --- what it does -----------------------------------------------------------------------------


def test_a_spike_arrives_after_its_delay():
    net = Network(dt=0.5)
    source = net.replay("source", 1, [1.0], [0])
    cells = net.population("cells", 2, lif_neuron(QUICK, "float64"), {"exc": delta()})
    net.connect(source, cells[:1], "exc", 5.0, delay=0.5)
    net.connect(source, cells[1:], "exc", 5.0, delay=2.0)
    net.record(cells, "v")
    net.run(5.0)
    times, v = net.samples(cells, "v")
    for j, arrival in ((0, 1.5), (1, 3.0)):
        expected = np.where(times > arrival, 5.0 * np.exp(-(times - arrival) / 10.0), 0.0)
        np.testing.assert_allclose(v[:, j], expected, atol=1e-12)


@pytest.mark.parametrize(("dt", "delay"), [(1.0, 1.0), (0.5, 2.0), (0.1, 0.3)])
def test_from_neuron_to_neuron_a_spike_takes_its_delay_and_a_step(dt, delay):
    net = Network(dt=dt)
    source = net.replay("source", 1, [3.0], [0])
    cells = net.population("cells", 3, lif_neuron(QUICK), {"exc": delta()})
    net.connect(source, cells[:1], "exc", 11.0, delay=delay)
    net.connect(cells[:2], cells[1:], "exc", 11.0, pairs=([0, 1], [0, 1]), delay=delay)
    net.record(cells, "spikes")
    net.run(20.0)
    times, neurons = net.spikes(cells)
    assert neurons.tolist() == [0, 1, 2]
    np.testing.assert_allclose(times, 3.0 + np.arange(1, 4) * (delay + dt), rtol=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("t_ref", [2.0, 2.25])
def test_what_arrives_as_the_pause_ends_is_felt(t_ref, dtype):
    """The neurons spike at 1.5 ms; jumps come at 3.0, 3.5 and 4.0 ms."""
    arrivals = np.array([3.0, 3.5, 4.0])
    net = Network(dt=0.5)
    source = net.replay("source", 4, [0.5, *(arrivals - 0.5)], [3, 0, 1, 2])
    cells = net.population(
        "cells", 3, lif_neuron(QUICK._replace(t_ref=t_ref), dtype), {"exc": delta()}, v=[9.0] * 3
    )
    net.connect(source[3:], cells, "exc", 5.0, delay=0.5)
    lines = np.arange(3)
    net.connect(source[:3], cells, "exc", 4.0, pairs=(lines, lines), delay=0.5)
    net.record(cells, "spikes")
    net.record(cells, "v")
    net.run(4.5)
    v = net.samples(cells, "v")[1]
    spikes = net.spikes(cells)
    assert spikes.spike_times.tolist() == [1.5] * 3
    felt = v[-1] > 0.0
    assert felt.tolist() == (arrivals >= 1.5 + t_ref).tolist()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("model", [lif, adaptive])
def test_a_jump_onto_the_threshold_fires_and_an_approach_never_does(model, dtype):
    """Not even when the steady current ends, by which v would have been rounded to it."""
    net = Network(dt=20.0)
    source = net.replay("source", 1, [20.0], [0])
    params = (20.0, 10.0, -70.0, -50.0, -70.0, 0.0)
    params = LIFParameters(*params) if model is lif else AdaptiveLIFParameters(*params)
    ports = {"exc": delta()}
    cells = net.population("cells", 2, model.neuron(params, dtype), ports)
    net.connect(source, cells, "exc", [[20.0, 19.9999]])
    driven = net.population("driven", 1, model.neuron(params, dtype), current=2.0)
    for part in (cells, driven):
        net.record(part, "spikes")
    net.run(2000.0)
    times, neurons = net.spikes(cells)
    assert (times.tolist(), neurons.tolist()) == ([60.0], [0])
    assert driven.state["v"][0] == pytest.approx(-50.0, rel=1e-6)
    assert driven.state["v"][0] < -50.0
    net.set_parameters(driven, model.neuron(params._replace(R_m=5.0), dtype))
    net.run(40.0)
    assert net.spikes(driven).spike_times.size == 0


def test_parameters_and_inputs_may_differ_from_neuron_to_neuron():
    thresholds = np.array([5.0, 10.0, 20.0])
    neuron = lif_neuron(QUICK._replace(v_th=thresholds, t_ref=1.0))
    net = Network(dt=0.1)
    cells = net.population("cells", 3, neuron, current=[8.0, 15.0, 15.0], v=[1.0, 2.0, 3.0])
    net.record(cells, "spikes")
    net.run(1000.0)
    counts = np.bincount(net.spikes(cells).spike_neurons, minlength=3)
    for j, (threshold, drive) in enumerate(zip(thresholds, (8.0, 15.0, 15.0), strict=True)):
        rate = 0 if drive < threshold else 1000 / (1 + 10 * np.log(drive / (drive - threshold)))
        assert counts[j] == pytest.approx(rate, abs=2)


def test_a_neuron_that_prepares_nothing_may_have_numbers_and_arrays_for_parameters():
    def gain_step(current, state, params, dt):
        return False, Level(params.gain * current + params.shift)

    class Gain(NamedTuple):
        gain: float
        shift: float

    class Level(NamedTuple):
        x: float

    net = Network(dt=1.0)
    neuron = Neuron(gain_step, Gain(np.array([1.0, 2.0, 3.0]), 0.5), Level(0.0))
    cells = net.population("cells", 3, neuron, current=2.0)
    net.run(1.0)
    np.testing.assert_array_equal(cells.state["x"], [2.5, 4.5, 6.5])


@pytest.mark.parametrize("first", [5.0, [5.0, 12.0]])
@pytest.mark.parametrize("then", [12.0, [12.0, 5.0], np.array([5, 12]), (8.0, 8.0)])
def test_a_number_may_become_one_for_each_neuron_between_two_runs(first, then):
    """The second half is what a network with these numbers does from the same state."""
    net = Network(dt=0.5)
    cells = net.population("cells", 2, lif_neuron(QUICK._replace(v_th=first)), current=13.0)
    net.record(cells, "spikes")
    net.run(50.0)
    begin = {field: values.copy() for field, values in cells.state.items()}
    net.set_parameters(cells, lif_neuron(QUICK._replace(v_th=then)))
    net.run(50.0)
    fresh = Network(dt=0.5)
    same = fresh.population("cells", 2, lif_neuron(QUICK._replace(v_th=then)), current=13.0)
    for field, values in begin.items():
        same.state[field][:] = values
    fresh.record(same, "spikes")
    fresh.run(50.0)
    times, neurons = net.spikes(cells)
    late = times > 50.0
    assert 1 < late.sum() < times.size
    np.testing.assert_array_equal(times[late] - 50.0, fresh.spikes(same).spike_times)
    np.testing.assert_array_equal(neurons[late], fresh.spikes(same).spike_neurons)


def test_set_parameters_refuses_arrays_that_do_not_fit():
    net, source, cells = parts()
    made = net.connect(source, cells, "exc", 0.5, plasticity=pair_stdp())
    with pytest.raises(ValueError, match=r"cells.neuron.params.v_th must have the shape \(3,\)"):
        net.set_parameters(cells, lif_neuron(QUICK._replace(v_th=[5.0, 6.0])))
    rule = made.plasticity
    many = rule._replace(params=rule.params._replace(w_max=np.ones(2)))
    with pytest.raises(TypeError, match=r"plasticity\.params\.w_max must be a finite number"):
        net.set_parameters(made, many)
    assert made.plasticity is rule


def test_one_weight_for_all_equals_a_matrix_of_it():
    def run(weight, loops):
        net = Network(dt=1.0, seed=4)
        source = net.poisson("source", 5, 200.0)
        cells = net.population("cells", 6, lif_neuron(QUICK), {"exc": exponential(5.0)})
        net.connect(source, cells, "exc", 6.0)
        made = net.connect(cells, cells, "exc", weight, self_connections=loops)
        net.record(cells, "spikes")
        net.run(200.0)
        return made, net.spikes(cells)

    for loops in (False, True):
        one, spikes = run(0.5, loops)
        many, same = run(np.full((6, 6), 0.5), loops)
        assert one.n_synapses == many.n_synapses == (36 if loops else 30)
        assert one.weights.shape == many.weights.shape == ((6, 6) if loops else (30,))
        np.testing.assert_array_equal(one.sources, many.sources)
        np.testing.assert_array_equal(one.targets, many.targets)
        assert spikes.spike_times.size > 100
        np.testing.assert_array_equal(spikes.spike_times, same.spike_times)
        np.testing.assert_array_equal(spikes.spike_neurons, same.spike_neurons)


def test_dense_and_sparse_learn_the_same():
    weights = np.random.default_rng(0).uniform(0.0, 4.0, (8, 5))

    def run(**wiring):
        net = Network(dt=1.0, seed=4)
        source = net.poisson("source", 8, 150.0)
        cells = net.population("cells", 5, lif_neuron(QUICK), {"exc": exponential(5.0)})
        rule = pair_stdp(0.1, 0.12, w_max=4.0)
        made = net.connect(source, cells, "exc", weights, plasticity=rule, **wiring)
        net.record(cells, "spikes")
        net.run(500.0)
        assert net.spikes(cells).spike_times.size > 50
        return made.weights.ravel()

    dense = run()
    assert np.abs(dense - weights.ravel()).max() > 0.5
    np.testing.assert_array_equal(dense, run(pairs=np.divmod(np.arange(40), 5)))


def test_only_the_strongest_spikes_where_one_winner_takes_all():
    net = Network(dt=1.0)
    currents = np.array([11.0, 30.0, 20.0])
    cells = net.population(
        "cells", 3, lif_neuron(QUICK), current=currents, competition=lif.WINNER_TAKES_ALL
    )
    net.record(cells, "spikes")
    net.run(100.0)
    assert set(net.spikes(cells).spike_neurons.tolist()) == {1}
    assert cells.state["v"][0] < 10.0 * np.log(1.0) + 11.0  # the others were put back each time


def test_of_neurons_that_are_equally_strong_the_first_wins():
    net = Network(dt=1.0)
    cells = net.population(
        "cells", 4, lif_neuron(QUICK), current=20.0, competition=lif.WINNER_TAKES_ALL
    )
    net.record(cells, "spikes")
    net.run(50.0)
    spikes = net.spikes(cells)
    assert spikes.spike_times.size > 3
    assert not spikes.spike_neurons.any()


@pytest.mark.parametrize(("dt", "tau"), [(0.1, 20.0), (0.1, 1000.0), (0.01, 1000.0)])
def test_a_slow_membrane_gets_to_where_it_is_driven(dt, tau):
    """1 nA into 10 MΩ is 10 mV, of which a threshold at 9.999 mV is a part."""
    net = Network(dt=dt)
    out = net.population("out", 1, leaky.neuron(LeakyIntegratorParameters(tau)), current=1.0)
    params = LIFParameters(tau, 10.0, -70.0, -60.001, -70.0, 0.0)
    cells = net.population("cells", 1, lif_neuron(params), current=1.0)
    many = lif_neuron(params._replace(tau_m=[1.0, tau]))
    two = net.population("two", 2, many, current=1.0)
    for part in (cells, two):
        net.record(part, "spikes")
    net.run(15 * tau)
    assert out.state["v"][0] == pytest.approx(-60.0, abs=1e-3)
    assert net.spikes(cells).spike_times.size == 1
    assert np.bincount(net.spikes(two).spike_neurons)[1] == 1
    double = "float64" if tau / dt > 1024 else "float32"
    assert {part.neuron.dtype for part in (out, cells, two)} == {double}


def test_a_slow_alpha_synapse_decays():
    net = Network(dt=0.1)
    source = net.replay("source", 1, [0.1], [0])
    cells = net.population("cells", 1, lif_neuron(), {"exc": alpha(5e5)})
    net.connect(source, cells, "exc", 1.0)
    net.run(5e4)
    assert cells.ports["exc.x"][0] == pytest.approx(np.e * np.exp(-0.1) / np.e, rel=1e-4)


def test_a_population_keeps_its_precision_when_its_numbers_change():
    slow, quick = QUICK._replace(tau_m=5000.0), QUICK
    net = Network(dt=1.0)
    cells = net.population("cells", 1, lif_neuron(slow), current=12.0)
    others = net.population("others", 1, lif_neuron(quick), current=12.0)
    net.run(5.0)
    for params in (quick, slow):
        net.set_parameters(cells, lif_neuron(params))
        net.run(5.0)
        assert cells.neuron.dtype == str(cells.state["v"].dtype) == "float64"
        assert cells.neuron.params == params
    with pytest.raises(ValueError, match=r"others\.neuron must not become so slow"):
        net.set_parameters(others, lif_neuron(slow))
    with pytest.raises(ValueError, match="must keep its dtype"):
        net.set_parameters(others, lif_neuron(quick, "float64"))


def test_a_leaky_integrator_reads_a_network_out():
    params = LeakyIntegratorParameters(12.0, 3.0, -65.0)
    drive = np.random.default_rng(0).uniform(-1.0, 2.0, 40)
    net = Network(dt=0.5)
    source = net.replay("source", 40, np.arange(40) * 0.5 + 0.5, np.arange(40))
    cells = net.population("cells", 2, leaky.neuron(params, "float64"), {"in_": exponential(1.0)})
    net.connect(source, cells[:1], "in_", drive[:, None])
    net.record(cells, "v")
    net.run(20.0)
    g, current = 0.0, np.zeros(40)
    for k in range(40):
        g += np.float32(drive[k - 2]) if k >= 2 else 0.0
        current[k] = g * held_decay(1.0, 12.0, 0.5)
        g *= np.exp(-0.5)
    _, v = net.samples(cells, "v")
    np.testing.assert_allclose(v[:, 0], leaky.simulate(current, params, dt=0.5), rtol=1e-12)
    assert (v[:, 1] == -65.0).all()
    with pytest.raises(ValueError, match="R_m must be a positive number"):
        leaky.neuron(LeakyIntegratorParameters(R_m=0.0))


# --- what a reader writes ---------------------------------------------------------------------


class OwnParameters(NamedTuple):
    tau: float
    v_th: float


class OwnState(NamedTuple):
    v: float
    tired: float


def own_step(current, state, params, dt):
    v = state.v + dt * (current - state.v - state.tired) / params.tau
    if v >= params.v_th:
        return True, OwnState(0.0, state.tired + 1.0)
    return False, OwnState(v, state.tired * (1.0 - dt / 100.0))


class OwnReceptorState(NamedTuple):
    g: float


def own_receptor_step(state, v, params, dt):
    return state.g, v, OwnReceptorState(0.9 * state.g)


class OwnTrace(NamedTuple):
    x: float


def own_on_pre(w, pre, post, params):
    return w - 0.01 * post.x


def own_on_post(w, pre, post, params):
    if pre.x > 0.5:
        return w + 0.02
    return w - 0.001


def own_jump(trace, params):
    return OwnTrace(1.0)


def test_a_neuron_a_receptor_and_a_rule_of_ones_own_run_in_the_engine():
    own = Neuron(own_step, OwnParameters(20.0, 1.0), OwnState(0.0, 0.0))
    port = Receptor(own_receptor_step, OwnParameters(1.0, 1.0), OwnReceptorState(0.0))
    rule = Plasticity(
        OwnParameters(1.0, 1.0),
        OwnTrace(10.0),
        OwnTrace(30.0),
        own_on_pre,
        own_on_post,
        own_jump,
        own_jump,
    )
    rng = np.random.default_rng(1)
    times, neurons = np.nonzero(rng.random((300, 3)) < 0.4)
    net = Network(dt=1.0)
    source = net.replay("source", 3, times + 1.0, neurons)
    cells = net.population("cells", 1, own, {"in_": port})
    made = net.connect(source, cells, "in_", 0.5, plasticity=rule)
    net.record(cells, "spikes")
    net.run(300.0)

    state, g, w, x, y, spikes = OwnState(0.0, 0.0), 0.0, np.full(3, np.float32(0.5)), [0] * 3, 0, []
    for k in range(300):
        for i in range(3):
            if ((times == k - 2) & (neurons == i)).any():
                g += w[i]
                w[i] = np.float32(own_on_pre(float(w[i]), None, OwnTrace(y), None))
                x[i] = 1.0
        x, y = [value * np.exp(-0.1) for value in x], y * np.exp(-1 / 30)
        current, _, (g,) = own_receptor_step(OwnReceptorState(g), 0.0, None, 1.0)
        spiked, state = own_step(current, state, own.params, 1.0)
        if spiked:
            spikes.append(k + 1.0)
            for i in range(3):
                w[i] = np.float32(own_on_post(float(w[i]), OwnTrace(x[i]), None, None))
            y = 1.0
    assert len(spikes) > 5
    assert net.spikes(cells).spike_times.tolist() == spikes
    np.testing.assert_allclose(made.weights[:, 0], w, rtol=1e-5)


def test_a_step_with_branches_is_the_same_in_both_precisions_of_the_library():
    for dtype in ("float32", "float64"):
        net = Network(dt=0.1)
        cells = net.population("cells", 1, lif_neuron(dtype=dtype), current=2.5)
        net.record(cells, "spikes")
        net.run(200.0)
        assert cells.state["v"].dtype == dtype
        assert net.spikes(cells).spike_times.size == 5


# --- what it says of itself -------------------------------------------------------------------


def test_repr_reads_like_a_diagram():
    net, source, cells = parts()
    net.connect(source[:2], cells, "exc", 0.5, delay=2.0, plasticity=pair_stdp())
    net.record(cells, "spikes")
    net.record(cells, "v", neurons=[0], every=5.0)
    assert repr(net).splitlines() == [
        "Network with dt = 1 ms, seed 1, at 0 ms",
        "  source: 4 Poisson spike trains, 100 Hz",
        "  cells: 3 LIF neurons (float32), exc: exponential 5 ms",
        "  source[0:2] ──▶ cells.exc: 6 synapses, dense, delay 2 ms, pair STDP",
        "  recorded: spikes of cells, v of cells (1 values every 5 ms)",
    ]


def test_the_program_can_be_read():
    net, source, cells = parts()
    net.connect(source, cells, "exc", 0.5)
    net.run(1.0)
    text = repr(net.program)
    assert "def run(values, first, last):" in text
    assert "# source to cells" in text
    compile(text, "program", "exec")


def test_a_network_that_nobody_uses_gives_its_memory_back_at_once():
    """Not only when Python looks for circles: millions of spikes and synapses may hang on it."""
    net, source, cells = parts()
    net.connect(source, cells, "exc", 1.0)
    net.record(cells, "spikes")
    net.run(2.0)
    spikes, gone = net.spikes(cells), weakref.ref(net)
    gc.disable()
    try:
        del net, source, cells
        assert gone() is None
    finally:
        gc.enable()
    assert spikes.spike_times.shape == spikes.spike_neurons.shape


def test_synapses_can_be_looked_at():
    net, source, cells = parts()
    made = net.connect(source, cells, "exc", [1.0, 2.0], pairs=([3, 0], [2, 1]))
    assert made.sources.tolist() == [0, 3]
    assert made.targets.tolist() == [1, 2]
    assert made.weights.tolist() == [2.0, 1.0]
    made.weights[...] = 7.0
    net.run(10.0)
    assert made.weights.tolist() == [7.0, 7.0]


@pytest.mark.parametrize(
    "more",
    [{}, {"weight": np.ones((3, 4))}, {"plasticity": pair_stdp()}, {"self_connections": True}],
    ids=["plain", "matrix", "plastic", "self"],
)
@pytest.mark.parametrize("ends", [(0, 5, 0, 5), (1, 4, 0, 4), (0, 2, 3, 5), (2, 3, 2, 3)])
def test_a_connection_tells_what_is_simulated(ends, more):
    """Each presynaptic neuron spikes once; what arrives are the synapses of which is told."""
    low, high, first, last = ends
    weight = np.ones((high - low, last - first)) if "weight" in more else 1.0
    n = 5
    net = Network(dt=1.0)
    cells = net.population("cells", n, lif_neuron(QUICK), {"exc": exponential(1e9)}, v=[20.0] * n)
    made = net.connect(cells[low:high], cells[first:last], "exc", **(more | {"weight": weight}))
    told = np.zeros((n, n))
    np.add.at(told, (made.sources + low, made.targets + first), np.ravel(made.weights))
    net.run(3.0)
    np.testing.assert_allclose(cells.ports["exc.g"], told.sum(0), rtol=1e-6)
    assert made.n_synapses == made.sources.size == made.targets.size == np.size(made.weights)
    joins_itself = (made.sources + low == made.targets + first).any()
    assert joins_itself == ("self_connections" in more and max(low, first) < min(high, last))


@pytest.mark.parametrize("weight", [5.0, np.array([[5.0]]), lambda pre, post: 5.0 + 0.0 * pre])
@pytest.mark.parametrize("more", [{}, {"plasticity": pair_stdp()}, {"delay": 2.0}])
def test_a_neuron_alone_is_not_connected_with_itself(weight, more):
    def spikes(connect):
        net = Network(dt=1.0)
        ports = {"exc": exponential(5.0)}
        cells = net.population("cells", 1, lif_neuron(QUICK), ports, current=12.0)
        if connect:
            made = net.connect(cells, cells, "exc", weight, **more)
            assert (made.n_synapses, made.sources.size, made.targets.size) == (0, 0, 0)
        net.record(cells, "spikes")
        net.run(100.0)
        return net.spikes(cells).spike_times.tolist()

    assert len(spikes(False)) > 3
    assert spikes(True) == spikes(False)


def test_two_parts_of_a_population_may_be_connected_with_all_of_each_other():
    net, _, cells = parts(n=4)
    made = net.connect(cells[:2], cells[2:], "exc", 1.0, fan_in=2)
    assert sorted(zip(made.sources, made.targets, strict=True)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    with pytest.raises(ValueError, match="fan_in must be at most 2, got 3"):
        net.connect(cells[:3], cells[2:], "exc", 1.0, fan_in=3)
    with pytest.raises(ValueError, match="fan_in must be at most 0, got 1"):
        net.connect(cells[:1], cells[:1], "exc", 1.0, fan_in=1)
    alone = net.connect(cells[:1], cells[:1], "exc", lambda i, j: 1.0 + i, probability=1.0)
    assert alone.n_synapses == 0


@pytest.mark.parametrize("what", ["weight", "delay"])
@pytest.mark.parametrize("rule", [None, pair_stdp()])
@pytest.mark.parametrize("value", [2.0, lambda pre, post: 2.0 + 0.0 * pre, np.full((4, 3), 2.0)])
def test_no_pair_needs_to_be_drawn(what, rule, value):
    net, source, cells = parts()
    given = {"weight": 1.0, what: value}
    made = net.connect(source, cells, "exc", probability=1e-9, plasticity=rule, **given)
    assert made.n_synapses == made.weights.size == made.targets.size == 0
    net.run(5.0)
    assert not cells.ports["exc.g"].any()


# --- what it refuses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"receptor": "inh"}, r"receptor must be one of cells's \(exc\), got 'inh'"),
        ({"delay": 0.5}, "delay must be a multiple of dt"),
        ({"delay": 0.0}, "delay must be at least 1 milliseconds, got 0"),
        ({"delay": np.full((4, 3), 1.5)}, "delay must hold multiples of dt"),
        ({"delay": np.zeros((4, 3))}, "delay must be at least dt"),
        ({"delay": np.nan}, "delay must be a finite number"),
        ({"weight": np.ones((3, 4))}, r"weight must be a number, an array of shape \(4, 3\)"),
        ({"weight": np.inf}, "weight must be a finite number"),
        ({"weight": np.full((4, 3), np.nan)}, "weight must be an array of finite numbers"),
        ({"probability": 0.0}, "probability must be above 0"),
        ({"probability": 1.1}, "probability must be above 0 and at most 1"),
        ({"fan_in": 5}, "fan_in must be at most 4, got 5"),
        ({"fan_in": 2, "probability": 0.5}, "probability and fan_in cannot both be given"),
        ({"pairs": ([0, 4], [0, 0])}, "pairs: pre must lie from 0 to 3"),
        ({"pairs": ([0], [0, 1])}, "same length"),
        ({"pairs": ([], [])}, "pairs: pre must be an array of integers with one axis"),
        ({"name": "cells"}, "name must be new to the network, got 'cells' again"),
        ({"name": "a b"}, "name must be a Python identifier"),
    ],
)
def test_wrong_wiring_is_refused_by_name(arguments, message):
    net, source, cells = parts()
    given = {"receptor": "exc", "weight": 1.0} | arguments
    with pytest.raises((ValueError, TypeError), match=message):
        net.connect(source, cells, **given)
    assert not net.connections


def test_self_connections_must_be_meant():
    net, _, cells = parts()
    with pytest.raises(ValueError, match="pairs connect neuron 1 with itself"):
        net.connect(cells, cells, "exc", 1.0, pairs=([0, 1], [1, 1]))
    made = net.connect(cells, cells, "exc", 1.0, pairs=([0, 1], [1, 1]), self_connections=True)
    assert made.n_synapses == 2


def test_a_source_cannot_receive_and_strangers_cannot_be_connected():
    net, source, cells = parts()
    with pytest.raises(ValueError, match="source is a source and cannot receive spikes"):
        net.connect(cells, source, "exc", 1.0)
    _, _, others = parts()
    with pytest.raises(TypeError, match="post must be a part of this network"):
        net.connect(source, others, "exc", 1.0)
    with pytest.raises(TypeError, match="pre must be a part of this network"):
        net.connect("source", cells, "exc", 1.0)
    with pytest.raises(TypeError, match=r"cells\[\.\.\.\] must be a slice"):
        cells[0]
    with pytest.raises(ValueError, match="holds no neuron"):
        cells[3:]
    with pytest.raises(TypeError, match=r"plasticity must be Plasticity\(...\)"):
        net.connect(source, cells, "exc", 1.0, plasticity="stdp")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "n must be a positive integer"),
        ({"n": 2.0}, "n must be a positive integer"),
        ({"neuron": "LIF"}, r"neuron must be Neuron\(...\)"),
        ({"w": 1.0}, "more has no state 'w'; its state is v, refractory"),
        ({"v": [1.0]}, "more.v must have the shape"),
        ({"v": np.nan}, "more.v must be a finite number"),
        ({"current": [1.0, 2.0]}, "current must have the shape"),
        ({"receptors": {"1": exponential(1.0)}}, "name must be a Python identifier"),
        ({"receptors": {"exc": 3}}, r"receptors\['exc'\] must be Receptor\(...\)"),
        ({"competition": 1}, "competition must be WinnerTakeAll"),
        ({"neuron": lif_neuron()._replace(dtype="float16")}, "neuron.dtype must be"),
        ({"name": "cells"}, "name must be new"),
        ({"name": "for"}, "name must be a Python identifier"),
    ],
)
def test_wrong_populations_are_refused_by_name(arguments, message):
    net, _, _ = parts()
    given = {"name": "more", "n": 3, "neuron": lif_neuron()} | arguments
    with pytest.raises((ValueError, TypeError), match=message):
        net.population(**given)


def test_wrong_parameters_of_models_are_refused_by_name():
    with pytest.raises(ValueError, match="tau_m must be a positive number"):
        lif_neuron(LIFParameters(tau_m=-1.0))
    with pytest.raises(ValueError, match="v_reset must be below v_th"):
        lif_neuron(LIFParameters(v_th=np.array([-50.0, -80.0])))
    for make in (exponential, alpha, lambda tau: conductance(tau, 0.0)):
        with pytest.raises(ValueError, match="tau must be a positive number of milliseconds"):
            make(0.0)
    for wrong in ({"tau_plus": 0.0}, {"A_minus": -1.0}, {"w_min": 2.0}, {"w_max": np.nan}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            pair_stdp(**wrong)
    own = Neuron(own_step, OwnParameters(20.0, np.inf), OwnState(0.0, 0.0))
    with pytest.raises(ValueError, match=r"own.params.v_th must be a finite number"):
        Network().population("own", 1, own)
    with pytest.raises(TypeError, match=r"own.params must be a named tuple"):
        Network().population("own", 1, own._replace(params=(1.0, 2.0)))


def test_a_step_that_cannot_be_compiled_is_told_of():
    def step(current, state, params, dt):
        return current > params.threshold, state  # there is no such parameter

    net = Network()
    net.population("own", 1, Neuron(step, OwnParameters(20.0, 1.0), OwnState(0.0, 0.0)))
    with pytest.raises(TypeError, match="cannot be compiled by numba"):
        net.run(1.0)


def test_a_receptor_that_looks_at_v_needs_one():
    class Blind(NamedTuple):
        u: float

    blind = Neuron(lambda current, state, params, dt: (False, state), Blind(1.0), Blind(0.0))
    with pytest.raises(ValueError, match="'exc' needs a neuron with a state v; its state is u"):
        Network().population("blind", 1, blind, {"exc": conductance(5.0, 0.0)})


@pytest.mark.parametrize(
    ("what", "more", "message"),
    [
        ("u", {}, "what must be one of spikes, v, refractory, exc.g for cells, got 'u'"),
        ("v", {"neurons": [3]}, "neurons must lie from 0 to 2"),
        ("v", {"neurons": [0.5]}, "neurons must be an array of integers"),
        ("v", {"every": 0.5}, "every must be a multiple of dt"),
        ("v", {"every": 0.0}, "every must be at least"),
        ("spikes", {"every": 5.0}, "neurons and every are for states and weights"),
    ],
)
def test_wrong_recordings_are_refused_by_name(what, more, message):
    net, _, cells = parts()
    with pytest.raises((ValueError, TypeError), match=message):
        net.record(cells, what, **more)


def test_what_was_not_recorded_cannot_be_had():
    net, source, cells = parts()
    made = net.connect(source, cells, "exc", 1.0)
    with pytest.raises(ValueError, match="one weight for all; there is nothing to record"):
        net.record(made, "weights")
    with pytest.raises(ValueError, match="only 'weights' can be recorded"):
        net.record(made, "v")
    with pytest.raises(ValueError, match="the spikes of cells were not recorded"):
        net.spikes(cells)
    with pytest.raises(ValueError, match="'v' of cells was not recorded"):
        net.samples(cells, "v")
    net.record(cells, "v")
    with pytest.raises(ValueError, match="'v' of cells is recorded already"):
        net.record(cells, "v")
    net.run(1.0)
    with pytest.raises(RuntimeError, match="the network has run"):
        net.record(cells, "spikes")
    with pytest.raises(RuntimeError, match="the network has run"):
        net.poisson("late", 1, 1.0)


def test_decays_that_make_no_sense_are_refused():
    port = Receptor(own_receptor_step, OwnParameters(1.0, 1.0), OwnReceptorState(0.0))
    net = Network()
    for decay, message in (
        (OwnReceptorState(-5.0), r"decay\.g must be a positive number"),
        (OwnTrace(5.0), "decay must have the fields of the state, g, got x"),
    ):
        with pytest.raises(ValueError, match=message):
            net.population("cells", 1, lif_neuron(), {"exc": port._replace(decay=decay)})


def test_a_connection_finds_a_name_of_its_own():
    net = Network()
    for name in ("a", "b", "a_b"):
        net.population(name, 1, lif_neuron(), {"exc": exponential(5.0)})
    a, b, _ = net.populations.values()
    assert [net.connect(a, b, "exc", 1.0).name for _ in range(2)] == ["a_b_2", "a_b_3"]


@pytest.mark.parametrize("field", ["n", "seed"])
def test_a_state_whose_name_the_program_needs_is_refused(field):
    class Nothing(NamedTuple):
        pass

    state = NamedTuple("Count", [(field, float)])(0.0)
    counting = Neuron(lambda current, state, c, dt: (False, state), Nothing(), state)
    with pytest.raises(
        ValueError, match=rf"cells.state must not have a field '{field}'.*otherwise"
    ):
        Network().population("cells", 2, counting)


def test_names_that_would_meet_in_the_program_are_refused():
    net = Network()
    net.population("a", 1, lif_neuron(), {"b": exponential(5.0)})
    net.population("a_b", 1, Neuron(own_step, OwnParameters(1.0, 1.0), OwnReceptorState(0.0)))
    with pytest.raises(ValueError, match="'a_b' and 'a' would both have a 'a_b_"):
        net.run(1.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"dt": 0.0}, "dt must be a positive number"),
        ({"dt": np.nan}, "dt must be a positive number"),
        ({"seed": 1.5}, "seed must be an integer"),
    ],
)
def test_wrong_networks_are_refused(arguments, message):
    with pytest.raises((ValueError, TypeError), match=message):
        Network(**arguments)


@pytest.mark.parametrize("duration", [-1.0, 0.05, np.nan, np.inf])
def test_wrong_durations_are_refused(duration):
    with pytest.raises(ValueError, match="duration must be"):
        Network(dt=0.1).run(duration)


class FiringState(NamedTuple):
    v: float
    rest: float


class FiringParameters(NamedTuple):
    tau: float


def firing_step(current, state, params, dt):
    """As in the docstring of Neuron, with plain literals."""
    v = state.v + dt * (current - state.v) / params.tau
    if v >= 1.0:
        return True, FiringState(0.0, state.rest * 0.5)
    return False, FiringState(v, state.rest)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_model_with_plain_literals_runs_in_both_precisions(dtype):
    net = Network(dt=0.1)
    neuron = Neuron(firing_step, FiringParameters(20.0), FiringState(0.0, 1.0), dtype=dtype)
    cells = net.population("cells", 3, neuron, current=2.0)
    net.record(cells, "spikes")
    net.run(100.0)
    spikes = net.spikes(cells).spike_times
    assert len(spikes) == 21  # 20 ln 2 ms, in whole steps 13.9 ms
    np.testing.assert_allclose(np.unique(spikes), 13.9 * np.arange(1, 8))
    assert cells.state["rest"].dtype == dtype
    assert cells.state["rest"].tolist() == [2.0**-7] * 3


def test_a_field_of_two_types_is_named():
    def step(current, state, params, dt):
        if state.v > 1.0:
            return True, FiringState(0, state.rest)
        return False, state

    net = Network()
    net.population("own", 1, Neuron(step, FiringParameters(1.0), FiringState(0.0, 1.0)))
    with pytest.raises(TypeError, match=r"FiringState.v is float64 in one return and int64 in"):
        net.run(1.0)
