"""CV2 and LV: known laws, bias and errors; LV's formulas are checked with the other statistics."""

from itertools import pairwise
from math import gamma, isnan, pi, sqrt
from statistics import fmean

import numpy as np
import pytest

from snnlib.spikes import cv, cv2, gamma_process, isi, local_variation
from tests.spikes.test_statistics import Z, needs_jit, samples_of

kernel = pytest.mark.kernel


@kernel
def test_cv2_equals_the_plain_formula():
    rng = np.random.default_rng(3)
    for n in (5, 6, 17, 60):
        intervals = rng.gamma(2.0, 10.0, n).tolist()
        terms = [2 * abs(a - b) / (a + b) for a, b in pairwise(intervals)]
        mean, m = fmean(terms), n - 1
        spread = sum((x - mean) ** 2 for x in terms)
        shared = sum((x - mean) * (y - mean) for x, y in pairwise(terms))
        error = sqrt((spread + 2 * max(shared, 0.0)) / (m * (m - 1)))
        assert cv2(intervals) == (pytest.approx(mean), pytest.approx(error), n)
    assert cv2([7.0] * 9) == (0.0, 0.0, 9)
    assert cv2([0.0, 0.0, 1.0]).value == 1.0
    assert isnan(cv2([3.0]).value)
    assert isnan(cv2([3.0, 4.0, 5.0, 6.0]).error)


@needs_jit
@pytest.mark.parametrize("shape", [0.5, 1.0, 4.0])
def test_cv2_of_a_gamma_process(shape):
    train = gamma_process(50.0, shape, 400_000.0, seed=7).spike_times
    measured = cv2(isi(train))
    theory = 2.0 * gamma(shape + 0.5) / (sqrt(pi) * gamma(shape + 1.0))
    assert abs(measured.value - theory) < Z * measured.error
    assert measured.error < 0.01


def test_a_drifting_rate_moves_the_cv_and_neither_cv2_nor_lv():
    drift = 5.0 * 1.05 ** np.arange(80)  # each interval 5 % longer than the one before
    assert cv(drift).value > 1.0
    assert cv2(drift).value == pytest.approx(2 * 0.05 / 2.05)
    assert local_variation(drift).value == pytest.approx(3 * (0.05 / 2.05) ** 2)


@needs_jit
def test_the_local_variation_has_no_bias_however_few_intervals():
    for n in (2, 3, 10):
        values, _ = samples_of(local_variation, lambda rng, n: rng.exponential(9.0, n), n, 20_000)
        # deviation of the mean 0.006: dividing by n instead of n - 1 gives 0.9 or less, 16 of them
        assert abs(values.mean() - 1.0) < Z * values.std() / sqrt(values.size)


@needs_jit
@pytest.mark.parametrize("estimate", [local_variation, cv2])
def test_errors_count_that_neighbouring_terms_share_an_interval(estimate):
    values, errors = samples_of(estimate, lambda rng, n: rng.exponential(9.0, n), 300, 5000)
    # without the covariance of neighbours: 0.86 instead of 1.00, deviation of the ratio 0.011
    assert errors.mean() / values.std() == pytest.approx(1.0, abs=0.06)


@pytest.mark.parametrize("intervals", [[1.0, -2.0], [0.0, 0.0], [[1.0, 2.0]], [float("nan"), 1.0]])
def test_bad_intervals_are_named(intervals):
    with pytest.raises(ValueError, match=r"^intervals must"):
        cv2(intervals)
