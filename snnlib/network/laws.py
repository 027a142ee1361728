"""Laws that weights and delays are drawn from: the normal one, within a range.

The value of a synapse is a function of the network's seed, of the stream and of the synapse's
number: the order in which values are drawn does not matter.
"""

from math import erfc, inf, sqrt
from typing import NamedTuple

import numpy as np

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import TWO_PI, cos, log, sin
from snnlib.network import checks
from snnlib.random import _block, uniform_pair

FARTHEST = 8.6  # standard deviations, beyond which no normal number is drawn
LEAST_INSIDE = 0.001  # part of a law that its range has to hold
MOST_STEPS = 2**16  # of a delay
ANEW = 2**32  # what a number that is drawn anew adds to its counter; there are fewer synapses
SHIFT, WORD = np.uint64(32), np.uint64(0xFFFFFFFF)


class Normal(NamedTuple):
    """Normal law of weights or delays, drawn again until a value is in its range.

    ``mean``, ``sd`` (at least 0), ``low`` and ``high`` are in the unit of what is drawn, which is
    ms for delays; ``low`` or ``high`` of 0 keeps the sign.  A delay is rounded to steps of dt, and
    drawn again also where it would be rounded to less than one.
    """

    mean: float
    sd: float
    low: float = -inf
    high: float = inf

    @property
    def largest(self) -> float:
        """Largest size that a value can have."""
        least = max(self.low, self.mean - FARTHEST * self.sd)
        return max(abs(least), abs(min(self.high, self.mean + FARTHEST * self.sd)))


def is_one_number(value):
    """Return whether this is one number for all synapses: no law, no array and no function."""
    return not isinstance(value, Normal) and np.ndim(value) == 0 and not callable(value)


def checked_law(name, value, unit: str = ""):
    """Return a :class:`Normal` of floats; of a number, one without scatter."""
    if not isinstance(value, Normal):
        return Normal(_checks.finite_number(name, value, unit), 0.0)
    mean = _checks.finite_number(f"{name}.mean", value.mean, unit)
    sd = _checks.non_negative_number(f"{name}.sd", value.sd, unit)
    low, high = (
        end if end in (-inf, inf) else _checks.finite_number(f"{name}.{key}", end, unit)
        for key, end in (("low", value.low), ("high", value.high))
    )
    inside = _below(high, mean, sd) - _below(low, mean, sd) if sd else float(low <= mean <= high)
    if inside < LEAST_INSIDE:
        raise ValueError(
            f"{name} must have a range that holds at least {LEAST_INSIDE:g} of the law; from "
            f"{low:g} to {high:g} lies {inside:.2g} of mean {mean:g} and sd {sd:g}"
        )
    return Normal(mean, sd, low, high)


def _below(x, mean, sd):
    """Return the probability of a normal number below x."""
    return 0.5 * erfc((mean - x) / (sd * sqrt(2.0)))


class StepTable(NamedTuple):
    """A law over whole numbers of steps, ready to be drawn from (Walker 1974, Vose 1991).

    Each place has the same probability to be chosen, and a place has two numbers of steps:
    ``steps`` is taken with the probability ``kept``, in parts of 2**32, and ``other`` else.
    """

    steps: np.ndarray  # (size,) int64
    other: np.ndarray  # (size,) int64
    kept: np.ndarray  # (size,) uint64


def step_table(name, law: Normal, dt: float):
    """Return the table of a law of delays (ms), rounded to steps of dt."""
    if law.sd == 0.0:
        steps = np.full(1, checks.steps(name, law.mean, dt, 1))
        return StepTable(steps, steps, np.full(1, 2**32, np.uint64))
    low, high = max(law.low, 0.5 * dt), min(law.high, law.mean + FARTHEST * law.sd)
    first, last = max(1, round(low / dt)), round(high / dt)
    if last > MOST_STEPS:
        raise ValueError(f"{name} must not exceed {MOST_STEPS} steps of dt, got up to {high:g} ms")
    borders = np.clip((np.arange(first, last + 2) - 0.5) * dt, low, max(low, high))
    below = np.array([_below(x, law.mean, law.sd) for x in borders])
    if not below[-1] - below[0] >= LEAST_INSIDE:
        raise ValueError(
            f"{name} must be at least dt = {dt:g} ms in {LEAST_INSIDE:g} of all draws, got mean "
            f"{law.mean:g} and sd {law.sd:g}"
        )
    likely = np.diff(below) / (below[-1] - below[0])
    drawn = likely > 2.0**-33  # what is rarer cannot be drawn by 32 bits
    return _with_others(np.arange(first, last + 1)[drawn], likely[drawn])


def _with_others(steps, likely):
    part, other = likely / likely.sum() * steps.size, steps.copy()
    small, large = list(np.flatnonzero(part < 1.0)), list(np.flatnonzero(part >= 1.0))
    while small and large:
        k = small.pop()
        other[k] = steps[large[-1]]
        part[large[-1]] -= 1.0 - part[k]
        if part[large[-1]] < 1.0:
            small.append(large.pop())
    part[small + large] = 1.0
    return StepTable(steps, other, np.rint(part * 2.0**32).astype(np.uint64))


@jit
def words(seed, stream, number):
    """Return four independent random words of 32 bits."""
    return _block(seed, stream, number, 0)


@jit
def one_of(four, s):
    """Return the word of four that belongs to number s."""
    low, high = four[0] if s & 1 == 0 else four[1], four[2] if s & 1 == 0 else four[3]
    return low if s & 2 == 0 else high


@jit
def below(word, n):
    """Return a whole number from 0 to n - 1, or -1 where another word is to be taken (Lemire)."""
    size = np.uint64(n)
    product = word * size
    low = product & WORD
    return -1 if low < size and low < (WORD + np.uint64(1)) % size else np.int64(product >> SHIFT)


@jit
def normal_pair(seed, stream, number):
    """Return two independent standard normal numbers (Box & Muller 1958)."""
    u, v = uniform_pair(seed, stream, number)
    r = np.sqrt(-2.0 * log(1.0 - u))
    return r * cos(TWO_PI * v), r * sin(TWO_PI * v)


@jit
def fill_values(mean, sd, low, high, first, seed, stream, drawn):
    """Draw values for the synapses from number ``first`` on."""
    even, odd = normal_pair(seed, stream, first >> 1)
    for k in range(drawn.size):
        s = first + k
        if s & 1 == 0:
            even, odd = normal_pair(seed, stream, s >> 1)
        value, number = mean + sd * (odd if s & 1 else even), s >> 1
        while not low <= value <= high:
            number += ANEW
            anew, other = normal_pair(seed, stream, number)
            value = mean + sd * (other if s & 1 else anew)
        drawn[k] = value


@jit
def fill_steps(steps, other, kept, first, seed, stream, drawn):
    """Draw numbers of steps for the synapses from number ``first`` on."""
    four = words(seed, stream, first >> 2)
    for k in range(drawn.size):
        s = first + k
        if s & 3 == 0:
            four = words(seed, stream, s >> 2)
        product = one_of(four, s) * np.uint64(steps.size)
        place = np.int64(product >> SHIFT)
        drawn[k] = steps[place] if (product & WORD) < kept[place] else other[place]


def draw_values(law: Normal, n, seed: int, stream: int, dtype):
    """Return n values of a law, the same for the same seed and stream."""
    values = np.empty(n, dtype)
    if law.sd == 0.0:
        values[:] = law.mean
    else:
        fill_values(*law, 0, seed, stream, values)
    return values


def draw_steps(table: StepTable, n, seed: int, stream: int):
    """Return n numbers of steps, (n,) int64."""
    drawn = np.empty(n, np.int64)
    fill_steps(*table, 0, seed, stream, drawn)
    return drawn
