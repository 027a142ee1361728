"""The most memory that a process has held, which builds one network and runs it."""

import resource
import sys

import snnlib
from benchmarks.ours.cuba import build
from benchmarks.peers.protocol import serve


def set_up(case: dict):
    network, _ = build(case, 1)
    network.run(case["duration"])

    def run(request: dict) -> dict:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {
            "peak_bytes": peak * (1 if sys.platform == "darwin" else 1024),
            "synapses": sum(part.n_synapses for part in network.connections.values()),
        }

    return {"version": snnlib.__version__, "build_s": 0.0, "compile_s": 0.0}, run


if __name__ == "__main__":
    serve(set_up)
