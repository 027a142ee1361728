"""Two independent networks in two threads of one process, beside one of them alone."""

import threading
import time

import snnlib
from benchmarks.ours.cuba import build
from benchmarks.peers.protocol import serve


def run_together(networks: list, duration: float) -> float:
    """Time until all networks have done their duration, a thread each."""
    threads = [threading.Thread(target=n.run, args=(duration, False)) for n in networks]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def set_up(case: dict):
    def run(request: dict) -> dict:
        networks = [build(case, 2 * request["seed"] + i)[0] for i in range(request["threads"])]
        for network in networks:
            network.run(case["dt"])
        return {"seconds": run_together(networks, case["duration"])}

    return {"version": snnlib.__version__, "build_s": 0.0, "compile_s": 0.0}, run


if __name__ == "__main__":
    serve(set_up)
