"""A network whose wiring and input are given, in ``snnlib.network``."""

import numpy as np

import snnlib
from benchmarks.peers.protocol import serve
from snnlib import LIFParameters, Network, exponential, lif_neuron
from snnlib.synapses import alpha, delta

RECEPTORS = {"exponential": exponential, "alpha": alpha, "delta": lambda tau: delta()}


def simulate(case: dict):
    """Run once in double precision; gives the times and neurons of the spikes."""
    names = ("tau_m", "v_rest", "v_th", "v_reset", "t_ref")
    params = LIFParameters(R_m=1.0, **{name: case[name] for name in names})
    network = Network(dt=case["dt"])
    receptor = RECEPTORS[case["synapse"]](case["tau_syn"])
    neuron = lif_neuron(params, dtype="float64")
    cells = network.population("cells", case["n"], neuron, {"in_": receptor})
    inputs = network.replay("inputs", case["n_in"], case["times"], case["sources"])
    for part, name, pre in ((inputs, "feed", case["n_in"]), (cells, "loop", case["n"])):
        weights = np.array(case[name]).reshape(pre, case["n"])
        if weights.any():
            pairs = np.nonzero(weights)
            delay = case[f"delay_{name}"]
            network.connect(part, cells, "in_", weights[pairs], pairs=pairs, delay=delay)
    network.record(cells, "spikes")
    network.run(case["duration"])
    return network.spikes(cells)


def set_up(case: dict):
    def run(request: dict) -> dict:
        times, neurons = simulate(case | request)
        return {"times": times.tolist(), "neurons": neurons.tolist()}

    return {"version": snnlib.__version__, "build_s": 0.0, "compile_s": 0.0}, run


if __name__ == "__main__":
    serve(set_up)
