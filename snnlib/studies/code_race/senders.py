"""The senders of the race; see :mod:`snnlib.studies.code_race`."""

import numpy as np

from snnlib._jit import jit
from snnlib.codes import burst, delta, latency, phase, population, rate
from snnlib.codes.latency import LinearLatency
from snnlib.codes.rank_order import rank_of
from snnlib.codes.rate import RateCode
from snnlib.random import exponential, uniform
from snnlib.studies.code_race.rules import (
    GUARD,
    N_NEURONS,
    SENDER,
    SPAN,
    WINDOW,
    burst_code,
    phase_code,
    population_code,
)  # fmt: skip


@jit
def _put(time, line, n, times, lines):
    """Add a spike to the n that are there, if there is room; return their number."""
    if n < times.size:
        times[n], lines[n] = time, line
        n += 1
    return n


@jit
def send_poisson(
    x: np.ndarray, budget: int, seed: int, times: np.ndarray, lines: np.ndarray
) -> int:
    """Send each value as the rate of a Poisson train, ``2 budget`` spikes for 1."""
    n = 0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            mean_gap, time, k = SPAN / (2.0 * budget * x[w, c]), 0.0, 0  # infinite for 0
            while time <= SPAN:
                time += mean_gap * exponential(seed, SENDER + w * x.shape[1] + c, k)
                k += 1
                if time <= SPAN:
                    n = _put(w * WINDOW + GUARD + time, c, n, times, lines)
    return n


@jit
def send_regular(
    x: np.ndarray, budget: int, seed: int, times: np.ndarray, lines: np.ndarray
) -> int:
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
def send_latency(
    x: np.ndarray, budget: int, seed: int, times: np.ndarray, lines: np.ndarray
) -> int:
    """Send each value as one latency on ``budget`` lines."""
    code, copies, n = LinearLatency(SPAN, 0.0, 1.0), int(budget), 0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            for k in range(copies):
                time = w * WINDOW + GUARD + latency.linear_time(x[w, c], code)
                n = _put(time, c * copies + k, n, times, lines)
    return n


@jit
def send_ranks(x: np.ndarray, budget: int, seed: int, times: np.ndarray, lines: np.ndarray) -> int:
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
def send_phase(x: np.ndarray, budget: int, seed: int, times: np.ndarray, lines: np.ndarray) -> int:
    """Send each value as the phase of a spike in each cycle."""
    code, n = phase_code(budget), 0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            for k in range(code.n_cycles):
                n = _put(w * WINDOW + phase.time(x[w, c], k, code), c, n, times, lines)
    return n


@jit
def send_burst(x: np.ndarray, budget: int, seed: int, times: np.ndarray, lines: np.ndarray) -> int:
    """Send each value as a burst."""
    code, n = burst_code(budget), 0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            for k in range(burst.size(x[w, c], code)):
                time = w * WINDOW + GUARD + k * burst.interval(x[w, c], code)
                n = _put(time, c, n, times, lines)
    return n


@jit
def send_population(
    x: np.ndarray, budget: int, seed: int, times: np.ndarray, lines: np.ndarray
) -> int:
    """Send each value by ten neurons with bell-shaped tuning that fire at random."""
    code, n = population_code(budget, SPAN), 0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            for j in range(N_NEURONS):
                line = c * N_NEURONS + j
                mean_gap, time, k = 1000.0 / population.gaussian_rate(x[w, c], j, code), 0.0, 0
                while time <= SPAN:
                    time += mean_gap * exponential(seed, SENDER + line, 256 * w + k)
                    k += 1
                    if time <= SPAN:
                        n = _put(w * WINDOW + GUARD + time, line, n, times, lines)
    return n


@jit
def send_delta(
    x: np.ndarray, threshold: float, seed: int, times: np.ndarray, lines: np.ndarray
) -> int:
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
