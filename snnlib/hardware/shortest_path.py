"""Shortest paths by a wave of spikes: a neuron for each node, a delay for each edge.

One spike at the start goes out along all edges; an edge of length d is a synapse with a delay of d
time steps.  A neuron fires when the first spike reaches it, once, and never again: an
integrate-and-fire neuron whose threshold one spike reaches, with a refractory period that does not
end.  So the time of its spike *is* its distance from the start.  The node remembers which synapse
was first, and these memories, followed from the goal back to the start, are a shortest path
(Ponulak & Hopfield 2013, doi:10.3389/fncom.2013.00098, keep them in synapses that change).

On a computer the spikes that are on their way wait in a ring of lists, one list for each time step
to come.  That is Dial's algorithm (1969, Communications of the ACM 12, 632-633): Dijkstra's with a
list for each distance in the place of a queue.  :func:`spiking_wavefront` is for Python,
:func:`run_wavefront` for a kernel.  The chapter "hardware/algorithms" explains both.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit_uncounted

MOST_STEPS = 10**7  # of a delay: the ring of lists has a place for each
UNREACHED = -1


class DelayGraph(NamedTuple):
    """A directed graph with whole delays: node i has the edges ``rows[i]:rows[i + 1]``."""

    rows: np.ndarray  # (n + 1,) int64
    targets: np.ndarray  # (n_edges,) int64
    delays: np.ndarray  # (n_edges,) int64, time steps, 1 or more

    @property
    def n(self) -> int:
        """Nodes."""
        return self.rows.size - 1


class Wavefront(NamedTuple):
    """Result of :func:`spiking_wavefront`."""

    path: np.ndarray  # (n_on_path,) int64, nodes from start to goal; empty if there is no way
    length: int  # of the path, in time steps; -1 if there is no way
    times: np.ndarray  # (n,) int64, step in which each neuron spiked; -1: it did not
    predecessors: np.ndarray  # (n,) int64, whose spike was first; -1: nobody's
    n_spikes: int
    n_deliveries: int  # spikes that arrived at a synapse, in vain or not
    n_steps: int  # that the network ran


def delay_graph(n: int, sources: ArrayLike, targets: ArrayLike, delays: ArrayLike) -> DelayGraph:
    """Make a graph of n nodes from lists of edges.

    ``sources`` and ``targets`` are (n_edges,) array_like of int: from which node to which, numbered
    from 0.  ``delays`` are (n_edges,) array_like of whole numbers of time steps, 1 or more.  Of two
    edges between the same nodes both are kept.

    Raises ValueError or TypeError if a node is not in the graph, or a delay is no whole number, is
    0 (a spike needs at least one step), negative, or longer than 10 million steps.
    """
    n = _checks.positive_integer("n", n)
    given = np.asarray(sources)
    n_edges = given.size if given.ndim == 1 else -1
    pre, post = _nodes("sources", sources, n_edges, n), _nodes("targets", targets, n_edges, n)
    d = _whole("delays", delays, n_edges)
    if d.size and not (d.min() >= 1 and d.max() <= MOST_STEPS):
        wrong = d[(d < 1) | (d > MOST_STEPS)][0]
        raise ValueError(
            f"delays must be from 1 to 10 million time steps, got {wrong}; "
            "multiply or divide all of them by one factor"
        )
    order = np.argsort(pre, kind="stable")
    rows = np.searchsorted(pre[order], np.arange(n + 1))
    return DelayGraph(rows.astype(np.int64), post[order], d[order])


def _whole(name, value, size):
    """Return a list of whole numbers, which may come as floats, as int64."""
    if size == 0 and np.size(value) == 0:
        return np.empty(0, np.int64)
    if size < 0:
        raise ValueError(f"{name} must have one axis, got shape {np.shape(value)}")
    array = _checks.finite_array(name, value, shape=(size,))
    if (array != np.floor(array)).any() or np.abs(array).max() > 2**53:
        wrong = array[(array != np.floor(array)) | (np.abs(array) > 2**53)][0]
        raise ValueError(f"{name} must be whole numbers, got {wrong}")
    return array.astype(np.int64)


def _nodes(name, value, size, n):
    nodes = _whole(name, value, size)
    wrong = (nodes < 0) | (nodes >= n)
    if wrong.any():
        raise ValueError(f"{name} must be from 0 to n - 1 = {n - 1}, got {nodes[wrong][0]}")
    return nodes


def grid_graph(walls: ArrayLike) -> DelayGraph:
    """Make the graph of a map: each free cell has its up to four free neighbours, one step away.

    ``walls`` is (rows, columns) array_like, above 0 where there is a wall.  Cell (r, c) is the node
    ``r * columns + c``; a wall is a node without edges.
    """
    walls = _checks.finite_array("walls", walls)
    if walls.ndim != 2:
        raise ValueError(f"walls must have two axes, rows and columns, got shape {walls.shape}")
    free = walls <= 0.0
    node = np.arange(walls.size).reshape(walls.shape)
    across = free[:, :-1] & free[:, 1:]
    down = free[:-1] & free[1:]
    one = np.append(node[:, :-1][across], node[:-1][down])
    other = np.append(node[:, 1:][across], node[1:][down])
    n_edges = 2 * one.size
    return delay_graph(
        walls.size, np.append(one, other), np.append(other, one), np.ones(n_edges, np.int64)
    )


def with_relays(graph: DelayGraph, longest: int) -> DelayGraph:
    """Make a graph whose delays are at most ``longest`` steps, as a chip allows it.

    A longer edge becomes a chain: relay neurons, numbered from ``graph.n`` on, pass its spike on.
    All distances between the first ``graph.n`` nodes stay what they are.
    """
    _checks.instance_of("graph", graph, DelayGraph)
    longest = _checks.positive_integer("longest", longest)
    parts = -(-graph.delays // longest)  # synapses of each edge
    edge = np.repeat(np.arange(parts.size), parts)
    first = np.cumsum(parts) - parts
    k = np.arange(edge.size) - first[edge]  # which synapse of its edge
    relay = graph.n + np.cumsum(np.append(0, parts - 1))[:-1]  # number of an edge's first relay
    source = np.repeat(np.arange(graph.n), np.diff(graph.rows))
    pre = np.where(k == 0, source[edge], relay[edge] + k - 1)
    last = k == parts[edge] - 1
    post = np.where(last, graph.targets[edge], relay[edge] + k)
    delay = np.where(last, graph.delays[edge] - longest * k, longest)
    return delay_graph(graph.n + int((parts - 1).sum()), pre, post, delay)


@jit_uncounted
def _send(graph, node, now, waiting, following):
    """Put a spike of a node onto its synapses: into the lists of the steps to come."""
    for edge in range(graph.rows[node], graph.rows[node + 1]):
        slot = (now + graph.delays[edge]) % waiting.size
        following[edge] = waiting[slot]
        waiting[slot] = edge


@jit_uncounted
def run_wavefront(
    graph: DelayGraph,
    sources: np.ndarray,
    start: int,
    goal: int,
    most_steps: int,
    waiting: np.ndarray,
    following: np.ndarray,
    times: np.ndarray,
    predecessors: np.ndarray,
    counts: np.ndarray,
) -> None:
    """Let a wave run from ``start`` until the goal fires, nothing is on its way, or for so long.

    Parameters
    ----------
    sources : (n_edges,) int64
        The node that each edge comes from.
    goal : int
        -1: the wave goes on to the end.
    most_steps : int
        After which the run ends.
    waiting : (longest delay + 1,) int64, overwritten
        The ring: for each step to come the first edge on which a spike arrives then.
    following : (n_edges,) int64, overwritten
        The edge after each one in its list; -1: it is the last.
    times, predecessors : (n,) int64, overwritten
        As in :class:`Wavefront`.
    counts : (3,) int64, overwritten
        Spikes, deliveries and steps.
    """
    times[:], predecessors[:], waiting[:], counts[:] = UNREACHED, UNREACHED, -1, 0
    times[start], counts[0], now = 0, 1, 0
    _send(graph, start, 0, waiting, following)
    flying = graph.rows[start + 1] - graph.rows[start]
    while flying > 0 and start != goal and now < most_steps:
        now += 1
        edge = waiting[now % waiting.size]
        waiting[now % waiting.size] = -1
        while edge >= 0:
            node, flying = graph.targets[edge], flying - 1
            counts[1] += 1
            if times[node] == UNREACHED:
                times[node], predecessors[node] = now, sources[edge]
                counts[0] += 1
                _send(graph, node, now, waiting, following)  # not into the list that is read
                flying += graph.rows[node + 1] - graph.rows[node]
            elif times[node] == now:  # of spikes in one step the lowest neuron's counts
                predecessors[node] = min(predecessors[node], sources[edge])
            edge = following[edge]
        if goal >= 0 and times[goal] >= 0:
            break
    counts[2] = now


def spiking_wavefront(graph: DelayGraph, start: int, goal: int | None = None) -> Wavefront:
    """Find a shortest path from ``start`` to ``goal``, two nodes, by a wave of spikes.

    The network runs until the goal spikes.  Without a goal it runs until nothing is on its way:
    ``times`` are then the distances of all nodes, and the path is empty.  Of several spikes that
    reach a neuron in one step it remembers that of the neuron with the lowest number.
    """
    _checks.instance_of("graph", graph, DelayGraph)
    start = _node("start", start, graph.n)
    aim = UNREACHED if goal is None else _node("goal", goal, graph.n)
    longest = int(graph.delays.max()) if graph.delays.size else 1
    times, predecessors = np.empty(graph.n, np.int64), np.empty(graph.n, np.int64)
    sources = np.repeat(np.arange(graph.n), np.diff(graph.rows))
    counts = np.empty(3, np.int64)
    ring, following = np.empty(longest + 1, np.int64), np.empty(graph.delays.size, np.int64)
    run_wavefront(
        graph, sources, start, aim, 2**62, ring, following, times, predecessors, counts
    )  # fmt: skip
    length = int(times[aim]) if goal is not None else UNREACHED
    path = follow_back(predecessors, aim) if length >= 0 else np.empty(0, np.int64)
    return Wavefront(path, length, times, predecessors, *(int(count) for count in counts))


def _node(name, value, n):
    if not 0 <= _checks.whole(name, value, "the number of a node") < n:
        raise ValueError(f"{name} must be from 0 to n - 1 = {n - 1}, got {value!r}")
    return int(value)


def follow_back(predecessors: np.ndarray, goal: int) -> np.ndarray:
    """Return the nodes from the start to ``goal``, (n_on_path,) int64, by what they remember."""
    path = [int(goal)]
    while predecessors[path[-1]] >= 0:
        path.append(int(predecessors[path[-1]]))
    return np.array(path[::-1], np.int64)


def predecessors_from_times(graph: DelayGraph, times: ArrayLike) -> np.ndarray:
    """Return who fired each neuron, read from the times of the spikes alone, (n,) int64.

    Neuron i may have fired neuron j if there is an edge of the delay ``times[j] - times[i]``; of
    several such neurons the lowest is taken, and -1 stands for none.  So nothing has to be
    remembered while the wave runs: a host that has the spikes has the path.
    """
    _checks.instance_of("graph", graph, DelayGraph)
    at = _whole("times", times, graph.n)
    sources = np.repeat(np.arange(graph.n), np.diff(graph.rows))
    hit = (at[sources] >= 0) & (at[graph.targets] == at[sources] + graph.delays)
    found = np.full(graph.n, graph.n)
    np.minimum.at(found, graph.targets[hit], sources[hit])
    return np.where(found < graph.n, found, UNREACHED)
