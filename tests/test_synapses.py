"""Receptors against their closed forms, through the engine."""

import numpy as np
import pytest

from snnlib import LIFParameters, Network, exponential, lif_neuron
from snnlib.synapses import alpha, conductance, delta

CALM = LIFParameters(10.0, 1.0, 0.0, 1e9, 0.0, 0.0)  # never spikes


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


def response(receptor, weight=2.0, dt=0.1):
    """Times since the arrival of one spike, and v."""
    net = Network(dt=dt)
    source = net.replay("source", 1, [1.0], [0])
    cells = net.population("cells", 1, lif_neuron(CALM, "float64"), {"in_": receptor})
    net.connect(source, cells, "in_", weight)
    net.record(cells, "v")
    net.run(60.0)
    times, v = net.samples(cells, "v")
    return np.maximum(times - 1.0 - dt, 0.0), v[:, 0]


def exponential_response(t):
    """Solution of tau_m dv/dt = -v + 2 exp(-t / tau)."""
    return 2.0 * 4.0 / (10.0 - 4.0) * (np.exp(-t / 10.0) - np.exp(-t / 4.0))


def alpha_response(t):
    """Solution of tau_m dv/dt = -v + 2 (t / tau) exp(1 - t / tau)."""
    a = 1 / 4.0 - 1 / 10.0
    late = np.exp(-t / 10.0) - (1 + a * t) * np.exp(-t / 4.0)
    return 2 * np.e / (10.0 * 4.0 * a**2) * late


CLOSED = [(exponential, exponential_response), (alpha, alpha_response)]


@pytest.mark.parametrize(("make", "closed"), CLOSED)
def test_current_synapses_equal_their_closed_forms(make, closed):
    t, v = response(make(4.0))
    np.testing.assert_allclose(v, closed(t), atol=2e-4)


@pytest.mark.parametrize(("make", "closed"), CLOSED)
def test_the_error_is_of_second_order_in_dt(make, closed):
    errors = []
    for dt in (0.5, 0.25, 0.125):
        t, v = response(make(4.0), dt=dt)
        errors.append(np.abs(v - closed(t)).max())
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    np.testing.assert_allclose(orders, 2.0, atol=0.1)


def test_a_delta_synapse_jumps_and_decays():
    t, v = response(delta(), weight=-3.0)
    np.testing.assert_allclose(v, np.where(t > 0.05, -3.0 * np.exp(-t / 10.0), 0.0), atol=1e-12)
