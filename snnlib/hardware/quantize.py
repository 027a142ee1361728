"""Weights of a few bits."""

from typing import NamedTuple

import numpy as np

from snnlib import _validate


class QuantizedWeights(NamedTuple):
    """Result of :func:`quantize_weights`: weights of about ``codes * step``."""

    codes: np.ndarray  # as the weights, uint8 or int8
    step: float  # in the unit of the weights


def quantize_weights(w, bits, step=None):
    """Round weights to the nearest of a few equal levels; one step for the whole network.

    Parameters
    ----------
    w : array_like of float
        If none is negative, codes are 0 to ``2**bits - 1``.  Otherwise they are -m to m, with
        ``m = 2**(bits - 1) - 1``; for one bit -1 and 1.
    bits : int
        From 1 to 8.
    step : float, optional
        What a code of 1 stands for; weights beyond the last code are cut off.  If not given, the
        largest weight gets the last code.

    Returns
    -------
    quantized : QuantizedWeights

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    w = _validate.finite_array("w", w)
    bits = _validate.positive_integer("bits", bits)
    if bits > 8:
        raise ValueError(f"bits must be from 1 to 8, got {bits}")
    signed = bool(w.min() < 0.0)
    last = max(2 ** (bits - 1) - 1, 1) if signed else 2**bits - 1
    if step is None:
        step = float(np.abs(w).max()) / last or 1.0
    step = _validate.positive_number("step", step)
    if signed and bits == 1:
        return QuantizedWeights(np.where(w < 0.0, -1, 1).astype(np.int8), step)
    levels = np.clip(np.floor(w / step + 0.5), -last if signed else 0, last)
    return QuantizedWeights(levels.astype(np.int8 if signed else np.uint8), step)
