"""The LIF neuron in whole numbers: leak, add, compare, as a digital chip does.

In a step ``v <- round(v (2**k - d) / 2**k) + drive``, put into the register; with ``v >= v_th`` the
neuron spikes and v is 0.  That is :mod:`snnlib.neurons.lif` with rest and reset at 0, in steps and
without a refractory period; the chapter "hardware/fixed-point" explains it.
"""

from typing import NamedTuple

import numpy as np

from snnlib import _validate
from snnlib._jit import jit
from snnlib.hardware.fixed_point import checked_membrane, fit_word, integer_leak
from snnlib.spikes import _check


class IntegerLIFRun(NamedTuple):
    """Result of :func:`integer_lif`."""

    v: np.ndarray  # (n_steps,) or (n_steps, n) int64, at the end of each step
    spike_steps: np.ndarray  # (n_spikes,) int64, counted from 0, ascending
    spike_neurons: np.ndarray  # (n_spikes,) int64
    overflows: int  # how often a sum did not fit


@jit
def integer_lif_step(drive, v, v_th, membrane, seed, stream, step):
    """Advance the neuron by a step.

    Parameters
    ----------
    drive : int64
        Sum of the weights of the spikes that come in.
    v, v_th : int64
    membrane : IntegerMembrane
    seed, stream, step : int64
        Name the random number, if rounding is STOCHASTIC.

    Returns
    -------
    spiked : bool
    v : int64
    overflowed : int64
        1 if the sum did not fit into the register, else 0.
    """
    total = integer_leak(v, membrane, seed, stream, step) + drive
    v, overflowed = fit_word(total, membrane.bits, membrane.overflow)
    spiked = v >= v_th
    return spiked, 0 if spiked else v, overflowed


@jit
def _run(drive, v_th, membrane, seed, v, spiked):
    overflows = 0
    for j in range(v.shape[1]):
        now = 0
        for k in range(v.shape[0]):
            fires, now, over = integer_lif_step(drive[k, j], now, v_th, membrane, seed, j, k)
            v[k, j], spiked[k, j] = now, fires
            overflows += over
    return overflows


def integer_lif(drive, v_th, membrane, *, seed=0):
    """Run LIF neurons in whole numbers, from v = 0.

    Parameters
    ----------
    drive : (n_steps,) or (n_steps, n) array_like of int
        At most ``2**40`` in size.
    v_th : int
    membrane : IntegerMembrane
        From :func:`integer_membrane`.
    seed : int
        Of stochastic rounding.

    Returns
    -------
    run : IntegerLIFRun

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or the register cannot hold ``v_th``.
    """
    checked_membrane(membrane)
    v_th, seed = _validate.positive_integer("v_th", v_th), _check.whole_number("seed", seed)
    if v_th >= 1 << (membrane.bits - 1):
        raise ValueError(
            f"v_th must be below 2**{membrane.bits - 1} in a register of {membrane.bits} bits, "
            f"got {v_th}"
        )
    drive = np.asarray(drive)
    if drive.dtype.kind not in "iu" or drive.ndim not in (1, 2) or drive.size == 0:
        raise TypeError(
            "drive must be whole numbers of shape (n_steps,) or (n_steps, n), got "
            f"{drive.dtype} of shape {drive.shape}"
        )
    if drive.min() < -(2**40) or drive.max() > 2**40:
        raise ValueError("drive must be at most 2**40 in size")
    columns = np.ascontiguousarray(drive.reshape(len(drive), -1), np.int64)
    v, spiked = np.empty(columns.shape, np.int64), np.empty(columns.shape, np.bool_)
    overflows = _run(columns, v_th, membrane, seed, v, spiked)
    return IntegerLIFRun(v.reshape(drive.shape), *np.nonzero(spiked), int(overflows))
