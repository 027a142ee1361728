"""A race of codes: values that follow one another, sent by each code over the same noisy lines.

Ten values stand side by side in windows of 100 ms, one window after the other.  A code is two
functions, and two are all that it takes to enter one:

* ``send(x, plan, seed, times, lines)`` fills the spikes for the values x (window, value), times
  in ms since the first window began, and returns their number;
* ``read(heard, plan, moment, estimate)`` fills the estimates (window, value) from what has been
  heard.

``plan`` is one number that both know: how many spikes a value may take on average (delta: the
threshold).  Value c has the lines from ``c * n`` on, n of them.  Between the two,
:func:`race` lets the lines do to each spike what they do, and finds out which window a reader takes
it for, by edges about which the reader may be wrong.  A spike on an edge belongs to the window
that ends there.

All codes send from 5 to 95 ms of a window, except the phase, whose cycles have gaps of their own.
A reader answers ``moment`` ms after the window began and uses what came until then.  The chapter is
"encoding/which-code".
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.codes import burst, delta, latency, phase, population, rate
from snnlib.codes.burst import BurstCode
from snnlib.codes.information import information_of
from snnlib.codes.latency import LinearLatency
from snnlib.codes.phase import PhaseCode
from snnlib.codes.population import PopulationCode
from snnlib.codes.rank_order import even_rank_value, rank_of
from snnlib.codes.rate import RateCode
from snnlib.codes.transmission import Transmission, transmit
from snnlib.random import normal, uniform
from snnlib.spikes.processes import next_gap

INF, NAN = float("inf"), float("nan")

WINDOW, GUARD = 100.0, 5.0  # ms; at either end of a window nothing is sent
SPAN = WINDOW - 2.0 * GUARD
ROOM = 40  # spikes for each value, of all kinds
N_NEURONS, N_GRID = 10, 50  # of the population, and of its reader

# streams of random numbers; those of a value are its own
STIMULUS, START, CLOCK, SENDER, LINE = 1 << 28, 2 << 28, 3 << 28, 4 << 28, 5 << 28


class Reader(NamedTuple):
    """What a reader knows of time."""

    start: float = 0.0  # ms, standard deviation of its error about when a window begins
    clock: float = 0.0  # ms, standard deviation of the error of its oscillation, new in each window
    moment: float = WINDOW  # ms after the beginning of a window at which it answers


class Heard(NamedTuple):
    """Spikes that arrived, with the window that the reader takes each for; in no order."""

    times: np.ndarray  # (n,) ms
    lines: np.ndarray  # (n,)
    windows: np.ndarray  # (n,), -1 before the first, n_windows after the last
    since: np.ndarray  # (n,) ms since that window began, by the reader's clock
    clock: np.ndarray  # (n_windows,) ms, error of the oscillation


@jit
def fill_values(change, seed, x):
    """Fill values that walk between 0 and 1 in steps of up to ``change``; for 1 all are new."""
    for c in range(x.shape[1]):
        x[0, c] = uniform(seed, STIMULUS + c, 0)
        for w in range(1, x.shape[0]):
            u = uniform(seed, STIMULUS + c, w)
            y = abs(x[w - 1, c] + change * (2.0 * u - 1.0))  # walls send it back
            x[w, c] = u if change >= 1.0 else (2.0 - y if y > 1.0 else y)


# senders


@jit
def _put(time, line, n, times, lines):
    """Add a spike to the n that are there, if there is room; return their number."""
    if n < times.size:
        times[n], lines[n] = time, line
        n += 1
    return n


@jit
def send_poisson(x, budget, seed, times, lines):
    """Send each value as the rate of a Poisson train, ``2 budget`` spikes for 1."""
    n = 0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            hertz, stream, k = 2000.0 * budget * x[w, c] / SPAN, SENDER + w * x.shape[1] + c, 1
            time = next_gap(hertz, 1.0, 0.0, seed, stream, 0)
            while time <= SPAN:
                n = _put(w * WINDOW + GUARD + time, c, n, times, lines)
                time += next_gap(hertz, 1.0, 0.0, seed, stream, k)
                k += 1
    return n


@jit
def send_regular(x, budget, seed, times, lines):
    """Send each value as the rate of a regular train with a random beginning."""
    code, n = RateCode(SPAN, 2000.0 * budget / SPAN, 0.0, 1.0), 0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            begin, k = uniform(seed, SENDER + c, w), 0
            time = rate.regular_time(x[w, c], 0, begin, code)
            while time <= SPAN:
                n = _put(w * WINDOW + GUARD + time, c, n, times, lines)
                k += 1
                time = rate.regular_time(x[w, c], k, begin, code)
    return n


@jit
def send_latency(x, budget, seed, times, lines):
    """Send each value as one latency on ``budget`` lines."""
    code, copies, n = LinearLatency(SPAN, 0.0, 1.0), int(budget), 0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            for k in range(copies):
                time = w * WINDOW + GUARD + latency.linear_time(x[w, c], code)
                n = _put(time, c * copies + k, n, times, lines)
    return n


@jit
def send_ranks(x, budget, seed, times, lines):
    """Send the order of a window's values, the largest first, on ``budget`` lines for each."""
    copies, n, values = int(budget), 0, x.shape[1]
    for w in range(x.shape[0]):
        for c in range(values):
            rank = rank_of(c, -x[w])
            for k in range(copies):
                time = w * WINDOW + GUARD + (rank + 0.5) * SPAN / values
                n = _put(time, c * copies + k, n, times, lines)
    return n


@jit
def phase_code(budget):
    """Return the phase code with one spike in each of ``budget`` cycles of a window."""
    return PhaseCode(WINDOW / budget, int(budget), 0.8, 0.0, 1.0)


@jit
def send_phase(x, budget, seed, times, lines):
    """Send each value as the phase of a spike in each cycle."""
    code, n = phase_code(budget), 0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            for k in range(code.n_cycles):
                n = _put(w * WINDOW + phase.time(x[w, c], k, code), c, n, times, lines)
    return n


@jit
def burst_code(budget):
    """Return the burst code of up to ``2 budget - 1`` spikes that fits into a window."""
    most = 2 * int(budget) - 1
    longest = min(20.0, 2.8 * SPAN / most)
    return BurstCode(most, 0.2 * longest, longest, 0.0, 1.0)


@jit
def send_burst(x, budget, seed, times, lines):
    """Send each value as a burst."""
    code, n = burst_code(budget), 0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            for k in range(burst.size(x[w, c], code)):
                time = w * WINDOW + GUARD + k * burst.interval(x[w, c], code)
                n = _put(time, c, n, times, lines)
    return n


@jit
def population_code(budget, window):
    """Return ten neurons that fire ``budget`` spikes in a window on average over all values."""
    narrow = PopulationCode(N_NEURONS, 0.12, 1000.0 / SPAN, 0.0, SPAN, 0.0, 1.0)
    total = 0.0
    for g in range(N_GRID):
        for j in range(N_NEURONS):
            total += (
                population.gaussian_rate((g + 0.5) / N_GRID, j, narrow) * SPAN / 1000.0 / N_GRID
            )
    base = 100.0 * budget / (N_NEURONS * SPAN)  # a tenth of the spikes
    return PopulationCode(N_NEURONS, 0.12, 900.0 * budget / total / SPAN, base, window, 0.0, 1.0)


@jit
def send_population(x, budget, seed, times, lines):
    """Send each value by ten neurons with bell-shaped tuning that fire at random."""
    code, n = population_code(budget, SPAN), 0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            trial = w * x.shape[1] + c
            for j in range(N_NEURONS):
                for k in range(population.count(x[w, c], j, code, seed, trial)):
                    time = SPAN * uniform(seed, SENDER + j, 64 * trial + k)
                    n = _put(w * WINDOW + GUARD + time, c * N_NEURONS + j, n, times, lines)
    return n


@jit
def send_delta(x, threshold, seed, times, lines):
    """Send the changes of each value from window to window, an ON or OFF spike a millisecond."""
    n = 0
    for c in range(x.shape[1]):
        level = 0.0
        for w in range(x.shape[0]):
            jump, level = delta.step(x[w, c], level, threshold)
            for k in range(abs(jump)):
                line = 2 * c if jump > 0 else 2 * c + 1
                n = _put(w * WINDOW + GUARD + k, line, n, times, lines)
    return n


@jit
def delta_threshold(x, budget):
    """Return the threshold at which the changes of x take ``budget`` spikes a value."""
    threshold = 1.0 / (3.0 * budget)
    for _ in range(12):
        n = 0
        for c in range(x.shape[1]):
            level = 0.0
            for w in range(x.shape[0]):
                jump, level = delta.step(x[w, c], level, threshold)
                n += abs(jump)
        threshold *= max(n, 1) / (budget * x.size)
    return threshold


# readers


@jit
def in_time(heard, i, moment, estimate):
    """Return whether spike i came in one of the windows, and before the answer."""
    return 0 <= heard.windows[i] < estimate.shape[0] and heard.since[i] <= moment


@jit
def _counts(heard, moment, per_value, estimate):
    """Count the spikes of each window and line that came in time: (window, line)."""
    counts = np.zeros((estimate.shape[0], per_value * estimate.shape[1]))
    for i in range(heard.times.size):
        if in_time(heard, i, moment, estimate):
            counts[heard.windows[i], heard.lines[i]] += 1.0
    return counts


@jit
def _firsts(heard, moment, per_value, estimate):
    """Return how long after its beginning each window's first spike came on each line."""
    first = np.full((estimate.shape[0], per_value * estimate.shape[1]), INF)
    for i in range(heard.times.size):
        if in_time(heard, i, moment, estimate):
            w, line = heard.windows[i], heard.lines[i]
            first[w, line] = min(first[w, line], heard.since[i])
    return first


@jit
def _lasts(heard, moment, per_value, estimate):
    """Return how long after its beginning each window's last spike came on each line."""
    last = np.full((estimate.shape[0], per_value * estimate.shape[1]), -INF)
    for i in range(heard.times.size):
        if in_time(heard, i, moment, estimate):
            w, line = heard.windows[i], heard.lines[i]
            last[w, line] = max(last[w, line], heard.since[i])
    return last


@jit
def _listened(moment):
    """Return how much of the sender's time has passed at the moment of the answer, in ms."""
    return min(max(moment - GUARD, 0.0), SPAN)


@jit
def read_rate(heard, budget, moment, estimate):
    """Count, and divide by the time that has passed; 1/2 before anything could come."""
    counts, listened = _counts(heard, moment, 1, estimate), _listened(moment)
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
def read_latency(heard, budget, moment, estimate):
    """Average over the lines that fired; without a spike, the middle of what is still possible."""
    code, copies = LinearLatency(SPAN, 0.0, 1.0), int(budget)
    first = _firsts(heard, moment, copies, estimate)
    for w in range(estimate.shape[0]):
        for c in range(estimate.shape[1]):
            time = _mean_first(first, w, c, copies)
            value = 0.5 * latency.linear_value(moment - GUARD, code)
            if time < INF:
                value = latency.linear_value(time - GUARD, code)
            estimate[w, c] = value


@jit
def read_ranks(heard, budget, moment, estimate):
    """Rank the values by their mean arrival; those that are missing share the ranks left over."""
    copies, values = int(budget), estimate.shape[1]
    first = _firsts(heard, moment, copies, estimate)
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
def read_phase(heard, budget, moment, estimate):
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
def read_burst_count(heard, budget, moment, estimate):
    """Count the spikes of a burst."""
    code, counts = burst_code(budget), _counts(heard, moment, 1, estimate)
    for w in range(estimate.shape[0]):
        for c in range(estimate.shape[1]):
            estimate[w, c] = burst.count_value(counts[w, c], code)


@jit
def read_burst_interval(heard, budget, moment, estimate):
    """Measure the mean interval of a burst."""
    code, counts = burst_code(budget), _counts(heard, moment, 1, estimate)
    first, last = _firsts(heard, moment, 1, estimate), _lasts(heard, moment, 1, estimate)
    for w in range(estimate.shape[0]):
        for c in range(estimate.shape[1]):
            estimate[w, c] = burst.interval_value(counts[w, c], first[w, c], last[w, c], code)


@jit
def read_population(heard, budget, moment, estimate):
    """Take the mean of the posterior, for a reader who knows how long it has listened."""
    listened = _listened(moment)
    code = population_code(budget, max(listened, 1e-9))
    counts = _counts(heard, moment, N_NEURONS, estimate)
    table, totals = np.empty((N_NEURONS, N_GRID)), np.empty(N_GRID)
    posterior = np.empty(N_GRID)
    population.fill_expected(code, table, totals)
    for w in range(estimate.shape[0]):
        for c in range(estimate.shape[1]):
            mine = counts[w, c * N_NEURONS : (c + 1) * N_NEURONS]
            population.fill_posterior(mine, table, totals, posterior)
            estimate[w, c] = population.posterior_mean(posterior)


@jit
def read_delta(heard, threshold, moment, estimate):
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


# the race


@jit
def _window_of(time, edges):
    """Window whose edges a time lies between, the later one included; -1 before the first."""
    w = min(max(int(time / WINDOW), 0), edges.size - 2)
    while w >= 0 and time <= edges[w]:
        w -= 1
    while w >= 0 and w < edges.size - 1 and time > edges[w + 1]:
        w += 1
    return w


@jit
def hear(times, lines, n_windows, reader, seed):
    """Find out which window a reader takes each spike for, by edges that may be wrong."""
    edges, clock = np.empty(n_windows + 1), np.empty(n_windows)
    for w in range(n_windows + 1):
        edges[w] = w * WINDOW + reader.start * normal(seed, START, w)
        if w > 0:
            edges[w] = max(edges[w], edges[w - 1])
    for w in range(n_windows):
        clock[w] = reader.clock * normal(seed, CLOCK, w)
    windows, since = np.empty(times.size, np.int64), np.empty(times.size)
    for i in range(times.size):
        windows[i] = _window_of(times[i], edges)
        since[i] = times[i] - edges[windows[i]] if windows[i] >= 0 else INF
    return Heard(times, lines, windows, since, clock)


@jit
def race(send, read, plan, n_lines, x, transmission, reader, seed, estimate):
    """Send values by one code and read them; return the number of spikes that were sent.

    Parameters
    ----------
    send, read : compiled functions, see the top of the module
    plan : float
    n_lines : int
        Lines of each value.
    x : (n_windows, n_values) float64
    transmission : Transmission
        Its extra spikes are those of all lines of a value together.
    reader : Reader
    seed : int
    estimate : (n_windows, n_values) float64
        Filled, cut off at 0 and 1.
    """
    times, lines = np.empty(ROOM * x.size), np.empty(ROOM * x.size, np.int64)
    sent = send(x, plan, seed, times, lines)
    on_each = Transmission(transmission.jitter, transmission.lost, transmission.extra / n_lines)
    duration = WINDOW * x.shape[0]
    n = transmit(times, lines, sent, n_lines * x.shape[1], duration, on_each, seed, LINE)
    read(hear(times[:n], lines[:n], x.shape[0], reader, seed), plan, reader.moment, estimate)
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            estimate[w, c] = min(max(estimate[w, c], 0.0), 1.0)
    return sent


@jit
def score(sent, x, estimate, joint, result):
    """Fill spikes a value, RMS error, bits, their standard error, and bits a spike.

    ``joint`` counts, from zeros, in which class of equal width the values were sent and read.
    """
    classes, squares = joint.shape[0], 0.0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            off = estimate[w, c] - x[w, c]
            squares += off * off
            s = min(int(classes * x[w, c]), classes - 1)
            joint[s, min(int(classes * estimate[w, c]), classes - 1)] += 1.0
    result[0], result[1] = sent / x.size, np.sqrt(squares / x.size)
    result[2], result[3] = information_of(joint, True, np.empty(classes), np.empty(classes))
    result[4] = result[2] / result[0] if sent > 0 else NAN
