"""The name of a pattern in which a neuron fires at a steady current that is switched on.

Neurons are told apart by what they answer to a step of current: spikes at equal intervals, at
intervals that grow, in bursts, or at the beginning only.  The names are those of Izhikevich (2004,
doi:10.1109/TNN.2004.832719) and of Gerstner et al. (*Neuronal Dynamics*, 2014, ch. 6).  Where one
pattern passes into the next the border is a matter of choice; the constants below are ours.  The
chapter "neurons/beyond-lif" uses it.
"""

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks

PATTERNS = (
    "silent",
    "phasic spiking",
    "phasic bursting",
    "tonic spiking",
    "adapting",
    "accelerating",
    "initial bursting",
    "bursting",
    "irregular",
)

EARLY = 0.5  # part of the step; a neuron that has fallen silent by then is phasic
APART = 3.0  # pauses are so many times as long as the intervals within a burst
SLOWS, QUICKENS = 2.2, 1.5  # last intervals over the first one, and the other way round
SCATTERS = 0.3  # CV of the second half of the intervals


def firing_pattern(spike_times: ArrayLike, duration: float) -> str:
    """Return the name of the pattern, one of :data:`PATTERNS`.

    Parameters
    ----------
    spike_times : array_like of shape (n,), ms, ascending
        Spikes since the current was switched on.
    duration : float, ms
        How long the current was on.

    Notes
    -----
    In this order: no spike is "silent"; none in the second half of the step, "phasic spiking" (one)
    or "phasic bursting".  Where intervals fall into short ones and pauses, with none between a
    length and 3 times that length, spikes come in bursts: again and again ("bursting"), or once,
    and then single spikes follow ("initial bursting").  Otherwise intervals of the second half
    whose CV is above 0.3 are "irregular"; where the last third of the intervals is, on average,
    above 2.2 times the first one the neuron is "adapting", where the first one is above 1.5 times
    these, "accelerating", and the others are "tonic spiking".

    >>> firing_pattern([10.0, 20.0, 30.0, 40.0, 50.0], 55.0)
    'tonic spiking'
    """
    duration = _checks.positive_number("duration", duration, "milliseconds")
    times = _checks.spike_times("spike_times", spike_times, ascending=True)
    if times.size and times[-1] > duration:
        raise ValueError(
            f"duration must be {times[-1]} ms, the last spike, or more; got {duration}"
        )
    if not times.size:
        return "silent"
    if times[-1] < EARLY * duration:
        return "phasic spiking" if times.size == 1 else "phasic bursting"
    intervals = np.diff(times)
    if intervals.size < 3:
        return "tonic spiking"
    return _bursts(intervals) or _trend(intervals)


def _bursts(intervals):
    """Return "bursting" or "initial bursting", or "" where spikes do not come in bursts."""
    ordered = np.sort(intervals)
    ratios = ordered[1:] / np.maximum(ordered[:-1], np.finfo(float).tiny)
    if ratios.max() <= APART:
        return ""
    pauses = np.flatnonzero(intervals >= ordered[1 + ratios.argmax()])
    short = np.diff(np.concatenate(([-1], pauses))) - 1  # intervals before each pause
    if short[0] and pauses.size > 1 and not short[1:].any():
        return "initial bursting"
    return "bursting" if short.all() else ""


def _trend(intervals):
    """Return how intervals of single spikes go on."""
    half = intervals[intervals.size // 2 :]
    if half.std() > SCATTERS * half.mean():
        return "irregular"
    last = intervals[-max(1, intervals.size // 3) :].mean()
    if last > SLOWS * intervals[0]:
        return "adapting"
    return "accelerating" if last * QUICKENS < intervals[0] else "tonic spiking"
