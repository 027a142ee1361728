"""The rules of the race: windows, what a reader knows of time, and what each budget buys."""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.codes import delta, population
from snnlib.codes.burst import BurstCode
from snnlib.codes.phase import PhaseCode
from snnlib.codes.population import PopulationCode
from snnlib.math import INF
from snnlib.random import normal, uniform
from snnlib.studies.code_race.transmission import Transmission, transmit

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
def fill_values(change: float, seed: int, x: np.ndarray) -> None:
    """Fill values that walk between 0 and 1 in steps of up to ``change``; for 1 all are new."""
    for c in range(x.shape[1]):
        x[0, c] = uniform(seed, STIMULUS + c, 0)
        for w in range(1, x.shape[0]):
            u = uniform(seed, STIMULUS + c, w)
            y = abs(x[w - 1, c] + change * (2.0 * u - 1.0))  # walls send it back
            x[w, c] = u if change >= 1.0 else (2.0 - y if y > 1.0 else y)


@jit
def phase_code(budget: int) -> PhaseCode:
    """Return the phase code with one spike in each of ``budget`` cycles of a window."""
    return PhaseCode(WINDOW / budget, int(budget), 0.8, 0.0, 1.0)


@jit
def burst_code(budget: int) -> BurstCode:
    """Return the burst code of up to ``2 budget - 1`` spikes that fits into a window."""
    most = 2 * int(budget) - 1
    longest = min(20.0, 2.8 * SPAN / most)
    return BurstCode(most, 0.2 * longest, longest, 0.0, 1.0)


@jit
def population_code(budget: int, window: float) -> PopulationCode:
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
def delta_threshold(x: np.ndarray, budget: int) -> float:
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
def hear(
    times: np.ndarray,
    lines: np.ndarray,
    sent: int,
    n_lines: int,
    shape: tuple[int, int],
    transmission: Transmission,
    reader: Reader,
    seed: int,
) -> Heard:
    """Send spikes over the lines, and find out which window a reader takes each arrival for.

    Parameters
    ----------
    times, lines : (room,) float64 and int64
        What was sent; replaced by what arrives.
    sent, n_lines : int
        Number of spikes, and of lines for each value.
    shape : tuple
        (n_windows, n_values).
    transmission : Transmission
        Its extra spikes are those of all lines of a value together.
    reader : Reader
        Its edges of windows are wrong by ``start``, in order, and follow one another without gaps.
    seed : int

    Returns
    -------
    heard : Heard
    """
    jitter, lost, extra = transmission
    n = transmit(
        times, lines, sent, n_lines * shape[1], WINDOW * shape[0],
        Transmission(jitter, lost, extra / n_lines), seed, LINE,
    )  # fmt: skip
    edges, clock = np.empty(shape[0] + 1), np.empty(shape[0])
    for w in range(shape[0] + 1):
        edges[w] = w * WINDOW + reader.start * normal(seed, START, w)
        if w > 0:
            edges[w] = max(edges[w], edges[w - 1])
    for w in range(shape[0]):
        clock[w] = reader.clock * normal(seed, CLOCK, w)
    windows, since = np.empty(n, np.int64), np.empty(n)
    for i in range(n):
        windows[i] = _window_of(times[i], edges)
        since[i] = times[i] - edges[windows[i]] if windows[i] >= 0 else INF
    return Heard(times[:n], lines[:n], windows, since, clock)
