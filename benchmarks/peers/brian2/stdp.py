"""Song, Miller & Abbott's (2000) synapses in Brian2: the example of its documentation.

There, a pre- and a post-spike in one time step count as pre before post; in snnlib it is the other
way round, and a 5 % excess of depression is small enough for this to show in the rate.  Brian2 lets
the order be chosen, so both have ours here.
"""

import numpy as np
from brian2 import Hz, Network, NeuronGroup, PoissonGroup, SpikeMonitor, Synapses, ms, mV

from benchmarks.peers.brian2 import standalone
from benchmarks.peers.protocol import serve

CELL = """
dv/dt = (ge * (E_syn - v) + v_rest - v) / tau_m : volt
dge/dt = -ge / tau_syn : 1
"""
SYNAPSE = """
w : 1
dpre/dt = -pre / tau_plus : 1 (event-driven)
dpost/dt = -post / tau_minus : 1 (event-driven)
"""
ON_PRE = """
ge += w
pre += A_plus * g_max
w = clip(w + post, 0, g_max)
"""
ON_POST = """
post -= A_minus * g_max
w = clip(w + pre, 0, g_max)
"""


def set_up(case: dict):
    standalone.begin(case, case["folder"])
    potentials = {name: case[name] * mV for name in ("v_rest", "v_th", "v_reset", "E_syn")}
    times = {name: case[name] * ms for name in ("tau_m", "tau_syn", "tau_plus", "tau_minus")}
    numbers = {name: case[name] for name in ("g_max", "A_plus", "A_minus")}
    names = potentials | times | numbers
    sources = PoissonGroup(case["n_in"], rates=case["rate"] * Hz)
    cells = NeuronGroup(
        case["n_out"],
        CELL,
        threshold="v > v_th",
        reset="v = v_reset",
        method="euler",
        namespace=names,
    )
    cells.v = case["v_rest"] * mV
    synapses = Synapses(sources, cells, SYNAPSE, on_pre=ON_PRE, on_post=ON_POST, namespace=names)
    synapses.post.order = (
        synapses.pre.order - 1
    )  # of two spikes in one step the post-spike goes first
    synapses.connect()
    synapses.w = "rand() * g_max"
    spikes = SpikeMonitor(cells)

    def measure(request: dict) -> dict:
        w = np.asarray(synapses.w[:]) / case["g_max"]
        return {
            "rate": spikes.num_spikes / case["n_out"] / (case["duration"] * 1e-3),
            "mean weight": float(w.mean()),
            "share of weights below 0.1": float((w < 0.1).mean()),
        }

    network = Network(sources, cells, synapses, spikes)
    return standalone.finish(case, case["folder"], network, measure)


if __name__ == "__main__":
    serve(set_up)
