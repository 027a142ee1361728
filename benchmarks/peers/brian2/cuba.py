"""Benchmarks 1 and 2 of Brette et al. (2007) in Brian2, as its documentation writes them."""

import numpy as np
from brian2 import (
    Hz,
    Network,
    NeuronGroup,
    PoissonGroup,
    SpikeMonitor,
    Synapses,
    ms,
    mV,
)

from benchmarks.peers.brian2 import standalone
from benchmarks.peers.protocol import serve

CURRENT_BASED = """
dv/dt = (ge + gi + v_rest - v) / tau_m : volt (unless refractory)
dge/dt = -ge / tau_exc : volt
dgi/dt = -gi / tau_inh : volt
"""
CONDUCTANCE_BASED = """
dv/dt = (ge * (E_exc - v) + gi * (E_inh - v) + v_rest - v) / tau_m : volt (unless refractory)
dge/dt = -ge / tau_exc : 1
dgi/dt = -gi / tau_inh : 1
"""


def kick(case: dict, cells: NeuronGroup) -> tuple[PoissonGroup, Synapses]:
    """Poisson input for a short time at the beginning, a source for each neuron."""
    names = {"rate": case["kick_rate"] * Hz, "end": case["kick_duration"] * ms}
    sources = PoissonGroup(case["n"], rates="rate * int(t < end)", namespace=names)
    synapses = Synapses(sources, cells, on_pre="ge += w", namespace={"w": case["w_exc"]})
    synapses.connect(j="i")
    return sources, synapses


def set_up(case: dict):
    """``delays`` of the case: whether a spike takes one more step, as in NEST and snnlib."""
    standalone.begin(case, case["folder"])
    units = {"tau_m": ms, "tau_exc": ms, "tau_inh": ms, "v_rest": mV, "v_th": mV, "v_reset": mV}
    names = {name: case[name] * unit for name, unit in units.items()}
    conductances = "E_exc" in case
    if conductances:
        names |= {"E_exc": case["E_exc"] * mV, "E_inh": case["E_inh"] * mV}
    unit = 1 if conductances else mV
    cells = NeuronGroup(
        case["n"],
        CONDUCTANCE_BASED if conductances else CURRENT_BASED,
        threshold="v > v_th",
        reset="v = v_reset",
        refractory=standalone.refractory(case),
        method="exponential_euler" if conductances else "exact",
        namespace=names,
    )
    cells.v = "v_reset + rand() * (v_th - v_reset)"
    parts = []
    for kind, where in (("exc", "i < n_exc"), ("inh", "i >= n_exc")):
        weight = case[f"w_{kind}"] * unit
        made = Synapses(cells, cells, on_pre=f"g{kind[0]} += w", namespace={"w": weight})
        made.connect(where, p=case["probability"], namespace={"n_exc": case["n_exc"]})
        if case.get("delays"):
            made.delay = case["delay"] * ms
        parts.append(made)
    if "kick_rate" in case:
        parts += kick(case, cells)
    spikes = SpikeMonitor(cells)

    def measure(request: dict) -> dict:
        if "spikes" in request:
            times, neurons = np.asarray(spikes.t / ms), np.asarray(spikes.i)
            np.savez(request["spikes"], times=times, neurons=neurons)
        return {"rate": spikes.num_spikes / case["n"] / (case["duration"] * 1e-3)}

    return standalone.finish(case, case["folder"], Network(cells, *parts, spikes), measure)


if __name__ == "__main__":
    serve(set_up)
