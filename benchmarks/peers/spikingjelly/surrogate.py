"""Digits learnt by surrogate gradients in SpikingJelly, all steps of a layer at once.

Its ``LIFNode`` has ``beta = 1 - 1 / tau`` and, with ``v_reset=None``, subtracts the threshold; its
``SoftSign`` of alpha 2 is the fast sigmoid of steepness 2.  With ``summed`` the leaky outputs are
not run: their mean is the product with a weighted sum of the spikes, as our side has it.
"""

import time
from importlib.metadata import version

import torch
from spikingjelly.activation_based import functional, neuron, surrogate

from benchmarks.peers.learning import DigitsNetwork, surrogate_run
from benchmarks.peers.protocol import serve


class Network(DigitsNetwork):
    """LIF neurons, and leaky integrators that read them."""

    def __init__(self, case: dict):
        super().__init__(case)
        self.cells = neuron.LIFNode(
            tau=1.0 / (1.0 - case["beta"]),
            decay_input=False,
            v_reset=None,
            surrogate_function=surrogate.SoftSign(alpha=case["steepness"]),
            detach_reset=True,
            step_mode="m",
        )

        n_steps, beta = case["n_steps"], case["beta"]
        lasting = torch.tensor([sum(beta**m for m in range(n_steps - k)) for k in range(n_steps)])
        self.importance = lasting / n_steps  # of a step's input for the mean output

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        functional.reset_net(self)
        current = self.into(x)  # once, since it is constant
        spikes = self.cells(current.expand(self.case["n_steps"], *current.shape))
        if self.case["summed"]:
            weighted = torch.tensordot(self.importance, spikes, 1)
            return weighted @ self.out.weight.T + self.importance.sum() * self.out.bias
        potential, total = 0.0, 0.0
        for current in self.out(spikes):
            potential = self.case["beta"] * potential + current
            total = total + potential
        return total / self.case["n_steps"]


def set_up(case: dict):
    started = time.perf_counter()
    torch.set_num_threads(1)
    run = surrogate_run(case, lambda: Network(case))
    built = time.perf_counter() - started
    about = f"{version('spikingjelly')} (torch {torch.__version__})"
    return {"version": about, "build_s": built}, run


if __name__ == "__main__":
    serve(set_up)
