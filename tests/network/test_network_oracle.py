"""The engine equals a plain simulation of small random networks, spike for spike."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters, Network, exponential, lif_neuron, pair_stdp
from snnlib.synapses import alpha, conductance, delta
from tests.reference import network as oracle

pytestmark = pytest.mark.kernel

RECEPTORS = {
    "exponential": (lambda: exponential(4.0), ("exponential", 4.0), 8.0),
    "alpha": (lambda: alpha(3.0), ("alpha", 3.0), 6.0),
    "delta": (delta, ("delta",), 9.0),
    "conductance": (lambda: conductance(5.0, 0.0), ("conductance", 5.0, 0.0), 0.1),
}
RULE = {
    "A_plus": 0.05,
    "A_minus": 0.06,
    "tau_plus": 17.0,
    "tau_minus": 23.0,
    "w_min": 0.0,
    "w_max": 1.0,
}


def matrix(rng, n_pre, n_post, scale, probability):
    """Random weights, and which synapses there are."""
    w = np.float32(scale * rng.uniform(0.2, 1.0, (n_pre, n_post)))
    there = rng.random((n_pre, n_post)) < probability
    there[rng.integers(n_pre), rng.integers(n_post)] = True
    return w.astype(float), there


@settings(max_examples=15)
@given(
    seed=st.integers(0, 10**6),
    kind=st.sampled_from(sorted(RECEPTORS)),
    dt=st.sampled_from([0.1, 0.5, 1.0]),
    t_ref=st.sampled_from([0.0, 0.75, 2.0]),
    plastic=st.booleans(),
)
def test_a_network_equals_the_plain_simulation(seed, kind, dt, t_ref, plastic):
    rng = np.random.default_rng(seed)
    n_in, n, n_steps = (int(x) for x in (rng.integers(1, 6), rng.integers(2, 6), 120))
    make, told, scale = RECEPTORS[kind]
    params = LIFParameters(10.0, 1.0, -70.0, -60.0, -72.0, t_ref)
    raster = rng.random((n_steps, n_in)) < 0.1
    steps, neurons = np.nonzero(raster)
    v = rng.uniform(-72.0, -59.0, n)

    feed, fed = matrix(rng, n_in, n, scale, 0.7)
    loop, looped = matrix(rng, n, n, scale, 0.5)
    delays = rng.integers(1, 5, (n, n))
    looped &= ~np.eye(n, dtype=bool)
    looped[0, 1] = True
    scaled = {**RULE, "w_max": scale, "A_plus": 0.05 * scale, "A_minus": 0.06 * scale}
    rule = pair_stdp(**scaled)._replace(dtype="float64") if plastic else None

    net = Network(dt=dt, seed=1)
    source = net.replay("source", n_in, (steps + 1) * dt, neurons)
    ports = {"fast": make(), "slow": exponential(12.0)}
    cells = net.population("cells", n, lif_neuron(params, "float64"), ports, v=v, current=1.0)
    fed_pairs, loop_pairs = np.nonzero(fed), np.nonzero(looped)
    first = net.connect(
        source, cells, "fast", feed[fed], pairs=fed_pairs, delay=2 * dt, plasticity=rule
    )
    second = net.connect(
        cells, cells, "slow", 0.3 * loop[looped], pairs=loop_pairs, delay=delays[looped] * dt
    )
    net.record(cells, "spikes")
    net.run(n_steps * dt)

    plain = [
        oracle.Synapses(
            "source",
            "cells",
            "fast",
            [[i, j, feed[i, j], 2] for i, j in zip(*fed_pairs, strict=True)],
            scaled if plastic else None,
        ),
        oracle.Synapses(
            "cells",
            "cells",
            "slow",
            [
                [i, j, float(np.float32(0.3 * loop[i, j])), delays[i, j]]
                for i, j in zip(*loop_pairs, strict=True)
            ],
        ),
    ]
    told_cells = {
        "cells": oracle.Cells(n, params, {"fast": told, "slow": ("exponential", 12.0)}, v, 1.0)
    }
    events = {"source": list(zip(steps, neurons, strict=True))}
    expected = oracle.simulate(dt, n_steps, told_cells, events, plain)["cells"]

    spikes = net.spikes(cells)
    got = list(
        zip(np.rint(spikes.spike_times / dt).astype(int) - 1, spikes.spike_neurons, strict=True)
    )
    assert got == expected
    weights = np.array([w for _, _, w, _ in plain[0].each])
    np.testing.assert_allclose(first.weights, weights, rtol=2e-6, atol=1e-7 * scale)
    assert second.n_synapses == looped.sum()
