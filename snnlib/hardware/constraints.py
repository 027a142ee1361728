"""Constraint satisfaction by a noisy network: winner-take-all circuits that inhibit one another.

Variables have one of k values each, and some pairs of variables must differ (which is the colouring
of a graph; a Sudoku is one of 81 nodes and 9 colours).  A variable is a circuit of k neurons, one
for each value, of which one fires at a time.  Its last spike holds: until the circuit's next one it
inhibits the same value's neuron in each variable that must differ.

In each time step a circuit fires with the probability ``rate``.  Which of its neurons does is drawn
from their potentials u, which is minus the number of inhibiting spikes: with the probability
``exp(u / noise) / sum of exp(u' / noise)`` (the soft winner-take-all of Nessler et al. 2013,
doi:10.1371/journal.pcbi.1003037).  So a value that nobody forbids is likely to stay, and one in
conflict is likely to be left.  The network has solved its problem when no neuron that fires is
inhibited.  Noise is what finds the solution: without it the network sticks where each single change
would be one for the worse.  Jonke, Habenschuss & Maass (2016, doi:10.3389/fnins.2016.00118) and
Fonseca Guerra & Furber (2017, doi:10.3389/fnins.2017.00714) built such networks, of other neurons.

It is a search at random: it may fail to find a solution in time, and never proves that there is
none.  The chapter "hardware/algorithms" shows both.
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import Positive, Probability
from snnlib._jit import jit, jit_uncounted
from snnlib.math import exp
from snnlib.random import own_seed, uniform_pair

MOST_VALUES = 64


class Differences(NamedTuple):
    """Which variables must differ: i from ``others[rows[i]:rows[i + 1]]``."""

    rows: np.ndarray  # (n + 1,) int64
    others: np.ndarray  # (2 * n_pairs,) int64

    @property
    def n(self) -> int:
        """Variables."""
        return self.rows.size - 1


class SearchParameters(NamedTuple):
    """How the circuits fire."""

    rate: Annotated[float, Probability()] = 0.5  # probability that a circuit fires in a time step
    noise: Annotated[float, Positive()] = 0.35  # in units of the inhibition by one spike


class Search(NamedTuple):
    """Result of :func:`search_values`, and of :func:`snnlib.hardware.solve_sudoku`."""

    values: np.ndarray  # (n,) or (9, 9) int64, the last value of each variable
    solved: bool
    conflicts: int  # variables whose value another one forbids, or that have none
    history: np.ndarray  # (n_steps,) int64, conflicts after each step
    n_steps: int
    n_spikes: int  # of circuits that were free to choose
    n_deliveries: int  # spikes that arrived at a synapse


def differences(n: int, first: ArrayLike, second: ArrayLike) -> Differences:
    """Say which of n variables must differ: ``first[k]`` from ``second[k]``, for all k.

    Both are (n_pairs,) array_like of int, variables being numbered from 0.
    """
    n = _checks.positive_integer("n", n)
    size = np.size(first)
    one = _checks.spike_neurons("first", first, size, n)
    other = _checks.spike_neurons("second", second, size, n)
    if (one == other).any():
        raise ValueError(f"second must not be first: variable {one[one == other][0]} in both")
    both = np.unique(np.append(one * n + other, other * n + one))
    pre, post = np.divmod(both, n)
    return Differences(np.searchsorted(pre, np.arange(n + 1)).astype(np.int64), post)


@jit_uncounted
def _change(network, circuit, value, by, pressure):
    """Let the spike of a circuit begin (by = 1) or end (by = -1) to inhibit its rivals."""
    for k in range(network.rows[circuit], network.rows[circuit + 1]):
        pressure[network.others[k], value] += by


@jit_uncounted
def _choose(u, forbidden, pressure, weights):
    """Draw which neuron of a circuit fires; -1 if none may."""
    total = 0.0
    for k in range(pressure.size):
        if not forbidden[k]:
            total += weights[min(pressure[k], weights.size - 1)]
    chosen, left = -1, u * total
    for k in range(pressure.size):
        if not forbidden[k]:
            chosen = k
            left -= weights[min(pressure[k], weights.size - 1)]
            if left < 0.0:
                break
    return chosen


@jit
def run_search(
    network: Differences,
    forbidden: np.ndarray,
    params: SearchParameters,
    seed: int,
    most_steps: int,
    values: np.ndarray,
    pressure: np.ndarray,
    counts: np.ndarray,
    history: np.ndarray,
) -> bool:
    """Run the circuits until nothing is in conflict, or for ``most_steps``; whether it is solved.

    Parameters
    ----------
    forbidden : (n, n_values) bool
        Values that a variable cannot have, because a given forbids them: their neurons are silent.
        A variable that has one value left fires at the beginning and holds.
    values : (n,) int64, overwritten
        The last value of each variable; -1 where nothing is allowed.
    pressure : (n, n_values) int64, overwritten
        Spikes that inhibit each neuron.
    counts : (3,) int64, overwritten
        Steps, spikes, deliveries.
    history : (most_steps,) int64, overwritten as far as the run goes
        Conflicts after each step.
    """
    values[:], pressure[:], counts[:] = -1, 0, 0
    n, weights = values.size, np.empty(32)
    for k in range(32):
        weights[k] = exp(-k / params.noise)
    fired, choices = np.empty(n, np.int64), np.empty(n, np.int64)
    for i in range(n):
        choices[i] = forbidden.shape[1] - forbidden[i].sum()
    for step in range(most_steps):
        for i in range(n):  # all at once: they see the spikes of the steps before
            fired[i] = -1
            if step == 0 or choices[i] > 1:
                fires, which = uniform_pair(seed, i, step)
                if step == 0 or fires < params.rate:
                    fired[i] = _choose(which, forbidden[i], pressure[i], weights)
        for i in range(n):
            if fired[i] >= 0:
                counts[1] += 1
                counts[2] += network.rows[i + 1] - network.rows[i]
            if fired[i] >= 0 and fired[i] != values[i]:
                if values[i] >= 0:
                    _change(network, i, values[i], -1, pressure)
                values[i] = fired[i]
                _change(network, i, values[i], 1, pressure)
        counts[0] += 1
        history[step] = conflicts_of(values, pressure)
        if history[step] == 0:
            return True
    return False


@jit_uncounted
def conflicts_of(values: np.ndarray, pressure: np.ndarray) -> int:
    """Count the variables that have no value, or one that another forbids."""
    n = 0
    for i in range(values.size):
        n += values[i] < 0 or pressure[i, values[i]] > 0
    return n


def search_values(
    network: Differences,
    n_values: int,
    params: SearchParameters = SearchParameters(),
    *,
    seed: int = 0,
    most_steps: int = 20_000,
) -> Search:
    """Search values for all variables, each of ``n_values``, so that those differ that must."""
    _checks.instance_of("network", network, Differences)
    n_values = _checks.positive_integer("n_values", n_values)
    if n_values > MOST_VALUES:
        raise ValueError(f"n_values must be at most {MOST_VALUES}, got {n_values}")
    own = own_seed(_checks.whole_number("seed", seed), "search_values")
    return search_among(network, np.zeros((network.n, n_values), bool), params, own, most_steps)


def search_among(
    network: Differences,
    forbidden: np.ndarray,
    params: SearchParameters,
    own: int,
    most_steps: int,
) -> Search:
    """Search values among those that are not ``forbidden``, (n, n_values) bool, by an own seed."""
    params = _declared.checked(params, SearchParameters)
    most_steps = _checks.positive_integer("most_steps", most_steps)
    values, counts = np.empty(network.n, np.int64), np.empty(3, np.int64)
    pressure, history = np.empty(forbidden.shape, np.int64), np.empty(most_steps, np.int64)
    solved = run_search(
        network, forbidden, params, own, most_steps, values, pressure, counts, history
    )
    n_steps, n_spikes, n_deliveries = (int(count) for count in counts)
    history = history[:n_steps].copy()
    return Search(values, bool(solved), int(history[-1]), history, n_steps, n_spikes, n_deliveries)


@jit_uncounted
def forbid(network: Differences, givens: np.ndarray, forbidden: np.ndarray) -> int:
    """Mark what given values forbid; returns how many variables no value is left for.

    ``givens`` are (n,) int64, -1 where nothing is given; ``forbidden`` is (n, n_values) bool,
    overwritten.  A given forbids its own variable all other values, and the others its value.
    """
    forbidden[:] = False
    for i in range(givens.size):
        if givens[i] < 0:
            continue
        for k in range(forbidden.shape[1]):
            forbidden[i, k] = forbidden[i, k] or k != givens[i]
        for k in range(network.rows[i], network.rows[i + 1]):
            forbidden[network.others[k], givens[i]] = True
    empty = 0
    for i in range(givens.size):
        empty += forbidden[i].all()
    return empty
