"""The longest of four digits, learnt by the LSTM of ``snnlib.gradients``."""

import time
from itertools import islice

import numpy as np

import snnlib
from benchmarks.peers.digits import digits
from benchmarks.peers.protocol import serve
from benchmarks.peers.streams import batches, small
from snnlib.gradients import LOSSES, Adam, AdamParameters, LSTMNetwork, cosine


def set_up(case: dict):
    images, labels, others, their_labels = digits()
    images, others = small(images), small(others)

    def learn(seed: int, n_batches: int) -> tuple[LSTMNetwork, float]:
        """Train on fresh streams; gives the network, and the time without that of the streams."""
        network = LSTMNetwork(196, case["hidden"], 10, loss=LOSSES.index("vote"), random_state=seed)
        adam, seconds = Adam(network.weights, AdamParameters(case["rate"])), 0.0
        for X, y in islice(batches(images, labels, case["batch"], seed), n_batches):
            started = time.perf_counter()
            found = network.gradient(X, y)
            adam.update(found.gradient, cosine(adam.n_done / n_batches))
            seconds += time.perf_counter() - started
        return network, seconds

    started = time.perf_counter()
    network, _ = learn(0, 1)
    network.predict(np.zeros((1, 40, 196)))
    compiled = time.perf_counter() - started
    tested = [next(batches(others, their_labels, case["tested"], 10_000))]

    def run(request: dict) -> dict:
        network, seconds = learn(request["seed"], case["streams"] // case["batch"])
        right = [np.mean(network.predict(X) == y) for X, y in tested]
        told = {"accuracy": float(np.mean(right)), "streams": case["streams"]}
        return {"seconds": 1000 * seconds / case["streams"], "measures": told}

    return {"version": snnlib.__version__, "build_s": 0.0, "compile_s": compiled}, run


if __name__ == "__main__":
    serve(set_up)
