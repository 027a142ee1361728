"""What the peers that are made of PyTorch share: an epoch of Adam, timed, and what it came to."""

import math
import time
from collections.abc import Callable

import numpy as np
import torch

from benchmarks.peers.digits import digits, forget_peak, held_bytes, peak_bytes


def first_weights(layer: torch.nn.Linear, gain: float) -> None:
    """Draw weights evenly, of standard deviation ``gain / sqrt(n_in)``; biases are 0."""
    widest = gain * math.sqrt(3.0 / layer.in_features)
    torch.nn.init.uniform_(layer.weight, -widest, widest)
    torch.nn.init.zeros_(layer.bias)


class DigitsNetwork(torch.nn.Module):
    """The weights of 784 pixels, a hidden layer and 10 outputs; a peer adds its neurons."""

    def __init__(self, case: dict):
        super().__init__()
        self.case = case
        self.into = torch.nn.Linear(784, case["hidden"])
        self.out = torch.nn.Linear(case["hidden"], 10)
        for layer in (self.into, self.out):
            first_weights(layer, case["gain"])


def surrogate_run(case: dict, build: Callable) -> Callable:
    """Give the function that answers a request.

    ``build()`` makes a network: a module that takes (batch, 784) and gives scores (batch, 10).
    """
    imported = held_bytes()
    images, labels, others, their_labels = map(torch.from_numpy, digits())
    before = forget_peak()

    def run(request: dict) -> dict:
        torch.manual_seed(request["seed"])
        network = build()
        adam = torch.optim.Adam(network.parameters(), case["rate"])
        steps = case["epochs"] * -(-len(images) // case["batch"])
        annealed = torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps)
        started = time.perf_counter()
        for _ in range(case["epochs"]):
            for chosen in torch.randperm(len(images)).split(case["batch"]):
                adam.zero_grad()
                loss = torch.nn.functional.cross_entropy(network(images[chosen]), labels[chosen])
                loss.backward()
                adam.step()
                annealed.step()
        seconds = (time.perf_counter() - started) / case["epochs"]
        peak = peak_bytes()
        with torch.no_grad():
            right = (network(others).argmax(1) == their_labels).numpy()
        told = {"accuracy": float(np.mean(right)), "peak_bytes": peak, "imported_bytes": imported}
        return {"seconds": seconds, "measures": told | {"more_bytes": peak - before}}

    return run
