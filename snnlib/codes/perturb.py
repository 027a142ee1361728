"""What a code has to survive: spikes that come early or late, and spikes that do not come."""

import numpy as np

from snnlib import _checks
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.random import normal, own_seed, uniform
from snnlib.spikes.trains import SpikeEvents, in_order


@jit
def jittered(time: float, sigma: float, seed: int, stream: int, step: int) -> float:
    """Return a spike's time with Gaussian jitter, not before 0; the last three name the jitter."""
    return max(time + sigma * normal(seed, stream, step), 0.0)


@jit
def _fill_jittered(times, sigma, seed, stream, out):
    for i in range(times.size):
        out[i] = jittered(times[i], sigma, seed, stream, i)


@jit
def _keep(probability, seed, stream, kept):
    for i in range(kept.size):
        kept[i] = uniform(seed, stream, i) >= probability


def _checked(events):
    """Return the spikes of any neurons, in order."""
    neurons = np.asarray(events[1]) if isinstance(events, tuple) and len(events) == 2 else None
    most = int(neurons.max()) + 1 if neurons is not None and neurons.size else 1
    return _code.checked_events(events, max(most, 1))


def jitter(events: SpikeEvents, sigma: float, *, seed: int, stream: int = 0) -> SpikeEvents:
    """Move each spike by a Gaussian amount of its own, of the standard deviation ``sigma`` in ms.

    A spike that would come before time 0 comes at 0; where that matters, let the code begin later.
    """
    times, neurons = _checked(events)
    sigma = _checks.non_negative_number("sigma", sigma, "milliseconds")
    seed, stream = _checks.whole_number("seed", seed), _checks.whole_number("stream", stream)
    moved = np.empty_like(times)
    _fill_jittered(times, sigma, own_seed(seed, "jitter"), stream, moved)
    return in_order(moved, neurons)


def drop(events: SpikeEvents, probability: float, *, seed: int, stream: int = 0) -> SpikeEvents:
    """Drop each spike with the same probability, from 0 to 1; see :func:`jitter`."""
    times, neurons = _checked(events)
    probability = _checks.probability("probability", probability)
    seed, stream = _checks.whole_number("seed", seed), _checks.whole_number("stream", stream)
    kept = np.empty(times.size, np.bool_)
    _keep(probability, own_seed(seed, "drop"), stream, kept)
    return SpikeEvents(times[kept], neurons[kept])
