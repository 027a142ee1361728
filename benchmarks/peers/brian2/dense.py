"""Poisson sources onto LIF neurons, each to each, in Brian2."""

from brian2 import Hz, Network, NeuronGroup, PoissonGroup, SpikeMonitor, Synapses, ms

from benchmarks.peers.brian2 import standalone
from benchmarks.peers.protocol import serve


def set_up(case: dict):
    """Synapses come before the threshold: input counts in the step in which it arrives."""
    standalone.begin(case, case["folder"])
    sources = PoissonGroup(case["n_in"], rates=case["rate"] * Hz)
    cells = NeuronGroup(
        case["n_out"],
        "dv/dt = -v / tau_m : 1",
        threshold="v > v_th",
        reset="v = 0",
        method="exact",
        namespace={"tau_m": case["tau_m"] * ms, "v_th": case["v_th"]},
    )
    synapses = Synapses(sources, cells, "w : 1", on_pre="v += w")
    synapses.connect()
    synapses.w = f"rand() * {case['w_max']}"
    spikes = SpikeMonitor(cells)
    network = Network(sources, cells, synapses, spikes)
    network.schedule = ["start", "groups", "synapses", "thresholds", "resets", "end"]

    def measure(request: dict) -> dict:
        return {"rate": spikes.num_spikes / case["n_out"] / (case["duration"] * 1e-3)}

    return standalone.finish(case, case["folder"], network, measure)


if __name__ == "__main__":
    serve(set_up)
