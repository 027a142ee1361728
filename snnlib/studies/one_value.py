"""One value sent by one code, over a line that moves spikes and loses some, and what is read of it.

Eight readers, with the parameters of the chapter "encoding/temporal", which explains them.  The
value is from 0 to 1, its window 100 ms long, and the reader hears no other, but for the rank order,
which compares it with nine.  What a code can do where values follow one another is in
:mod:`snnlib.studies.code_race`.
"""

import numpy as np

from snnlib._jit import jit
from snnlib.codes import burst, latency, phase, rate
from snnlib.codes.burst import BurstCode
from snnlib.codes.latency import LinearLatency, MembraneLatency
from snnlib.codes.phase import PhaseCode
from snnlib.codes.rate import RateCode
from snnlib.math import INF
from snnlib.random import normal, uniform
from snnlib.spikes.processes import next_gap

POISSON, REGULAR, LINEAR, MEMBRANE, RANK, PHASE, BY_COUNT, BY_INTERVAL = range(8)
WINDOW = 100.0  # ms


@jit
def sent_time(code: int, x: float, k: int, before: float, seed: int, trial: int) -> float:
    """Return the time of spike k of a value, the one before given; infinite where there is none."""
    if code == POISSON:
        return before + next_gap(200.0 * x, 1.0, 0.0, seed, trial, k)
    if code == REGULAR:
        begin = uniform(seed, trial, -1)
        return rate.regular_time(x, k, begin, RateCode(100.0, 200.0, 0.0, 1.0))
    if code == LINEAR:
        return latency.linear_time(x, LinearLatency(100.0, 0.0, 1.0)) if k == 0 else INF
    if code == MEMBRANE:
        membrane = MembraneLatency(100.0, 40.0, 0.2, 0.0, 1.0)
        return latency.membrane_time(x, membrane) if k == 0 else INF
    if code == RANK:  # among nine others of the values 0.1, 0.2, ... 0.9
        return 5.0 + 10.0 * np.floor(10.0 * (1.0 - x)) if k == 0 else INF
    if code == PHASE:
        return phase.time(x, k, PhaseCode(25.0, 4, 0.8, 0.0, 1.0)) if k < 4 else INF
    bursts = BurstCode(5, 4.0, 20.0, 0.0, 1.0)
    return 10.0 + k * burst.interval(x, bursts) if k < burst.size(x, bursts) else INF


@jit
def arrival(time: float, sigma: float, lost: float, seed: int, stream: int, step: int) -> float:
    """Return when a spike arrives that may come early, late or (infinite) not at all."""
    gone = uniform(seed, 1000 + stream, step) < lost
    return INF if gone else time + sigma * normal(seed, 2000 + stream, step)


@jit
def rank_heard(x: float, own: float, sigma: float, lost: float, seed: int, trial: int) -> int:
    """Return the rank of the value's spike among those of the nine others, as they arrive."""
    rank, clean = 0, int(np.floor(10.0 * (1.0 - x)))
    for other in range(9):
        time = 5.0 + 10.0 * (other if other < clean else other + 1)
        rank += 1 if arrival(time, sigma, lost, seed, 100 + other, trial) < own else 0
    return rank


@jit
def heard(
    code: int, x: float, sigma: float, lost: float, seed: int, trial: int
) -> tuple[np.ndarray, float]:
    """Send a value once; return the times that arrive, and the estimate.

    Parameters
    ----------
    code : int, POISSON to BY_INTERVAL; both ways to read a burst share its spikes
    x : float, the value, from 0 to 1
    sigma : float, ms, standard deviation of the jitter
    lost : float, probability that a spike is lost
    seed, trial : int, name the random numbers
    """
    times = np.zeros(100)
    n, inside, first, last, k = 0, 0, INF, -INF, 0
    cosine, sine = 0.0, 0.0
    way = min(code, BY_COUNT)
    cycles = PhaseCode(25.0, 4, 0.8, 0.0, 1.0)
    time = sent_time(way, x, 0, 0.0, seed, trial)
    while time <= WINDOW:
        late = arrival(time, sigma, lost, seed, way, 64 * trial + k)
        if late < INF:
            if n < times.size:
                times[n] = late
            n, first, last = n + 1, min(first, late), max(last, late)
            inside += 1 if 0.0 <= late <= WINDOW else 0  # a counter hears its window, no more
            if code == PHASE:
                across, up = phase.direction(late, cycles)
                cosine, sine = cosine + across, sine + up
        k += 1
        time = sent_time(way, x, k, time, seed, trial)
    arrived = times[: min(n, times.size)]
    if code <= REGULAR:
        return arrived, rate.value(inside, RateCode(100.0, 200.0, 0.0, 1.0))
    if code == LINEAR:
        return arrived, latency.linear_value(first, LinearLatency(100.0, 0.0, 1.0))
    if code == MEMBRANE:
        return arrived, latency.membrane_value(first, MembraneLatency(100.0, 40.0, 0.2, 0.0, 1.0))
    if code == RANK:
        return arrived, 0.95 - 0.1 * rank_heard(x, first, sigma, lost, seed, trial)
    if code == PHASE:
        return arrived, phase.value(phase.mean_offset(cosine, sine), cycles)
    bursts = BurstCode(5, 4.0, 20.0, 0.0, 1.0)
    if code == BY_COUNT:
        return arrived, burst.count_value(inside, bursts)
    return arrived, burst.interval_value(n, first, last, bursts)
