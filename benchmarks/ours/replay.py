"""One LIF neuron with exponential synapses in ``snnlib.network``, under spikes that are given."""

import numpy as np

import snnlib
from benchmarks.ours.cuba import receptors
from benchmarks.peers.protocol import serve
from snnlib import LIFParameters, Network, lif_neuron


def simulate(case: dict):
    """Run once in double precision; gives v at the end of each step, and the spikes' times."""
    names = ("tau_m", "v_rest", "v_th", "v_reset", "t_ref")
    params = LIFParameters(R_m=1.0, **{name: case[name] for name in names})
    network = Network(dt=case["dt"])
    cell = network.population(
        "cell", 1, lif_neuron(params, dtype="float64"), receptors=receptors(case)
    )
    for kind in ("exc", "inh"):
        times = case[f"spikes_{kind}"]
        source = network.replay(kind, 1, times, np.zeros(len(times), int))
        network.connect(source, cell, receptor=kind, weight=case[f"w_{kind}"], delay=case["delay"])
    network.record(cell, "spikes")
    network.record(cell, "v")
    network.run(case["duration"])
    return network.samples(cell, "v")[1][:, 0], network.spikes(cell).spike_times


def set_up(case: dict):
    def run(request: dict) -> dict:
        v, times = simulate(case | request)
        return {"v": v.tolist(), "spike_times": times.tolist()}

    return {"version": snnlib.__version__, "build_s": 0.0, "compile_s": 0.0}, run


if __name__ == "__main__":
    serve(set_up)
