"""Quantities of other packages: their numbers in the library's own unit, or a refusal.

numpy drops the unit of a quantity without a word, and 20 s would become 20 ms.
"""

from contextlib import suppress
from reprlib import repr as short

import numpy as np

SYMBOLS = {
    "": "dimensionless",
    "milliseconds": "ms",
    "hertz": "Hz",
    "millivolts": "mV",
    "nanoamperes": "nA",
    "megaohms": "Mohm",
    "nanofarads": "nF",
    "microsiemens": "uS",
    "MΩ": "Mohm",
}
MARKS = {  # of the kinds that have units: what the class has, and the numbers in another unit
    "m_as": lambda value, unit: value.m_as(unit),  # pint
    "rescale": lambda value, unit: value.rescale(unit).magnitude,  # quantities, neo
    "to_value": lambda value, unit: value.to_value(unit),  # astropy, unyt
    "has_same_dimensions": None,  # brian2, which knows no names of units
}
PLAIN = (float, int, str, bool, type(None), np.ndarray, np.float64)


def _mark(kind):
    """Return what tells that a class has units, or None.  Instances may call their parts so."""
    if kind in PLAIN:
        return None
    return next((mark for mark in MARKS if hasattr(kind, mark)), None)


def plain(name, value, unit: str):
    """Return a quantity, or a list of them, in this unit; and anything else as it is."""
    if isinstance(value, (list, tuple)) and any(_mark(kind) for kind in set(map(type, value))):
        return [plain(name, one, unit) for one in value]
    mark = _mark(type(value))
    if mark is None:
        return value
    with suppress(Exception):  # each package has errors of its own for a unit of another kind
        numbers = np.asarray(MARKS[mark](value, SYMBOLS.get(unit, unit)))
        return numbers if numbers.ndim else numbers.item()
    raise TypeError(
        f"{name} must be {f'of {unit}' if unit else 'without a unit'}, got {short(value)}; plain "
        f"numbers {f'of {unit} ' if unit else ''}always do"
    )
