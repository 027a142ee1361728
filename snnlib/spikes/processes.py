"""Poisson and gamma spike trains with a dead time, one random number a spike.

After a spike comes the dead time ``t_ref``, in which there is no other; from there the time to the
next spike has a gamma distribution of shape k (Cox 1962, *Renewal Theory*).  With k = 1 that is a
Poisson process with a dead time, and without dead time a Poisson process.  ``rate`` is always the
rate that *results*: the mean gap is ``1000 / rate``, dead time included.

On a grid of time steps the gap of a Poisson process is the dead time in whole steps plus a
*geometric* number: exactly the train in which every free step holds a spike with the same
probability, without a draw for each of them.  As in a LIF neuron, steps that lie wholly in the dead
time are dead, and no two spikes come closer than ``t_ref``.

The first gap of a *stationary* process is the wait for a spike from a moment that knows nothing of
the spikes before; the process has the same rate at all times.  It is a random part of a gap that is
drawn in proportion to its length.  An *ordinary* process begins just after a spike: take gap
number 0 or any other in place of the first.
"""

from functools import partial
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, random
from snnlib._checks import MOST_SPIKES
from snnlib._jit import jit
from snnlib.math import INF
from snnlib.random import NEVER, geometric, own_seed, uniform_pair
from snnlib.spikes.trains import SpikeEvents, in_order, near_border


@jit
def _scale(rate, shape, t_ref):
    """Return mean of the free time over the shape; 0 where the dead times leave no free time."""
    return max(1000.0 / rate - t_ref, 0.0) / shape


@jit
def next_gap(rate: float, shape: float, t_ref: float, seed: int, stream: int, index: int) -> float:
    """Draw the time in ms from one spike to the next; infinite for a rate of 0 or less.

    ::

        time = first_gap(rate, shape, t_ref, seed, stream)
        index = 1
        while time <= duration:
            ...  # a spike at this time
            time += next_gap(rate, shape, t_ref, seed, stream, index)
            index += 1

    ``rate`` (Hz) is what results; for ``1000 / t_ref`` or more the gap is ``t_ref`` (ms).
    ``shape`` is the positive k of the gamma distribution.  ``seed, stream, index`` name the random
    number: a stream for each neuron, an index (from 1) for each gap.
    """
    if not rate > 0.0:
        return INF
    return t_ref + _scale(rate, shape, t_ref) * random.gamma(shape, seed, stream, index)


@jit
def first_gap(rate: float, shape: float, t_ref: float, seed: int, stream: int) -> float:
    """Draw the time to the first spike of a stationary process; see :func:`next_gap`.

    Uses the indices 0 and -1 of the stream.
    """
    if not rate > 0.0:
        return INF
    u, part = uniform_pair(seed, stream, 0)
    # density x f(x) / mean of a gap x = t_ref + g: the part t_ref f leaves the law of g as it is,
    # and the part g f is a gamma law of the next higher shape
    longer = 1.0 if u >= 0.001 * rate * t_ref else 0.0
    free = _scale(rate, shape, t_ref) * random.gamma(shape + longer, seed, stream, -1)
    return (1.0 - part) * (t_ref + free)


@jit
def dead_steps(t_ref: float, dt: float) -> int:
    """Return the number of steps wholly in the dead time after a spike at the end of a step."""
    ratio, nearest, at_border = near_border(t_ref, dt)
    return int(nearest if at_border else np.floor(ratio))


@jit
def _probability(rate, t_ref, dt):
    """Return the probability of a spike in a free step; 1 where the rate is too high."""
    return 1.0 / max(1000.0 / (rate * dt) - dead_steps(t_ref, dt), 1.0)


@jit
def next_grid_gap(rate: float, t_ref: float, dt: float, seed: int, stream: int, index: int) -> int:
    """Draw the number of steps from one spike of a Poisson process to the next, on a grid.

    ::

        k = first_grid_gap(rate, t_ref, dt, seed, stream) - 1
        index = 1
        while k < n_steps:
            ...  # a spike at the end of step k, at (k + 1) * dt
            k += next_grid_gap(rate, t_ref, dt, seed, stream, index)
            index += 1

    It is ``dead_steps(t_ref, dt)`` plus a geometric number, 2**62 for a rate of 0 or less; the rate
    that results is at most one spike in ``dead_steps(t_ref, dt) + 1`` steps.  The rest is as in
    :func:`next_gap`.
    """
    if not rate > 0.0:
        return NEVER
    return dead_steps(t_ref, dt) + geometric(_probability(rate, t_ref, dt), seed, stream, index)


@jit
def first_grid_gap(rate: float, t_ref: float, dt: float, seed: int, stream: int) -> int:
    """Draw the number of steps up to and with the first spike of a stationary process.

    Uses the indices 0, -1 and -2 of the stream; see :func:`next_grid_gap`.
    """
    if not rate > 0.0:
        return NEVER
    u, part = uniform_pair(seed, stream, 0)
    p, dead = _probability(rate, t_ref, dt), dead_steps(t_ref, dt)
    free = geometric(p, seed, stream, -1)
    # drawn in proportion to dead + free, as in first_gap; free * p (1 - p)**(free - 1) is the law
    # of the sum of two geometric numbers less one
    if u * (dead + 1.0 / p) >= dead:
        free += geometric(p, seed, stream, -2) - 1
    return 1 + int(np.floor(part * (dead + free)))


SMALLEST_SHAPE, LARGEST_SHAPE = 0.01, 1e6


@jit
def _fill(rate, shape, t_ref, duration, stationary, seed, stream, times, neurons):
    """Fill the spikes neuron after neuron; return how many, even if there is no room for them."""
    count = 0
    for j in range(rate.size):
        if stationary:
            time = first_gap(rate[j], shape, t_ref, seed, stream + j)
        else:
            time = next_gap(rate[j], shape, t_ref, seed, stream + j, 0)
        index = 1
        while time <= duration:
            if count < times.size:
                times[count] = time
                neurons[count] = j
            count += 1
            time += next_gap(rate[j], shape, t_ref, seed, stream + j, index)
            index += 1
    return count


@jit
def _fill_grid(rate, t_ref, dt, n_steps, stationary, seed, stream, times, neurons):
    """As ``_fill``, on the grid."""
    count = 0
    for j in range(rate.size):
        if stationary:
            k = first_grid_gap(rate[j], t_ref, dt, seed, stream + j) - 1
        else:
            k = next_grid_gap(rate[j], t_ref, dt, seed, stream + j, 0) - 1
        index = 1
        while k < n_steps:
            if count < times.size:
                times[count] = (k + 1) * dt
                neurons[count] = j
            count += 1
            k += next_grid_gap(rate[j], t_ref, dt, seed, stream + j, index)
            index += 1
    return count


def _in_order(fill, expected, deviation):
    """Call ``fill`` with room for the spikes, again if it was not enough, and sort by time."""
    room = int(expected + 3.0 * deviation) + 10
    while True:
        times, neurons = np.empty(room), np.empty(room, np.int64)
        count = fill(times, neurons)
        if count <= room:
            return in_order(times[:count], neurons[:count])
        room = count


def _checked_rate(rate, n_neurons):
    """Return one rate for each neuron."""
    if n_neurons is None:
        n_neurons = 1 if np.ndim(rate) == 0 else len(rate)
    n_neurons = _checks.positive_integer("n_neurons", n_neurons)
    rate = _checks.value_per_neuron("rate", rate, n_neurons, "hertz")
    if rate.min() < 0.0:
        raise ValueError(f"rate must be zero or a positive number of hertz, got {rate.min()}")
    return rate


def _checked_duration(duration, rate):
    duration = _checks.positive_number("duration", duration, "milliseconds")
    expected = 0.001 * duration * rate.sum()
    if expected >= MOST_SPIKES:
        raise ValueError(
            f"duration must lead to fewer than {MOST_SPIKES:g} spikes, got {duration} ms at a "
            f"total rate of {rate.sum():.6g} Hz"
        )
    return duration, expected


def _steps(duration, dt):
    _, n_steps, whole = near_border(duration, dt)
    if not whole:
        raise ValueError(f"duration must be a whole number of steps of {dt} ms, got {duration} ms")
    return int(n_steps)


def gamma_process(
    rate: ArrayLike,
    shape: float,
    duration: float,
    n_neurons: int | None = None,
    *,
    seed: int,
    t_ref: float = 0.0,
    start: Literal["stationary", "ordinary"] = "stationary",
    stream: int = 0,
) -> SpikeEvents:
    """Draw spike trains of gamma processes with a dead time, in continuous time.

    The model and its source are at the top of :mod:`snnlib.spikes.processes`.  An argument that is
    not as described, or 1e8 expected spikes or more, raise TypeError or ValueError.

    Parameters
    ----------
    rate : float or array_like of shape (n_neurons,), Hz
        The rate that results, dead time included; 0 for a silent neuron.
    shape : float
        From 0.01 to 1e6: 1 is Poisson, above it trains are more regular, below it they cluster.
        The intervals have the CV ``(1 - rate * t_ref / 1000) / sqrt(shape)``.
    duration : float, ms
        Up to and with which there are spikes.
    n_neurons : int, optional
        Needed where one rate is for several neurons.
    seed, stream : int
        The same seed gives the same spikes, on every machine.  Neuron j uses the stream
        ``stream + j`` of ``own_seed(seed, "gamma_process")``, see :mod:`snnlib.random`.
    t_ref : float, ms
        Dead time after each spike, shorter than ``1000 / rate``.
    start : {"stationary", "ordinary"}
        "stationary": the rate is the same at all times.  "ordinary": each neuron has just spiked at
        time 0 (this spike is not listed), and the rate is only reached after some intervals.

    Examples
    --------
    >>> gamma_process(40.0, 5.0, 100.0, seed=1).spike_times.round(1)
    array([31.8, 60.7, 86.9])
    """
    rate = _checked_rate(rate, n_neurons)
    shape = _checks.positive_number("shape", shape)
    if not SMALLEST_SHAPE <= shape <= LARGEST_SHAPE:
        raise ValueError(f"shape must be from {SMALLEST_SHAPE:g} to {LARGEST_SHAPE:g}, got {shape}")
    duration, expected = _checked_duration(duration, rate)
    t_ref = _checks.non_negative_number("t_ref", t_ref, "milliseconds")
    if rate.max() * t_ref >= 1000.0:
        raise ValueError(
            f"t_ref must be shorter than the mean interval, 1000 / rate = "
            f"{1000.0 / rate.max():.6g} ms, got {t_ref}"
        )
    stationary = _checks.one_of("start", start, ("stationary", "ordinary")) == "stationary"
    seed = own_seed(_checks.whole_number("seed", seed), "gamma_process")
    stream = _checks.whole_number("stream", stream)
    fill = partial(_fill, rate, shape, t_ref, duration, stationary, seed, stream)
    return _in_order(fill, expected, sqrt(expected / min(shape, 1.0)))


def poisson_process(
    rate: ArrayLike,
    duration: float,
    n_neurons: int | None = None,
    *,
    seed: int,
    t_ref: float = 0.0,
    dt: float | None = None,
    start: Literal["stationary", "ordinary"] = "stationary",
    stream: int = 0,
) -> SpikeEvents:
    """Draw spike trains of Poisson processes with a dead time, in continuous time or on a grid.

    Arguments, result and errors are those of :func:`gamma_process`.  ``dt``, if given, is the time
    step of the grid in ms: a step holds at most one spike, which is put at its end; steps that lie
    wholly in the dead time hold none, all others do with one and the same probability.  No neuron
    can fire faster than once in ``1 + floor(t_ref / dt)`` steps.

    Its own seed is ``own_seed(seed, "poisson_process")``; without ``dt`` that is the seed of a
    :func:`gamma_process` of shape 1.

    >>> poisson_process(40.0, 100.0, seed=1, dt=1.0).spike_times
    array([ 8., 30., 43.])
    """
    seed = own_seed(_checks.whole_number("seed", seed), "poisson_process")
    if dt is None:
        return gamma_process(
            rate, 1.0, duration, n_neurons, seed=seed, t_ref=t_ref, start=start, stream=stream
        )
    rate = _checked_rate(rate, n_neurons)
    duration, expected = _checked_duration(duration, rate)
    t_ref = _checks.non_negative_number("t_ref", t_ref, "milliseconds")
    dt = _checks.positive_number("dt", dt, "milliseconds")
    n_steps = _steps(duration, dt)
    shortest = (dead_steps(t_ref, dt) + 1) * dt
    if rate.max() * shortest > 1000.0 * (1.0 + 1e-12):
        raise ValueError(
            f"rate must be at most {1000.0 / shortest:.6g} hertz, one spike in {shortest:.6g} ms "
            f"(t_ref = {t_ref} ms in steps of {dt} ms and one more step), got {rate.max()}"
        )
    stationary = _checks.one_of("start", start, ("stationary", "ordinary")) == "stationary"
    stream = _checks.whole_number("stream", stream)
    fill = partial(_fill_grid, rate, t_ref, dt, n_steps, stationary, seed, stream)
    return _in_order(fill, expected, sqrt(expected))
