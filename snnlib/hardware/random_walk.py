"""Random walks by spikes: every walker is a spike, and every node counts those that come.

In each time step a node sends each of its walkers on along one of its edges, drawn at random: a
spike on that edge.  The spikes that a node gets are its walkers of the next step.  This is the
*density method*: nodes count walkers and know none by name (Severa, Lehoucq, Parekh & Aimone 2018,
arXiv:1805.00509; on TrueNorth and Loihi: Smith et al. 2022, doi:10.1038/s41928-021-00705-7).

The mean of the counts obeys the master equation of the Markov chain, which :func:`spread_density`
solves without chance; on a line of nodes that is the heat equation, apart from an error of second
order in the distance between nodes (:func:`heat_in_a_bar`).  The counts scatter about their mean;
relative to the number of walkers n the error falls as ``1 / sqrt(n)``.

Each draw has a number of its own, made of the seed, the node, the step and the place of the walker
in its node: the counts have the same bits on every machine, in whatever order nodes are served.
The chapter "hardware/algorithms" explains all this.
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import Probability, WholePositive
from snnlib._jit import jit_uncounted
from snnlib.math import PI, cos, exp
from snnlib.random import own_seed, uniform

MOST_WALKERS = 2**31  # in one node: a draw's number has 32 bits for them


class WalkGraph(NamedTuple):
    """A Markov chain: node i has the edges ``rows[i]:rows[i + 1]``."""

    rows: np.ndarray  # (n + 1,) int64
    targets: np.ndarray  # (n_edges,) int64
    bounds: np.ndarray  # (n_edges,) float64, cumulated probabilities of a node's edges, 1 at most

    @property
    def n(self) -> int:
        """Nodes."""
        return self.rows.size - 1


class RandomWalk(NamedTuple):
    """Result of :func:`simulate_random_walk`."""

    counts: np.ndarray  # (n_steps + 1, n) int64, walkers in each node, those at the start first
    n_spikes: int  # sent, one for each walker that moved
    n_draws: int  # random numbers


class Line(NamedTuple):
    """Nodes in a row, in each step left with probability 1 - move."""

    n: Annotated[int, WholePositive()] = 50
    move: Annotated[float, Probability()] = 0.5


def walk_graph(
    n: int, sources: ArrayLike, targets: ArrayLike, probabilities: ArrayLike
) -> WalkGraph:
    """Make a Markov chain of n nodes from lists of edges.

    A walker at ``sources[k]`` goes to ``targets[k]`` with ``probabilities[k]`` per step, and stays
    where it is with what is left to 1; all three are (n_edges,) array_like, nodes are numbered
    from 0.

    Raises ValueError or TypeError if a node is not in the graph, a probability is not from 0 to 1,
    or those of one node add up to more than 1.
    """
    n = _checks.positive_integer("n", n)
    p = _checks.finite_array("probabilities", probabilities, max_ndim=1)
    if not (p.ndim == 1 and p.min() >= 0.0 and p.max() <= 1.0):
        raise ValueError(f"probabilities must be one axis of numbers from 0 to 1, got {p}")
    pre, post = (
        _checks.spike_neurons(name, value, p.size, n)
        for name, value in (("sources", sources), ("targets", targets))
    )
    total = np.bincount(pre, p, n)
    if total.max() > 1.0 + 1e-12:
        node = int(total.argmax())
        raise ValueError(
            f"probabilities must add up to at most 1 in each node, got {total[node]:g} in {node}"
        )
    order = np.argsort(pre, kind="stable")
    rows = np.searchsorted(pre[order], np.arange(n + 1)).astype(np.int64)
    cumulated = np.append(0.0, np.cumsum(p[order]))
    bounds = cumulated[1:] - cumulated[rows[pre[order]]]
    return WalkGraph(rows, post[order], np.minimum(bounds, 1.0))


def line_of_nodes(n: int = 50, move: float = 0.5) -> WalkGraph:
    """Make n nodes in a row: a walker moves with probability ``move``, half of it to either side.

    At the two ends a walker that would leave stays: the ends are insulated.
    """
    line = _declared.checked(Line(n, move), Line)
    nodes = np.arange(line.n)
    pre = np.append(nodes[1:], nodes[:-1])
    post = np.append(nodes[:-1], nodes[1:])
    if line.n == 1:
        return WalkGraph(np.zeros(2, np.int64), np.empty(0, np.int64), np.empty(0))
    return walk_graph(line.n, pre, post, np.full(pre.size, 0.5 * line.move))


@jit_uncounted
def step_walkers(
    graph: WalkGraph, counts: np.ndarray, seed: int, step: int, after: np.ndarray
) -> int:
    """Advance the walkers by one step; returns how many moved, each with one spike.

    ``counts`` and ``after`` (overwritten) are (n,) int64, ``step`` is the number of the step, below
    2**31.
    """
    after[:] = 0
    moved = 0
    for node in range(counts.size):
        first, last = graph.rows[node], graph.rows[node + 1]
        for k in range(counts[node]):
            u = uniform(seed, node, step * 4294967296 + k)
            edge = first
            while edge < last and u >= graph.bounds[edge]:
                edge += 1
            if edge < last:
                after[graph.targets[edge]] += 1
                moved += 1
            else:
                after[node] += 1
    return moved


@jit_uncounted
def spread_density(graph: WalkGraph, density: np.ndarray, after: np.ndarray) -> None:
    """Advance the expected number of walkers by one step: the master equation.

    ``density`` and ``after`` (overwritten) are (n,) float64.
    """
    after[:] = 0.0
    for node in range(density.size):
        left, below = density[node], 0.0
        for edge in range(graph.rows[node], graph.rows[node + 1]):
            part = density[node] * (graph.bounds[edge] - below)
            below = graph.bounds[edge]
            after[graph.targets[edge]] += part
            left -= part
        after[node] += left


@jit_uncounted
def heat_in_a_bar(
    start: np.ndarray, diffusion: float, time: float, lattice: bool, u: np.ndarray
) -> None:
    """Fill u with the heat equation's solution in an insulated bar, by its cosine series.

    The solution of ``du/dt = D d²u/dx²`` is a sum of cosines with k half waves in the bar, and each
    of them decays as ``exp(-D (k pi / n)² t)``.

    Parameters
    ----------
    start : (n,) float64
        At time 0, in the middles of n cells; their width is the unit of length.
    diffusion : float
        D, cells² per time step; walkers on :func:`line_of_nodes` have ``D = move / 2``.
    time : float
        Time steps.
    lattice : bool
        The walkers' own chain, by ``(1 - 2 D (1 - cos(k pi / n)))**t``, in the place of a bar
        without cells; ``time`` is then a whole number, and the solution that of
        :func:`spread_density`.
    u : (n,) float64, overwritten
    """
    n = start.size
    u[:] = 0.0
    for k in range(n):
        wave = PI * k / n
        part = 0.0
        for i in range(n):
            part += start[i] * cos(wave * (i + 0.5))
        if lattice:
            factor, kept = 1.0, 1.0 - 2.0 * diffusion * (1.0 - cos(wave))
            for _ in range(int(time)):
                factor *= kept
        else:
            factor = exp(-diffusion * wave * wave * time)
        part *= factor * (1.0 if k == 0 else 2.0) / n
        for i in range(n):
            u[i] += part * cos(wave * (i + 0.5))


def simulate_random_walk(
    graph: WalkGraph, start: ArrayLike, n_steps: int, seed: int = 0
) -> RandomWalk:
    """Let walkers walk, and count them in each node after each step.

    ``start`` is (n,) array_like, how many walkers stand in each node at the beginning: whole
    numbers, zero or more, and fewer than 2**31 in all.
    """
    _checks.instance_of("graph", graph, WalkGraph)
    n_steps = _checks.positive_integer("n_steps", n_steps)
    seed = _checks.whole_number("seed", seed)
    walkers = _checks.finite_array("start", start, shape=(graph.n,))
    if (walkers != np.floor(walkers)).any() or walkers.min() < 0 or walkers.sum() >= MOST_WALKERS:
        raise ValueError(
            "start must be whole numbers of walkers, zero or more and fewer than 2**31 in all, "
            f"got {_checks.short(start)}"
        )
    if n_steps * graph.n > _checks.MOST_VALUES or n_steps >= MOST_WALKERS:
        raise ValueError(f"n_steps must be smaller for the counts of {graph.n} nodes to be kept")
    counts = np.zeros((n_steps + 1, graph.n), np.int64)
    counts[0] = walkers
    own, moved = own_seed(seed, "random_walk"), 0
    for step in range(n_steps):
        moved += step_walkers(graph, counts[step], own, step, counts[step + 1])
    return RandomWalk(counts, moved, int(walkers.sum()) * n_steps)
