"""Running a graph of the Neuromorphic Intermediate Representation (NIR), node by node.

A graph says how its nodes change in continuous time.  Here time goes in steps of dt, and in each of
them every node is computed once, in the order in which values flow.  An edge that closes a loop
brings what its node gave in the step before.  A spike is an input of 1 that lasts for one time
step.

``reading="definition"`` follows NIR: a neuron fires if v is above its threshold, at most once in a
step, and is put to ``v_reset``.  ``reading="sinabs"`` follows that program, for networks that were
trained in it: v at or above the threshold fires, once for each time that the threshold fits in,
takes that off, and v does not fall below minus the threshold.
"""

from collections.abc import Collection, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib.interop import _nir_nodes
from snnlib.interop._nir_order import in_order
from snnlib.interop._optional import need


class NirRun(NamedTuple):
    """What a graph gave in each time step."""

    output: np.ndarray  # (n_steps, *shape) or (n_samples, n_steps, *shape) float64
    recorded: dict[str, np.ndarray]  # the same of the nodes that were asked for


def run_nir(
    graph: Any,
    inputs: ArrayLike | Mapping[str, ArrayLike],
    dt: float,
    *,
    integration: Literal["euler", "exact"] = "euler",
    reading: Literal["definition", "sinabs"] = "definition",
    record: Collection[str] = (),
) -> NirRun:
    """Run a graph on inputs that are given for each time step.

    Parameters
    ----------
    graph : nir.NIRGraph
        As ``nir.read`` gives it, with nodes of the kinds Input, Output, Linear, Affine, Scale,
        Conv1d, Conv2d, SumPool2d, AvgPool2d, Flatten, Delay, Threshold, I, IF, LI, LIF, CubaLI and
        CubaLIF.
    inputs : array_like or dict of them
        ``(n_steps, *shape)`` of the graph's input, or ``(n_samples, n_steps, *shape)``; if it has
        several inputs, a dict with one for each.
    dt : float
        Time step, in ms.  A file does not tell it; with another one than its author's the network
        is another one.  Where times were counted in steps (sinabs), say 1000: a step is "1 s".
    integration : {"euler", "exact"}
        Whether ``dt / tau`` or ``1 - exp(-dt / tau)`` of the way is gone in a step.
    reading : {"definition", "sinabs"}
        How neurons fire; see the module.
    record : names of nodes, optional

    Returns
    -------
    run : NirRun
        Spikes are their number in a step.  With several outputs, ``output`` is that of the first,
        in the order of their names, and ``record`` gives the others.

    Raises
    ------
    ValueError
        If a node is of another kind, or an input has another shape than the graph says.
    """
    nir = need("nir", why="run_nir")
    _checks.instance_of("graph", graph, nir.NIRGraph)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    _checks.one_of("integration", integration, ("euler", "exact"))
    _checks.one_of("reading", reading, ("definition", "sinabs"))
    for name in record:
        _checks.one_of("record", name, graph.nodes)
    ins = sorted(name for name, node in graph.nodes.items() if isinstance(node, nir.Input))
    outs = sorted(name for name, node in graph.nodes.items() if isinstance(node, nir.Output))
    if not ins or not outs:
        raise ValueError("graph must have an Input and an Output")
    series, batched = _checked_inputs(graph, ins, inputs)
    way = _nir_nodes.Way(dt * 1e-3, integration == "exact", reading == "sinabs")
    steps = {name: _nir_nodes.stepper(name, node, way) for name, node in graph.nodes.items()}
    late = {name for name, step in steps.items() if getattr(step, "shortest", 0) > 0}
    order, sources = in_order(graph, ins, late)
    kept = {name: [] for name in (outs[0], *record)}
    values = {}
    n_samples, n_steps = next(iter(series.values())).shape[:2]
    for k in range(n_steps):
        for name in order:
            if name in series:
                values[name] = series[name][:, k]
            elif name in late:
                values[name] = steps[name].give()
            else:
                values[name] = steps[name](_come(values, sources, graph, name))
        for name in late:
            steps[name].take(_come(values, sources, graph, name))
        for name, rows in kept.items():
            rows.append(values[name] + np.zeros((n_samples, *([1] * (values[name].ndim - 1)))))
    stacked = {name: np.stack(rows, axis=1) for name, rows in kept.items()}
    stacked = stacked if batched else {name: rows[0] for name, rows in stacked.items()}
    return NirRun(stacked[outs[0]], {name: stacked[name] for name in record})


def _come(values, sources, graph, name):
    """Return what comes to a node; from one that comes later, what it gave in the step before."""
    x = [values[source] for source in sources[name] if source in values]
    if x:
        return sum(x[1:], x[0])
    return np.zeros((1, *(int(n) for n in graph.nodes[name].input_type["input"])))


def _checked_inputs(graph, names, inputs):
    """Return ``{name: (n_samples, n_steps, *shape)}`` and whether there is an axis of samples."""
    given = inputs if isinstance(inputs, Mapping) else {names[0]: inputs}
    if sorted(given) != names:
        raise ValueError(f"inputs must be given for {', '.join(names)}, got {', '.join(given)}")
    series, forms = {}, set()
    for name, x in given.items():
        shape = tuple(int(n) for n in graph.nodes[name].input_type["input"])
        x = _checks.finite_array(f"inputs of {name}", x)
        if x.shape[-len(shape) :] != shape or x.ndim - len(shape) not in (1, 2):
            raise ValueError(
                f"inputs of {name} must have the shape (n_steps, {', '.join(map(str, shape))}), or "
                f"that behind an axis of samples; got {x.shape}"
            )
        batched = x.ndim - len(shape) == 2
        series[name] = x if batched else x[None]
        forms.add((batched, series[name].shape[:2]))
    if len(forms) > 1:
        raise ValueError("inputs must all have the same number of steps and of samples")
    return series, forms.pop()[0]
