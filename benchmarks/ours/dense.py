"""Poisson sources onto LIF neurons, each to each, with ``snnlib.network``."""

import numpy as np

from benchmarks.ours.timing import serve_network
from benchmarks.peers.protocol import serve
from snnlib import LIFParameters, Network, lif_neuron
from snnlib.synapses import delta


def build(case: dict, seed: int):
    """Make the network; gives it and its cells."""
    params = LIFParameters(case["tau_m"], 1.0, 0.0, case["v_th"], 0.0, 0.0)
    network = Network(dt=case["dt"], seed=seed)
    sources = network.poisson("sources", case["n_in"], rate=case["rate"])
    cells = network.population(
        "cells", case["n_out"], lif_neuron(params), receptors={"exc": delta()}
    )
    shape = case["n_in"], case["n_out"]
    weights = np.random.default_rng(seed).uniform(0.0, case["w_max"], shape)
    network.connect(sources, cells, receptor="exc", weight=weights, delay=case["dt"])
    network.record(cells, "spikes")
    return network, cells


def measure(case: dict, network, cells, request: dict) -> dict:
    n_spikes = network.spikes(cells).spike_times.size
    return {"rate": n_spikes / case["n_out"] / (case["duration"] * 1e-3)}


if __name__ == "__main__":
    serve(serve_network(build, measure))
