"""Whole numbers of a chosen width: how they round, and what happens at their ends.

A number x stands for ``x * unit``, the unit being the user's.  A factor below 1 is ``n / 2**bits``,
so that dividing is a shift; what is shifted out has to be rounded.  A result that does not fit into
its register stops at the end of it or comes in again at the other, and is counted.  Everything is
int64 on the way: registers have 32 bits at most and factors 16, so nothing is lost unseen.
"""

from typing import NamedTuple

import numpy as np

from snnlib import _validate
from snnlib._jit import jit
from snnlib.math import expm1
from snnlib.random import integer

FLOOR, TOWARD_ZERO, NEAREST, STOCHASTIC = 0, 1, 2, 3
SATURATE, WRAP = 0, 1
ROUNDINGS = {"floor": 0, "toward zero": 1, "nearest": 2, "stochastic": 3}
OVERFLOWS = {"saturate": 0, "wrap": 1}


class IntegerMembrane(NamedTuple):
    """The arithmetic of a membrane in whole numbers; made by :func:`integer_membrane`."""

    bits: int  # of its register, sign included, 2 to 32
    decay: int  # v loses decay / 2**decay_bits of itself in a step
    decay_bits: int  # 1 to 16
    rounding: int  # FLOOR, TOWARD_ZERO, NEAREST (halves up) or STOCHASTIC
    overflow: int  # SATURATE or WRAP


def integer_membrane(
    tau_m, dt=1.0, bits=16, decay_bits=12, rounding="toward zero", overflow="saturate"
):
    """Choose the whole number that comes next to the decay of a time constant.

    Parameters
    ----------
    tau_m, dt : float, ms
    bits : int
        Of the register, from 2 to 32.
    decay_bits : int
        Of the factor, from 1 to 16.  With few of them the decay may come out as 0: no leak.
    rounding : {"floor", "toward zero", "nearest", "stochastic"}
    overflow : {"saturate", "wrap"}

    Returns
    -------
    membrane : IntegerMembrane

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    tau_m = _validate.positive_number("tau_m", tau_m, "milliseconds")
    dt = _validate.positive_number("dt", dt, "milliseconds")
    bits = _between("bits", bits, 2, 32)
    decay_bits = _between("decay_bits", decay_bits, 1, 16)
    rounding = ROUNDINGS[_validate.one_of("rounding", rounding, tuple(ROUNDINGS))]
    overflow = OVERFLOWS[_validate.one_of("overflow", overflow, tuple(OVERFLOWS))]
    return IntegerMembrane(
        bits, integer_decay(dt / tau_m, decay_bits), decay_bits, rounding, overflow
    )


def checked_membrane(membrane):
    """Give ``membrane`` if it is an :class:`IntegerMembrane` whose numbers lie in their ranges."""
    m = _validate.instance_of("membrane", membrane, IntegerMembrane)
    _between("membrane.bits", m.bits, 2, 32)
    _between("membrane.decay_bits", m.decay_bits, 1, 16)
    if m.rounding not in ROUNDINGS.values() or m.overflow not in OVERFLOWS.values():
        raise ValueError(
            "membrane.rounding must be from 0 to 3 and membrane.overflow 0 or 1, got "
            f"{m.rounding} and {m.overflow}"
        )
    if not 0 <= m.decay <= 1 << m.decay_bits:
        raise ValueError(f"membrane.decay must be from 0 to {1 << m.decay_bits}, got {m.decay}")
    return m


def _between(name, value, low, high):
    value = _validate.positive_integer(name, value)
    if not low <= value <= high:
        raise ValueError(f"{name} must be from {low} to {high}, got {value}")
    return value


@jit
def integer_decay(steps, bits):
    """Share of ``2**bits`` that is lost in a time of ``steps`` time constants, as an int64."""
    return int(np.floor(-expm1(-steps) * (1 << bits) + 0.5))


@jit
def round_shift(x, bits, rounding, draw):
    """Divide by ``2**bits`` and round.

    Parameters
    ----------
    x : int64
    bits : int, 0 to 31
    rounding : int
        FLOOR, TOWARD_ZERO, NEAREST (halves up) or STOCHASTIC.
    draw : int64
        For STOCHASTIC: any of 0 to ``2**bits - 1``, each with the same chance.

    Returns
    -------
    int64
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
def fit_word(x, bits, overflow):
    """Put x into a signed register: its value there, and 1 if it did not fit, else 0."""
    half = 1 << (bits - 1)
    if -half <= x < half:
        return x, 0
    if overflow == WRAP:
        return ((x + half) & (2 * half - 1)) - half, 1
    return (half - 1 if x > 0 else -half), 1


@jit
def integer_leak(v, membrane, seed, stream, step):
    """What is left of v after a step; the last three name the random number of STOCHASTIC."""
    bits, draw = membrane.decay_bits, 0
    if membrane.rounding == STOCHASTIC:
        draw = integer(1 << bits, seed, stream, step)
    return round_shift(v * ((1 << bits) - membrane.decay), bits, membrane.rounding, draw)
