"""Brian2's C++ standalone mode: build once, then run the same program with one seed after another.

Brian2's own settings are kept (g++ -O3 -march=native -ffast-math, OpenMP off, double precision).
The time is the one that Brian2 itself reports for ``run``: the loop over time steps, without the
making of the synapses and without reading and writing the arrays.
"""

import os
import shutil
import time
from collections.abc import Callable

import brian2
from brian2 import device

SEED = """
if (getenv("BENCHMARK_SEED"))
    for (auto& generator : brian::_random_generators)
        generator.seed(atol(getenv("BENCHMARK_SEED")));
"""


def begin(case: dict, folder: str) -> None:
    """Choose the device and the time step; call this before anything is made."""
    shutil.rmtree(folder, ignore_errors=True)  # so that the build is always the whole build
    brian2.set_device("cpp_standalone", directory=folder, build_on_run=False)
    brian2.defaultclock.dt = case["dt"] * brian2.ms
    device.insert_code("main", SEED)


def refractory(case: dict):
    """Give Brian2's value for the case's refractory period.

    Brian2 counts it from the beginning of the step in which the spike is found, NEST and snnlib
    from its end.
    """
    return (case["t_ref"] + case["dt"]) * brian2.ms


def finish(
    case: dict, folder: str, network: brian2.Network, measure: Callable
) -> tuple[dict, Callable]:
    """Generate and compile the program; give what :func:`..protocol.serve` wants."""
    started = time.perf_counter()
    network.run(case["duration"] * brian2.ms)
    device.build(directory=folder, compile=True, run=False)
    about = {"version": brian2.__version__, "build_s": time.perf_counter() - started}

    def run(request: dict) -> dict:
        os.environ["BENCHMARK_SEED"] = str(request["seed"])
        device.run(folder, with_output=False, run_args=[])
        # its program starts, reads and writes files besides: the processor time tells nothing
        unknown = {"core_share": None}
        return {"seconds": device._last_run_time, "measures": measure(request)} | unknown

    return about, run
