"""Diehl & Cook's network learning digits with ``snnlib.Network``, as BindsNET has it.

Two things are said in another way.  The inhibitory neurons do nothing but pass each spike on, a
time step later; here that is a synaptic delay.  And of neurons that cross their thresholds in one
step, one spikes in both: BindsNET draws it, here it is the strongest.
"""

import time
from typing import NamedTuple

import numpy as np

import snnlib
from benchmarks.peers.protocol import serve
from snnlib import Network, pair_stdp
from snnlib.neurons import WinnerTakeAll, adaptive
from snnlib.neurons.adaptive import AdaptiveLIFParameters
from snnlib.synapses import delta


class Rule(NamedTuple):
    """Parameters of pair STDP, and the sum that a neuron's weights are brought to."""

    A_plus: float
    A_minus: float
    w_min: float
    w_max: float
    mu_plus: float
    mu_minus: float
    total: float


def stay(state, constants):
    """All that cross their thresholds at once are reset, though only one of them spikes."""
    return state


def to_total(total, post, c):
    """Factor that brings the weights onto a neuron to their sum."""
    return c.total / total


def rule_of(case: dict):
    """Pair STDP that knows the last spikes alone, and weights that are rescaled image by image."""
    rule = pair_stdp(
        A_plus=case["A_plus"],
        A_minus=case["A_minus"],
        tau_plus=case["tau_trace"],
        tau_minus=case["tau_trace"],
        pairing="nearest",
    )
    return rule._replace(
        params=Rule(**rule.params._asdict(), total=case["total"]),
        rescale=to_total,
        rescale_every=case["duration"],
    )


def build(case: dict, seed: int):
    """Make the network; gives it, its source, its cells and the synapses that learn."""
    n, n_pixels = case["n"], 784
    network = Network(dt=case["dt"], seed=seed)
    silence = np.zeros((2, n_pixels))
    pixels = network.poisson("pixels", n_pixels, silence, frame=case["duration"])
    cells = network.population(
        "cells",
        n,
        adaptive.neuron(AdaptiveLIFParameters(R_m=1.0, **case["cell"])),
        receptors={"input": delta()},
        competition=WinnerTakeAll(adaptive.overshoot, stay),
    )
    w = np.random.default_rng(seed).uniform(size=(n_pixels, n))
    w *= case["total"] / w.sum(0)
    synapses = network.connect(pixels, cells, "input", w, plasticity=rule_of(case))
    network.connect(cells, cells, "input", case["w_inh"] * (1.0 - np.eye(n)))
    network.record(pixels, "spikes")
    return network, pixels, cells, synapses


def learn(case: dict, network, pixels, cells, synapses, images) -> None:
    """Show all images, each to a network at rest."""
    rates = images / 255.0 * case["highest_rate"]
    first = round(network.time / case["duration"])  # frames are counted from time 0
    network.set_rate(pixels, np.roll(rates, first, axis=0))
    for _ in range(len(rates)):
        cells.state["v"][:] = case["cell"]["v_rest"]
        cells.state["refractory"][:] = 0.0
        synapses.pre_traces["x"][:] = 0.0
        synapses.post_traces["x"][:] = 0.0
        network.run(case["duration"], progress=False)


def set_up(case: dict):
    images = snnlib.datasets.mnist.sample().images[:: case["every"]]
    started = time.perf_counter()
    build(case, 1)[0].run(case["dt"])
    compiled = time.perf_counter() - started
    started = time.perf_counter()
    build(case, 1)
    built = time.perf_counter() - started

    def run(request: dict) -> dict:
        network, pixels, cells, synapses = build(case, request["seed"])
        network.run(case["duration"])  # loads its program; no pixel spikes yet
        before = synapses.weights.copy()
        started = time.perf_counter()
        learn(case, network, pixels, cells, synapses, images)
        seconds = time.perf_counter() - started
        crossed = cells.state["theta"].mean() / case["cell"]["theta_plus"]
        measures = {
            "input spikes an image": network.spikes(pixels).spike_times.size / len(images),
            "threshold crossings of a neuron, an image": float(crossed) / len(images),
            "mean change of a weight": float(np.abs(synapses.weights - before).mean()),
        }
        return {"seconds": seconds / len(images), "measures": measures}

    return {"version": snnlib.__version__, "build_s": built, "compile_s": compiled}, run


if __name__ == "__main__":
    serve(set_up)
