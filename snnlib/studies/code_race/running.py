"""The race: every code sends and reads the same values; see :mod:`snnlib.studies.code_race`."""

import numpy as np

from snnlib._jit import jit
from snnlib.codes.information import information_of
from snnlib.studies.code_race.readers import (
    read_burst_count,
    read_burst_interval,
    read_delta,
    read_latency,
    read_phase,
    read_population,
    read_ranks,
    read_rate,
)  # fmt: skip
from snnlib.studies.code_race.rules import N_NEURONS, ROOM, delta_threshold, hear
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

NAN = float("nan")

SPIKES, ERROR, BITS, BITS_ERROR, BITS_PER_SPIKE = range(5)  # what a code's result holds
NAMES = (
    "rate, Poisson", "rate, regular", "latency", "rank order", "phase", "burst, by count",
    "burst, by interval", "population", "delta",
)  # fmt: skip


@jit
def score(sent, x, estimate, joint, result):
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
def run(x, budget, transmission, reader, seed, joint, result):
    """Let all nine send and read the values x; fill ``joint[k]`` and ``result[k]`` in their order.

    ``budget`` is a float; the rest is as in :func:`hear` and :func:`score`.
    """
    copies, step, moment = int(budget), delta_threshold(x, budget), reader.moment
    times, lines = np.empty(ROOM * x.size), np.empty(ROOM * x.size, np.int64)
    estimate = np.empty(x.shape)

    n = send_poisson(x, budget, seed, times, lines)
    heard = hear(times, lines, n, 1, x.shape, transmission, reader, seed)
    read_rate(heard, budget, moment, estimate)
    score(n, x, estimate, joint[0], result[0])

    n = send_regular(x, budget, seed, times, lines)
    heard = hear(times, lines, n, 1, x.shape, transmission, reader, seed)
    read_rate(heard, budget, moment, estimate)
    score(n, x, estimate, joint[1], result[1])

    n = send_latency(x, budget, seed, times, lines)
    heard = hear(times, lines, n, copies, x.shape, transmission, reader, seed)
    read_latency(heard, budget, moment, estimate)
    score(n, x, estimate, joint[2], result[2])

    n = send_ranks(x, budget, seed, times, lines)
    heard = hear(times, lines, n, copies, x.shape, transmission, reader, seed)
    read_ranks(heard, budget, moment, estimate)
    score(n, x, estimate, joint[3], result[3])

    n = send_phase(x, budget, seed, times, lines)
    heard = hear(times, lines, n, 1, x.shape, transmission, reader, seed)
    read_phase(heard, budget, moment, estimate)
    score(n, x, estimate, joint[4], result[4])

    n = send_burst(x, budget, seed, times, lines)
    heard = hear(times, lines, n, 1, x.shape, transmission, reader, seed)
    read_burst_count(heard, budget, moment, estimate)
    score(n, x, estimate, joint[5], result[5])

    n = send_burst(x, budget, seed, times, lines)
    heard = hear(times, lines, n, 1, x.shape, transmission, reader, seed)
    read_burst_interval(heard, budget, moment, estimate)
    score(n, x, estimate, joint[6], result[6])

    n = send_population(x, budget, seed, times, lines)
    heard = hear(times, lines, n, N_NEURONS, x.shape, transmission, reader, seed)
    read_population(heard, budget, moment, estimate)
    score(n, x, estimate, joint[7], result[7])

    n = send_delta(x, step, seed, times, lines)
    heard = hear(times, lines, n, 2, x.shape, transmission, reader, seed)
    read_delta(heard, step, moment, estimate)
    score(n, x, estimate, joint[8], result[8])
