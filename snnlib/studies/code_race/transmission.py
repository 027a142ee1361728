"""A noisy line between a sender and a reader: spikes move, get lost, and others join them.

Each spike that is sent is lost with the probability ``lost``; otherwise it comes earlier or later
by a Gaussian amount of its own with the standard deviation ``jitter``.  And on each line a Poisson
process of the rate ``extra`` adds spikes that nobody sent.  The line knows nothing of codes: every
spike of every code meets the same.  The chapter is "encoding/which-code".
"""

from typing import Annotated, NamedTuple

import numpy as np

from snnlib._declared import NonNegative, Probability
from snnlib._jit import jit
from snnlib.math import INF
from snnlib.random import exponential, integer, normal, uniform

LOSS, JITTER, EXTRA = 1, 2, 3  # streams of random numbers, beyond a use's own


class Transmission(NamedTuple):
    """What happens to spikes on their way."""

    jitter: Annotated[float, NonNegative("ms")] = 0.0  # standard deviation
    lost: Annotated[float, Probability()] = 0.0  # that a spike does not arrive
    extra: Annotated[float, NonNegative("Hz")] = 0.0  # spikes from elsewhere on each line


@jit
def arrival(time: float, transmission: Transmission, seed: int, stream: int, step: int) -> float:
    """Return when a spike arrives; infinite if it does not.  ``step`` is the spike's number."""
    if uniform(seed, stream + LOSS, step) < transmission.lost:
        return INF
    if transmission.jitter == 0.0:
        return time
    return time + transmission.jitter * normal(seed, stream + JITTER, step)


@jit
def transmit(
    times: np.ndarray,
    lines: np.ndarray,
    n: int,
    n_lines: int,
    duration: float,
    transmission: Transmission,
    seed: int,
    stream: int,
) -> int:
    """Replace the first n spikes by those that arrive, in no order; return their number.

    ``times`` and ``lines`` (float64 and int64 of one size) have room for what comes from elsewhere
    until ``duration`` (ms); what does not fit is left out.  A time may come out negative, or beyond
    the duration.  Uses the streams ``stream + 1`` to ``stream + 3``.
    """
    arrived = 0
    for i in range(n):
        time = arrival(times[i], transmission, seed, stream, i)
        if time < INF:
            times[arrived], lines[arrived] = time, lines[i]
            arrived += 1
    rate = 0.001 * transmission.extra * n_lines
    time, i = INF, 0
    if rate > 0.0:
        time = exponential(seed, stream + EXTRA, 0) / rate
    while time <= duration and arrived < times.size:
        times[arrived], lines[arrived] = time, integer(n_lines, seed, stream + EXTRA, -1 - i)
        arrived, i = arrived + 1, i + 1
        time += exponential(seed, stream + EXTRA, i) / rate
    return arrived
