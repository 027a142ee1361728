"""A network whose wiring and input are given, in Brian2."""

import brian2
import numpy as np
from brian2 import Network, NeuronGroup, SpikeGeneratorGroup, SpikeMonitor, Synapses, ms, mV

from benchmarks.peers.brian2 import standalone
from benchmarks.peers.protocol import serve

EQUATIONS = {
    "exponential": """
dv/dt = (g + v_rest - v) / tau_m : volt (unless refractory)
dg/dt = -g / tau_syn : volt
""",
    "alpha": """
dv/dt = (g + v_rest - v) / tau_m : volt (unless refractory)
dg/dt = (exp(1) * x - g) / tau_syn : volt
dx/dt = -x / tau_syn : volt
""",
}
PORTS = {"exponential": "g", "alpha": "x"}


def simulate(case: dict):
    """Run once; gives the times and neurons of the spikes.

    Brian2 counts a spike at the beginning of the time step in which it is found; times here are
    those of its end, as in NEST and snnlib.
    """
    dt = case["dt"]
    brian2.defaultclock.dt = dt * ms
    units = {"tau_m": ms, "tau_syn": ms, "v_rest": mV, "v_th": mV, "v_reset": mV}
    cells = NeuronGroup(
        case["n"],
        EQUATIONS[case["synapse"]],
        threshold="v >= v_th",
        reset="v = v_reset",
        refractory=standalone.refractory(case),
        method="exact",
        namespace={name: case[name] * unit for name, unit in units.items()},
    )
    cells.v = case["v_rest"] * mV
    times = np.array(case["times"]) - dt
    inputs = SpikeGeneratorGroup(case["n_in"], case["sources"], times * ms)
    parts = []
    for group, name, pre in ((inputs, "feed", case["n_in"]), (cells, "loop", case["n"])):
        weights = np.array(case[name]).reshape(pre, case["n"])
        here, there = np.nonzero(weights)
        synapses = Synapses(group, cells, "w : volt", on_pre=f"{PORTS[case['synapse']]}_post += w")
        synapses.connect(i=here, j=there)
        synapses.w = weights[here, there] * mV
        synapses.delay = case[f"delay_{name}"] * ms
        parts.append(synapses)
    spikes = SpikeMonitor(cells)
    Network(cells, inputs, *parts, spikes).run(case["duration"] * ms)
    return np.asarray(spikes.t / ms) + dt, np.asarray(spikes.i)


def set_up(case: dict):
    brian2.prefs.codegen.target = "numpy"

    def run(request: dict) -> dict:
        times, neurons = simulate(case | request)
        return {"times": times.tolist(), "neurons": neurons.tolist()}

    return {"version": brian2.__version__, "build_s": 0.0}, run


if __name__ == "__main__":
    serve(set_up)
