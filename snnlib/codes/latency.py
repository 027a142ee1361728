"""Latency codes: a value is when the first spike comes; the sooner, the larger.

* *Linear*: ``t = (1 - x) window`` for the fraction x of the range.  Every value gets the same
  precision: jitter of sigma ms costs ``sigma / window``.
* *Membrane*: the value is the current into a leaky integrator without noise, x in units of the
  strongest.  It reaches its threshold at ``t = tau_m ln(x / (x - threshold))``
  (:func:`snnlib.neurons.lif.time_to_threshold`), roughly in proportion to 1 / x, and below the
  threshold never.  Jitter costs ``sigma x (x - threshold) / (threshold tau_m)``: weak inputs are
  told apart better than strong ones.

One spike a value, and nothing to count.  A neuron without a spike in the window sent a value too
small for it: linear decoding takes it for the lowest, membrane decoding for the middle of
those that are too small.  Both need to know when the stimulus began.  Thorpe, Delorme & Van Rullen
(2001), "Spike-based strategies for rapid processing", Neural Networks 14, 715-725,
doi:10.1016/S0893-6080(01)00083-1.  The chapter is "encoding/temporal".
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib._declared import Finite, Positive
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.codes._code import OutOfRange, Shape
from snnlib.math import INF, expm1
from snnlib.neurons.lif import LIFParameters, time_to_threshold
from snnlib.spikes.trains import SpikeEvents, in_order, not_after


class LinearLatency(NamedTuple):
    """A latency that falls linearly from ``window`` for the lowest value to 0 for the highest."""

    window: Annotated[float, Positive("ms")] = 100.0
    low: Annotated[float, Finite()] = 0.0
    high: Annotated[float, Finite()] = 1.0


class MembraneLatency(NamedTuple):
    """The latency of a membrane that charges towards the value, up to the end of the window."""

    window: Annotated[float, Positive("ms")] = 100.0
    tau_m: Annotated[float, Positive("ms")] = 40.0  # membrane time constant
    threshold: Annotated[float, Positive()] = 0.2  # as a fraction of the highest value, below 1
    low: Annotated[float, Finite()] = 0.0
    high: Annotated[float, Finite()] = 1.0


@jit
def linear_time(x: float, code: LinearLatency) -> float:
    """Return the time of the spike, in ms, for the fraction x."""
    return (1.0 - x) * code.window


@jit
def linear_value(time: float, code: LinearLatency) -> float:
    """Return the fraction that a first spike at this time stands for, 0 after the window."""
    return min(max(1.0 - time / code.window, 0.0), 1.0)


@jit
def membrane_time(x: float, code: MembraneLatency) -> float:
    """Return the time of the spike, in ms, for the fraction x; infinite after the window."""
    params = LIFParameters(code.tau_m, 1.0, 0.0, code.threshold, 0.0, 0.0)
    time = time_to_threshold(x, 0.0, params)
    return min(time, code.window) if not_after(time, code.window) else INF


@jit
def smallest_seen(code: MembraneLatency) -> float:
    """Return the fraction whose spike comes just at the end of the window of a membrane latency."""
    return -code.threshold / expm1(-code.window / code.tau_m)


@jit
def membrane_value(time: float, code: MembraneLatency) -> float:
    """Return the fraction that a first spike at a time stands for; late, half the smallest seen."""
    if not time <= code.window:
        return 0.5 * smallest_seen(code)
    fraction = -code.threshold / expm1(-time / code.tau_m) if time > 0.0 else 1.0
    return min(fraction, 1.0)


@jit
def _fill_linear(given, back, code, out):
    for j in range(given.size):
        out[j] = linear_value(given[j], code) if back else linear_time(given[j], code)


@jit
def _fill_membrane(given, back, code, out):
    for j in range(given.size):
        out[j] = membrane_value(given[j], code) if back else membrane_time(given[j], code)


def _checked(code):
    """Return the code with numbers that fit, and the loop that goes with it."""
    if not isinstance(code, MembraneLatency):
        return _code.checked_code(code, LinearLatency), _fill_linear
    code = _code.checked_code(code, MembraneLatency)
    if code.threshold >= 1.0:
        raise ValueError(f"threshold must be below 1, the highest value, got {code.threshold:g}")
    if membrane_time(1.0, code) > code.window:
        earliest = membrane_time(1.0, code._replace(window=INF))
        raise ValueError(
            f"window must be at least {earliest:.6g} ms, the latency of the highest value, got "
            f"{code.window:g}"
        )
    return code, _fill_membrane


def encode(
    values: ArrayLike,
    code: LinearLatency | MembraneLatency = LinearLatency(),
    *,
    out_of_range: OutOfRange = "refuse",
) -> SpikeEvents:
    """Encode each value as the time of one spike, or of none if it is too small for the window.

    A code in which even the highest value's spike is too late raises ValueError.

    >>> encode([0.2, 0.9])
    SpikeEvents(spike_times=array([10., 80.]), spike_neurons=array([1, 0]))
    """
    code, fill = _checked(code)
    x = _code.stimulus(values, code, out_of_range)
    times = np.empty(x.size)
    fill(x, False, code, times)
    fired = np.flatnonzero(times <= code.window)
    return in_order(times[fired], fired)


def decode(
    events: SpikeEvents, shape: Shape, code: LinearLatency | MembraneLatency = LinearLatency()
) -> np.ndarray | float:
    """Estimate values from the first spike of each neuron; later ones are not looked at."""
    code, fill = _checked(code)
    shape, n = _code.checked_shape(shape)
    x = np.empty(n)
    fill(_code.first_spikes(events, n, code.window), True, code, x)
    return _code.estimate(x, shape, code)
