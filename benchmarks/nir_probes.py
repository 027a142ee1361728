"""Small NIR graphs, each with one thing that a reader may drop or change, and their inputs.

Neurons get a steady random input; ``N_STEPS`` steps of ``DT`` ms.  What NIR's definition gives is
what :func:`snnlib.interop.run_nir` computes, by Euler's method as the readers do.
"""

from itertools import pairwise
from typing import NamedTuple

import nir
import numpy as np

DT, N_STEPS = 0.1, 300
N_IN, N = 4, 3


class Probe(NamedTuple):
    """A graph that holds something, and which words say what."""

    about: str
    graph: nir.NIRGraph
    x: np.ndarray  # (n_steps, *shape)
    dt: float = DT  # ms, what the reader is told


def full(value, n=N):
    return np.full(n, float(value))


def lif(tau=0.005, r=1.0, v_leak=0.0, v_threshold=1.0, v_reset=0.0):
    """Return a LIF node; each value for all neurons, or one for each."""
    fields = {"tau": tau, "r": r, "v_leak": v_leak, "v_threshold": v_threshold, "v_reset": v_reset}
    return nir.LIF(**{key: np.ones(N) * value for key, value in fields.items()})


def cuba(r=50.0, v_leak=0.0, v_reset=0.0, w_in=20.0, tau_mem=0.005):
    """Return a CubaLIF node."""
    fields = {"tau_syn": 0.002, "tau_mem": tau_mem, "r": r, "v_leak": v_leak, "w_in": w_in}
    fields |= {"v_threshold": 1.0, "v_reset": v_reset}
    return nir.CubaLIF(**{key: np.ones(N) * value for key, value in fields.items()})


def fires(r):
    """Return a node that integrates without a leak and fires at 1."""
    return nir.IF(r=full(r), v_threshold=full(1.0), v_reset=full(0.0))


def matrix(scale, shape=(N, N_IN)):
    return scale * np.random.default_rng(5).uniform(0.2, 1.0, shape)


def fc(scale=4.0):
    return nir.Affine(matrix(scale), np.zeros(N))


def chain(*nodes, shape=(N_IN,), size=(N,)):
    """Return a graph of nodes in one line."""
    named = {"input": nir.Input({"input": np.array(shape)})}
    named |= {f"n{k}": node for k, node in enumerate(nodes)}
    named["output"] = nir.Output({"output": np.array(size)})
    return nir.NIRGraph(nodes=named, edges=list(pairwise(named)), type_check=False)


def spikes(shape=(N_IN,), rate=0.3):
    return (np.random.default_rng(1).random((N_STEPS, *shape)) < rate).astype(float)


def recurrent():
    graph = chain(fc(), lif())
    graph.nodes["back"] = nir.Affine(-2.0 * matrix(2.0, (N, N)), np.zeros(N))
    graph.edges += [("n1", "back"), ("back", "n1")]
    return graph


def two_ways():
    graph = chain(fc(2.0), lif())
    graph.nodes["other"] = nir.Affine(matrix(3.0)[:, ::-1].copy(), np.zeros(N))
    graph.edges += [("input", "other"), ("other", "n1")]
    return graph


def images(*nodes, size):
    first = nir.Conv2d((6, 6), 0.4 * matrix(1.0, (2, 1, 3, 3)), 1, 0, 1, 1, np.zeros(2))
    one = np.ones((2, 4, 4))
    cells = nir.LIF(tau=0.005 * one, r=50 * one, v_leak=0 * one, v_threshold=one, v_reset=0 * one)
    return chain(first, cells, *nodes, shape=(1, 6, 6), size=size)


def probes() -> dict[str, Probe]:
    """Return all probes by their names."""
    x = spikes()
    flat = nir.Flatten({"input": np.array([2, 4, 4])}, 0, -1)
    pooled = {"kernel_size": np.array([2, 2]), "stride": np.array([2, 2])}
    pixels = spikes((1, 6, 6), 0.1)
    steady = np.ones((N_STEPS, N_IN))
    exactly = nir.Affine(np.full((N, N_IN), 0.0625), np.zeros(N))
    sums = nir.SumPool2d(**pooled, padding=np.array([0, 0]))
    means = nir.AvgPool2d(**pooled, padding=np.array([0, 0]))
    graphs = {
        "LIF": ("LIF, r = 1, at rest 0", chain(fc(), lif())),
        "LIF r": ("r = 2", chain(fc(2.0), lif(r=2.0))),
        "LIF r = tau / dt": ("r = tau / dt", chain(fc(0.08), lif(r=50.0))),
        "LIF v_reset": ("v_reset = -0.5", chain(fc(), lif(v_reset=-0.5))),
        "LIF v_leak": ("v_leak = v_reset = 0.4", chain(fc(), lif(v_leak=0.4, v_reset=0.4))),
        "LIF taus": ("a tau for each neuron", chain(fc(), lif(tau=[0.002, 0.005, 0.01]))),
        "LIF thresholds": ("a threshold for each", chain(fc(), lif(v_threshold=[1, 0.7, 1.5]))),
        "CubaLIF": ("r = tau_mem / dt, w_in = tau_syn / dt", chain(fc(0.05), cuba())),
        "CubaLIF r": ("r = 10 instead", chain(fc(0.25), cuba(r=10.0))),
        "CubaLIF v_leak": ("v_leak = 0.4", chain(fc(0.05), cuba(v_leak=0.4))),
        "CubaLIF v_reset": ("v_reset = -0.5", chain(fc(0.05), cuba(v_reset=-0.5))),
        "IF": ("r = 1 / dt", chain(fc(0.08), fires(1e4))),
        "IF r = 1": ("r = 1 and large weights", chain(fc(800.0), fires(1.0))),
        "LI": ("a leaky integrator", chain(fc(), nir.LI(full(0.005), full(1.0), full(0.0)))),
        "I": ("an integrator", chain(fc(), nir.I(r=full(1e4)))),
        "Linear": ("a Linear, no Affine", chain(nir.Linear(matrix(4.0)), lif())),
        "bias": ("an Affine with a bias", chain(nir.Affine(matrix(2.0), full(0.8)), lif())),
        "two ways": ("two Affines add up", two_ways()),
        "recurrent": ("an Affine back to the LIF", recurrent()),
        "Delay": ("a delay of 1 ms", chain(nir.Delay(full(0.001, N_IN)), fc(), lif())),
        "Scale": ("a Scale before it", chain(fc(), nir.Scale(np.array([0.5, 1, 2])), lif())),
        "Threshold": ("a Threshold node", chain(fc(1.0), nir.Threshold(full(1.0)))),
    }
    pictures = {
        "Conv2d": ("a convolution", images(size=(2, 4, 4))),
        "SumPool2d": ("sums of 2 x 2", images(sums, size=(2, 2, 2))),
        "AvgPool2d": ("means of 2 x 2", images(means, size=(2, 2, 2))),
        "Flatten": ("all axes into one", images(flat, size=(32,))),
    }
    made = {name: Probe(*probe, x) for name, probe in graphs.items()}
    made["IF exactly"] = Probe(
        "v that is the threshold exactly", chain(exactly, fires(1e4)), steady
    )
    made |= {name: Probe(*probe, pixels) for name, probe in pictures.items()}
    made["dt of 1 ms"] = Probe("steps of 1 ms, weights for them", chain(fc(2.0), lif()), x, 1.0)
    return made
