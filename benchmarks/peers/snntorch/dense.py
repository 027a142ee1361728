"""Poisson sources onto LIF neurons, each to each, in snnTorch: a step at a time, a batch at once.

The time is that of the batch divided by its size.
"""

import math
import time

import snntorch
import torch

from benchmarks.peers.protocol import serve


def simulate(case: dict, layer: torch.nn.Linear, cells: snntorch.Leaky) -> torch.Tensor:
    """Run one batch; gives the spikes (time, sample, neuron)."""
    chance = torch.full((case["batch"], case["n_in"]), case["rate"] * case["dt"] * 1e-3)
    n_steps = round(case["duration"] / case["dt"])
    mem = cells.reset_mem()
    if case["products_first"]:  # one large product instead of many small ones
        inputs = layer(torch.bernoulli(chance.expand(n_steps, -1, -1)))
    spikes = []
    for k in range(n_steps):
        current = inputs[k] if case["products_first"] else layer(torch.bernoulli(chance))
        spiked, mem = cells(current, mem)
        spikes.append(spiked)
    return torch.stack(spikes)


def set_up(case: dict):
    started = time.perf_counter()
    torch.set_num_threads(1)
    decay = math.exp(-case["dt"] / case["tau_m"])
    layer = torch.nn.Linear(case["n_in"], case["n_out"], bias=False)
    cells = snntorch.Leaky(beta=decay, threshold=case["v_th"], reset_mechanism="zero")
    about = {
        "version": f"{snntorch.__version__} (torch {torch.__version__})",
        "build_s": time.perf_counter() - started,
    }

    def run(request: dict) -> dict:
        torch.manual_seed(request["seed"])
        with torch.no_grad():
            layer.weight.uniform_(0.0, case["w_max"])
            started = time.perf_counter()
            spikes = simulate(case, layer, cells)
            seconds = time.perf_counter() - started
        trains = case["batch"] * case["n_out"]
        rate = float(spikes.sum()) / trains / (case["duration"] * 1e-3)
        return {"seconds": seconds / case["batch"], "measures": {"rate": rate}}

    return about, run


if __name__ == "__main__":
    serve(set_up)
