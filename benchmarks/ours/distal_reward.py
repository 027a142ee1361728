"""Izhikevich's distal reward problem as the chapter on reward has it, for as long as asked.

The cells are taken from the chapter itself: what is measured here is what a reader sees there.
"""

import time

import jupytext
import numpy as np

import snnlib
from benchmarks.environments import ROOT
from benchmarks.peers.protocol import serve
from snnlib import Network
from snnlib.synapses import delta

CHAPTER = ROOT / "book" / "learning" / "reward.md"
NEEDED = ("class Watch(", "def build_hour(", "def live_through(")


def chapter() -> dict:
    """Run the cells that define the experiment; gives their names."""
    cells = [cell.source for cell in jupytext.read(CHAPTER).cells if cell.cell_type == "code"]
    names = {"np": np, "snnlib": snnlib, "Network": Network, "delta": delta, "__name__": __name__}
    for needed in NEEDED:
        (source,) = (source for source in cells if needed in source)
        exec(compile(source, str(CHAPTER), "exec"), names)
    return names


def set_up(case: dict):
    live_through = chapter()["live_through"]
    started = time.perf_counter()
    live_through(seed=0, minutes=1, n=case["n"])

    def run(request: dict) -> dict:
        started = time.process_time()  # one thread
        path, weights, n_rewards = live_through(request["seed"], case["minutes"], case["n"])
        took = time.process_time() - started
        last = path[-case["minutes"] // 4 :]
        return {
            "seconds": took,
            "measures": {
                "rewards": n_rewards,
                "chosen": float(last[:, 0].mean()),
                "controls": float(last[:, 1:].mean()),
                "highest": float(path[:, 0].max()),
                "stronger": float((weights > last[:, 0].mean()).mean()),
            },
        }

    compiled = time.perf_counter() - started
    return {"version": snnlib.__version__, "build_s": 0.0, "compile_s": compiled}, run


if __name__ == "__main__":
    serve(set_up)
