"""When to move a network to NEST: seconds and memory here and there, from small to large.

LIF neurons with 100 exponential synapses each, a tenth of them inhibitory, are built and run for a
second of network time here and, exported, in NEST with one thread and with two.  ``python -m
benchmarks.outgrowing`` keeps the table in ``benchmarks/results/referees/outgrowing.json``.
"""

import argparse
import datetime
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks import machine
from benchmarks.environments import ROOT, environment
from benchmarks.exported import pairs
from snnlib import LIFParameters, Network, exponential, lif_neuron
from snnlib._files import replaced
from snnlib.interop import to_nest_script

KEPT = ROOT / "benchmarks" / "results" / "referees" / "outgrowing.json"
SIZES = (1000, 4000, 16_000)
DURATION, SYNAPSES = 1000.0, 100
TIMED = """
import resource, time
begin = time.perf_counter()
build, run = NestNetwork.__init__, NestNetwork.run


def timed(name, function):
    def wrapped(*arguments):
        began = time.perf_counter()
        function(*arguments)
        print(name, time.perf_counter() - began, flush=True)
    return wrapped


NestNetwork.__init__, NestNetwork.run = timed("BUILD", build), timed("RUN", run)
main()
print("PEAK", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def build(n: int) -> Network:
    """Return a network of n neurons, kept busy by a current and irregular by its loop."""
    net = Network(dt=0.1, seed=1)
    neuron = lif_neuron(LIFParameters(R_m=10.0), dtype="float64")
    rng = np.random.default_rng(1)
    start = rng.uniform(-70.0, -50.0, n)
    cells = net.population("cells", n, neuron, {"exc": exponential(5.0)}, current=2.05, v=start)
    split = n * 4 // 5
    fan = SYNAPSES * 4 // 5
    net.connect(cells[:split], cells, "exc", 0.02, fan_in=fan, delay=1.5)
    net.connect(cells[split:], cells, "exc", -0.1, fan_in=SYNAPSES - fan, delay=0.8)
    net.record(cells, "spikes")
    return net


def ours(n: int) -> dict:
    """Build and run here, in this process; a step that is thrown away compiles the program."""
    warm = build(200)
    warm.run(0.1, progress=False)
    began = time.perf_counter()
    net = build(n)
    built = time.perf_counter()
    net.run(0.0, progress=False)  # compiles, or finds what is compiled
    ready = time.perf_counter()
    net.run(DURATION, progress=False)
    done = time.perf_counter()
    spikes = net.spikes(net.populations["cells"])
    return {
        "synapses": sum(c.n_synapses for c in net.connections.values()),
        "spikes": int(spikes.spike_times.size),
        "build_s": built - began,
        "run_s": done - ready,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def in_nest(n: int, threads: int, folder: Path) -> tuple[dict, set]:
    """Build and run the exported network in NEST."""
    text = to_nest_script(build(n), DURATION).replace(
        'if __name__ == "__main__":\n    main()\n', TIMED
    )
    script, out = folder / "in_nest.py", folder / "spikes.npz"
    script.write_text(text)
    command = [environment("nest"), "-I", script, "--threads", threads, "--out", out]
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=True)
    told = dict(re.findall(r"^(BUILD|RUN|PEAK) (\S+)$", done.stdout, re.M))
    with np.load(out) as kept:
        spikes = pairs(kept["cells_times"], kept["cells_neurons"], 0.1)
    return {
        "threads": threads,
        "build_s": float(told["BUILD"]),
        "run_s": float(told["RUN"]),
        "peak_bytes": int(told["PEAK"]),
        "script_bytes": len(text),
    }, spikes


def row(n: int) -> dict:
    """Measure one size in all ways."""
    command = [sys.executable, "-m", "benchmarks.outgrowing", "--ours", str(n)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    here = json.loads(told.stdout.splitlines()[-1])
    with tempfile.TemporaryDirectory() as folder:
        there = [in_nest(n, threads, Path(folder)) for threads in (1, 2)]
    net = build(n)
    net.run(DURATION, progress=False)
    spikes = pairs(*net.spikes(net.populations["cells"]), 0.1)
    return {
        "neurons": n,
        **here,
        "nest": [
            found | {"spikes": len(theirs), "equal": len(spikes & theirs)}
            for found, theirs in there
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ours:
        print(json.dumps(ours(asked.ours)))
        return
    rows = []
    for n in SIZES:
        rows.append(row(n))
        print(rows[-1], flush=True)
    about = machine.describe()
    record = {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": {key: about[key] for key in ("processor", "cores", "system", "load")},
        "versions": machine.versions(),
        "duration_ms": DURATION,
        "rows": rows,
    }
    KEPT.parent.mkdir(exist_ok=True)
    with replaced(KEPT) as file:
        file.write((json.dumps(record, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
