"""The longest of four digits, learnt by PyTorch's own LSTM.

It has two biases that are added up; one is held at 0, so that both sides have as many weights.
"""

import math
import time
from itertools import islice

import numpy as np
import torch

from benchmarks.peers.digits import digits
from benchmarks.peers.protocol import serve
from benchmarks.peers.streams import batches, small


class Network(torch.nn.Module):
    """A layer of LSTM cells and a linear read-out of each step."""

    def __init__(self, hidden: int):
        super().__init__()
        self.cells = torch.nn.LSTM(196, hidden, batch_first=True)
        self.out = torch.nn.Linear(hidden, 10)
        with torch.no_grad():
            self.cells.bias_ih_l0[hidden : 2 * hidden] += 1.0  # forget gates: i, f, g, o
            self.cells.bias_hh_l0.zero_()
        self.cells.bias_hh_l0.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logarithms of the votes' means, (batch, class)."""
        votes = self.out(self.cells(x)[0]).log_softmax(2)
        return votes.logsumexp(1) - math.log(x.shape[1])


def set_up(case: dict):
    torch.set_num_threads(1)
    images, labels, others, their_labels = digits()
    images, others = small(images), small(others)
    X, y = map(torch.from_numpy, next(batches(others, their_labels, case["tested"], 10_000)))

    def run(request: dict) -> dict:
        torch.manual_seed(request["seed"])
        network, n_batches = Network(case["hidden"]), case["streams"] // case["batch"]
        learnt = [weights for weights in network.parameters() if weights.requires_grad]
        adam, seconds = torch.optim.Adam(learnt, case["rate"]), 0.0
        annealed = torch.optim.lr_scheduler.CosineAnnealingLR(adam, n_batches)
        made = batches(images, labels, case["batch"], request["seed"])
        for frames, longest in islice(made, n_batches):
            started = time.perf_counter()
            adam.zero_grad()
            scores = network(torch.from_numpy(frames))
            torch.nn.functional.nll_loss(scores, torch.from_numpy(longest)).backward()
            adam.step()
            annealed.step()
            seconds += time.perf_counter() - started
        with torch.no_grad():
            right = (network(X).argmax(1) == y).numpy()
        told = {"accuracy": float(np.mean(right))}
        return {"seconds": 1000 * seconds / case["streams"], "measures": told}

    return {"version": torch.__version__, "build_s": 0.0}, run


if __name__ == "__main__":
    serve(set_up)
