"""Spike trains and their statistics in plain Python: exact fractions, sums written out."""

import itertools
import math
from fractions import Fraction
from statistics import fmean


def step_of(time, dt):
    """Step k with k dt < time <= (k + 1) dt, a border being met to within four roundings."""
    time, dt = Fraction(time), Fraction(dt)
    nearest = round(time / dt)
    if abs(time - nearest * dt) <= time / 2**50:
        return max(nearest - 1, 0)
    return math.ceil(time / dt) - 1


def raster(times, neurons, n_steps, n_neurons, dt):
    """Spikes of each neuron in each step, as a list of rows."""
    rows = [[0] * n_neurons for _ in range(n_steps)]
    for time, neuron in zip(times, neurons, strict=True):
        rows[step_of(time, dt)][neuron] += 1
    return rows


def moment(values, order):
    """Mean power of the distances from the mean."""
    return fmean((x - fmean(values)) ** order for x in values)


def cv(intervals):
    """Deviation over mean, and its standard error from the delta method."""
    n, mean = len(intervals), fmean(intervals)
    variance = moment(intervals, 2)
    c = math.sqrt(variance * n / (n - 1)) / mean
    skewness = moment(intervals, 3) / variance**1.5
    kurtosis = moment(intervals, 4) / variance**2
    return c, c * math.sqrt(((kurtosis - 1) / 4 + c**2 - skewness * c) / n)


def fano(counts):
    """Variance over mean, and its standard error from the delta method."""
    n, mean = len(counts), fmean(counts)
    variance = moment(counts, 2)
    f = variance * n / (n - 1) / mean
    skewness = moment(counts, 3) / variance**1.5
    kurtosis = moment(counts, 4) / variance**2
    return f, f * math.sqrt((kurtosis - 1 + f / mean - 2 * skewness * math.sqrt(f / mean)) / n)


def local_variation(intervals):
    """LV, and its standard error from the variance and the covariance of neighbouring terms."""
    terms = [3 * ((a - b) / (a + b)) ** 2 for a, b in itertools.pairwise(intervals)]
    lv, m = fmean(terms), len(terms)
    spread = sum((x - lv) ** 2 for x in terms)
    shared = sum((x - lv) * (y - lv) for x, y in itertools.pairwise(terms))
    return lv, math.sqrt((spread + 2 * max(shared, 0.0)) / (m * (m - 1)))
