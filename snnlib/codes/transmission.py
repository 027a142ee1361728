"""A noisy line between a sender and a reader: spikes move, get lost, and others join them.

Each spike that is sent is lost with the probability ``lost``; otherwise it comes earlier or later
by a Gaussian amount of its own with the standard deviation ``jitter``.  And on each line a Poisson
process of the rate ``extra`` adds spikes that nobody sent.  The line knows nothing of codes: every
spike of every code meets the same.  The chapter is "encoding/which-code".
"""

from typing import Annotated, NamedTuple

import numpy as np

from snnlib import _checks
from snnlib._checks import MOST_SPIKES, NonNegative, Probability
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.math import INF
from snnlib.random import exponential, integer, normal, own_seed, uniform
from snnlib.spikes.trains import in_order

LOSS, JITTER, EXTRA = 1, 2, 3  # streams of random numbers, beyond a use's own


class Transmission(NamedTuple):
    """What happens to spikes on their way."""

    jitter: Annotated[float, NonNegative("ms")] = 0.0  # standard deviation
    lost: Annotated[float, Probability()] = 0.0  # that a spike does not arrive
    extra: Annotated[float, NonNegative("Hz")] = 0.0  # spikes from elsewhere on each line


@jit
def arrival(time, transmission, seed: int, stream: int, step):
    """Time at which a spike arrives; infinite if it does not.  ``step`` is the spike's number."""
    if uniform(seed, stream + LOSS, step) < transmission.lost:
        return INF
    if transmission.jitter == 0.0:
        return time
    return time + transmission.jitter * normal(seed, stream + JITTER, step)


@jit
def transmit(
    times,
    lines,
    n: int,
    n_lines: int,
    duration: float,
    transmission: Transmission,
    seed: int,
    stream: int,
):
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


def transmit_spikes(
    events, n_lines: int, duration: float, transmission: Transmission, *, seed: int, stream: int = 0
):
    """Transmit the spikes of neurons below ``n_lines`` over noisy lines.

    Until ``duration`` (ms) spikes come from elsewhere.  A spike that would come before time 0 is
    not in the result.

    >>> events = SpikeEvents(np.array([10.0, 20.0]), np.array([0, 1]))
    >>> transmit_spikes(events, 2, 100.0, Transmission(lost=1.0), seed=1).spike_times
    array([], dtype=float64)
    """
    n_lines = _checks.positive_integer("n_lines", n_lines)
    duration = _checks.positive_number("duration", duration, "milliseconds")
    transmission = _checks.checked(transmission, Transmission, "transmission")
    seed, stream = _checks.whole_number("seed", seed), _checks.whole_number("stream", stream)
    sent, neurons = _code.checked_events(events, n_lines)
    expected = 0.001 * transmission.extra * n_lines * duration
    room = sent.size + int(expected + 10.0 * np.sqrt(expected)) + 10
    if room > MOST_SPIKES:
        raise ValueError(
            f"extra must add fewer than {MOST_SPIKES:g} spikes, got {transmission.extra:g} "
            f"Hz on {n_lines} lines for {duration:g} ms"
        )
    times, lines = np.empty(room), np.empty(room, np.int64)
    times[: sent.size], lines[: sent.size] = sent, neurons
    seed = own_seed(seed, "transmission")
    n = transmit(times, lines, sent.size, n_lines, duration, transmission, seed, stream)
    kept = times[:n] >= 0.0
    return in_order(times[:n][kept], lines[:n][kept])
