"""Whole numbers of a chosen width: how they round, and what happens at their ends.

A number x stands for ``x * unit``, the unit being the user's.  A factor below 1 is ``n / 2**bits``,
so that dividing is a shift; what is shifted out has to be rounded.  A result that does not fit into
its register stops at the end of it or comes in again at the other, and is counted.  Everything is
int64 on the way: registers have 32 bits at most and factors 16, so nothing is lost unseen.

The LIF neuron in whole numbers leaks, adds and compares, as a digital chip does.  In a step ``v <-
round(v (2**k - d) / 2**k) + drive``, put into the register; with ``v >= v_th`` the neuron spikes
and v is 0.  That is :mod:`snnlib.neurons.lif` with rest and reset at 0, in steps and without a
refractory period; the chapter "hardware/fixed-point" explains it. Weights have a few bits each.
"""

from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import Between
from snnlib._jit import jit
from snnlib.math import expm1
from snnlib.random import integer, own_seed

FLOOR, TOWARD_ZERO, NEAREST, STOCHASTIC = 0, 1, 2, 3
SATURATE, WRAP = 0, 1
ROUNDINGS = {"floor": 0, "toward zero": 1, "nearest": 2, "stochastic": 3}
OVERFLOWS = {"saturate": 0, "wrap": 1}
BITS, DECAY_BITS = Between(2, 32), Between(1, 16)


class IntegerMembrane(NamedTuple):
    """The arithmetic of a membrane in whole numbers; made by :func:`integer_membrane`."""

    bits: Annotated[int, BITS]  # of its register, sign included
    decay: Annotated[int, Between(0, 2**16)]  # v loses decay / 2**decay_bits of itself in a step
    decay_bits: Annotated[int, DECAY_BITS]
    rounding: Annotated[int, Between(0, 3)]  # FLOOR, TOWARD_ZERO, NEAREST (halves up), STOCHASTIC
    overflow: Annotated[int, Between(0, 1)]  # SATURATE or WRAP


def integer_membrane(
    tau_m: float,
    dt: float = 1.0,
    bits: int = 16,
    decay_bits: int = 12,
    rounding: Literal["floor", "toward zero", "nearest", "stochastic"] = "toward zero",
    overflow: Literal["saturate", "wrap"] = "saturate",
) -> IntegerMembrane:
    """Choose the whole number that comes next to the decay of a time constant, from times in ms.

    ``bits`` of the register are 2 to 32, ``decay_bits`` of the factor 1 to 16.  With few of them
    the decay may come out as 0: no leak.
    """
    tau_m, dt = _checks.positive_times(tau_m=tau_m, dt=dt)
    bits, decay_bits = BITS.check("bits", bits), DECAY_BITS.check("decay_bits", decay_bits)
    rounding = ROUNDINGS[_checks.one_of("rounding", rounding, tuple(ROUNDINGS))]
    overflow = OVERFLOWS[_checks.one_of("overflow", overflow, tuple(OVERFLOWS))]
    return IntegerMembrane(
        bits, integer_decay(dt / tau_m, decay_bits), decay_bits, rounding, overflow
    )


def checked_membrane(membrane: IntegerMembrane) -> IntegerMembrane:
    """Return ``membrane`` if it is an :class:`IntegerMembrane` with numbers in their ranges."""
    m = _declared.checked(membrane, IntegerMembrane, "membrane", "membrane.")
    if m.decay > 1 << m.decay_bits:
        raise ValueError(f"membrane.decay must be from 0 to {1 << m.decay_bits}, got {m.decay}")
    return m


@jit
def integer_decay(steps: float, bits: int) -> int:
    """Return the fraction of ``2**bits`` that is lost in ``steps`` time constants, as an int64."""
    return int(np.floor(-expm1(-steps) * (1 << bits) + 0.5))


@jit
def round_shift(x: int, bits: int, rounding: int, draw: int) -> int:
    """Divide by ``2**bits`` (0 to 31 bits) and round: FLOOR, TOWARD_ZERO, NEAREST or STOCHASTIC.

    NEAREST rounds halves up.  For STOCHASTIC, ``draw`` is any of 0 to ``2**bits - 1``, each with
    the same probability.
    """
    one = 1 << bits
    if rounding == TOWARD_ZERO:
        x += (one - 1) if x < 0 else 0
    elif rounding == NEAREST:
        x += one >> 1
    elif rounding == STOCHASTIC:
        x += draw
    return x >> bits


@jit
def fit_word(x: int, bits: int, overflow: int) -> tuple[int, int]:
    """Return what a signed register holds after x is put in, and 1 if x did not fit, else 0."""
    half = 1 << (bits - 1)
    if -half <= x < half:
        return x, 0
    if overflow == WRAP:
        return ((x + half) & (2 * half - 1)) - half, 1
    return (half - 1 if x > 0 else -half), 1


@jit
def integer_leak(v: int, membrane: IntegerMembrane, seed: int, stream: int, step: int) -> int:
    """Return what is left of v after a step; the last three name STOCHASTIC's random number."""
    bits, draw = membrane.decay_bits, 0
    if membrane.rounding == STOCHASTIC:
        draw = integer(1 << bits, seed, stream, step)
    return round_shift(v * ((1 << bits) - membrane.decay), bits, membrane.rounding, draw)


class IntegerLIFRun(NamedTuple):
    """Result of :func:`integer_lif`."""

    v: np.ndarray  # (n_steps,) or (n_steps, n) int64, at the end of each step
    spike_steps: np.ndarray  # (n_spikes,) int64, counted from 0, ascending
    spike_neurons: np.ndarray  # (n_spikes,) int64
    overflows: int  # how often a sum did not fit


@jit
def integer_lif_step(
    drive: int, v: int, v_th: int, membrane: IntegerMembrane, seed: int, stream: int, step: int
) -> tuple[bool, int, int]:
    """Advance the neuron by a step; return ``spiked``, v, and 1 if the sum did not fit, else 0.

    ``drive`` is the sum of the weights of the spikes that come in; ``seed, stream, step`` name the
    random number, if rounding is STOCHASTIC.  All numbers are int64.
    """
    total = integer_leak(v, membrane, seed, stream, step) + drive
    v, overflowed = fit_word(total, membrane.bits, membrane.overflow)
    spiked = v >= v_th
    return spiked, 0 if spiked else v, overflowed


@jit
def _run_integer(drive, v_th, membrane, seed, v, spiked):
    overflows = 0
    for j in range(v.shape[1]):
        now = 0
        for k in range(v.shape[0]):
            fires, now, over = integer_lif_step(drive[k, j], now, v_th, membrane, seed, j, k)
            v[k, j], spiked[k, j] = now, fires
            overflows += over
    return overflows


def integer_lif(
    drive: ArrayLike, v_th: int, membrane: IntegerMembrane, *, seed: int = 0
) -> IntegerLIFRun:
    """Run LIF neurons in whole numbers, from v = 0.

    ``drive`` is (n_steps,) or (n_steps, n) array_like of int, at most ``2**40`` in size.  A
    membrane (see :func:`integer_membrane`) whose register cannot hold ``v_th`` raises ValueError.
    ``seed`` is of stochastic rounding, which draws under ``own_seed(seed, "integer_lif")``.
    """
    checked_membrane(membrane)
    v_th = _checks.positive_integer("v_th", v_th)
    seed = own_seed(_checks.whole_number("seed", seed), "integer_lif")
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
    overflows = _run_integer(columns, v_th, membrane, seed, v, spiked)
    return IntegerLIFRun(v.reshape(drive.shape), *np.nonzero(spiked), int(overflows))


class QuantizedWeights(NamedTuple):
    """Result of :func:`quantize_weights`: weights of about ``codes * step``."""

    codes: np.ndarray  # as the weights, uint8 or int8
    step: float  # in the unit of the weights


def quantize_weights(w: ArrayLike, bits: int, step: float | None = None) -> QuantizedWeights:
    """Round weights to the nearest of a few equal levels; one step for the whole network.

    If no weight is negative, codes of 1 to 8 bits are 0 to ``2**bits - 1``.  Otherwise they are -m
    to m, with ``m = 2**(bits - 1) - 1``; for one bit -1 and 1.  ``step`` is what a code of 1 stands
    for; weights beyond the last code are cut off.  If it is not given, the largest weight gets the
    last code.
    """
    w = _checks.finite_array("w", w)
    bits = Between(1, 8).check("bits", bits)
    signed = bool(w.min() < 0.0)
    last = max(2 ** (bits - 1) - 1, 1) if signed else 2**bits - 1
    if step is None:
        step = float(np.abs(w).max()) / last or 1.0
    step = _checks.positive_number("step", step)
    if signed and bits == 1:
        return QuantizedWeights(np.where(w < 0.0, -1, 1).astype(np.int8), step)
    levels = np.clip(np.floor(w / step + 0.5), -last if signed else 0, last)
    return QuantizedWeights(levels.astype(np.int8 if signed else np.uint8), step)
