"""Receptors against their closed forms, through the engine."""

import numpy as np
import pytest

from snnlib import LIFParameters, Network, exponential, lif_neuron, neurons
from snnlib.neurons import adaptive, leaky
from snnlib.synapses import (
    TimeConstant,
    alpha,
    alpha_constants,
    alpha_psp,
    alpha_step,
    conductance,
    delta,
    exponential_constants,
    exponential_psp,
)
from snnlib.synapses.receptors import AlphaState

CALM = LIFParameters(10.0, 1.0, 0.0, 1e9, 0.0, 0.0)  # never spikes
CURRENTS = [(exponential, exponential_psp), (alpha, alpha_psp)]


@pytest.mark.parametrize(
    ("receptor", "charge"), [(exponential(5.0), 5.0), (alpha(5.0), 5.0 * np.e)]
)
def test_no_charge_is_lost(receptor, charge):
    net = Network(dt=0.25)
    source = net.replay("source", 1, [1.0], [0])
    cells = net.population("cells", 1, lif_neuron(CALM, "float64"), {"exc": receptor})
    net.connect(source, cells, "exc", 2.0)
    net.record(cells, "v")
    net.run(400.0)
    _, v = net.samples(cells, "v")
    # tau_m dv/dt = -v + I: the integral of v is that of I
    assert v.sum() * 0.25 == pytest.approx(2.0 * charge, rel=0.02)


def test_a_conductance_drives_towards_its_reversal_potential():
    calm = LIFParameters(10.0, 1.0, -70.0, 1e9, -70.0, 0.0)
    net = Network(dt=0.1)
    source = net.poisson("source", 1, 10_000.0)  # in every step
    cells = net.population(
        "cells", 1, lif_neuron(calm), {"inh": conductance(5.0, -80.0), "exc": conductance(5.0, 0.0)}
    )
    net.connect(source, cells, "inh", 0.02)
    net.connect(source, cells, "exc", 0.01)
    net.run(200.0)
    g_inh, g_exc = 0.02 * 5.0 / 0.1, 0.01 * 5.0 / 0.1
    expected = (-70.0 - 80.0 * g_inh) / (1.0 + g_inh + g_exc)
    assert cells.state["v"][0] == pytest.approx(expected, rel=1e-3)


def response(receptor, weight=2.0, dt=0.1, neuron=None, n=1):
    """Times since the arrival of one spike, and v."""
    net = Network(dt=dt)
    source = net.replay("source", 1, [2.0], [0])
    neuron = neuron or lif_neuron(CALM, "float64")
    cells = net.population("cells", n, neuron, {"in_": receptor})
    net.connect(source, cells, "in_", weight)
    net.record(cells, "v")
    net.run(64.0)
    times, v = net.samples(cells, "v")
    return times - 2.0 - dt, v


@pytest.mark.parametrize("dt", [0.1, 0.5, 2.0])
@pytest.mark.parametrize("tau", [4.0, 10.0, 10.0 * (1.0 + 1e-9), 60.0, 0.05])
@pytest.mark.parametrize(("make", "psp"), CURRENTS)
def test_v_is_exact_at_every_time_step_at_equal_time_constants_too(make, psp, tau, dt):
    t, v = response(make(tau), dt=dt)
    expected = [2.0 * psp(since, tau, 10.0) if since > -1e-9 else 0.0 for since in t]
    np.testing.assert_allclose(v[:, 0], expected, rtol=0.0, atol=1e-13)
    assert v.max() > 0.005


@pytest.mark.parametrize(("make", "psp"), CURRENTS)
@pytest.mark.parametrize("model", ["leaky", "adaptive"])
def test_all_leaky_membranes_are_exact(make, psp, model):
    params = (10.0, 1.0, 0.0)
    if model == "leaky":
        neuron = leaky.neuron(leaky.LeakyIntegratorParameters(*params), "float64")
    else:
        more = adaptive.AdaptiveLIFParameters(*params, 1e9, 0.0)
        neuron = adaptive.neuron(more, "float64")
    t, v = response(make(4.0), neuron=neuron)
    expected = [2.0 * psp(since, 4.0, 10.0) if since > -1e-9 else 0.0 for since in t]
    np.testing.assert_allclose(v[:, 0], expected, rtol=0.0, atol=1e-13)


@pytest.mark.parametrize(("make", "psp"), CURRENTS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_each_neuron_has_its_own_membrane(make, psp, dtype):
    taus = np.array([5.0, 10.0, 30.0])
    neuron = lif_neuron(CALM._replace(tau_m=taus), dtype)
    t, v = response(make(5.0), dt=0.5, neuron=neuron, n=3)
    expected = [[2.0 * psp(max(since, 0.0), 5.0, tau) for tau in taus] for since in t]
    np.testing.assert_allclose(
        v, expected, rtol=0.0, atol={"float32": 1e-6, "float64": 1e-13}[dtype]
    )


@pytest.mark.parametrize("then", [20.0, np.array([10.0, 20.0])])
@pytest.mark.parametrize(("make", "psp"), CURRENTS)
def test_a_membrane_may_change_between_two_runs(make, psp, then):
    net = Network(dt=0.5)
    source = net.replay("source", 1, [51.0], [0])
    cells = net.population("cells", 2, lif_neuron(CALM, "float64"), {"in_": make(5.0)})
    net.connect(source, cells, "in_", 2.0)
    net.run(50.0)
    net.set_parameters(cells, lif_neuron(CALM._replace(tau_m=then), "float64"))
    net.run(11.5)
    expected = [2.0 * psp(10.0, 5.0, tau) for tau in np.broadcast_to(then, 2)]
    np.testing.assert_allclose(cells.state["v"], expected, rtol=1e-13)


def integrate(current, state, params, dt):
    """Add up the charge."""
    return False, leaky.LeakyState(state.v + dt * current)


def test_a_neuron_that_tells_no_membrane_gets_the_whole_charge():
    net = Network(dt=0.5)
    source = net.replay("source", 1, [1.0], [0])
    own = neurons.Neuron(integrate, leaky.LeakyIntegratorParameters(), leaky.LeakyState(0.0))
    cells = net.population("cells", 1, own, {"in_": exponential(5.0), "al": alpha(3.0)})
    net.connect(source, cells, "in_", 2.0)
    net.connect(source, cells, "al", -0.5)
    net.run(100.0)
    assert cells.state["v"][0] == pytest.approx(2.0 * 5.0 - 0.5 * 3.0 * np.e, rel=1e-7)


def test_a_delta_synapse_jumps_and_decays():
    t, v = response(delta(), weight=-3.0)
    expected = np.where(t > 0.05, -3.0 * np.exp(-t / 10.0), 0.0)
    np.testing.assert_allclose(v[:, 0], expected, atol=1e-12)


def test_a_loop_of_ones_own_is_the_engine_s():
    """The constants that kernels take give the engine's numbers."""
    c = exponential_constants(4.0, 10.0, 0.1)
    a = alpha_constants(TimeConstant(3.0), 0.1, 10.0)
    gain, g, v, u, state = -np.expm1(-0.01), 2.0, 0.0, 0.0, AlphaState(2.0, 0.0)
    for _ in range(50):
        v += gain * (c.held * g - v)
        g *= c.decay
        current, _, state = alpha_step(state, 0.0, a, 0.1)
        u += gain * (current - u)
    for make, tau, own in ((exponential, 4.0, v), (alpha, 3.0, u)):
        t, engine = response(make(tau))
        assert engine[np.searchsorted(t, 4.95), 0] == pytest.approx(own, rel=1e-12)


def test_the_error_of_a_conductance_is_of_first_order_in_dt():
    values = [
        response(conductance(4.0, 60.0), weight=0.1, dt=dt)[1][-1, 0] for dt in (0.5, 0.25, 0.125)
    ]
    fine = response(conductance(4.0, 60.0), weight=0.1, dt=0.0078125)[1][-1, 0]
    errors = np.abs(np.array(values) - fine)
    np.testing.assert_allclose(np.log2(errors[:-1] / errors[1:]), 1.0, atol=0.15)
