"""The readers of the race; see :mod:`snnlib.studies.code_race`."""

import numpy as np

from snnlib._jit import jit
from snnlib.codes import burst, latency, phase, population, rate
from snnlib.codes.latency import LinearLatency
from snnlib.codes.rank_order import rank_of
from snnlib.codes.rate import RateCode
from snnlib.math import INF
from snnlib.studies.code_race.rules import (
    GUARD,
    N_GRID,
    N_NEURONS,
    SPAN,
    Heard,
    burst_code,
    phase_code,
    population_code,
)  # fmt: skip


@jit
def even_rank_value(rank: int, n: int) -> float:
    """Return the mean value of this rank among n that are spread evenly, ``1 - (rank+1)/(n+1)``.

    It is the mean of the order statistic (David & Nagaraja 2003, *Order Statistics*).
    """
    return 1.0 - (rank + 1.0) / (n + 1.0)


@jit
def in_time(heard, i, moment, estimate):
    """Return whether spike i came in one of the windows, and before the answer."""
    return 0 <= heard.windows[i] < estimate.shape[0] and heard.since[i] <= moment


@jit
def _gather(heard, moment, per_value, estimate):
    """Return how many spikes of each (window, line) came in time, the first's time and the last's.

    Times count from the beginning of the window; infinite, and minus that, where none came.
    """
    shape = estimate.shape[0], per_value * estimate.shape[1]
    counts, first, last = np.zeros(shape), np.full(shape, INF), np.full(shape, -INF)
    for i in range(heard.times.size):
        if in_time(heard, i, moment, estimate):
            w, line, since = heard.windows[i], heard.lines[i], heard.since[i]
            counts[w, line] += 1.0
            first[w, line], last[w, line] = min(first[w, line], since), max(last[w, line], since)
    return counts, first, last


@jit
def _listened(moment):
    """Return how much of the sender's time has passed at the moment of the answer, in ms."""
    return min(max(moment - GUARD, 0.0), SPAN)


@jit
def read_rate(heard: Heard, budget: int, moment: float, estimate: np.ndarray) -> None:
    """Count, and divide by the time that has passed; 1/2 before anything could come."""
    counts, _, _ = _gather(heard, moment, 1, estimate)
    listened = _listened(moment)
    code = RateCode(listened, 2000.0 * budget / SPAN, 0.0, 1.0)
    for w in range(estimate.shape[0]):
        for c in range(estimate.shape[1]):
            estimate[w, c] = rate.value(counts[w, c], code) if listened > 0.0 else 0.5


@jit
def _mean_first(first, w, c, copies):
    """Return the mean of the first arrivals on the lines of a value; infinite if none fired."""
    total, n = 0.0, 0
    for k in range(c * copies, (c + 1) * copies):
        if first[w, k] < INF:
            total, n = total + first[w, k], n + 1
    return total / n if n > 0 else INF


@jit
def read_latency(heard: Heard, budget: int, moment: float, estimate: np.ndarray) -> None:
    """Average over the lines that fired; without a spike, the middle of what is still possible."""
    code, copies = LinearLatency(SPAN, 0.0, 1.0), int(budget)
    _, first, _ = _gather(heard, moment, copies, estimate)
    for w in range(estimate.shape[0]):
        for c in range(estimate.shape[1]):
            time = _mean_first(first, w, c, copies)
            value = 0.5 * latency.linear_value(moment - GUARD, code)
            if time < INF:
                value = latency.linear_value(time - GUARD, code)
            estimate[w, c] = value


@jit
def read_ranks(heard: Heard, budget: int, moment: float, estimate: np.ndarray) -> None:
    """Rank the values by their mean arrival; those that are missing share the ranks left over."""
    copies, values = int(budget), estimate.shape[1]
    _, first, _ = _gather(heard, moment, copies, estimate)
    arrivals = np.empty(values)
    for w in range(estimate.shape[0]):
        arrived = 0
        for c in range(values):
            arrivals[c] = _mean_first(first, w, c, copies)
            arrived += 1 if arrivals[c] < INF else 0
        for c in range(values):
            rank = rank_of(c, arrivals) if arrivals[c] < INF else 0.5 * (arrived + values - 1)
            estimate[w, c] = even_rank_value(rank, values)


@jit
def read_phase(heard: Heard, budget: int, moment: float, estimate: np.ndarray) -> None:
    """Take the mean direction of the phases by the reader's own oscillation."""
    code, sums = phase_code(budget), np.zeros((estimate.shape[0], estimate.shape[1], 2))
    for i in range(heard.times.size):
        if in_time(heard, i, moment, estimate):
            w = heard.windows[i]
            cosine, sine = phase.direction(heard.times[i] - heard.clock[w], code)
            sums[w, heard.lines[i], 0] += cosine
            sums[w, heard.lines[i], 1] += sine
    for w in range(estimate.shape[0]):
        for c in range(estimate.shape[1]):
            estimate[w, c] = phase.value(phase.mean_offset(sums[w, c, 0], sums[w, c, 1]), code)


@jit
def read_burst(
    heard: Heard, budget: int, moment: float, by_count: bool, estimate: np.ndarray
) -> None:
    """Count the spikes of a burst, or measure their mean interval."""
    code = burst_code(budget)
    counts, first, last = _gather(heard, moment, 1, estimate)
    for w in range(estimate.shape[0]):
        for c in range(estimate.shape[1]):
            value = burst.interval_value(counts[w, c], first[w, c], last[w, c], code)
            estimate[w, c] = burst.count_value(counts[w, c], code) if by_count else value


@jit
def read_population(heard: Heard, budget: int, moment: float, estimate: np.ndarray) -> None:
    """Take the mean of the posterior, for a reader who knows how long it has listened."""
    listened = _listened(moment)
    code = population_code(budget, max(listened, 1e-9))
    counts, _, _ = _gather(heard, moment, N_NEURONS, estimate)
    table, totals = np.empty((N_NEURONS, N_GRID)), np.empty(N_GRID)
    posterior = np.empty(N_GRID)
    population.fill_expected(code, table, totals)
    for w in range(estimate.shape[0]):
        for c in range(estimate.shape[1]):
            mine = counts[w, c * N_NEURONS : (c + 1) * N_NEURONS]
            population.fill_posterior(mine, table, totals, posterior)
            estimate[w, c] = population.posterior_mean(posterior)


@jit
def read_delta(heard: Heard, threshold: float, moment: float, estimate: np.ndarray) -> None:
    """Add up ON less OFF until the answer; a value lies half a step beyond its last change."""
    windows, values = estimate.shape
    change = np.zeros((windows, values))
    latest = np.full((windows, values), -INF)
    sign = np.zeros((windows, values))
    for i in range(heard.times.size):
        w, line = heard.windows[i], heard.lines[i]
        w += 1 if heard.since[i] > moment else 0  # it is there at the next answer
        if w < windows:
            direction = 1.0 if line % 2 == 0 else -1.0
            change[w, line // 2] += direction
            if heard.times[i] > latest[w, line // 2]:
                latest[w, line // 2], sign[w, line // 2] = heard.times[i], direction
    for c in range(values):
        level, half = 0.0, 0.5
        for w in range(windows):
            level += change[w, c]
            half = 0.5 * sign[w, c] if sign[w, c] != 0.0 else half
            estimate[w, c] = (level + half) * threshold
