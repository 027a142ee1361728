"""Poisson and gamma spike trains with a dead time; the gaps between spikes are in :mod:`.gaps`."""

from math import sqrt

import numpy as np

from snnlib import _validate
from snnlib._jit import jit
from snnlib.spikes import _check
from snnlib.spikes.gaps import dead_steps, first_gap, first_grid_gap, next_gap, next_grid_gap
from snnlib.spikes.trains import SpikeEvents, near_border

MOST_SPIKES = 10**8
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
            order = np.argsort(times[:count], kind="stable")
            return SpikeEvents(times[order], neurons[order])
        room = count


def _checked_rate(rate, n_neurons):
    """One rate for each neuron."""
    if n_neurons is None:
        n_neurons = 1 if np.ndim(rate) == 0 else len(rate)
    n_neurons = _validate.positive_integer("n_neurons", n_neurons)
    rate = _validate.value_per_neuron("rate", rate, n_neurons, "hertz")
    if rate.min() < 0.0:
        raise ValueError(f"rate must be zero or a positive number of hertz, got {rate.min()}")
    return rate


def _checked_duration(duration, rate):
    duration = _validate.positive_number("duration", duration, "milliseconds")
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
    rate, shape, duration, n_neurons=None, *, seed, t_ref=0.0, start="stationary", stream=0
):
    """Spike trains of gamma processes with a dead time, in continuous time.

    Parameters
    ----------
    rate : float or array_like of shape (n_neurons,), Hz
        The rate that results, dead time included; 0 for a silent neuron.
    shape : float
        From 0.01 to 1e6: 1 is Poisson, above it trains are more regular, below it they cluster.
        The intervals have the CV ``(1 - rate * t_ref / 1000) / sqrt(shape)``.
    duration : float, ms
    n_neurons : int, optional
        Needed where one rate is for several neurons.
    seed : int
        The same seed gives the same spikes, on every machine.
    t_ref : float, ms
        Dead time after each spike, shorter than ``1000 / rate``.
    start : {"stationary", "ordinary"}
        "stationary": the rate is the same at all times.  "ordinary": each neuron has just spiked at
        time 0 (this spike is not listed), and the rate is only reached after some intervals.
    stream : int
        Number of the first neuron's stream of random numbers; neuron j uses ``stream + j``.

    Returns
    -------
    events : SpikeEvents
        Spikes up to and with ``duration``, in ascending order.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or if 1e8 spikes or more are to be expected.

    Notes
    -----
    The model and its source are at the top of :mod:`snnlib.spikes.gaps`; the chapter
    "spikes/spike-trains" explains it.

    Examples
    --------
    >>> gamma_process(40.0, 5.0, 100.0, seed=1).spike_times.round(1)
    array([15.1, 25.9, 47.4, 83.9])
    """
    rate = _checked_rate(rate, n_neurons)
    shape = _validate.positive_number("shape", shape)
    if not SMALLEST_SHAPE <= shape <= LARGEST_SHAPE:
        raise ValueError(f"shape must be from {SMALLEST_SHAPE:g} to {LARGEST_SHAPE:g}, got {shape}")
    duration, expected = _checked_duration(duration, rate)
    t_ref = _validate.non_negative_number("t_ref", t_ref, "milliseconds")
    if rate.max() * t_ref >= 1000.0:
        raise ValueError(
            f"t_ref must be shorter than the mean interval, 1000 / rate = "
            f"{1000.0 / rate.max():.6g} ms, got {t_ref}"
        )
    stationary = _validate.one_of("start", start, ("stationary", "ordinary")) == "stationary"
    seed, stream = _check.whole_number("seed", seed), _check.whole_number("stream", stream)

    def fill(*room):
        return _fill(rate, shape, t_ref, duration, stationary, seed, stream, *room)

    return _in_order(fill, expected, sqrt(expected / min(shape, 1.0)))


def poisson_process(
    rate, duration, n_neurons=None, *, seed, t_ref=0.0, dt=None, start="stationary", stream=0
):
    """Spike trains of Poisson processes with a dead time, in continuous time or on a grid.

    Parameters
    ----------
    rate : float or array_like of shape (n_neurons,), Hz
        The rate that results, dead time included; 0 for a silent neuron.
    duration : float, ms
    n_neurons : int, optional
        Needed where one rate is for several neurons.
    seed : int
        The same seed gives the same spikes, on every machine.
    t_ref : float, ms
        Dead time after each spike, shorter than ``1000 / rate``.
    dt : float, ms, optional
        Time step of the grid.  Not given: continuous time.  Given: a step holds at most one spike,
        which is put at its end; steps that lie wholly in the dead time hold none, all others do
        with one and the same chance.  No neuron can fire faster than once in
        ``1 + floor(t_ref / dt)`` steps.
    start : {"stationary", "ordinary"}
        As in :func:`gamma_process`.
    stream : int
        Number of the first neuron's stream of random numbers; neuron j uses ``stream + j``.

    Returns
    -------
    events : SpikeEvents
        Spikes up to and with ``duration``, in ascending order.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or if 1e8 spikes or more are to be expected.

    Notes
    -----
    The model and its source are at the top of :mod:`snnlib.spikes.gaps`; the chapter
    "spikes/spike-trains" explains it.

    Examples
    --------
    >>> poisson_process(40.0, 100.0, seed=1, dt=1.0).spike_times
    array([44., 72., 79.])
    """
    if dt is None:
        return gamma_process(
            rate, 1.0, duration, n_neurons, seed=seed, t_ref=t_ref, start=start, stream=stream
        )
    rate = _checked_rate(rate, n_neurons)
    duration, expected = _checked_duration(duration, rate)
    t_ref = _validate.non_negative_number("t_ref", t_ref, "milliseconds")
    dt = _validate.positive_number("dt", dt, "milliseconds")
    n_steps = _steps(duration, dt)
    shortest = (dead_steps(t_ref, dt) + 1) * dt
    if rate.max() * shortest > 1000.0 * (1.0 + 1e-12):
        raise ValueError(
            f"rate must be at most {1000.0 / shortest:.6g} hertz, one spike in {shortest:.6g} ms "
            f"(t_ref = {t_ref} ms in steps of {dt} ms and one more step), got {rate.max()}"
        )
    stationary = _validate.one_of("start", start, ("stationary", "ordinary")) == "stationary"
    seed, stream = _check.whole_number("seed", seed), _check.whole_number("stream", stream)

    def fill(*room):
        return _fill_grid(rate, t_ref, dt, n_steps, stationary, seed, stream, *room)

    return _in_order(fill, expected, sqrt(expected))
