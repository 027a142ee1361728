"""Running sums for the statistics of spike trains: one interval or count at a time, no memory.

The sums are named tuples that a step replaces by new ones, so that a kernel can hold one for each
neuron, look at it at any time, and run in a browser.  The public functions of
:mod:`snnlib.spikes.statistics` run over them.

Central moments are updated in place of powers being summed, which would cancel (Welford 1962; to
the fourth order by Terriberry 2007 and Pébay 2008, Sandia report SAND2008-6212).
"""

from math import sqrt
from typing import NamedTuple

from snnlib._jit import jit

NAN = float("nan")
FEWEST = 5  # fewer numbers do not tell how far they scatter


class Moments(NamedTuple):
    """Mean of the numbers so far, and the sums of the powers of their distances from it."""

    n: int
    mean: float
    m2: float
    m3: float
    m4: float


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
def no_moments():
    """Moments of nothing yet."""
    return Moments(0, 0.0, 0.0, 0.0, 0.0)


@jit
def moments_step(x, moments):
    """Moments with one more number."""
    n = moments.n + 1
    away = x - moments.mean
    shift = away / n
    shift2 = shift * shift
    term = away * shift * (n - 1)
    m4 = moments.m4 + term * shift2 * (n * n - 3 * n + 3)
    m4 += 6.0 * shift2 * moments.m2 - 4.0 * shift * moments.m3
    m3 = moments.m3 + term * shift * (n - 2) - 3.0 * shift * moments.m2
    return Moments(n, moments.mean + shift, moments.m2 + term, m3, m4)


@jit
def _spread(moments):
    """Of n >= 2 numbers of positive mean: deviation / mean, skewness, kurtosis - 1."""
    n, mean, m2, m3, m4 = moments
    if m2 <= 0.0:
        return 0.0, 0.0, 0.0
    return sqrt(m2 / (n - 1)) / mean, m3 / m2 * sqrt(n / m2), n * m4 / m2 / m2 - 1.0


@jit
def cv_of(moments):
    """Coefficient of variation and its standard error; see :func:`snnlib.cv`."""
    if moments.n < 2 or not moments.mean > 0.0:
        return NAN, NAN
    c, skew, peak = _spread(moments)
    # never negative, as peak >= skew**2
    error = c * sqrt(max(0.25 * peak + c * c - skew * c, 0.0) / moments.n)
    return c, (error if moments.n >= FEWEST else NAN)


@jit
def fano_of(moments):
    """Fano factor and its standard error; see :func:`snnlib.fano_factor`."""
    if moments.n < 2 or not moments.mean > 0.0:
        return NAN, NAN
    c, skew, peak = _spread(moments)
    fano = c * c * moments.mean
    error = fano * sqrt(max(peak + c * c - 2.0 * skew * c, 0.0) / moments.n)
    return fano, (error if moments.n >= FEWEST else NAN)


@jit
def no_local_sums():
    """Local sums of nothing yet."""
    return LocalSums(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@jit
def local_step(interval, sums):
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
def local_variation_of(sums):
    """Local variation and its standard error; see :func:`snnlib.local_variation`."""
    if sums.n < 2:
        return NAN, NAN
    m = sums.n - 1  # terms
    lv = sums.total / m
    scatter = sums.squares - m * lv * lv
    # sum of (a - lv) (b - lv) over neighbours a, b; they share an interval, so they go together
    shared = sums.neighbours - lv * (2.0 * sums.total - sums.first - sums.last) + (m - 1) * lv * lv
    error = sqrt(max(scatter + 2.0 * max(shared, 0.0), 0.0) / m / max(m - 1, 1))
    return lv, (error if sums.n >= FEWEST else NAN)
