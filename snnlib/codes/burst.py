"""Burst code: a value is how many spikes a burst has, and how close together they are.

For the fraction x of the range a burst has ``ceil(x max_spikes)`` spikes, none for 0, and the
interval ``longest - x (longest - shortest)`` between them (Guo, Fouda, Eltawil & Salama 2021,
"Neural coding in spiking neural networks", doi:10.3389/fnins.2021.638474).  So the value is sent
twice:

* read by *count* it is ``(n - 1/2) / max_spikes``, never off by more than half a step, whatever
  the jitter; each spike that is lost costs a whole step;
* read by *interval*, the mean of those between the first and the last spike, it is exact without
  noise.  Jitter of sigma ms costs ``sqrt(2) sigma / ((n - 1) (longest - shortest))``.  Of the count
  it needs only that there are two spikes; one alone has no interval, and is read by count.

The chapter is "encoding/temporal".
"""

from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._declared import Count, Finite, Positive
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.codes._code import OutOfRange, Shape
from snnlib.spikes.trains import SpikeEvents


class BurstCode(NamedTuple):
    """A burst code; the longest burst takes at most ``(max_spikes - 1) * longest`` ms."""

    max_spikes: Count = 5
    shortest: Annotated[float, Positive("ms")] = 4.0  # interval in the burst of the highest value
    longest: Annotated[float, Positive("ms")] = 20.0  # interval that the lowest value would have
    low: Annotated[float, Finite()] = 0.0
    high: Annotated[float, Finite()] = 1.0


@jit
def size(x: float, code: BurstCode) -> int:
    """Return the number of spikes for x; a product within roundings of a whole number is that."""
    return int(np.ceil(x * code.max_spikes * (1.0 - 4e-16)))


@jit
def interval(x: float, code: BurstCode) -> float:
    """Return the interval between the spikes, in ms, for the fraction x."""
    return code.longest - x * (code.longest - code.shortest)


@jit
def count_value(n_spikes: int, code: BurstCode) -> float:
    """Return the fraction that so many spikes stand for, 0 for none, at most a full burst's."""
    return (min(n_spikes, code.max_spikes) - 0.5) / code.max_spikes if n_spikes > 0 else 0.0


@jit
def interval_value(n_spikes: int, first: float, last: float, code: BurstCode) -> float:
    """Return the fraction that the mean interval stands for, from n spikes' first and last."""
    if n_spikes < 2:
        return count_value(n_spikes, code)
    interval = (last - first) / (n_spikes - 1)
    return min(max((code.longest - interval) / (code.longest - code.shortest), 0.0), 1.0)


@jit
def _fill_bursts(x, code, times, neurons):
    """Fill the bursts, which begin at time 0; return the number of spikes."""
    count = 0
    for j in range(x.size):
        for k in range(size(x[j], code)):
            times[count] = k * interval(x[j], code)
            neurons[count] = j
            count += 1
    return count


@jit
def _decode_bursts(times, neurons, by_count, code, counts, first, last, x):
    for i in range(times.size):
        j = neurons[i]
        first[j] = times[i] if counts[j] == 0 else first[j]
        last[j] = times[i]
        counts[j] += 1
    for j in range(x.size):
        x[j] = interval_value(counts[j], first[j], last[j], code)
        if by_count:
            x[j] = count_value(counts[j], code)


def _checked(code):
    code = _code.checked_code(code, BurstCode)
    if code.shortest >= code.longest:
        raise ValueError(f"shortest must be below longest = {code.longest:g}, got {code.shortest}")
    return code


def encode(
    values: ArrayLike, code: BurstCode = BurstCode(), *, out_of_range: OutOfRange = "refuse"
) -> SpikeEvents:
    """Encode each value as one burst of up to ``max_spikes`` spikes that begins at time 0.

    >>> encode([0.5], BurstCode(max_spikes=5, shortest=4.0, longest=20.0)).spike_times
    array([ 0., 12., 24.])
    """
    code = _checked(code)
    return _code.encoded(values, code, out_of_range, code.max_spikes, _fill_bursts)


def decode(
    events: SpikeEvents,
    shape: Shape,
    code: BurstCode = BurstCode(),
    *,
    by: Literal["interval", "count"] = "interval",
) -> np.ndarray | float:
    """Estimate values from the intervals in each neuron's burst, or from its number of spikes."""
    code = _checked(code)
    by_count = _checks.one_of("by", by, ("interval", "count")) == "count"
    shape, n = _code.checked_shape(shape)
    counts, (first, last, x) = np.zeros(n, np.int64), np.zeros((3, n))
    _decode_bursts(*_code.checked_events(events, n), by_count, code, counts, first, last, x)
    return _code.estimate(x, shape, code)
