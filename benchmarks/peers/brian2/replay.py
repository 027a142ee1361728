"""One LIF neuron with exponential synapses in Brian2, under spikes that are given."""

import brian2
import numpy as np
from brian2 import (
    Network,
    NeuronGroup,
    SpikeGeneratorGroup,
    SpikeMonitor,
    StateMonitor,
    Synapses,
    ms,
    mV,
)

from benchmarks.peers.brian2 import standalone
from benchmarks.peers.brian2.cuba import CURRENT_BASED
from benchmarks.peers.protocol import serve


def simulate(case: dict):
    """Run once; gives v at the end of each step, and the times of the spikes.

    Brian2 counts a spike at the beginning of the time step in which it is found; times here are
    those of its end, as in NEST and snnlib.
    """
    dt = case["dt"]
    brian2.defaultclock.dt = dt * ms
    units = {"tau_m": ms, "tau_exc": ms, "tau_inh": ms, "v_rest": mV, "v_th": mV, "v_reset": mV}
    cell = NeuronGroup(
        1,
        CURRENT_BASED,
        threshold="v > v_th",
        reset="v = v_reset",
        refractory=standalone.refractory(case),
        method="exact",
        namespace={name: case[name] * unit for name, unit in units.items()},
    )
    cell.v = case["v_rest"] * mV
    parts = []
    for kind in ("exc", "inh"):
        times = np.array(case[f"spikes_{kind}"]) - dt
        source = SpikeGeneratorGroup(1, np.zeros(times.size, int), times * ms)
        namespace = {"w": case[f"w_{kind}"] * mV}
        synapse = Synapses(source, cell, on_pre=f"g{kind[0]} += w", namespace=namespace)
        synapse.connect()
        synapse.delay = case["delay"] * ms
        parts += [source, synapse]
    trace = StateMonitor(cell, "v", record=0, when="end")
    spikes = SpikeMonitor(cell)
    Network(cell, *parts, trace, spikes).run(case["duration"] * ms)
    return np.asarray(trace.v[0] / mV), np.asarray(spikes.t / ms) + dt


def set_up(case: dict):
    brian2.prefs.codegen.target = "numpy"

    def run(request: dict) -> dict:
        v, times = simulate(case | request)
        return {"v": v.tolist(), "spike_times": times.tolist()}

    return {"version": brian2.__version__, "build_s": 0.0}, run


if __name__ == "__main__":
    serve(set_up)
