"""What the codes have in common: checks of a stimulus, of a code's parameters and of its spikes.

A stimulus is an array of values from ``low`` to ``high``.  Inside a code a value is its fraction x
of that range, from 0 to 1, and stands in one flat array; neuron j carries value j.
"""

from numbers import Integral
from reprlib import repr as short
from typing import Literal

import numpy as np

from snnlib import _checks, _declared
from snnlib._checks import MOST_SPIKES
from snnlib.spikes.trains import in_order

OutOfRange = Literal["refuse", "clip"]  # what is done with values beyond the ends of a range
Shape = int | tuple[int, ...]


def in_range(name, values, low, high, out_of_range: str, unit: str = ""):
    """Return values as float64 in [low, high]: others are refused, or clipped if asked."""
    _checks.one_of("out_of_range", out_of_range, ("refuse", "clip"))
    array = _checks.finite_array(name, values, unit=unit)
    wrong = (array < low) | (array > high)
    if out_of_range == "refuse" and wrong.any():
        raise ValueError(
            f"{name} must lie from {low:g} to {high:g}, got {array[wrong][0]:g}; "
            f"out_of_range='clip' takes the nearer end instead"
        )
    return np.clip(array, low, high)


def stimulus(values, code, out_of_range: str):
    """Return the values as fractions of a code's range from ``low`` to ``high``, (n,)."""
    values = in_range("values", values, code.low, code.high, out_of_range)
    return ((values - code.low) / (code.high - code.low)).reshape(-1).clip(0.0, 1.0)


def estimate(x, shape, code):
    """Return the values of the stimulus' shape from fractions of the range."""
    values = (code.low + (code.high - code.low) * x).reshape(shape)
    return values if values.ndim else float(values)


def checked_code(code, kind):
    """Return a code with its numbers as declared, or say which parameter is wrong."""
    code = _declared.checked(code, kind, "code")
    if code.low >= code.high:
        raise ValueError(f"low must be below high = {code.high}, got {code.low}")
    return code


def holds_a_spike(code):
    """Refuse a window that is too short for a spike at the highest rate."""
    if code.max_rate * code.window < 1000.0:
        raise ValueError(
            f"window must hold a spike at max_rate = {code.max_rate:g} Hz, at least "
            f"{1000.0 / code.max_rate:g} ms, got {code.window:g}"
        )


def one_spike_a_step(code, dt, cure=""):
    """Refuse a rate that a grid of steps of dt cannot send."""
    if code.max_rate * dt > 1000.0 * (1.0 + 1e-12):
        raise ValueError(
            f"max_rate must be at most {1000.0 / dt:g} Hz, one spike in a step of {dt:g} ms, got "
            f"{code.max_rate:g}{cure}"
        )


def checked_shape(shape):
    """Return a stimulus' shape as a tuple, and how many values that are."""
    shape = (shape,) if isinstance(shape, Integral) else shape
    if not isinstance(shape, tuple) or any(isinstance(n, bool) for n in shape):
        raise TypeError(f"shape must be a whole number or a tuple of them, got {short(shape)}")
    shape = tuple(_checks.positive_integer("shape", n) for n in shape)
    return shape, int(np.prod(shape, dtype=np.int64))


def checked_events(events, n, dt=None):
    """Return the spikes of n neurons as two arrays, in ascending order of time.

    A time that means the border of two steps or windows of the length dt is put there exactly.
    """
    if not isinstance(events, tuple) or len(events) != 2:
        raise TypeError(f"events must be SpikeEvents(times, neurons), got {short(events)}")
    times = _checks.spike_times("spike_times", events[0], dt=dt)
    neurons = _checks.spike_neurons("spike_neurons", events[1], times.size, n)
    order = np.argsort(times, kind="stable")
    return times[order], neurons[order]


def first_spikes(events, n, window=None):
    """Return the time of each neuron's first spike; infinite for a neuron without one."""
    times, neurons = checked_events(events, n, window)
    first = np.full(n, np.inf)
    np.minimum.at(first, neurons, times)
    return first


def few_enough(n_values, n_spikes):
    """Refuse values that may lead to too many spikes, up to ``n_spikes`` of each."""
    if n_values * n_spikes >= MOST_SPIKES:
        raise ValueError(
            f"values must lead to fewer than {MOST_SPIKES:g} spikes, got {n_values} of them with "
            f"up to {n_spikes:g} spikes each"
        )


def room_for(n_values, n_spikes):
    """Return two empty arrays for up to ``n_spikes`` spikes of each value: times and neurons."""
    few_enough(n_values, n_spikes)
    return np.empty(n_values * n_spikes), np.empty(n_values * n_spikes, np.int64)


def encoded(values, code, out_of_range, n_spikes, fill):
    """Return a stimulus' spikes, up to ``n_spikes`` of a value, which ``fill`` lists and counts."""
    x = stimulus(values, code, out_of_range)
    times, neurons = room_for(x.size, n_spikes)
    count = fill(x, code, times, neurons)
    return in_order(times[:count], neurons[:count])
