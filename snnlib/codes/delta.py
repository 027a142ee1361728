"""Delta and sigma-delta codes: send a signal's changes, or its running sum.

*Delta* (send on change): the sender remembers the level that it last told, a multiple of the
threshold; as often as the signal is a threshold away, it sends an ON or an OFF spike and moves the
level.  The receiver counts ON less OFF.  At the end of a step it is off by less than the threshold;
a lost spike shifts it for ever.

*Sigma-delta*: the sender adds the signal up and takes a fixed amount off for each spike, as an
integrate-and-fire neuron without leak does.  The receiver averages over a window W.  Its sum is off
by less than one spike at either end, so that the mean is off by less than 1 / (max_rate W) of the
range; a lost spike is forgotten after W.

Steele (1975), *Delta Modulation Systems*; Inose, Yasuda & Murakami (1962).  The chapter is
"encoding/events".
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._checks import ROUNDINGS
from snnlib._declared import Finite, Positive
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.codes._code import OutOfRange, Shape
from snnlib.spikes.trains import SpikeEvents, in_order, to_raster

SHORT = 1e-9


class DeltaCode(NamedTuple):
    """Encode on change: neuron 2 c is the ON, 2 c + 1 the OFF neuron of channel c."""

    threshold: Annotated[float, Positive()] = 0.1  # in the unit of the values
    dt: Annotated[float, Positive("ms")] = 1.0  # from one value to the next
    low: Annotated[float, Finite()] = 0.0  # the first level, and the range of values
    high: Annotated[float, Finite()] = 1.0


class SigmaDeltaCode(NamedTuple):
    """Encode the running sum: neuron c belongs to channel c.  At most one spike a step."""

    max_rate: Annotated[float, Positive("Hz")] = 500.0  # for the value ``high``
    window: Annotated[float, Positive("ms")] = 20.0  # over which the receiver averages
    dt: Annotated[float, Positive("ms")] = 1.0
    low: Annotated[float, Finite()] = 0.0
    high: Annotated[float, Finite()] = 1.0


@jit
def step(x: float, level: float, threshold: float) -> tuple[int, float]:
    """Return the number of spikes for the value x, negative for OFF, and the new level.

    ``level`` counts thresholds: afterwards ``level * threshold`` is less than one away from x.  A
    value that is a level, roundings of x and of a range of 1 apart, is told as that level.
    """
    ratio = x / threshold
    nearest = np.floor(ratio + 0.5)
    if abs(ratio - nearest) <= ROUNDINGS * (abs(ratio) + 1.0 / threshold):
        ratio = nearest
    away = ratio - level
    jump = np.floor(away) if away > 0.0 else np.ceil(away)
    return int(jump), level + jump


@jit
def sigma_delta_step(x: float, charge: float, probability: float) -> tuple[bool, float]:
    """Return whether the fraction x of the range brings a spike, and the charge left.

    ``probability`` is ``0.001 * max_rate * dt``, the spikes a step for x = 1; at most 1.  A charge
    that is short of 1 by the roundings of ten million steps or fewer is 1.
    """
    charge += x * probability
    return (True, charge - 1.0) if charge >= 1.0 - SHORT else (False, charge)


@jit
def _fill_delta(x, threshold, dt, times, neurons):
    """Fill the spikes of x (time, channel); several in a step are spread over it.  Count them."""
    count = 0
    for c in range(x.shape[1]):
        level = 0.0
        for k in range(x.shape[0]):
            jump, level = step(x[k, c], level, threshold)
            for i in range(abs(jump)):
                if count < times.size:
                    times[count] = (k + (i + 1.0) / abs(jump)) * dt
                    neurons[count] = 2 * c if jump > 0 else 2 * c + 1
                count += 1
    return count


@jit
def _fill_sigma_delta(x, probability, dt, times, neurons):
    count = 0
    for c in range(x.shape[1]):
        charge = 0.5
        for k in range(x.shape[0]):
            spiked, charge = sigma_delta_step(x[k, c], charge, probability)
            if spiked:
                times[count] = (k + 1) * dt
                neurons[count] = c
                count += 1
    return count


def _in_columns(values, code, out_of_range):
    """Return the values as fractions of the range, (time, channel)."""
    values = _checks.finite_array("values", values, max_ndim=2)
    if values.ndim == 0:
        raise ValueError("values must have a first axis, time, got one number")
    fractions = _code.stimulus(values, code, out_of_range)
    return fractions.reshape(values.shape[0], -1)


def _columns(shape):
    """Return the shape (n_steps, n_channels) of a stimulus with one or two axes."""
    shape, _ = _code.checked_shape(shape)
    if not 1 <= len(shape) <= 2:
        raise ValueError(f"shape must be (n_steps,) or (n_steps, n_channels), got {shape}")
    return shape, shape[0], shape[1] if len(shape) == 2 else 1


def _checked_delta(code):
    code = _code.checked_code(code, DeltaCode)
    if code.threshold > code.high - code.low:
        raise ValueError(
            f"threshold must be at most high - low = {code.high - code.low:g}, or nothing would "
            f"ever be sent; got {code.threshold:g}"
        )
    return code


def encode(
    values: ArrayLike, code: DeltaCode = DeltaCode(), *, out_of_range: OutOfRange = "refuse"
) -> SpikeEvents:
    """Encode the changes of a signal, (n_steps,) or (n_steps, n_channels).

    >>> encode([0.15, 0.35, 0.12]).spike_neurons  # 0: ON, 1: OFF
    array([0, 0, 0, 1])
    """
    code = _checked_delta(code)
    x = _in_columns(values, code, out_of_range)
    span = code.high - code.low
    fraction = code.threshold / span
    levels = np.round(x / fraction) * fraction  # far from 0 the values' own roundings are larger
    rounding = ROUNDINGS * max(abs(code.low), abs(code.high)) / span
    x = np.where(np.abs(x - levels) <= rounding, levels, x)
    times, neurons = np.empty(0), np.empty(0, np.int64)
    count = _fill_delta(x, fraction, code.dt, times, neurons)
    times, neurons = _code.room_for(1, count)
    _fill_delta(x, fraction, code.dt, times, neurons)
    return in_order(times, neurons)


def decode(events: SpikeEvents, shape: Shape, code: DeltaCode = DeltaCode()) -> np.ndarray | float:
    """Rebuild a signal from its changes; less than a threshold away from it in each step.

    ``shape`` is that of the signal, (n_steps,) or (n_steps, n_channels).
    """
    code = _checked_delta(code)
    shape, n_steps, n_channels = _columns(shape)
    times, neurons = _code.checked_events(events, 2 * n_channels, code.dt)
    counts = to_raster(times, neurons, n_steps, 2 * n_channels, code.dt)
    levels = np.cumsum(counts[:, ::2] - counts[:, 1::2], axis=0)
    return (code.low + code.threshold * levels).reshape(shape)


def _checked_sigma(code):
    code = _code.checked_code(code, SigmaDeltaCode)
    _code.one_spike_a_step(code, code.dt)
    _code.holds_a_spike(code)
    return code


def sigma_delta_encode(
    values: ArrayLike, code: SigmaDeltaCode = SigmaDeltaCode(), *, out_of_range: str = "refuse"
) -> SpikeEvents:
    """Encode the running sum of a signal, as :func:`encode` does its changes."""
    code = _checked_sigma(code)
    x = _in_columns(values, code, out_of_range)
    times, neurons = _code.room_for(1, x.size)
    count = _fill_sigma_delta(x, 0.001 * code.max_rate * code.dt, code.dt, times, neurons)
    return in_order(times[:count], neurons[:count])


def sigma_delta_decode(
    events: SpikeEvents, shape: Shape, code: SigmaDeltaCode = SigmaDeltaCode()
) -> np.ndarray | float:
    """Rebuild a signal as the spikes in a window that ends with each step, over its length.

    The window is rounded to whole steps; at the beginning it is what has passed.
    """
    code = _checked_sigma(code)
    shape, n_steps, n_channels = _columns(shape)
    times, neurons = _code.checked_events(events, n_channels, code.dt)
    total = np.cumsum(to_raster(times, neurons, n_steps, n_channels, code.dt), axis=0)
    steps = min(max(int(code.window / code.dt + 0.5), 1), n_steps)
    length = np.minimum(np.arange(n_steps) + 1, steps)[:, None]
    total[steps:] -= total[:-steps].copy()
    x = total / (0.001 * code.max_rate * code.dt * length)
    return _code.estimate(x, shape, code)
