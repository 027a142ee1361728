"""Rates, CVs and correlations, against their definitions."""

import numpy as np
import pytest

from benchmarks.peers.spiking import BIN, correlation, mean_cv, of_populations


def trains(n=12, duration=400.0, seed=1):
    """Spikes in steps of 0.1 ms, some of them common to several neurons, in the order of time."""
    rng = np.random.default_rng(seed)
    common = rng.random(4000) < 0.02
    there = (rng.random((4000, n)) < 0.02) | (common[:, None] & (rng.random((4000, n)) < 0.3))
    steps, neurons = np.nonzero(there)
    return (steps + 1) * 0.1, neurons, n, duration


def test_correlation_is_the_mean_covariance_over_the_mean_variance():
    times, neurons, n, duration = trains()
    counts = np.zeros((n, round(duration / BIN)))
    np.add.at(counts, (neurons, np.minimum((times / BIN).astype(int), counts.shape[1] - 1)), 1)
    covariances = np.cov(counts, bias=True)
    off = covariances[~np.eye(n, dtype=bool)].mean()
    found = correlation(times, neurons, n, duration)
    assert found == pytest.approx(off / np.diag(covariances).mean())
    assert found > 0.02


def test_cv_is_that_of_neurons_with_five_spikes():
    times, neurons, n, _ = trains()
    late = neurons > 0
    few = np.flatnonzero(neurons == 0)[:4]
    times, neurons = np.append(times[late], times[few]), np.append(neurons[late], neurons[few])
    cvs = [np.diff(np.sort(times[neurons == j])) for j in range(1, n)]
    expected = np.mean([gaps.std() / gaps.mean() for gaps in cvs])
    assert mean_cv(times, neurons, n) == pytest.approx(expected)


def test_populations_are_told_apart():
    times, neurons, n, duration = trains()
    found = of_populations(("A", "B"), (5, n - 5), times, neurons, duration)
    assert found["rate A"] == pytest.approx(1000.0 * (neurons < 5).sum() / (5 * duration))
    own = neurons >= 5
    assert found["CV B"] == mean_cv(times[own], neurons[own] - 5, n - 5)
    assert found["correlation B"] == correlation(times[own], neurons[own] - 5, n - 5, duration)
