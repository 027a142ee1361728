"""The cortical microcircuit of Potjans and Diesmann (2014) with ``snnlib.network``.

It is wired once, and then goes on from round to round, as in NEST.
"""

import time

import snnlib
from benchmarks.peers.protocol import cpu_seconds, serve
from benchmarks.peers.spiking import of_populations
from snnlib.studies import microcircuit
from snnlib.studies.microcircuit import MicrocircuitParameters


def set_up(case: dict):
    started = time.perf_counter()
    small = microcircuit.network(MicrocircuitParameters(0.001), drive=case["drive"])[0]
    small.run(case["dt"], threads=case["threads"])
    compiled = time.perf_counter() - started
    started = time.perf_counter()
    params = MicrocircuitParameters(case["scale"])
    network, cells, loop = microcircuit.network(params, seed=1, drive=case["drive"])
    about = {"build_s": time.perf_counter() - started, "compile_s": compiled}
    network.run(case["settling"], threads=case["threads"])

    def run(request: dict) -> dict:
        began = network.time
        cpu, started = cpu_seconds(), time.perf_counter()
        network.run(case["duration"], threads=case["threads"])
        seconds, cpu = time.perf_counter() - started, cpu_seconds() - cpu
        times, neurons = network.spikes(cells)
        late = times > began + 0.5 * case["dt"]
        spikes = times[late] - began, neurons[late]
        return {
            "seconds": seconds,
            "core_share": cpu / seconds / case["threads"],
            "peak_bytes": microcircuit.peak_bytes(),
            "synapses": loop.n_synapses,
            "measures": of_populations(case["names"], case["sizes"], *spikes, case["duration"]),
        }

    return about | {"version": snnlib.__version__}, run


if __name__ == "__main__":
    serve(set_up)
