"""Song, Miller & Abbott's (2000) synapses with ``snnlib.network``."""

import numpy as np

from benchmarks.ours.timing import serve_network
from benchmarks.peers.protocol import serve
from snnlib import LIFParameters, Network, lif_neuron, pair_stdp
from snnlib.synapses import conductance


def build(case: dict, seed: int):
    """Make the network; gives it, its cells and the plastic connection."""
    params = LIFParameters(case["tau_m"], 1.0, case["v_rest"], case["v_th"], case["v_reset"], 0.0)
    rule = pair_stdp(
        A_plus=case["A_plus"] * case["g_max"],
        A_minus=case["A_minus"] * case["g_max"],
        tau_plus=case["tau_plus"],
        tau_minus=case["tau_minus"],
        w_min=0.0,
        w_max=case["g_max"],
    )
    network = Network(dt=case["dt"], seed=seed)
    sources = network.poisson("sources", case["n_in"], rate=case["rate"])
    cells = network.population(
        "cells",
        case["n_out"],
        lif_neuron(params),
        receptors={"exc": conductance(case["tau_syn"], case["E_syn"])},
    )
    shape = case["n_in"], case["n_out"]
    weights = np.random.default_rng(seed).uniform(0.0, case["g_max"], shape)
    synapses = network.connect(
        sources, cells, receptor="exc", weight=weights, plasticity=rule, delay=case["dt"]
    )
    network.record(cells, "spikes")
    return network, (cells, synapses)


def measure(case: dict, network, parts, request: dict) -> dict:
    cells, synapses = parts
    w = np.asarray(synapses.weights, np.float64) / case["g_max"]
    n_spikes = network.spikes(cells).spike_times.size
    return {
        "rate": n_spikes / case["n_out"] / (case["duration"] * 1e-3),
        "mean weight": float(w.mean()),
        "share of weights below 0.1": float((w < 0.1).mean()),
    }


if __name__ == "__main__":
    serve(serve_network(build, measure))
