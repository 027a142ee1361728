"""Between this library's units and those of a NIR graph: seconds, and potentials from rest.

Moving the decimal point in place of multiplying gives the same bits on the way back: 0.1 ms is
0.0001 s, and 0.0001 s is 0.1 ms, for every number of up to 15 digits.
"""

from decimal import Decimal

import numpy as np


def _moved(value: float, places: int) -> float:
    return float(Decimal(repr(float(value))).scaleb(places))


def _each(values, places):
    array = np.asarray(values, float)
    return np.array([_moved(x, places) for x in array.ravel().tolist()]).reshape(array.shape)


def seconds(milliseconds):
    """Return times in s, as an array of the same shape."""
    return _each(milliseconds, -3)


def milliseconds(seconds):
    """Return times in ms, as an array of the same shape."""
    return _each(seconds, 3)


def plain(values):
    """Return a number where all values are the same, and else the array."""
    array = np.asarray(values, float)
    return float(array.flat[0]) if (array == array.flat[0]).all() else array
