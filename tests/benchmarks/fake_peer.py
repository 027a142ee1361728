"""A measuring process that measures nothing, for the tests of what is around the real ones."""

import os
import sys

from benchmarks.peers.protocol import serve


def set_up(case: dict):
    print("a simulator's banner")
    if case.get("refuses"):
        sys.exit("no such thing here")

    def run(request: dict) -> dict:
        if request.get("seed") == case.get("fails_at"):
            sys.exit("out of memory")
        bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
        measures = {"rate": case["rate"] + request["seed"], "cores": bound}
        return {"seconds": case["seconds"], "measures": measures}

    return {"version": "1.2", "build_s": 3.0, "compile_s": 4.0}, run


if __name__ == "__main__":
    serve(set_up)
