"""Irregularity from neighbouring intervals, which a slow change of the rate hardly touches.

The CV compares each interval with the mean of all.  A train whose rate drifts has a large CV, even
if each interval is nearly as long as the one before.  LV and CV2 compare each interval with its
neighbour only.  As in :mod:`snnlib.spikes.statistics`, every value has its error bar, and what a
kernel needs runs over sums that take one interval at a time.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib._jit import jit
from snnlib.math import NAN
from snnlib.spikes.statistics import FEWEST, Estimate, checked_intervals


class LocalSums(NamedTuple):
    """Sums of ``3 ((a - b) / (a + b))**2`` over neighbouring intervals a, b, and their squares."""

    n: int  # intervals so far
    interval: float  # ms, the last one
    first: float  # the first and the last term
    last: float
    total: float
    squares: float
    neighbours: float  # sum of the products of terms that follow each other


@jit
def no_local_sums() -> LocalSums:
    """Local sums of nothing yet."""
    return LocalSums(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@jit
def local_step(interval: float, sums: LocalSums) -> LocalSums:
    """Local sums with one more interval."""
    n, before, first, last, total, squares, neighbours = sums
    if n == 0:
        return LocalSums(1, interval, 0.0, 0.0, 0.0, 0.0, 0.0)
    both = before + interval
    change = (before - interval) / both if both > 0.0 else 0.0
    term = 3.0 * change * change
    if n == 1:
        return LocalSums(2, interval, term, term, term, term * term, 0.0)
    return LocalSums(
        n + 1, interval, first, term, total + term, squares + term * term, neighbours + last * term
    )


@jit
def local_variation_of(sums: LocalSums) -> tuple[float, float]:
    """Local variation and its standard error; see :func:`snnlib.spikes.local_variation`."""
    if sums.n < 2:
        return NAN, NAN
    m = sums.n - 1  # terms
    lv = sums.total / m
    scatter = sums.squares - m * lv * lv
    # sum of (a - lv) (b - lv) over neighbours a, b; they share an interval, so they go together
    shared = sums.neighbours - lv * (2.0 * sums.total - sums.first - sums.last) + (m - 1) * lv * lv
    return lv, (_error(scatter, shared, m) if sums.n >= FEWEST else NAN)


@jit
def _error(scatter, shared, m):
    """Standard error of the mean of m terms, of which neighbours go together."""
    return sqrt(max(scatter + 2.0 * max(shared, 0.0), 0.0) / m / max(m - 1, 1))


@jit
def _local_sums(intervals):
    sums = no_local_sums()
    for i in range(intervals.size):
        sums = local_step(intervals[i], sums)
    return sums


def local_variation(intervals: ArrayLike) -> Estimate:
    """Local variation LV of one train's intervals, which a slow change of the rate hardly touches.

    ``LV = 3 / (n - 1) sum_i ((I_i - I_(i+1)) / (I_i + I_(i+1)))**2`` (Shinomoto, Shima & Tanji
    2003, doi:10.1162/089976603322518759): 0 if regular, 1 if Poisson, ``3 / (2 k + 1)`` for a gamma
    process of shape k.  ``intervals`` : (n,) array_like, ms, in order, as from :func:`isi`; two
    of zero in a row count as equal, and if all are zero, ValueError is raised.

    It has no bias when the intervals are independent, however few.  Its error takes into account
    that neighbouring terms share an interval.

    >>> local_variation([1.0, 3.0, 1.0]).value
    0.75
    """
    intervals = checked_intervals(intervals)
    return Estimate(*local_variation_of(_local_sums(intervals)), intervals.size)


def cv2(intervals: ArrayLike) -> Estimate:
    """CV2 of one train's intervals: their mean difference from the next one, 0 if regular.

    ``CV2 = 1 / (n - 1) sum_i 2 |I_i - I_(i+1)| / (I_i + I_(i+1))`` (Holt, Softky, Koch & Douglas
    1996, doi:10.1152/jn.1996.75.5.1806): 1 if Poisson, ``2 Gamma(k + 1/2) / (sqrt(pi) Gamma(k +
    1))`` for a gamma process of shape k.  ``intervals`` and the error are as in
    :func:`local_variation`.

    >>> cv2([1.0, 3.0, 1.0]).value
    1.0
    """
    intervals = checked_intervals(intervals)
    if intervals.size < 2:
        return Estimate(NAN, NAN, intervals.size)
    both = intervals[1:] + intervals[:-1]
    terms = 2.0 * np.abs(np.diff(intervals)) / np.where(both > 0.0, both, 1.0)
    away = terms - terms.mean()
    error = _error(away @ away, away[1:] @ away[:-1], terms.size)
    return Estimate(float(terms.mean()), error if intervals.size >= FEWEST else NAN, intervals.size)
