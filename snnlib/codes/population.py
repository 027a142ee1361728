"""A population code: many neurons, each with a preferred value, stand for one number together.

Neuron j of n answers to the value x, a fraction of the range from 0 to 1, with the rate

    f_j(x) = base + peak exp(-(x - c_j)**2 / (2 width**2)),    c_j = (j + 1/2) / n,

a Gaussian receptive field, and fires at random (Poisson) for a window.  Three decoders read the
counts: the mean of the preferred values, weighted by the counts (Georgopoulos, Schwartz & Kettner
1986, doi:10.1126/science.3749885), the linear decoders of :mod:`.linear_decoder`, and Bayes' rule.
No unbiased one can do better than a variance of 1 / J, with the Fisher
information ``J = window sum_j f_j'**2 / f_j``.

Bayes' rule: counts of independent Poisson neurons with the expected numbers m_j(x) have the
likelihood ``prod_j m_j**n_j exp(-m_j) / n_j!``.  With a flat prior the logarithm of the posterior
is, up to a constant, ``sum_j n_j log m_j(x) - sum_j m_j(x)``: a weighted sum of the counts again,
with one set of weights for each value x (Seung & Sompolinsky 1993, doi:10.1073/pnas.90.22.10749).
The values are the middles ``(g + 1/2) / G`` of G parts of the range. The chapter
"encoding/population" explains it.
"""

from math import sqrt
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._declared import Count, Finite, Positive
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.codes._code import OutOfRange, Shape
from snnlib.codes.linear_decoder import linear_decoders
from snnlib.math import exp, log
from snnlib.random import own_seed, poisson, uniform
from snnlib.spikes.trains import SpikeEvents, in_order, to_raster


@jit
def fill_posterior(
    counts: np.ndarray, table: np.ndarray, totals: np.ndarray, posterior: np.ndarray
) -> None:
    """Fill the posterior distribution over G values, (G,) float64; it sums to 1.

    ``counts`` is (n_neurons,) int or float; ``table`` (n_neurons, G) float64, the logarithm of the
    number of spikes that neuron j is expected to fire for value g; ``totals`` (G,) float64, the
    number expected of all neurons together, less the logarithm of the prior if it is not flat.
    """
    for g in range(posterior.size):
        posterior[g] = -totals[g]
    for j in range(counts.size):
        if counts[j] > 0:
            for g in range(posterior.size):
                posterior[g] += counts[j] * table[j, g]
    highest, total = posterior[0], 0.0
    for g in range(posterior.size):
        highest = max(highest, posterior[g])
    for g in range(posterior.size):
        posterior[g] = exp(posterior[g] - highest)
        total += posterior[g]
    for g in range(posterior.size):
        posterior[g] /= total


@jit
def posterior_mean(posterior: np.ndarray) -> float:
    """Return the mean of the values under the posterior, the estimate of least squared error."""
    mean = 0.0
    for g in range(posterior.size):
        mean += posterior[g] * (g + 0.5) / posterior.size
    return mean


@jit
def posterior_deviation(posterior: np.ndarray) -> float:
    """Return the standard deviation of the values under the posterior: how sure the decoder is."""
    mean, squares = posterior_mean(posterior), 0.0
    for g in range(posterior.size):
        away = (g + 0.5) / posterior.size - mean
        squares += posterior[g] * away * away
    return sqrt(squares)


N_GRID = 200
DECODERS = ("bayes", "linear", "mean")


class PopulationCode(NamedTuple):
    """Gaussian receptive fields; compiled code that makes one gives all seven."""

    n_neurons: Count = 20
    width: Annotated[float, Positive()] = 0.1  # of a receptive field, in ranges (SD)
    peak: Annotated[float, Positive("Hz")] = 100.0  # on top of the base
    base: Annotated[float, Positive("Hz")] = 1.0
    window: Annotated[float, Positive("ms")] = 100.0  # for which each value is shown
    low: Annotated[float, Finite()] = 0.0
    high: Annotated[float, Finite()] = 1.0


@jit
def preferred(j: int, code: PopulationCode) -> float:
    """Return the fraction of the range to which neuron j answers most."""
    return (j + 0.5) / code.n_neurons


@jit
def gaussian_rate(x: float, j: int, code: PopulationCode) -> float:
    """Return the tuning curve: rate (Hz) of neuron j for the fraction x."""
    away = (x - preferred(j, code)) / code.width
    return code.base + code.peak * exp(-0.5 * away * away)


@jit
def count(x: float, j: int, code: PopulationCode, seed: int, index: int) -> int:
    """Count the spikes of neuron j while the fraction x is shown; stream j, step ``index``."""
    return poisson(0.001 * code.window * gaussian_rate(x, j, code), seed, j, index)


@jit
def fisher_information(x: float, code: PopulationCode) -> float:
    """Compute the Fisher information on the fraction x in a window's counts: 1 / variance."""
    total = 0.0
    for j in range(code.n_neurons):
        rate = gaussian_rate(x, j, code)
        slope = (rate - code.base) * (x - preferred(j, code)) / (code.width * code.width)
        total += 0.001 * code.window * slope * slope / rate
    return total


@jit
def mean(counts: np.ndarray, code: PopulationCode) -> float:
    """Return the mean of the preferred values, weighted by the counts, 0.5 without a spike."""
    total, weighted = 0.0, 0.0
    for j in range(code.n_neurons):
        total += counts[j]
        weighted += counts[j] * preferred(j, code)
    return weighted / total if total > 0.0 else 0.5


@jit
def fill_expected(code: PopulationCode, table: np.ndarray, totals: np.ndarray) -> None:
    """Fill ``table`` and ``totals`` of :func:`fill_posterior` for this code and a flat prior.

    The values are ``(g + 1/2) / G`` of the range.
    """
    for g in range(totals.size):
        totals[g] = 0.0
        for j in range(code.n_neurons):
            mean = 0.001 * code.window * gaussian_rate((g + 0.5) / totals.size, j, code)
            table[j, g] = log(mean)
            totals[g] += mean


@jit
def _fill_counts(x, code, seed, counts):
    for i in range(x.size):
        for j in range(code.n_neurons):
            counts[i, j] = count(x[i], j, code, seed, i)


@jit
def _fill_times(counts, code, seed, times, neurons):
    """Put the spikes of a window evenly at random into it, as those of a Poisson process are."""
    at = 0
    for i in range(counts.shape[0]):
        for j in range(counts.shape[1]):
            for _ in range(counts[i, j]):
                times[at] = (i + 1.0 - uniform(seed, code.n_neurons, at)) * code.window
                neurons[at] = j
                at += 1


@jit
def _fill_mean(counts, code, x):
    for i in range(x.size):
        x[i] = mean(counts[i], code)


@jit
def _fill_bayes(counts, table, totals, posterior, x):
    for i in range(x.size):
        fill_posterior(counts[i], table, totals, posterior)
        x[i] = posterior_mean(posterior)


def encode(
    values: ArrayLike,
    code: PopulationCode = PopulationCode(),
    *,
    out_of_range: OutOfRange = "refuse",
    seed: int = 0,
) -> SpikeEvents:
    """Encode values as the spikes of a population, each for a window, one after the other.

    Neuron j counts for value i by :func:`count` under ``own_seed(seed, "population")``.

    >>> events = encode([0.2, 0.7], PopulationCode(n_neurons=50))
    >>> decode(events, 2, PopulationCode(n_neurons=50)).round(2)
    array([0.19, 0.68])
    """
    code = _code.checked_code(code, PopulationCode)
    seed = own_seed(_checks.whole_number("seed", seed), "population")
    x = _code.stimulus(values, code, out_of_range)
    most = max(0.001 * code.window * (code.base + code.peak), 1.0) * code.n_neurons
    _code.few_enough(x.size, most)
    counts = np.empty((x.size, code.n_neurons), np.int64)
    _fill_counts(x, code, seed, counts)
    times, neurons = np.empty(counts.sum()), np.empty(counts.sum(), np.int64)
    _fill_times(counts, code, seed, times, neurons)
    return in_order(times, neurons)


def decode(
    events: SpikeEvents,
    shape: Shape,
    code: PopulationCode = PopulationCode(),
    *,
    decoder: Literal["bayes", "linear", "mean"] = "bayes",
) -> np.ndarray | float:
    """Estimate the values that a population was shown.

    "bayes" is the mean of the posterior over 200 values, for a flat prior; "linear" is least
    squares for the tuning curves with the noise of Poisson counts; "mean" is that of the preferred
    values.  A spike outside of the windows raises ValueError.
    """
    code = _code.checked_code(code, PopulationCode)
    shape, n = _code.checked_shape(shape)
    _checks.one_of("decoder", decoder, DECODERS)
    times, neurons = _code.checked_events(events, code.n_neurons, code.window)
    counts = to_raster(times, neurons, n, code.n_neurons, code.window)
    x = np.empty(n)
    if decoder == "mean":
        _fill_mean(counts, code, x)
        return _code.estimate(x, shape, code)
    table, totals = np.empty((code.n_neurons, N_GRID)), np.empty(N_GRID)
    fill_expected(code, table, totals)
    if decoder == "bayes":
        _fill_bayes(counts, table, totals, np.empty(N_GRID), x)
    else:
        expected = np.exp(table).T  # (value, neuron)
        middles = (np.arange(N_GRID) + 0.5) / N_GRID
        # the variance of a Poisson count is its mean
        x = counts @ linear_decoders(expected, middles, expected.mean(axis=0))
    return _code.estimate(x, shape, code)
