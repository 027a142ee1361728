"""Neurons that fire at a chosen rate, wired at random: what a run costs, point by point.

A constant current, a long refractory period and evenly spread phases make the rate; the synapses
are there, are worked for at every spike, and are too weak to change it.
"""

import numpy as np

from benchmarks.ours.timing import serve_network
from benchmarks.peers.protocol import serve
from snnlib import LIFParameters, Network, exponential, lif_neuron
from snnlib.neurons import lif

PARAMS = LIFParameters(tau_m=20.0, R_m=1.0, v_rest=0.0, v_th=20.0, v_reset=0.0, t_ref=0.0)
CURRENT = 100.0  # nA, under which v rises to the threshold within 4.46 ms
WEIGHT = 1e-6


def build(case: dict, seed: int):
    """``n`` neurons at ``rate`` Hz with ``synapses`` each; a rate of 0 leaves them at rest."""
    n, dt = case["n"], case["dt"]
    params, current, state = PARAMS, 0.0, {}
    if case["rate"] > 0.0:
        current = CURRENT
        interval = 1000.0 / case["rate"]
        params = PARAMS._replace(t_ref=interval - lif.interval(CURRENT, PARAMS))
        left = np.random.default_rng(seed).uniform(0.0, interval, n)  # ms, until it may rise
        state = {"refractory": np.floor(np.minimum(left, params.t_ref) / dt)}
    network = Network(dt=dt, seed=seed)
    cells = network.population(
        "cells",
        n,
        lif_neuron(params),
        receptors={"exc": exponential(5.0), "inh": exponential(10.0)},
        current=current,
        **state,
    )
    if case["synapses"]:
        share = case["synapses"] / n
        network.connect(cells, cells, receptor="exc", weight=WEIGHT, probability=share)
    network.record(cells, "spikes")
    return network, cells


def measure(case: dict, network, cells, request: dict) -> dict:
    n_spikes = network.spikes(cells).spike_times.size
    return {
        "rate": n_spikes / case["n"] / (case["duration"] * 1e-3),
        "spikes": n_spikes,
        **bytes_of(cells),
    }


def bytes_of(cells) -> dict:
    """Bytes that are held, and those that a time step without spikes reads and writes.

    Neurons' states and the flags that say who spiked are written at every step; synaptic currents
    only where their decay is not that of their unit, which is one number for all neurons.
    """
    states = sum(array.nbytes for array in cells.state.values()) + cells.flags.nbytes
    currents = {name: array.nbytes for name, array in cells.ports.items()}
    written = sum(
        size
        for name, size in currents.items()
        if not cells.receptors[name.partition(".")[0]][0].decay
    )
    held = states + sum(currents.values())
    return {"held_bytes": held, "moved_bytes": held + states + written}


if __name__ == "__main__":
    serve(serve_network(build, measure))
