"""Digits learnt by surrogate gradients in snnTorch: constant currents into a hidden layer.

With ``products_first`` the first product is made once for all steps, since the input is constant,
and the last one for all steps at once; without it each step has its own, as in the tutorials.
"""

import time

import snntorch
import torch
from snntorch import surrogate

from benchmarks.peers.learning import DigitsNetwork, surrogate_run
from benchmarks.peers.protocol import serve


class Network(DigitsNetwork):
    """LIF neurons, and leaky integrators that read them."""

    def __init__(self, case: dict):
        super().__init__(case)
        slope = surrogate.fast_sigmoid(slope=case["steepness"])
        self.cells = snntorch.Leaky(beta=case["beta"], spike_grad=slope)
        self.read = snntorch.Leaky(beta=case["beta"], reset_mechanism="none")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mem, potential = self.cells.reset_mem(), self.read.reset_mem()
        spikes, potentials = [], []
        first = self.case["products_first"]
        current = self.into(x)
        for _ in range(self.case["n_steps"]):
            spike, mem = self.cells(current if first else self.into(x), mem)
            spikes.append(spike)
        currents = self.out(torch.stack(spikes)) if first else map(self.out, spikes)
        for current in currents:
            _, potential = self.read(current, potential)
            potentials.append(potential)
        return torch.stack(potentials).mean(0)


def set_up(case: dict):
    started = time.perf_counter()
    torch.set_num_threads(1)
    run = surrogate_run(case, lambda: Network(case))
    built = time.perf_counter() - started
    return {"version": f"{snntorch.__version__} (torch {torch.__version__})", "build_s": built}, run


if __name__ == "__main__":
    serve(set_up)
