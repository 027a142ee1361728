"""Bayes' rule for the spike counts of a population.

Counts of independent Poisson neurons with the expected numbers m_j(x) have the likelihood
``prod_j m_j**n_j exp(-m_j) / n_j!``.  With a flat prior the logarithm of the posterior is, up to a
constant, ``sum_j n_j log m_j(x) - sum_j m_j(x)``: a weighted sum of the counts again, with one set
of weights for each value x (Seung & Sompolinsky 1993, doi:10.1073/pnas.90.22.10749).  The values
are the middles ``(g + 1/2) / G`` of G parts of the range.  The chapter is "encoding/population".
"""

from math import sqrt

from snnlib._jit import jit
from snnlib.math import exp


@jit
def fill_posterior(counts, table, totals, posterior):
    """Fill the posterior distribution over G values.

    Parameters
    ----------
    counts : (n_neurons,) int or float
    table : (n_neurons, G) float64
        Logarithm of the number of spikes that neuron j is expected to fire for value g.
    totals : (G,) float64
        Number of spikes expected of all neurons together, less the logarithm of the prior if it is
        not flat.
    posterior : (G,) float64
        Filled; it sums to 1.
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
def posterior_mean(posterior):
    """Mean of the values under the posterior, the estimate of least squared error."""
    mean = 0.0
    for g in range(posterior.size):
        mean += posterior[g] * (g + 0.5) / posterior.size
    return mean


@jit
def posterior_peak(posterior):
    """The most probable value (MAP); the first of several."""
    best = 0
    for g in range(posterior.size):
        if posterior[g] > posterior[best]:
            best = g
    return (best + 0.5) / posterior.size


@jit
def posterior_deviation(posterior):
    """Standard deviation of the values under the posterior: how sure the decoder is."""
    mean, squares = posterior_mean(posterior), 0.0
    for g in range(posterior.size):
        away = (g + 0.5) / posterior.size - mean
        squares += posterior[g] * away * away
    return sqrt(squares)
