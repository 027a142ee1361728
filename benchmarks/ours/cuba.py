"""Benchmarks 1 and 2 of Brette et al. (2007) with ``snnlib.network``."""

import numpy as np

from benchmarks.ours.timing import serve_network
from benchmarks.peers.protocol import serve
from snnlib import LIFParameters, Network, exponential, lif_neuron
from snnlib.synapses import conductance


def receptors(case: dict) -> dict:
    """Current-based, or conductance-based where the case has reversal potentials."""
    if "E_exc" in case:
        return {
            "exc": conductance(case["tau_exc"], case["E_exc"]),
            "inh": conductance(case["tau_inh"], case["E_inh"]),
        }
    return {"exc": exponential(case["tau_exc"]), "inh": exponential(case["tau_inh"])}


def kick(case: dict, network: Network, cells) -> None:
    """Poisson input for a short time at the beginning, a source for each neuron."""
    n_frames = 1 + int(case["duration"] // case["kick_duration"] + 1)
    rate = np.zeros((n_frames, case["n"]))
    rate[0] = case["kick_rate"]
    sources = network.poisson("kick", case["n"], rate=rate, frame=case["kick_duration"])
    each = np.arange(case["n"])
    network.connect(sources, cells, receptor="exc", weight=case["w_exc"], pairs=(each, each))


def build(case: dict, seed: int):
    """Make the network; gives it and its cells."""
    names = ("tau_m", "v_rest", "v_th", "v_reset", "t_ref")
    params = LIFParameters(R_m=1.0, **{name: case[name] for name in names})
    v0 = np.random.default_rng(seed).uniform(case["v_reset"], case["v_th"], case["n"])
    network = Network(dt=case["dt"], seed=seed)
    cells = network.population(
        "cells", case["n"], lif_neuron(params), receptors=receptors(case), v=v0
    )
    groups = {"exc": cells[: case["n_exc"]], "inh": cells[case["n_exc"] :]}
    for kind, group in groups.items():
        network.connect(
            group,
            cells,
            receptor=kind,
            weight=case[f"w_{kind}"],
            probability=case["probability"],
            delay=case["delay"],
            self_connections=True,
        )
    if "kick_rate" in case:
        kick(case, network, cells)
    network.record(cells, "spikes")
    return network, cells


def measure(case: dict, network, cells, request: dict) -> dict:
    spikes = network.spikes(cells)
    if "spikes" in request:
        np.savez(request["spikes"], times=spikes.spike_times, neurons=spikes.spike_neurons)
    return {"rate": spikes.spike_times.size / case["n"] / (case["duration"] * 1e-3)}


if __name__ == "__main__":
    serve(serve_network(build, measure))
