"""Digits learnt by surrogate gradients with ``snnlib.gradients``; the reset is detached, too.

The machine code is made by a process before, whose peak is told apart; so is that of one which has
numba compile a single addition.
"""

import subprocess
import sys
import time

import numpy as np

import snnlib
from benchmarks.environments import ROOT
from benchmarks.peers.digits import digits, forget_peak, held_bytes, peak_bytes
from benchmarks.peers.protocol import serve
from snnlib.gradients import Adam, AdamParameters, DiscreteLIF, Output, SpikingNetwork, cosine


def learn(case: dict, seed: int, images: np.ndarray, labels: np.ndarray) -> SpikingNetwork:
    """Show all images, in a new order in each epoch."""
    cell = DiscreteLIF(case["beta"], case["steepness"], attached=0)
    sizes = 784, case["hidden"], 10
    network = SpikingNetwork(
        sizes, case["n_steps"], cell, Output(case["beta"]), gain=case["gain"], random_state=seed
    )
    adam = Adam(network.weights, AdamParameters(case["rate"]))
    steps = case["epochs"] * -(-len(images) // case["batch"])
    random = np.random.default_rng(seed)
    for _ in range(case["epochs"]):
        order = random.permutation(len(images))
        for at in range(0, len(images), case["batch"]):
            chosen = order[at : at + case["batch"]]
            found = network.gradient(images[chosen], labels[chosen])
            adam.update(found.gradient, cosine(adam.n_done / steps))
    return network


def compile_all(case: dict) -> None:
    """Have everything compiled that :func:`set_up` needs."""
    learn(case, 0, np.zeros((2, 1, 784), np.float32), np.array([0, 1])).predict(np.zeros((1, 784)))


def peak_of(program: str) -> int:
    """The most memory that another Python holds that runs this program, in bytes."""
    program += "\nfrom benchmarks.peers.digits import peak_bytes; print(peak_bytes())"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return int(told.stdout)


COMPILING = """
from benchmarks import cases
from benchmarks.ours.surrogate import compile_all
compile_all(cases.SURROGATE)
"""
ADDITION = """
import numba
import numpy
numba.njit(lambda a, b: a + b)(1.0, 2.0)
"""


def set_up(case: dict):
    imported = held_bytes()
    started = time.perf_counter()
    compiling = peak_of(COMPILING)
    compile_all(case)
    compiled = time.perf_counter() - started
    least = peak_of(ADDITION)
    started = time.perf_counter()
    images, labels, others, their_labels = digits()
    images, built = images[:, None], time.perf_counter() - started
    before = forget_peak()
    memory = {"imported_bytes": imported, "compiling_bytes": compiling, "numba_bytes": least}

    def run(request: dict) -> dict:
        started = time.perf_counter()
        network = learn(case, request["seed"], images, labels)
        seconds = (time.perf_counter() - started) / case["epochs"]
        peak = peak_bytes()
        right = network.predict(others) == their_labels
        told = {"accuracy": float(np.mean(right)), "peak_bytes": peak, "more_bytes": peak - before}
        return {"seconds": seconds, "measures": told | memory}

    return {"version": snnlib.__version__, "build_s": built, "compile_s": compiled}, run


if __name__ == "__main__":
    serve(set_up)
