"""What a network's spikes tell, computed by the same lines on both sides."""

import numpy as np

BIN = 2.0  # ms, in which spikes are counted for the correlations


def of_populations(names, sizes, times, neurons, duration: float) -> dict[str, float]:
    """Rate, CV of the intervals and correlation of each population.

    ``times`` (ms) go from 0 to ``duration``, ``neurons`` count through all populations.  The CV is
    the mean over neurons with at least 5 spikes; the correlation is the mean covariance of all
    pairs' counts in bins of 2 ms, over the mean variance.  What too few spikes cannot tell is nan.
    """
    found, low = {}, 0
    for name, n in zip(names, sizes, strict=True):
        own = (neurons >= low) & (neurons < low + n)
        found |= {f"rate {name}": 1000.0 * own.sum() / (n * duration)}
        found |= {f"CV {name}": mean_cv(times[own], neurons[own] - low, n)}
        found |= {f"correlation {name}": correlation(times[own], neurons[own] - low, n, duration)}
        low += n
    return {name: float(value) for name, value in found.items()}


def mean_cv(times, neurons, n: int) -> float:
    """Mean CV of the intervals between spikes, over neurons with at least 5 spikes; else nan."""
    order = np.lexsort((times, neurons))
    times, neurons = times[order], neurons[order]
    same = np.diff(neurons) == 0
    gaps, of = np.diff(times)[same], neurons[1:][same]
    number = np.bincount(of, minlength=n)
    enough = number >= 4
    if not enough.any():
        return np.nan
    number = np.maximum(number, 1)
    mean = np.bincount(of, gaps, minlength=n) / number
    variance = np.bincount(of, gaps * gaps, minlength=n) / number - mean * mean
    return np.mean(np.sqrt(np.maximum(variance[enough], 0.0)) / mean[enough])


def correlation(times, neurons, n: int, duration: float) -> float:
    """Mean covariance of the counts of all pairs of neurons, over the mean variance of a count.

    Without a spike it is nan.
    """
    if not times.size:
        return np.nan
    n_bins = round(duration / BIN)
    bins = np.minimum((times / BIN).astype(np.int64), n_bins - 1)
    total = np.bincount(bins, minlength=n_bins).var()
    _, counts = np.unique(neurons * n_bins + bins, return_counts=True)
    means = np.bincount(neurons, minlength=n) / n_bins
    each = (counts.astype(float) ** 2).sum() / n_bins - (means * means).sum()  # sum of variances
    return (total - each) / (n - 1) / each
