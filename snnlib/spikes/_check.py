"""Checks of what is special about spikes: a list of them may be empty, and neurons have numbers."""

from numbers import Integral
from reprlib import repr as short

import numpy as np

from snnlib import _validate


def times(name, value, *, ascending=False):
    """Give spike times as a 1-D float64 array; none of them before 0."""
    if isinstance(value, (list, tuple, np.ndarray)) and np.shape(value) == (0,):
        return np.empty(0)
    array = _validate.finite_array(name, value, unit="milliseconds")
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
    return array


def neurons(name, value, n_spikes, n_neurons):
    """Give one neuron number a spike as a 1-D int64 array."""
    if isinstance(value, (list, tuple, np.ndarray)) and np.shape(value) == (0,):
        array = np.empty(0, np.int64)
    else:
        array = np.asarray(value)
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
    """Give a seed or the number of a stream as a Python int."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be an integer, got {short(value)}")
    if not -(2**63) <= value < 2**63:
        raise ValueError(f"{name} must have at most 64 bits, got {short(value)}")
    return int(value)
