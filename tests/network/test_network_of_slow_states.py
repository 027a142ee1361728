"""States that move by less than a last bit of float32 in a step get to where float64 brings them.

Everything here has the precision that a network takes by itself, and time constants from a
millisecond to a day.
"""

import numpy as np
import pytest

from snnlib import LIFParameters, Network, exponential, lif_neuron, pair_stdp
from snnlib.neurons import adaptive, izhikevich, leaky
from snnlib.plasticity import (
    inhibitory_stdp,
    instar_stdp,
    reduced_stdp,
    reward_stdp,
    triplet_stdp,
    with_scaling,
)
from snnlib.synapses import alpha, conductance, delta

DAY = 86_400_000.0  # ms
TAUS = [1.0, 30.0, 1e3, 3e4, 1e6, DAY]
T = 20_000.0  # ms, of a run
each_tau = pytest.mark.parametrize("tau", TAUS)
each_dt = pytest.mark.parametrize("dt", [0.1, 1.0])


def gone(tau, duration=T):
    """Part of its way that a state with this time constant has gone."""
    return -np.expm1(-duration / tau)


@each_tau
@each_dt
def test_a_membrane_climbs(tau, dt):
    net = Network(dt=dt)
    params = leaky.LeakyIntegratorParameters(tau, 10.0, -70.0)
    reader = net.population("reader", 1, leaky.neuron(params), current=1.0)
    cell = net.population("cell", 1, lif_neuron(LIFParameters(tau_m=tau)), current=1.0)
    net.run(T)
    for part in (reader, cell):
        assert part.state["v"][0] + 70.0 == pytest.approx(10.0 * gone(tau), rel=1e-3)


@each_tau
@each_dt
def test_a_threshold_falls(tau, dt):
    duration = min(T, 10.0 * tau)
    net = Network(dt=dt)
    params = adaptive.AdaptiveLIFParameters(theta_plus=0.0, tau_theta=tau)
    cells = net.population("cells", 1, adaptive.neuron(params), theta=20.0)
    net.run(duration)
    lost = 20.0 - cells.state["theta"].astype(float)[0]
    assert lost == pytest.approx(20.0 * gone(tau, duration), rel=1e-3)


@each_tau
@each_dt
def test_a_threshold_looks_for_its_rate(tau, dt):
    """Of a neuron that never fires it sinks by 1 mV in each time constant, from far above."""
    duration, start = min(T, 10.0 * tau), 500.0
    params = adaptive.AdaptiveLIFParameters(theta_plus=1e3 / tau, tau_theta=np.inf, target_rate=1.0)
    net = Network(dt=dt)
    cells = net.population("cells", 1, adaptive.neuron(params), theta=start)
    net.run(duration)
    state = cells.state
    sunk = start - state["theta"].astype(float)[0] - state["theta_rest"].astype(float)[0]
    assert sunk == pytest.approx(duration / tau, rel=1e-3)


@each_tau
@each_dt
def test_a_recovery_variable_follows(tau, dt):
    """Izhikevich's u: with b = 0 it decays, by Euler's method."""
    net = Network(dt=dt)
    neuron = izhikevich.neuron(izhikevich.IzhikevichParameters(a=1.0 / tau, b=0.0, d=0.0))
    cell = net.population("cell", 1, neuron, u=20.0)
    net.run(T)
    assert cell.state["u"][0] == pytest.approx(20.0 * (1.0 - dt / tau) ** round(T / dt), rel=1e-6)


@each_tau
@each_dt
def test_synapses_fade(tau, dt):
    duration = min(T, 20.0 * tau)
    net = Network(dt=dt)
    given = net.replay("given", 1, [dt], [0])
    receptors = {
        "one": exponential(tau), "two": alpha(tau), "three": conductance(tau, -70.0)
    }  # fmt: skip
    cells = net.population("cells", 1, lif_neuron(), receptors)
    for receptor in receptors:
        net.connect(given, cells, receptor, weight=1e-9)
    net.run(round(duration / dt) * dt)
    left = 1e-9 * np.exp(-(duration - 2.0 * dt) / tau)
    for port in ("one.g", "two.x", "three.g"):
        found = float(cells.ports[port][0]) * cells.units[port][0]
        assert found == pytest.approx(left, rel=1e-3)


@each_tau
@pytest.mark.parametrize("kind", ["pair", "triplet", "reward", "scaled"])
def test_a_trace_follows_its_rate(kind, tau):
    """It starts at twice the value to which a spike every 2.4 ms brings it, and comes down."""
    interval, n = 2.4, 10_000
    net = Network(dt=0.1)
    lif = lif_neuron(LIFParameters(t_ref=interval - 0.1))
    cells = net.population("cells", 1, lif, {"exc": exponential(5.0)}, current=1e5)
    rule, field = {
        "pair": (pair_stdp(tau_plus=tau, tau_minus=tau), "x"),
        "triplet": (triplet_stdp(tau_plus=tau, tau_minus=tau, tau_x=tau, tau_y=tau), "slow"),
        "reward": (reward_stdp(tau_plus=tau, tau_minus=tau, tau_e=tau), "x"),
        "scaled": (with_scaling(pair_stdp(), 5.0, tau_rate=tau), "rate"),
    }[kind]
    synapse = net.connect(cells, cells, "exc", 0.0, plasticity=rule, self_connections=True)
    net.run(8.0 * interval)
    trace, unit = synapse.post_traces[field], synapse.post_units[field]
    jump = 1000.0 / tau if kind == "scaled" else 1.0
    settled = jump * np.exp(-(interval - 0.1) / tau) / -np.expm1(-interval / tau)
    trace[0] = 2.0 * settled / unit[0]
    start = float(trace[0]) * unit[0]
    net.run(n * interval)
    expected = (settled - start) * gone(tau, n * interval)
    assert float(trace[0]) * unit[0] - start == pytest.approx(expected, rel=5e-3)


@pytest.mark.parametrize("every", [0.1, 1.0, 100.0])
@pytest.mark.parametrize("tau_w", [3e4, 1e6, DAY])
def test_weights_grow_where_the_neuron_is_silent(tau_w, every):
    net = Network(dt=0.1)
    given = net.poisson("given", 5, rate=0.0)
    cells = net.population("cells", 2, lif_neuron(), {"exc": exponential(5.0)})
    begin = np.linspace(0.1, 0.9, 10, dtype=np.float32).reshape(5, 2)
    rule = with_scaling(pair_stdp(w_max=2.0), 5.0, tau_w=tau_w, every=every)
    synapses = net.connect(given, cells, "exc", begin, plasticity=rule)
    net.run(T)
    grown = synapses.weights * synapses.later / begin.astype(float) - 1.0
    expected = np.exp(-round(T / every) * np.log1p(-every / tau_w)) - 1.0
    np.testing.assert_allclose(grown, expected, rtol=5e-3)
    assert np.abs(synapses.later - 1.0).max() < 2.0**-14


@pytest.mark.parametrize("t_ref", [1e4, 2.0**23 - 1.0, 2.0**23 + 0.5, 2e7])
def test_a_long_pause_is_counted_to_its_end(t_ref):
    net = Network(dt=1.0)
    cells = net.population("cells", 1, lif_neuron(LIFParameters(t_ref=t_ref)), current=1e5)
    net.record(cells, "spikes")
    net.run(np.ceil(2.0 * t_ref) + 10.0)
    assert np.diff(net.spikes(cells).spike_times).tolist() == [np.floor(t_ref) + 1.0] * 2


def test_what_is_rescaled_later_is_saved(tmp_path):
    def build():
        net = Network(dt=0.1)
        given = net.poisson("given", 5, rate=0.0)
        cells = net.population("cells", 2, lif_neuron(), {"exc": exponential(5.0)})
        rule = with_scaling(pair_stdp(w_max=2.0), 5.0, tau_w=DAY, every=1.0)
        return net, net.connect(given, cells, "exc", 0.5, plasticity=rule)

    net, synapses = build()
    net.run(1000.0)
    net.save(tmp_path / "net.npz")
    again, same = build()
    again.load(tmp_path / "net.npz")
    assert (same.later == synapses.later).all()
    assert (same.later > 1.0).all()
    for run in (net, again):
        run.run(T)
    np.testing.assert_array_equal(same.weights, synapses.weights)
    assert (same.weights > 0.5).all()


RULES = {
    "pair": lambda eta: pair_stdp(eta, 0.6 * eta),
    "neighbours": lambda eta: reduced_stdp(eta, 0.6 * eta),
    "triplet": lambda eta: triplet_stdp(eta, 0.2 * eta, 0.5 * eta, 0.0),
    "inhibitory": lambda eta: inhibitory_stdp(eta, target_rate=5.0),
    "instar": lambda eta: instar_stdp(eta, total=1.0),
    "scaled": lambda eta: with_scaling(pair_stdp(eta, 0.6 * eta), 5.0, tau_w=DAY),
}


def learning(rule):
    """Three synapses onto one neuron, and spikes on both sides for a second."""
    rng = np.random.default_rng(4)
    net = Network(dt=0.1)
    arrivals = np.sort(rng.choice(9000, 90, replace=False)) / 10.0 + 0.1
    given = net.replay("given", 3, arrivals, rng.integers(0, 3, 90))
    teacher = net.replay("teacher", 1, np.arange(10.0, 900.0, 17.0), np.zeros(53, int))
    cell = net.population("cell", 1, lif_neuron(), {"weak": delta(), "strong": delta()})
    synapses = net.connect(given, cell, "weak", [[0.3], [0.3], [0.4]], plasticity=rule)
    net.connect(teacher, cell, "strong", 100.0)
    return net, synapses


@pytest.mark.parametrize("eta", [1e-2, 1e-4, 6e-5, 1e-6, 1e-9])
@pytest.mark.parametrize("kind", RULES)
def test_a_weight_learns_as_little_as_it_is_told(kind, eta):
    """However small the changes are, a second brings what it brings in float64."""
    rule, changes = RULES[kind](eta), []
    for used in (rule, rule._replace(dtype="float64")):
        net, synapses = learning(used)
        before = synapses.weights.astype(float)
        net.run(1000.0)
        changes.append(synapses.weights - before)
    assert (abs(changes[1]) > 0.1 * eta).all()
    np.testing.assert_allclose(*changes, rtol=5e-3)


def test_a_reward_may_be_as_small_as_one_likes():
    """What it changes is in proportion to it."""
    changes = {}
    for amount in (1e-2, 1e-9):
        net, synapses = learning(reward_stdp(0.01, 0.006))
        before = synapses.weights.copy()
        for _ in range(10):
            net.release(synapses, amount)
            net.run(100.0)
        changes[amount] = (synapses.weights - before) / amount
    assert (abs(changes[1e-2]) > 1e-3).all()
    np.testing.assert_allclose(changes[1e-9], changes[1e-2], rtol=1e-5)


def test_a_rule_that_becomes_too_fine_for_its_weights_is_refused_by_name():
    net, synapses = learning(inhibitory_stdp(1e-3))
    with pytest.raises(ValueError, match=r"given_cell.plasticity must .*dtype=.float64"):
        net.set_parameters(synapses, inhibitory_stdp(1e-6))
    net.set_parameters(synapses, inhibitory_stdp(0.0))  # it learns no more
    net, synapses = learning(inhibitory_stdp(1e-6))
    net.set_parameters(synapses, inhibitory_stdp(1e-3))
    assert synapses.weights.dtype == np.float64
