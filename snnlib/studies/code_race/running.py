"""The race: every code sends and reads the same values; see :mod:`snnlib.studies.code_race`."""

import numpy as np

from snnlib._jit import jit
from snnlib.codes.information import information_of
from snnlib.math import NAN
from snnlib.studies.code_race.readers import (
    read_burst,
    read_delta,
    read_latency,
    read_phase,
    read_population,
    read_ranks,
    read_rate,
)  # fmt: skip
from snnlib.studies.code_race.rules import N_NEURONS, ROOM, Reader, delta_threshold, hear
from snnlib.studies.code_race.senders import (
    send_burst,
    send_delta,
    send_latency,
    send_phase,
    send_poisson,
    send_population,
    send_ranks,
    send_regular,
)  # fmt: skip
from snnlib.studies.code_race.transmission import Transmission

SPIKES, ERROR, BITS, BITS_ERROR, BITS_PER_SPIKE = range(5)  # what a code's result holds
POISSON, REGULAR, LATENCY, RANKS, PHASE, BY_COUNT, BY_INTERVAL, POPULATION, DELTA = range(9)

NAMES = (
    "rate, Poisson", "rate, regular", "latency", "rank order", "phase", "burst, by count",
    "burst, by interval", "population", "delta",
)  # fmt: skip


@jit
def score(
    sent: int, x: np.ndarray, estimate: np.ndarray, joint: np.ndarray, result: np.ndarray
) -> None:
    """Fill spikes a value, RMS error, bits, their standard error, and bits a spike.

    The estimates are cut off at 0 and 1.  ``joint`` counts, from zeros, in which class of equal
    width the values were sent and read.
    """
    classes, squares = joint.shape[0], 0.0
    for w in range(x.shape[0]):
        for c in range(x.shape[1]):
            estimate[w, c] = min(max(estimate[w, c], 0.0), 1.0)
            off = estimate[w, c] - x[w, c]
            squares += off * off
            s = min(int(classes * x[w, c]), classes - 1)
            joint[s, min(int(classes * estimate[w, c]), classes - 1)] += 1.0
    result[SPIKES], result[ERROR] = sent / x.size, np.sqrt(squares / x.size)
    result[BITS], result[BITS_ERROR] = information_of(
        joint, True, np.empty(classes), np.empty(classes)
    )
    result[BITS_PER_SPIKE] = result[BITS] / result[SPIKES] if sent > 0 else NAN


@jit
def lines_of(code, budget):
    """Return how many lines a value has."""
    if code == POPULATION:
        return N_NEURONS
    if code == DELTA:
        return 2
    return int(budget) if code in (LATENCY, RANKS) else 1


@jit
def run(
    x: np.ndarray,
    budget: int,
    transmission: Transmission,
    reader: Reader,
    seed: int,
    joint: np.ndarray,
    result: np.ndarray,
) -> None:
    """Let all nine send and read the values x; fill ``joint[k]`` and ``result[k]`` in their order.

    ``budget`` is a float; the rest is as in :func:`hear` and :func:`score`.
    """
    times, lines = np.empty(ROOM * x.size), np.empty(ROOM * x.size, np.int64)
    estimate = np.empty(x.shape)
    for code in range(9):
        plan = delta_threshold(x, budget) if code == DELTA else budget
        n_lines = lines_of(code, budget)
        if code == POISSON:
            n = send_poisson(x, plan, seed, times, lines)
        elif code == REGULAR:
            n = send_regular(x, plan, seed, times, lines)
        elif code == LATENCY:
            n = send_latency(x, plan, seed, times, lines)
        elif code == RANKS:
            n = send_ranks(x, plan, seed, times, lines)
        elif code == PHASE:
            n = send_phase(x, plan, seed, times, lines)
        elif code == POPULATION:
            n = send_population(x, plan, seed, times, lines)
        elif code == DELTA:
            n = send_delta(x, plan, seed, times, lines)
        else:
            n = send_burst(x, plan, seed, times, lines)
        heard = hear(times, lines, n, n_lines, x.shape, transmission, reader, seed)
        if code == LATENCY:
            read_latency(heard, plan, reader.moment, estimate)
        elif code == RANKS:
            read_ranks(heard, plan, reader.moment, estimate)
        elif code == PHASE:
            read_phase(heard, plan, reader.moment, estimate)
        elif code in (BY_COUNT, BY_INTERVAL):
            read_burst(heard, plan, reader.moment, code == BY_COUNT, estimate)
        elif code == POPULATION:
            read_population(heard, plan, reader.moment, estimate)
        elif code == DELTA:
            read_delta(heard, plan, reader.moment, estimate)
        else:
            read_rate(heard, plan, reader.moment, estimate)
        score(n, x, estimate, joint[code], result[code])
