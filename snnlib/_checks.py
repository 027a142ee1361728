"""Checks of what the user hands in, shared by the public functions.

Every check returns the value in the form the kernels want (a Python float or int, or a contiguous
float64 array) or raises: ``TypeError`` when the kind of thing is wrong, ``ValueError`` when the
kind is right and the value is not.  The message names the parameter, what would be right, and what
came.

Numbers beyond 1e100, and positive ones below 1e-100, are refused together with infinity and NaN:
no quantity of this book is that large or small, and products of such numbers overflow.

What is declared with a model's parameters is in :mod:`snnlib._declared`.
"""

import keyword
import math
from numbers import Integral, Real
from reprlib import repr as short

import numpy as np
from numpy.typing import ArrayLike

from snnlib._units import plain

LARGEST = 1e100
SMALLEST = 1e-100
ROUNDINGS = 4 * 2.0**-52  # by which two floats for one moment may differ, in parts of them
MOST_VALUES = 10**9  # of a recorded trace: 8 GB
MOST_SPIKES = 10**8  # of one call: 1.6 GB
UNITS = {"ms": "milliseconds", "Hz": "hertz", "mV": "millivolts", "MΩ": "megaohms"}


def _of(unit):
    return f" of {unit}" if unit else ""


def _real(name, value, right, unit):
    """Return ``value`` as a Python float, if it is a real number that is finite and not absurd."""
    if type(value) is not float:
        value = plain(name, value, unit)
        if unit == "milliseconds" and isinstance(value, (np.float16, np.float32)):
            value = float(str(value))  # 0.1 in single precision is 0.1 and not 0.10000000149
        if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
            raise TypeError(f"{name} must be {right}, got {short(value)}")
        try:
            value = float(value)
        except OverflowError:  # a Python int has no largest value
            value = math.inf if value > 0 else -math.inf
    if not abs(value) <= LARGEST:
        raise ValueError(f"{name} must be {right}, at most {LARGEST:g} in size, got {value}")
    return value


def finite_number(name, value, unit: str = ""):
    """Return ``value`` as a float."""
    if type(value) is float and abs(value) <= LARGEST:
        return value
    return _real(name, value, f"a finite number{_of(unit)}", unit)


def positive_number(name, value, unit: str = ""):
    """Return ``value`` as a float greater than zero."""
    if type(value) is float and SMALLEST <= value <= LARGEST:
        return value
    right = f"a positive number{_of(unit)}"
    number = _real(name, value, right, unit)
    if number <= 0.0:
        raise ValueError(f"{name} must be {right}, got {number}")
    if number < SMALLEST:
        raise ValueError(f"{name} must be {right}, at least {SMALLEST:g}, got {number}")
    return number


def non_negative_number(name, value, unit: str = ""):
    """Return ``value`` as a float, zero or greater."""
    if type(value) is float and 0.0 <= value <= LARGEST:
        return value
    right = f"zero or a positive number{_of(unit)}"
    number = _real(name, value, right, unit)
    if number < 0.0:
        raise ValueError(f"{name} must be {right}, got {number}")
    return number


def probability(name, value):
    """Return ``value`` as a float from 0 to 1."""
    number = non_negative_number(name, value)
    if number > 1.0:
        raise ValueError(f"{name} must be from 0 to 1, got {number:g}")
    return number


def positive_times(**times):
    """Return times in ms, which are given by their names, as floats greater than zero."""
    return tuple(positive_number(name, time, "milliseconds") for name, time in times.items())


def whole(name, value, right):
    """Return ``value`` as a Python int if it is an integer."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be {right}, got {short(value)}")
    return int(value)


def positive_integer(name, value):
    """Return ``value`` as a Python int greater than zero; 1000.0 is not an integer."""
    if whole(name, value, "a positive integer") <= 0:
        raise ValueError(f"{name} must be a positive integer, got {short(value)}")
    return int(value)


def identifier(name, value, example):
    """Return ``value`` if it is a Python identifier without an underscore in front."""
    fits = isinstance(value, str) and value.isidentifier() and not keyword.iskeyword(value)
    if not fits or value.startswith("_"):
        raise ValueError(f"{name} must be a Python identifier such as {example!r}, got {value!r}")
    return value


def one_of(name, value, choices):
    """Return ``value`` if it is one of the strings in ``choices``."""
    if not isinstance(value, str) or value not in choices:
        kinds = " or ".join(repr(choice) for choice in choices)
        error = ValueError if isinstance(value, str) else TypeError
        raise error(f"{name} must be {kinds}, got {short(value)}")
    return value


def instance_of(name, value, kind):
    """Return ``value`` if it is a ``kind``, such as the named tuple of a model's parameters."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be {kind.__name__}(...), got {short(value)}")
    return value


def finite_array(
    name: str,
    value: ArrayLike,
    *,
    shape: tuple[int, ...] | None = None,
    max_ndim: int | None = None,
    unit: str = "",
) -> np.ndarray:
    """Return ``value`` as an aligned, C-contiguous, writeable float64 array.

    It is copied only where it is not one already, so it may be the caller's own: read it, do not
    write to it.  ``shape`` is the one shape that is right, ``max_ndim`` the largest number of axes.
    """
    right = f"an array of finite numbers{_of(unit)}"
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} must be {right}, got a masked array; fill its gaps first")
    value = plain(name, value, unit)
    try:
        array = np.asarray(value)
    except ValueError:  # numpy: rows of unequal length
        raise ValueError(f"{name} must be {right}, got rows of unequal length") from None
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name} must be {right}, got {short(value)} of dtype {array.dtype}")
    if array.size == 0:
        raise ValueError(f"{name} must be {right}, got an empty one of shape {array.shape}")
    if shape is not None and array.shape != shape:
        raise ValueError(f"{name} must have the shape {shape}, got {array.shape}")
    if max_ndim is not None and array.ndim > max_ndim:
        raise ValueError(f"{name} must have at most {max_ndim} axes, got shape {array.shape}")
    with np.errstate(over="ignore"):  # a long double may become infinite here
        array = np.require(array, np.float64, ["C", "A", "W"])
    if not (array.min() >= -LARGEST and array.max() <= LARGEST):  # false for NaN, too
        wrong = array[~(np.abs(array) <= LARGEST)]
        raise ValueError(f"{name} must be {right}, at most {LARGEST:g} in size, got {wrong[0]}")
    return array


def input_over_time(
    name: str, value: ArrayLike, n_steps: int | None, n_neurons: int | None, unit: str = ""
) -> tuple[np.ndarray, int, tuple[int, ...]]:
    """Lay an input out over time and neurons, by numpy's broadcasting.

    Axis 0 is always time and axis 1 is always the neurons.  A single number is one time step of one
    neuron, an array with one axis is one neuron.  An axis of length 1 is stretched to ``n_steps``
    or ``n_neurons`` (by the kernel, which reads the one value again and again).  Where these are
    None, ``value`` tells them; a single number does not tell ``n_steps``.

    Returns the array, (n_steps or 1, n_neurons or 1) float64, both numbers, and the shape of what
    comes out: (n_steps,) when neither ``value`` nor ``n_neurons`` asked for an axis of neurons, and
    (n_steps, n_neurons) otherwise.
    """
    array = finite_array(name, value, max_ndim=2, unit=unit)
    if array.ndim == 0 and n_steps is None:
        raise ValueError(f"n_steps must be given when {name} is a single number, got None")
    one_axis = array.ndim < 2 and n_neurons is None
    array = array.reshape(1, 1) if array.ndim == 0 else array
    array = array[:, None] if array.ndim == 1 else array  # (time, neuron)
    rows, columns = array.shape
    n_steps = rows if n_steps is None else positive_integer("n_steps", n_steps)
    n_neurons = columns if n_neurons is None else positive_integer("n_neurons", n_neurons)
    if rows not in (1, n_steps):
        raise ValueError(
            f"{name} must have 1 or n_steps = {n_steps} rows (axis 0 is time), got {rows}; for one "
            f"constant value per neuron give it the shape (1, n_neurons)"
        )
    if columns not in (1, n_neurons):
        raise ValueError(
            f"{name} must have 1 or n_neurons = {n_neurons} columns (axis 1 is the neurons), "
            f"got {columns}"
        )
    if n_steps * n_neurons > MOST_VALUES:
        raise ValueError(
            f"n_steps * n_neurons must be at most {MOST_VALUES:g} for a trace that is kept, "
            f"got {n_steps} * {n_neurons}"
        )
    return array, n_steps, n_neurons, (n_steps,) if one_axis else (n_steps, n_neurons)


def value_per_neuron(name, value, n_neurons: int, unit: str = ""):
    """Return a number, or an array of shape (n_neurons,), as an array of shape (n_neurons,)."""
    if np.ndim(value) == 0:
        return np.full(n_neurons, finite_number(name, value, unit))
    return finite_array(name, value, shape=(n_neurons,), unit=unit)


def _is_empty(value):
    """Return whether it is an array, or whatever numpy takes for one, of shape (0,)."""
    return getattr(value, "shape", None) == (0,) or (isinstance(value, (list, tuple)) and not value)


def _at_borders(times, given, dt):
    """Put times that are a multiple of dt, roundings apart, on it; see snnlib.spikes.trains."""
    bits = getattr(given, "dtype", None)
    coarse = bits is not None and bits in (np.float16, np.float32)
    roundings = 2.0 * float(np.finfo(bits).eps) if coarse else ROUNDINGS
    border = np.minimum(times / dt, 2.0**53)
    border += 0.5
    border = np.floor(border, out=border)
    border *= dt  # in its place, as there may be millions
    apart = np.subtract(times, border)
    far = np.abs(apart, out=apart) > roundings * times
    np.copyto(border, times, where=far)
    return border


def spike_times(name, value, *, ascending: bool = False, dt: float | None = None):
    """Return spike times as a 1-D float64 array; none of them before 0.

    Where steps or windows of the length dt matter, a time that means the border of two is put there
    exactly; times in single precision are two of their roundings away from it at most.
    """
    if _is_empty(value):
        return np.empty(0)
    value = plain(name, value, "milliseconds")
    array = finite_array(name, value, unit="milliseconds")
    if array.ndim != 1:
        raise ValueError(f"{name} must have one axis, got shape {array.shape}")
    if array.min() < 0.0:
        raise ValueError(f"{name} must not be negative, got {array[array < 0.0][0]} ms")
    if ascending and (np.diff(array) < 0.0).any():
        where = int(np.argmax(np.diff(array) < 0.0))
        raise ValueError(
            f"{name} must be in ascending order, got {array[where]} ms before "
            f"{array[where + 1]} ms; np.sort puts one train in order"
        )
    return array if dt is None else _at_borders(array, value, dt)


def spike_neurons(name, value, n_spikes, n_neurons: int):
    """Return one neuron number a spike as a 1-D int64 array."""
    array = np.empty(0, np.int64) if _is_empty(value) else np.asarray(value)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} must be an array of integers, got {short(value)}")
    if array.shape != (n_spikes,):
        raise ValueError(
            f"{name} must have one number for each of {n_spikes} spikes, got shape {array.shape}"
        )
    wrong = (array < 0) | (array >= n_neurons)
    if wrong.any():
        raise ValueError(
            f"{name} must be from 0 to n_neurons - 1 = {n_neurons - 1}, got {array[wrong][0]}"
        )
    return np.ascontiguousarray(array, np.int64)


def whole_number(name, value):
    """Return a seed or the number of a stream as a Python int."""
    if not -(2**63) <= whole(name, value, "an integer") < 2**63:
        raise ValueError(f"{name} must have at most 64 bits, got {short(value)}")
    return int(value)
