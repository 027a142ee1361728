"""How many bits a response tells about a stimulus.

From a table of counts n(s, r), how often stimulus s met response r in N trials, the mutual
information (Shannon 1948) is

    I = sum p(s, r) log2(p(s, r) / (p(s) p(r)))
      = (sum f(n(s, r)) - sum f(n(s)) - sum f(n(r)) + f(N)) / N,  f(n) = n log2 n.

Put in the measured fractions ("plug-in") and it comes out too *large*: by chance alone responses
seem to differ between stimuli.  To first order the excess is ``(K - S - R + 1) / (2 N ln 2)`` with
K, S and R the numbers of pairs, stimuli and responses that can occur; independent or not.

* *miller-madow*: take it off, with the numbers that did occur (Miller 1955).  Panzeri & Treves
  (1996) derive the same sum, and estimate what could have occurred: where there are few trials, or
  rare responses, this one takes off too little (compared in Panzeri, Senatore, Montemurro &
  Petersen 2007, doi:10.1152/jn.00559.2007).
* *quadratic*: look at halves and quarters of the trials, and extrapolate
  ``I + a / N + b / N**2`` to infinitely many (Strong, Koberle, de Ruyter van Steveninck & Bialek
  1998, doi:10.1103/PhysRevLett.80.197).  Less bias, more scatter.

The error bar is the jackknife's: leave out each trial once, or for the extrapolation each of twenty
blocks; on average it is too large rather than too small (Efron & Stein 1981,
doi:10.1214/aos/1176345462).  The chapter is "encoding/which-code".
"""

from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import NAN, log
from snnlib.random import own_seed, shuffle
from snnlib.spikes.statistics import Estimate

LOG_TWO = 0.6931471805599453
MOST_CELLS = 10**7


@jit
def _f(n):
    return n * log(n) / LOG_TWO if n > 0.0 else 0.0


@jit
def _bits(total, cells, n, corrected):
    """Information from the sum of all f and the number of cells ``K - S - R + 1`` of n trials."""
    return total / n - (cells / (2.0 * LOG_TWO * n) if corrected else 0.0)


@jit
def information_of(
    joint: np.ndarray, corrected: bool, of_stimulus: np.ndarray, of_response: np.ndarray
) -> float:
    """Compute the mutual information of a table of counts and its standard error, in bits.

    ``joint`` (n_stimuli, n_responses) holds whole numbers as float64.  Without a trial, value and
    error are NaN; with one, the error is.  ``corrected`` asks for the correction of Miller and
    Madow; ``of_stimulus`` and ``of_response`` are filled with the sums over the other axis.
    """
    n, total, cells = 0.0, 0.0, 1.0
    for r in range(joint.shape[1]):
        of_response[r] = 0.0
    for s in range(joint.shape[0]):
        of_stimulus[s] = 0.0
        for r in range(joint.shape[1]):
            of_stimulus[s] += joint[s, r]
            of_response[r] += joint[s, r]
            n += joint[s, r]
            total += _f(joint[s, r])
            cells += 1.0 if joint[s, r] > 0.0 else 0.0
    for s in range(joint.shape[0]):
        total -= _f(of_stimulus[s])
        cells -= 1.0 if of_stimulus[s] > 0.0 else 0.0
    for r in range(joint.shape[1]):
        total -= _f(of_response[r])
        cells -= 1.0 if of_response[r] > 0.0 else 0.0
    value = _bits(total + _f(n), cells, n, corrected) if n > 0.0 else NAN
    if n < 2.0:
        return value, NAN
    mean, squares = 0.0, 0.0  # of the table with one trial less, over all trials
    for s in range(joint.shape[0]):
        for r in range(joint.shape[1]):
            a, b, c = joint[s, r], of_stimulus[s], of_response[r]
            if a > 0.0:  # only three terms of the sum change
                less = total + _f(a - 1.0) - _f(a) - _f(b - 1.0) + _f(b) - _f(c - 1.0) + _f(c)
                gone = (1.0 if a == 1.0 else 0.0) - (1.0 if b == 1.0 else 0.0)
                gone -= 1.0 if c == 1.0 else 0.0
                away = _bits(less + _f(n - 1.0), cells - gone, n - 1.0, corrected) - value
                mean += a * away / n
                squares += a * away * away
    return value, sqrt(max(squares - n * mean * mean, 0.0) * (n - 1.0) / n)


def _table(stimuli, responses):
    table = np.zeros((stimuli.max() + 1, responses.max() + 1))
    np.add.at(table, (stimuli, responses), 1.0)
    return table


def _information(stimuli, responses, corrected):
    table = _table(stimuli, responses)
    return information_of(table, corrected, np.empty(table.shape[0]), np.empty(table.shape[1]))


def _extrapolated(stimuli, responses, position):
    """Value at infinitely many trials, by a parabola in 1 / N through whole, halves, quarters."""
    means = []
    for parts in (1, 2, 4):
        pieces = [position % parts == part for part in range(parts)]
        bits = [_information(stimuli[p], responses[p], False)[0] for p in pieces]
        means.append(np.mean(bits))
    whole, half, quarter = means
    # I + a/N + b/N**2 at 1/N, 2/N, 4/N: Lagrange's weights at 0 are 8/3, -2 and 1/3
    return float((8.0 * whole - 6.0 * half + quarter) / 3.0)


def _quadratic(stimuli, responses, seed):
    """Return extrapolation, and its error: the jackknife of twenty blocks of trials (or fewer)."""
    position = np.arange(stimuli.size)  # of each trial in a random order, which makes the parts
    shuffle(position, own_seed(seed, "mutual_information"), 0)
    values = []
    n_blocks = min(20, stimuli.size // 8)
    for block in range(n_blocks if n_blocks > 1 else 0):
        kept = position * n_blocks // stimuli.size != block
        values.append(_extrapolated(stimuli[kept], responses[kept], position[kept]))
    error = sqrt((n_blocks - 1.0) * float(np.var(values))) if n_blocks > 1 else NAN
    return _extrapolated(stimuli, responses, position), error


def _labels(name, value):
    """Return the whole numbers 0, 1, ... for what may be any labels."""
    array = np.asarray(value)
    if array.dtype.kind not in "iub" or array.ndim != 1:
        raise TypeError(f"{name} must be an array of integers with one axis, got {array.dtype} of "
                        f"shape {array.shape}")  # fmt: skip
    return np.unique(array, return_inverse=True)[1]


def mutual_information(
    stimuli: ArrayLike,
    responses: ArrayLike,
    *,
    correction: Literal["miller-madow", "quadratic", "none"] = "miller-madow",
    seed: int = 0,
) -> Estimate:
    """Compute the mutual information between stimuli and responses, in bits.

    ``stimuli`` and ``responses``, (n_trials,) array_like of int, are what was shown in each of
    eight trials or more, and what came back: a spike count, a bin of spike times, ...  The
    corrections of the bias are at the top of the module; ``seed`` says which trials make the halves
    and quarters for "quadratic".  The Estimate, with the number of trials,
    may be a little below 0, and above the entropy of the stimuli where trials are few; its error is
    NaN for "quadratic" below 16 trials, which make no two blocks.

    >>> mutual_information([0, 1] * 50, [3, 7] * 50, correction="none").value
    1.0
    """
    stimuli, responses = _labels("stimuli", stimuli), _labels("responses", responses)
    _checks.one_of("correction", correction, ("miller-madow", "quadratic", "none"))
    seed = _checks.whole_number("seed", seed)
    n = stimuli.size
    if responses.size != n or n < 8:
        raise ValueError(
            f"responses must be one for each of eight stimuli or more, got {responses.size} for {n}"
        )
    if (stimuli.max() + 1) * (responses.max() + 1) > MOST_CELLS:
        raise ValueError(
            f"responses must have few different values: {stimuli.max() + 1} stimuli and "
            f"{responses.max() + 1} responses make a table of more than {MOST_CELLS:g} cells"
        )
    if correction == "quadratic":
        return Estimate(*_quadratic(stimuli, responses, seed), n)
    return Estimate(*_information(stimuli, responses, correction == "miller-madow"), n)
