"""The three simulators as processes, and what they give for a network under several seeds."""

from typing import NamedTuple

import numpy as np

from benchmarks.child import LOGS, Child, ours
from benchmarks.environments import environment

NAMES = ("snnlib", "brian2", "nest")


def start(simulator: str, script: str, case: dict) -> Child:
    """Start a simulator's script on a case."""
    if simulator == "snnlib":
        return ours(script, case)
    folder = str(LOGS / f"referee-{simulator}-{script}-{'coba' if 'E_exc' in case else 'cuba'}")
    module = f"benchmarks.peers.{simulator}.{script}"
    return Child(environment(simulator), module, case | {"folder": folder, "delays": True})


class Seed(NamedTuple):
    """What one run of a network shows, after its beginning."""

    rate: float  # Hz, mean over the neurons
    cv: float  # mean over the neurons with three intervals or more
    isi: np.ndarray  # (n_intervals,) ms, of all neurons together, ascending


def statistics(times: np.ndarray, neurons: np.ndarray, case: dict, begin: float) -> Seed:
    """Rate, CV and intervals of the spikes later than ``begin`` (ms)."""
    late = times > begin
    order = np.lexsort((times[late], neurons[late]))
    times, neurons = times[late][order], neurons[late][order]
    same = np.diff(neurons) == 0
    isi, owner = np.diff(times)[same], neurons[1:][same]
    n, total, square = (np.bincount(owner, x, case["n"]) for x in (isi**0, isi, isi**2))
    enough = n >= 3
    mean = total[enough] / n[enough]
    variance = (square[enough] - n[enough] * mean**2) / (n[enough] - 1)
    cv = float(np.mean(np.sqrt(np.maximum(variance, 0.0)) / mean))
    rate = times.size / case["n"] / (case["duration"] - begin) * 1e3
    return Seed(rate, cv, np.sort(isi))


def run_seeds(simulator: str, case: dict, n_seeds: int, begin: float, folder) -> list[Seed]:
    """Run a network under several seeds; wiring, beginning and input are drawn anew for each."""
    spikes = folder / f"{simulator}.npz"
    results = []
    with start(simulator, "cuba", case) as child:
        for seed in range(n_seeds):
            child.ask({"seed": seed, "spikes": str(spikes)})
            with np.load(spikes) as run:
                results.append(statistics(run["times"], run["neurons"], case, begin))
    return results
