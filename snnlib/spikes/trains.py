"""The two forms of spike trains, and the way between them.

An *event list* says when and who: one time and one neuron for each spike.  A *raster* says what
happened in each time step: how many spikes of each neuron.  Both use the time steps of the
simulations in this library.  Step k is the time from ``k * dt`` to ``(k + 1) * dt``; its end
belongs to it and its beginning does not, but step 0 has time 0 as well:

    step k holds the spikes with k dt < t <= (k + 1) dt.

(Where a tool's bins begin with their border, a spike at the end of step k falls into bin k + 1.)
So a spike that :func:`snnlib.lif` puts at the end of step k, at the time ``(k + 1) * dt``, falls
into step k, beside ``v[k]``.  Numbers such as 0.9 and ``3 * 0.3`` differ in their last bit though
both mean the same moment: a time within four roundings of the border of two steps counts as the
border itself.  So does one in single precision within two roundings of its own.

Nothing is lost on the way: a raster counts, and one that cannot count (``kind="bool"``) is refused
where two spikes of a neuron share a step.  The chapter "spikes/spike-trains" explains it.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._checks import ROUNDINGS
from snnlib._jit import jit


class SpikeEvents(NamedTuple):
    """A list of spikes: when, and of which neuron."""

    spike_times: np.ndarray  # (n_spikes,) float64, ms, ascending
    spike_neurons: np.ndarray  # (n_spikes,) int64


def in_order(times: np.ndarray, neurons: np.ndarray) -> SpikeEvents:
    """Return spikes as an event list, ascending in time; those of one time by neuron."""
    order = np.lexsort((neurons, times))
    return SpikeEvents(times[order], neurons[order])


@jit
def near_border(time: float, dt: float) -> tuple[float, float, bool]:
    """Return a time in steps, the nearest whole number, and whether it means that number."""
    ratio = min(time / dt, 2.0**53)
    nearest = np.floor(ratio + 0.5)
    return ratio, nearest, abs(time - nearest * dt) <= ROUNDINGS * time


@jit
def not_after(a: float, b: float) -> bool:
    """Return whether a time is before another, or means the same moment, roundings apart."""
    return a <= b or a - b <= ROUNDINGS * b


@jit
def step_of(time: float, dt: float) -> int:
    """Return the step in which a spike (ms) falls: ``ceil(time / dt) - 1``, but 0 for time 0.

    It is -1 where the time is negative or NaN.
    """
    if not time >= 0.0:
        return -1
    ratio, nearest, at_border = near_border(time, dt)
    return max(int(nearest if at_border else np.ceil(ratio)) - 1, 0)


@jit
def _fill_steps(times, dt, steps):
    for i in range(times.size):
        steps[i] = step_of(times[i], dt)


def steps_of(times: np.ndarray, dt: float) -> np.ndarray:
    """Return :func:`step_of` of each of an array of times."""
    steps = np.empty(times.size, np.int64)
    _fill_steps(times, dt, steps)
    return steps


@jit
def _count_spikes(spike_times, spike_neurons, dt, counts):
    """Add the spikes to ``counts`` (time, neuron); return the first that lies beyond, or -1."""
    for i in range(spike_times.size):
        k = step_of(spike_times[i], dt)
        if k >= counts.shape[0]:
            return i
        counts[k, spike_neurons[i]] += 1
    return -1


def _refuse_two_in_one_step(counts, spike_times, spike_neurons, dt):
    """Raise an error that names where a raster of True and False would lose a spike."""
    crowded = np.argwhere(counts > 1)
    if crowded.size == 0:
        return
    k, neuron = map(int, crowded[0])
    train = np.sort(spike_times[spike_neurons == neuron])
    closest = np.diff(train).min()
    cure = f" or a dt below {closest:.6g} ms, this neuron's shortest interval" if closest else ""
    raise ValueError(
        f"kind='bool' would lose spikes: neuron {neuron} has {counts[k, neuron]} of them in step "
        f"{k}, from {k * dt:.6g} to {(k + 1) * dt:.6g} ms; use kind='counts'{cure}"
    )


def to_raster(
    spike_times: ArrayLike,
    spike_neurons: ArrayLike,
    n_steps: int,
    n_neurons: int,
    dt: float = 0.1,
    *,
    kind: Literal["counts", "bool"] = "counts",
) -> np.ndarray:
    """Count the spikes of an event list in time steps: (n_steps, n_neurons) int32 or bool.

    With a long ``dt`` this also counts spikes in windows, for :func:`snnlib.spikes.fano_factor`.
    The times (ms) are in any order, from 0 to ``n_steps * dt``, and the neurons from 0 to
    ``n_neurons - 1``.  A spike outside of the steps, or two spikes of a neuron in one step of a
    bool raster, raise ValueError.

    >>> to_raster([0.1, 0.25, 0.3], [1, 0, 0], n_steps=3, n_neurons=2)
    array([[0, 1],
           [0, 0],
           [2, 0]], dtype=int32)
    """
    dt = _checks.positive_number("dt", dt, "milliseconds")
    n_steps = _checks.positive_integer("n_steps", n_steps)
    n_neurons = _checks.positive_integer("n_neurons", n_neurons)
    _checks.one_of("kind", kind, ("counts", "bool"))
    spike_times = _checks.spike_times("spike_times", spike_times, dt=dt)
    spike_neurons = _checks.spike_neurons(
        "spike_neurons", spike_neurons, spike_times.size, n_neurons
    )
    if n_steps * n_neurons > _checks.MOST_VALUES:
        raise ValueError(
            f"n_steps * n_neurons must be at most {_checks.MOST_VALUES:g}, "
            f"got {n_steps} * {n_neurons}"
        )
    counts = np.zeros((n_steps, n_neurons), np.int32)
    beyond = _count_spikes(spike_times, spike_neurons, dt, counts)
    if beyond >= 0:
        raise ValueError(
            f"spike_times must be at most n_steps * dt = {n_steps * dt:.6g} ms, "
            f"got {spike_times[beyond]} ms"
        )
    if kind == "counts":
        return counts
    _refuse_two_in_one_step(counts, spike_times, spike_neurons, dt)
    return counts.astype(bool)


def to_events(raster: ArrayLike, dt: float = 0.1) -> SpikeEvents:
    """List the spikes of a raster (n_steps, n_neurons) of bool or int, each at the end of its step.

    They are in ascending order, and at one time in the order of the neurons; a count of two gives
    two of them.  ``dt`` is in ms.

    >>> to_events([[0, 1], [0, 0], [2, 0]], dt=1.0)
    SpikeEvents(spike_times=array([1., 3., 3.]), spike_neurons=array([1, 0, 0]))
    """
    dt = _checks.positive_number("dt", dt, "milliseconds")
    raster = np.asarray(raster)
    if raster.dtype.kind not in "biu":
        raise TypeError(f"raster must be an array of bool or int, got dtype {raster.dtype}")
    if raster.ndim != 2:
        raise ValueError(f"raster must have the axes (time, neuron), got shape {raster.shape}")
    if raster.size and raster.min() < 0:
        raise ValueError(f"raster must hold counts of zero or more, got {raster.min()}")
    steps, neurons = np.nonzero(raster)
    repeats = raster[steps, neurons].astype(np.int64)
    return SpikeEvents((np.repeat(steps, repeats) + 1) * dt, np.repeat(neurons, repeats))
