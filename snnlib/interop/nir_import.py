"""A graph of the Neuromorphic Intermediate Representation (NIR) as a network.

What :func:`snnlib.interop.to_nir` writes comes back with the same bits.  A graph from elsewhere
becomes the network that does the same in each time step, as far as a network can: neurons, matrices
and delays.  Graphs with convolutions are for :func:`snnlib.interop.run_nir`.
"""

import warnings
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any, Literal

import numpy as np

from snnlib import _checks
from snnlib.interop import _nir_paths
from snnlib.interop._nir_neurons import jump_of_a_current
from snnlib.interop._nir_units import milliseconds, plain
from snnlib.interop._optional import need
from snnlib.interop.differences import Difference
from snnlib.network.network import Network
from snnlib.neurons import leaky, lif
from snnlib.spikes.trains import SpikeEvents
from snnlib.synapses import delta, exponential

NEURONS = ("LIF", "CubaLIF", "LI", "CubaLI")


def from_nir(
    graph: Any,
    inputs: SpikeEvents | Mapping[str, SpikeEvents],
    dt: float | None = None,
    *,
    integration: Literal["exact", "euler"] | None = None,
    seed: int = 0,
    dtype: Literal["float32", "float64"] = "float32",
) -> Network:
    """Return the network that a graph describes; its neurons and outputs are recorded.

    Parameters
    ----------
    graph : nir.NIRGraph
        LIF, CubaLIF, LI, CubaLI, Linear, Affine and Delay nodes between its inputs and outputs;
        shapes with one axis.
    inputs : SpikeEvents, or dict of them
        The spikes of the input, in ms, or of each input by its name: a graph has none.
    dt : float, optional
        Time step, in ms; must be given where the graph's metadata do not tell it.
    integration : {"exact", "euler"}, optional
        What the constants are for, see :func:`to_nir`.  If not given, what the metadata say, or
        "exact".
    seed : int
        Of the network.
    dtype : {"float32", "float64"}
        Of the neurons' arithmetic.

    Returns
    -------
    network : Network
        Populations have the names of their nodes, sources those of the inputs.  All begin at rest.

    Raises
    ------
    ValueError
        If a node cannot be part of a network, or dt is known from nowhere.
    """
    nir = need("nir", why="from_nir")
    _checks.instance_of("graph", graph, nir.NIRGraph)
    about = graph.metadata if isinstance(graph.metadata, dict) else {}
    if dt is None and "dt_ms" not in about:
        raise ValueError("dt must be given in milliseconds: this graph does not tell its time step")
    dt = _checks.positive_number("dt", about["dt_ms"] if dt is None else dt, "milliseconds")
    integration = integration or _text(about.get("integration", "exact"))
    _checks.one_of("integration", integration, ("exact", "euler"))
    _checks.one_of("dtype", dtype, ("float32", "float64"))
    net = Network(dt=float(dt), seed=seed)
    parts = _add_sources(nir, net, graph, inputs)
    for name, node in graph.nodes.items():
        if type(node).__name__ in NEURONS:
            parts[name] = _add_population(net, name, node, integration, dtype)
            net.record(parts[name], "spikes")
    for path in _nir_paths.connections(graph, NEURONS):
        _connect(net, graph, parts, path, integration)
    return net


def _text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def _identifier(name):
    """Return a name that a part of a network may have."""
    name = "".join(c if c.isalnum() else "_" for c in name)
    name = name if name[:1].isalpha() else f"n{name}"
    return f"{name}_" if iskeyword(name) else name


def _add_sources(nir, net, graph, inputs):
    """Add a source for each input of the graph; return them by the names of their nodes."""
    nodes = {name: node for name, node in graph.nodes.items() if isinstance(node, nir.Input)}
    given = inputs if isinstance(inputs, Mapping) else dict.fromkeys(list(nodes)[:1], inputs)
    if given.keys() != nodes.keys():
        raise ValueError(f"inputs must be given for {', '.join(nodes)}, got {', '.join(given)}")
    parts = {}
    for name, node in nodes.items():
        _checks.instance_of(f"inputs of {name}", given[name], SpikeEvents)
        n = _size(name, node.input_type["input"])
        called = _text(node.metadata.get("name", name))
        parts[name] = net.replay(_identifier(called), n, *given[name])
        net.record(parts[name], "spikes")
    return parts


def _size(name, shape):
    if len(shape) != 1:
        raise ValueError(
            f"{name} must have one axis to be part of a network, got the shape {tuple(shape)}; "
            f"run_nir runs such a graph"
        )
    return int(shape[0])


def _add_population(net, name, node, integration, dtype):
    """Add the neurons of a node."""
    n = _size(name, node.input_type["input"])
    cuba, spiking = hasattr(node, "tau_syn"), hasattr(node, "v_threshold")
    about, dt = node.metadata, net.dt
    tau = node.tau_mem if cuba else node.tau
    tau_m = milliseconds(tau) if integration == "exact" else _from_euler(tau, dt)
    rest = np.asarray(about.get("v_rest_mV", np.zeros(n)))
    R_m = about.get("R_m_MOhm", node.r if cuba else np.ones(n))
    current = about.get("current_nA", node.v_leak / R_m)
    values = {"tau_m": tau_m, "R_m": R_m, "v_rest": rest}
    receptors = {}
    key = _text(about.get("receptor", "")) or "input"
    if spiking:
        reset = node.v_reset
        if integration == "euler" and not cuba:
            reset = node.v_leak + (reset - node.v_leak) * (1.0 - dt / milliseconds(tau))
        values |= {"v_th": rest + node.v_threshold, "v_reset": rest + reset, "t_ref": 0.0}
        params = lif.LIFParameters(**{field: plain(x) for field, x in values.items()})
        neuron = lif.neuron(params, dtype)
    else:
        params = leaky.LeakyIntegratorParameters(**{k: _one(name, k, x) for k, x in values.items()})
        neuron = leaky.neuron(params, dtype)
    if cuba:
        tau_s = milliseconds(node.tau_syn)
        tau_s = tau_s if integration == "exact" else _from_euler(node.tau_syn, dt)
        receptors[key] = exponential(_one(name, "tau_syn", tau_s))
    else:
        receptors[key] = delta()
    return net.population(_identifier(name), n, neuron, receptors, current=plain(current))


def _one(name, field, values):
    value = plain(values)
    if np.ndim(value):
        raise ValueError(f"{name}: {field} must be the same for all neurons in a network here")
    return value


def _from_euler(tau, dt):
    """Return the time constants (ms) whose exact step is Euler's step with tau (s)."""
    beta = 1.0 - dt / milliseconds(tau)
    if not ((beta > 0.0) & (beta < 1.0)).all():
        raise ValueError(f"dt must be below the graph's time constants, got {dt:g} ms")
    return np.array([_short(-dt / np.log(one)) for one in beta.ravel()]).reshape(beta.shape)


def _short(value):
    """Return a number without the last digits, in which roundings have collected."""
    return float(f"{value:.12g}")


def _connect(net, graph, parts, path, integration):
    """Connect two parts by the matrices and delays on a path between them."""
    post = parts[path.post]
    node = graph.nodes[path.post]
    key = next(iter(post.receptors))
    scale = _scale(node, post, net.dt, integration)
    weight, bias = path.weight.T * scale, path.bias
    if np.any(bias):
        raise ValueError(
            f"{path.name}: a bias must be 0 in a network here, where a constant input is a "
            f"current of the neurons; run_nir runs such a graph"
        )
    delay = float(milliseconds(path.delay))
    least = net.dt if integration == "exact" else 2.0 * net.dt
    if delay < least - 1e-9:
        cause = (
            f"a delay of {delay:g} ms becomes {least:g} ms, the shortest one; spikes come later by"
        )
        warnings.warn(Difference(path.name, cause, least - delay, "ms"), stacklevel=3)
        delay = least
    delay = delay if integration == "exact" else delay - net.dt
    delay = float(f"{delay:.12g}")
    pairs = None if weight.all() else np.nonzero(weight)
    if pairs is not None and not pairs[0].size:
        return
    values = weight if pairs is None else weight[pairs]
    net.connect(
        parts[path.pre],
        post,
        key,
        values,
        pairs=pairs,
        delay=delay,
        self_connections=True,
        name=_identifier(path.name),
    )


def _scale(node, post, dt, integration):
    """Return the jump in mV, or the current in nA, of a spike with weight 1, (n_post,)."""
    if not hasattr(node, "tau_syn"):
        return node.r * dt / milliseconds(node.tau)
    jump = dt / milliseconds(node.tau_syn) * node.w_in
    jump = np.where(np.abs(jump - 1.0) < 1e-12, 1.0, jump)
    if integration == "exact":
        return jump
    (receptor, _), p = next(iter(post.receptors.values())), post.neuron.params
    tau_m, R_m = np.broadcast_to(p.tau_m, post.n), np.broadcast_to(p.R_m, post.n)
    there = node.r * dt / milliseconds(node.tau_mem)
    return jump * there / jump_of_a_current(tau_m, R_m, receptor.params.tau, dt)
