"""Layers that were trained by back-propagation as a graph of NIR, and back.

A neuron of :class:`snnlib.gradients.DiscreteLIF` goes ``v = beta u + I`` in a step.  That is the
step of Euler's method of a LIF node with ``tau = dt / (1 - beta)``, ``r = 1`` and weights times
``1 / (1 - beta)``; without a leak it is a node IF, or I, with ``r = 1 / dt``.
"""

from collections.abc import Collection
from itertools import pairwise
from typing import Any

import numpy as np

from snnlib import _checks
from snnlib._precision import floats_in
from snnlib.gradients.backpropagation import Output
from snnlib.gradients.layers import TO_ZERO, DiscreteLIF
from snnlib.gradients.losses import COUNT, MEAN
from snnlib.gradients.spiking import SpikingNetwork
from snnlib.interop._nir_units import milliseconds, seconds
from snnlib.interop._optional import need
from snnlib.interop.differences import Findings

LEAVE_OUT = ("reset", "start")


def layers_to_nir(network: SpikingNetwork, dt: float, *, leave_out: Collection[str] = ()) -> Any:
    """Return layers as a ``nir.NIRGraph`` for readers that take steps of ``dt`` (ms).

    Parameters
    ----------
    network : SpikingNetwork
        With ``cell.reset`` 1 (to zero); NIR knows no reset that subtracts the threshold.
    dt : float
        What a step means, in ms: the layers themselves have no time.
    leave_out : names, optional
        "reset": write a subtracting reset as one to zero; "start": let potentials begin at 0.  A
        :class:`snnlib.interop.Difference` tells what will differ; else NotExportedError is raised.

    Returns
    -------
    graph : nir.NIRGraph
        "input", "fc1", "lif1", "fc2", ... and "output".  The surrogate and the loss are not in it.
    """
    nir = need("nir", why="layers_to_nir")
    _checks.instance_of("network", network, SpikingNetwork)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    left_out = {_checks.one_of("leave_out", name, LEAVE_OUT) for name in leave_out}
    _tell(network, left_out)
    n_layers = len(network.sizes) - 1
    cell, output = floats_in(network.cell, "float64"), floats_in(network.output, "float64")
    nodes = {"input": nir.Input({"input": network.sizes[:1].copy()})}
    for k, (w, b) in enumerate(network.layers, 1):
        spiking = k < n_layers or network.output.loss >= COUNT
        beta = cell.beta if spiking else output.beta
        scale = 1.0 / (1.0 - beta) if beta < 1.0 else 1.0
        nodes[f"fc{k}"] = nir.Affine(w.T.astype(float) * scale, b.astype(float) * scale)
        nodes[f"{'lif' if spiking else 'li'}{k}"] = _node(nir, len(b), beta, dt, spiking)
    nodes["output"] = nir.Output({"output": network.sizes[-1:].copy()})
    about = {"dt_ms": dt, "integration": "euler"}
    return nir.NIRGraph(nodes=nodes, edges=list(pairwise(nodes)), metadata=about)


def _tell(network, left_out):
    """Refuse what NIR cannot say, or warn of it where it is to be left out."""
    found = Findings("NIR")
    if network.cell.smooth:
        found.refuse("cell", "NIR has no smooth spikes; convert with cell.smooth = 0")
    gaps = []
    if network.cell.reset != TO_ZERO:
        gaps.append(("reset", "cell", "a spike takes all off v, not the threshold alone", 1.0))
    if network.start:
        gaps.append(("start", "start", "v begins at 0; the start is", network.start))
    for name, part, text, size in gaps:
        if name in left_out:
            found.differ(part, f"NIR has no such {name}; {text}", size, "thresholds")
        else:
            hint = f"leave_out=[{name!r}] writes it all the same"
            found.refuse(part, f"NIR has no such {name}; {text}; {hint}")
    found.tell(level=4)


def _node(nir, n, beta, dt, spiking):
    one, zero = np.ones(n), np.zeros(n)
    if beta < 1.0:
        tau = np.full(n, float(seconds(dt)) / (1.0 - beta))
        if spiking:
            return nir.LIF(tau=tau, r=one, v_leak=zero, v_threshold=one, v_reset=zero)
        return nir.LI(tau=tau, r=one, v_leak=zero)
    r = one / float(seconds(dt))
    return nir.IF(r=r, v_threshold=one, v_reset=zero) if spiking else nir.I(r=r)


def layers_from_nir(
    graph: Any,
    n_steps: int,
    dt: float | None = None,
    *,
    cell: DiscreteLIF = DiscreteLIF(reset=TO_ZERO),
    output: Output | None = None,
) -> SpikingNetwork:
    """Return the layers that a graph without branches describes, ready to be trained further.

    Parameters
    ----------
    graph : nir.NIRGraph
        Affine or Linear and LIF or IF in turn, from one input to one output; the last neurons may
        be LI or I.  All neurons of a graph have one time constant, and ``v_leak = v_reset = 0``.
    n_steps : int
        Time steps of a sample.
    dt : float, optional
        What a step means, in ms; must be given where the graph's metadata do not tell it.
    cell, output : DiscreteLIF, Output
        What NIR does not say: surrogate and loss.  Their ``beta`` is taken from the graph.  If
        ``output`` is not given, its loss is "count" if the last layer spikes, else "mean".

    Returns
    -------
    network : SpikingNetwork
        In float32; thresholds are 1, as weights were divided by those of the graph.
    """
    nir = need("nir", why="layers_from_nir")
    _checks.instance_of("graph", graph, nir.NIRGraph)
    about = graph.metadata if isinstance(graph.metadata, dict) else {}
    if dt is None and "dt_ms" not in about:
        raise ValueError("dt must be given in milliseconds: this graph does not tell its time step")
    dt = _checks.positive_number("dt", about["dt_ms"] if dt is None else dt, "milliseconds")
    chain = _chain(nir, graph)
    if len(chain) % 2 or not chain:
        raise ValueError("graph must have an Affine or Linear before each layer of neurons")
    sizes, weights, betas = [], [], []
    for name, neurons in zip(chain[::2], chain[1::2], strict=True):
        beta, scale, threshold = _of_neurons(neurons, graph.nodes[neurons], dt)
        matrix = graph.nodes[name].weight.T * scale / threshold
        bias = getattr(graph.nodes[name], "bias", np.zeros(matrix.shape[1])) * scale / threshold
        sizes += [matrix.shape[0]] if not sizes else []
        sizes.append(matrix.shape[1])
        weights += [matrix.ravel(), bias]
        betas.append(beta)
    spiking = hasattr(graph.nodes[chain[-1]], "v_threshold")
    output = output or Output(loss=COUNT if spiking else MEAN)
    hidden = betas if spiking else betas[:-1]
    if len(set(hidden)) > 1:
        raise ValueError(f"graph must have one time constant for all that spike, got {hidden}")
    cell = cell._replace(beta=hidden[0] if hidden else cell.beta)
    output = output._replace(beta=output.beta if spiking else betas[-1])
    network = SpikingNetwork(sizes, n_steps, cell, output)
    network.weights[:] = np.concatenate(weights)
    return network


def _chain(nir, graph):
    """Return the nodes between the input and the output, in the order of the edges."""
    after = {}
    for a, b in graph.edges:
        if a in after:
            raise ValueError(f"graph must have no branches, got two edges from {a}")
        after[a] = b
    (name,) = (n for n, node in graph.nodes.items() if isinstance(node, nir.Input))
    chain = []
    while name in after and len(chain) <= len(after):
        name = after[name]
        chain.append(name)
    if not isinstance(graph.nodes[name], nir.Output):
        raise ValueError("graph must lead from its input to its output, in one line")
    for k, name in enumerate(chain[:-1]):
        right = ("LIF", "IF", "LI", "I") if k % 2 else ("Affine", "Linear")
        kind = type(graph.nodes[name]).__name__
        if kind not in right:
            raise ValueError(f"{name} must be one of {', '.join(right)}, got {kind}")
    return chain[:-1]


def _of_neurons(name, node, dt):
    """Return beta, what an input of 1 does in a step, and the threshold."""
    for field in ("v_leak", "v_reset"):
        if np.any(getattr(node, field, 0.0)):
            raise ValueError(f"{name}: {field} must be 0")
    threshold = np.asarray(getattr(node, "v_threshold", 1.0))
    if not hasattr(node, "tau"):
        return 1.0, node.r * float(seconds(dt)), threshold
    taus = np.unique(milliseconds(node.tau))
    if taus.size > 1 or taus[0] < dt:
        raise ValueError(f"{name}: tau must be one for all neurons and at least dt, got {taus} ms")
    beta = 1.0 - dt / float(taus[0])
    return float(f"{beta:.14g}"), node.r * (1.0 - beta), threshold
