"""A network as a graph of the Neuromorphic Intermediate Representation (NIR), which others read.

NIR describes nodes in continuous time (Pedersen et al. 2024, doi:10.1038/s41467-024-52259-9): a LIF
node is ``tau dv/dt = v_leak - v + r I``, fires above ``v_threshold`` and is put to ``v_reset``.  It
does not say what a time step is, where v begins, or what a spike amounts to.  All programs that
read it take a spike as an input of 1 that lasts for one of *their* time steps, and v begins at 0.
So do the graphs that are made here:

===========================  =====================================================================
here                         in the graph
===========================  =====================================================================
LIF, delta synapses          ``LIF`` with r = 1; a weight of w mV is ``w tau_m / dt``
LIF, exponential synapses    ``CubaLIF`` with r = R_m and w_in = tau / dt; weights in nA
leaky integrator             ``LI`` or ``CubaLI``, in the same way
constant current             moves ``v_leak`` by ``R_m I``
connection                   ``Affine`` with a bias of 0 (some readers lose a ``Linear``), dense
delay                        ``Delay`` in front of it
Poisson or replayed spikes   ``Input``: the graph has no spikes
times and potentials         seconds, and mV above ``v_rest``, so that 0 is the rest
===========================  =====================================================================

What NIR cannot say is refused by name, or left out with a warning where that is asked for.
"""

from collections.abc import Collection
from typing import Any, Literal

import numpy as np

from snnlib import _checks
from snnlib.interop import _nir_gaps, _nir_neurons
from snnlib.interop._nir_units import seconds
from snnlib.interop._optional import need
from snnlib.interop.differences import Findings
from snnlib.network.network import Network


def to_nir(
    network: Network,
    *,
    outputs: Collection[str] | None = None,
    integration: Literal["exact", "euler"] = "exact",
    leave_out: Collection[str] = (),
) -> Any:
    """Return a network as a ``nir.NIRGraph``, to be given to ``nir.write`` or to another program.

    Parameters
    ----------
    network : Network
        Populations of :func:`snnlib.lif_neuron` and of leaky integrators, each with no receptor or
        one, :func:`snnlib.synapses.delta` or :func:`snnlib.exponential`.
    outputs : names of populations, optional
        If not given, those from which no connection goes to another population.
    integration : {"exact", "euler"}
        "exact" writes the network's own constants.  "euler" writes those with which a reader that
        takes Euler steps of the same dt computes what this library computes exactly; snnTorch,
        Norse and SpikingJelly are such readers.  ``tau`` becomes ``dt / (1 - exp(-dt / tau))``, r
        of a ``CubaLIF`` ``tau / dt`` (two of them refuse any other), and a delay a step longer,
        because there a spike acts in the step in which it is fired.
    leave_out : names, optional
        What may be missing from the graph: "t_ref", "delay", "plasticity", "competition", "state",
        "poisson_input".  For each that is, a :class:`snnlib.interop.Difference` tells what will
        differ.

    Returns
    -------
    graph : nir.NIRGraph
        ``graph.metadata["dt_ms"]`` is the time step for which the weights were scaled: with another
        one, a spike's effect changes in proportion.  The single input and output are called "input"
        and "output"; other nodes by the parts of the network.

    Raises
    ------
    NotExportedError
        If something cannot be said in NIR and is not in ``leave_out``, by the parts' names.
    ValueError
        If a neuron or a receptor is of a kind for which NIR has no node, or nothing reaches it.
    ImportError
        If the package nir is not installed.
    """
    nir = need("nir", why="to_nir")
    _checks.instance_of("network", network, Network)
    _checks.one_of("integration", integration, ("exact", "euler"))
    left_out = {_checks.one_of("leave_out", name, _nir_gaps.NAMES) for name in leave_out}
    _nir_gaps.tell(Findings("NIR"), network, left_out)
    nodes, edges = {}, []
    names, late = _add_inputs(nir, network, nodes), "delay" not in left_out
    for part in network.populations.values():
        nodes[part.name] = _nir_neurons.node(nir, part, network.dt, integration)
    for connection in network.connections.values():
        _add_connection(nir, connection, network.dt, integration, names, late, nodes, edges)
    _add_outputs(nir, network, outputs, nodes, edges)
    _refuse_unreached(network, edges)
    about = {"dt_ms": network.dt, "integration": integration}
    return nir.NIRGraph(nodes=nodes, edges=edges, metadata=about)


def _add_inputs(nir, network, nodes):
    """Add a node for each source; return what the graph calls each part of the network."""
    sources = network.sources.values()
    if not sources:
        raise ValueError("network must have a source of spikes: a graph of NIR needs an input")
    names = {}
    for source in sources:
        names[source.name] = "input" if len(sources) == 1 else f"input_{source.name}"
        shape = {"input": np.array([source.n])}
        nodes[names[source.name]] = nir.Input(shape, metadata={"name": source.name})
    return names


def _add_connection(nir, c, dt, integration, names, late, nodes, edges):
    """Add the nodes of a connection: one matrix for each delay."""
    scale = _nir_neurons.weight_scale(c.post.whole, dt, integration)
    lines = np.repeat(np.arange(c.n_lines), np.diff(c.rows)) if c.rows is not None else None
    pre, post, weights = c.sources + c.pre.low, c.targets + c.post.low, np.ravel(c.weights)
    for i, delay in enumerate(c.delays.tolist()):
        mine = slice(None) if lines is None else lines % c.delays.size == i
        matrix = np.zeros((c.post.whole.n, c.pre.whole.n))
        values = weights if lines is None and weights.size == len(pre) else weights[mine]
        np.add.at(matrix, (post[mine], pre[mine]), values)
        name = c.name if c.delays.size == 1 else f"{c.name}_{delay}"
        before = names.get(c.pre.whole.name, c.pre.whole.name)
        if late:
            hop = delay if integration == "exact" else delay + 1  # steps from spike to spike
            nodes[f"{name}_delay"] = nir.Delay(seconds(np.full(c.pre.whole.n, hop * dt)))
            edges.append((before, f"{name}_delay"))
            before = f"{name}_delay"
        nodes[name] = nir.Affine(matrix * scale[:, None], np.zeros(len(matrix)))
        edges += [(before, name), (name, c.post.whole.name)]


def _refuse_unreached(network, edges):
    for name in network.populations.keys() - {after for _, after in edges}:
        raise ValueError(
            f"{name}: nothing is connected to it, and NIR gives such a node an input that nobody "
            f"asked for; connect a source with weight 0"
        )


def _add_outputs(nir, network, outputs, nodes, edges):
    if outputs is None:
        read = {
            c.pre.whole.name
            for c in network.connections.values()
            if c.pre.whole is not c.post.whole
        }
        outputs = [name for name in network.populations if name not in read]
    outputs = [_checks.one_of("outputs", name, network.populations) for name in outputs]
    if not outputs:
        raise ValueError("outputs must name a population: each is read by another one here")
    for name in outputs:
        node = "output" if len(outputs) == 1 else f"output_{name}"
        nodes[node] = nir.Output({"output": np.array([network.populations[name].n])})
        edges.append((name, node))
