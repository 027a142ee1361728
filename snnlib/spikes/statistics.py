"""Statistics of spike trains, each with its error bar.

A statistic of n numbers is itself a random number.  Each function gives an :class:`Estimate`: the
value, its standard error (how far it would scatter if the experiment were repeated), and n.  The
errors take the numbers to be independent of each other, as the intervals of Poisson and gamma
processes are, and are first-order in 1 / n ("delta method"); for few numbers they come out too
small.  Below n = 2 the value is NaN, below n = 5 the error is: too few to tell.

What a window of observation does to intervals: only those that lie wholly within it are seen, and
a long one is more likely to be cut.  Those seen in a window T are too short by a fraction of about
1 / n (the n - 1 of a Poisson process with n spikes have the mean ``T / (n + 1)``: Cox & Lewis 1966,
*The Statistical Analysis of Series of Events*).  Count some hundred spikes, or take the first
n intervals instead of those of a window.

They run over sums that take one interval or count at a time.  These are named tuples that a step
replaces by new ones, so that a kernel can hold one for each neuron, look at it at any time, and
run in a browser.  Central moments are updated in place of powers being summed, which would cancel
(Welford 1962; to the fourth order by Terriberry 2007 and Pébay 2008, Sandia report SAND2008-6212).

The chapter "spikes/spike-trains" explains all this; what a process of known law should give is in
:mod:`snnlib.spikes.theory`.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import NAN

FEWEST = 5  # fewer numbers do not tell how far they scatter


class Moments(NamedTuple):
    """Mean of the numbers so far, and the sums of the powers of their distances from it."""

    n: int
    mean: float
    m2: float
    m3: float
    m4: float


@jit
def no_moments() -> Moments:
    """Return moments of nothing yet."""
    return Moments(0, 0.0, 0.0, 0.0, 0.0)


@jit
def moments_step(x: float, moments: Moments) -> Moments:
    """Return moments with one more number."""
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
    """Return deviation / mean, skewness, kurtosis - 1 of n >= 2 numbers of positive mean."""
    n, mean, m2, m3, m4 = moments
    if m2 <= 0.0:
        return 0.0, 0.0, 0.0
    return sqrt(m2 / (n - 1)) / mean, m3 / m2 * sqrt(n / m2), n * m4 / m2 / m2 - 1.0


@jit
def cv_of(moments: Moments) -> tuple[float, float]:
    """Compute coefficient of variation and its standard error; see :func:`snnlib.spikes.cv`."""
    if moments.n < 2 or not moments.mean > 0.0:
        return NAN, NAN
    c, skew, peak = _spread(moments)
    # never negative, as peak >= skew**2
    error = c * sqrt(max(0.25 * peak + c * c - skew * c, 0.0) / moments.n)
    return c, (error if moments.n >= FEWEST else NAN)


@jit
def fano_of(moments: Moments) -> tuple[float, float]:
    """Compute Fano factor and its standard error; see :func:`snnlib.spikes.fano_factor`."""
    if moments.n < 2 or not moments.mean > 0.0:
        return NAN, NAN
    c, skew, peak = _spread(moments)
    fano = c * c * moments.mean
    error = fano * sqrt(max(peak + c * c - 2.0 * skew * c, 0.0) / moments.n)
    return fano, (error if moments.n >= FEWEST else NAN)


class Estimate(NamedTuple):
    """A measured value, its standard error, and how many numbers it comes from."""

    value: float
    error: float
    n: int


@jit
def _moments(values):
    moments = no_moments()
    for i in range(values.size):
        moments = moments_step(values[i], moments)
    return moments


def isi(spike_times: ArrayLike) -> np.ndarray:
    """Return the inter-spike intervals, (n_spikes - 1,) in ms, of one train in ascending order.

    >>> isi([1.0, 4.0, 4.5])
    array([3. , 0.5])
    """
    return np.diff(_checks.spike_times("spike_times", spike_times, ascending=True))


def firing_rate(spike_times: ArrayLike, duration: float) -> Estimate:
    """Return the firing rate in Hz of one train of n spikes, ascending from 0 to ``duration`` (ms).

    It is ``1000 n / duration`` with the error ``rate * CV / sqrt(n)`` (Cox 1962, *Renewal Theory*:
    counts have the variance ``CV**2 n`` in long windows), which for a Poisson process is
    ``rate / sqrt(n)``.  For a stationary train it has no bias.  The error is NaN below six spikes,
    whose five intervals the CV needs.

    >>> firing_rate([10.0, 20.0, 30.0, 40.0, 50.0, 60.0], 60.0)
    Estimate(value=100.0, error=0.0, n=6)
    """
    duration = _checks.positive_number("duration", duration, "milliseconds")
    times = _checks.spike_times("spike_times", spike_times, ascending=True)
    intervals, n = np.diff(times), times.size
    # the last spike may be at the end, roundings apart
    last = _checks.spike_times("spike_times", spike_times, dt=duration).max(initial=0.0)
    if last > duration:
        raise ValueError(f"spike_times must be at most duration = {duration} ms, got {last} ms")
    rate = 1000.0 * n / duration
    c, error = cv_of(_moments(intervals))
    return Estimate(rate, rate * c / sqrt(n) if error == error else error, n)


def checked_intervals(value):
    intervals = _checks.spike_times("intervals", value)
    if intervals.size > 1 and not intervals.any():
        raise ValueError("intervals must not all be zero")
    return intervals


def cv(intervals: ArrayLike) -> Estimate:
    """Compute the coefficient of variation of inter-spike intervals: 0 if regular, 1 if Poisson.

    ``intervals`` : (n,) array_like, ms, as from :func:`isi`; those of several trains may be
    joined.  If all are zero, ValueError is raised.  The value is the standard deviation (from
    ``n - 1``) over the mean.

    With the CV c, the skewness g and the kurtosis q (3 for a normal law) of the intervals, the
    error is ``c sqrt(((q - 1) / 4 + c**2 - g c) / n)`` and the bias, which is not taken away,
    ``c (c**2 - g c / 2 - (q - 1) / 8) / n`` (both by Taylor's series; Kendall & Stuart, *The
    Advanced Theory of Statistics* 1, ch. 10).  For Poisson they are ``1 / sqrt(n)`` and ``-1 / n``.
    The error uses the sample's g and q: with few intervals, in which the rare long one is missing,
    it is too small (Poisson: on average by 19 % at n = 50, by 8 % at n = 200).

    >>> cv([10.0, 10.0, 10.0, 10.0, 10.0])
    Estimate(value=0.0, error=0.0, n=5)
    """
    intervals = checked_intervals(intervals)
    return Estimate(*cv_of(_moments(intervals)), intervals.size)


def fano_factor(counts: ArrayLike) -> Estimate:
    """Compute the Fano factor of spike counts: variance (from ``n - 1``) over mean, 1 if Poisson.

    ``counts`` : (n,) array_like of whole numbers, in n windows of equal length (:func:`to_raster`
    counts them) or in n trials.  NaN if there were no spikes.

    Error, with the mean m, variance / mean F, skewness g and kurtosis q of the counts:
    ``F sqrt((q - 1 + F / m - 2 g sqrt(F / m)) / n)``.  For Poisson counts it comes to
    ``sqrt(2 / (n - 1))`` and there is no bias; then ``(n - 1) F`` is nearly chi-square distributed
    with n - 1 degrees of freedom (Fisher's index of dispersion).
    For any other process F depends on the window: see :func:`gamma_fano`.

    >>> fano_factor([1, 2, 3]).value
    0.5
    """
    counts = _checks.finite_array("counts", counts) if np.size(counts) else np.empty(0)
    if counts.ndim != 1:
        raise ValueError(f"counts must have one axis, got shape {counts.shape}")
    if not ((counts >= 0.0) & (counts == np.floor(counts))).all():
        wrong = counts[(counts < 0.0) | (counts != np.floor(counts))][0]
        raise ValueError(f"counts must be whole numbers, zero or more, got {wrong}")
    return Estimate(*fano_of(_moments(counts)), counts.size)
