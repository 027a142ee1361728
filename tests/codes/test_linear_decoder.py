"""Linear decoders against numpy's least squares and against hand-made cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.codes.linear_decoder import (
    cholesky_solve,
    decoder_error,
    fill_decoders,
    linear_decoders,
)


def normal_equations(responses, targets, variance):
    """The textbook's way: one equation a neuron."""
    m, n = responses.shape
    gram = responses.T @ responses / m + np.diag(np.broadcast_to(variance, n))
    return np.linalg.solve(gram, responses.T @ targets / m)


@pytest.mark.kernel
@pytest.mark.parametrize("n", [1, 2, 5, 17])
def test_cholesky_solves_what_numpy_solves(n):
    rng = np.random.default_rng(n)
    half = rng.normal(size=(n, n))
    matrix = half @ half.T + 0.1 * np.eye(n)
    right = rng.normal(size=n)
    expected = np.linalg.solve(matrix, right)
    factor = matrix.copy()
    assert cholesky_solve(factor, right)
    np.testing.assert_allclose(right, expected, rtol=1e-9)
    np.testing.assert_allclose(np.tril(factor), np.linalg.cholesky(matrix), rtol=1e-9)


@pytest.mark.kernel
@pytest.mark.parametrize("matrix", [[[0.0]], [[-1.0]], [[1.0, 2.0], [2.0, 1.0]], [[np.nan]]])
def test_cholesky_says_where_there_is_nothing_to_solve(matrix):
    assert not cholesky_solve(np.array(matrix), np.ones(len(matrix)))


@pytest.mark.kernel
@pytest.mark.parametrize(("m", "n"), [(1, 1), (3, 8), (8, 3), (20, 20)])
def test_decoders_solve_the_normal_equations(m, n):
    rng = np.random.default_rng(m + n)
    responses, targets = rng.uniform(0.0, 5.0, (m, n)), rng.normal(size=m)
    variance = rng.uniform(0.1, 2.0, n)
    decoders = linear_decoders(responses, targets, variance)
    expected = normal_equations(responses, targets, variance)
    np.testing.assert_allclose(decoders, expected, rtol=1e-9, atol=1e-12)
    one = linear_decoders(responses, targets, 0.5)
    np.testing.assert_allclose(one, normal_equations(responses, targets, 0.5), rtol=1e-9)


@settings(max_examples=30)
@given(seed=st.integers(0, 1000), n=st.integers(1, 6), j=st.integers(0, 5))
def test_no_other_decoders_do_better(seed, n, j):
    rng = np.random.default_rng(seed)
    responses, targets = rng.uniform(0.0, 1.0, (7, n)), rng.normal(size=7)
    variance = rng.uniform(0.01, 1.0, n)
    best = linear_decoders(responses, targets, variance)
    least = sum(decoder_error(responses, targets, variance, n, best))
    for change in (-1e-3, 1e-3):
        other = best.copy()
        other[j % n] += change
        assert sum(decoder_error(responses, targets, variance, n, other)) > least


@pytest.mark.kernel
def test_the_error_is_that_of_noisy_trials_distortion_and_noise_apart():
    rng = np.random.default_rng(3)
    responses, targets = rng.uniform(0.0, 2.0, (6, 4)), rng.normal(size=6)
    variance = np.array([0.1, 0.2, 0.3, 0.4])
    decoders = linear_decoders(responses, targets, variance)
    distortion, noise = decoder_error(responses, targets, variance, 4, decoders)
    np.testing.assert_allclose(distortion, np.mean((targets - responses @ decoders) ** 2))
    trials = rng.normal(size=(200_000, 4)) * np.sqrt(variance) @ decoders
    # the scatter of a variance from n normal numbers is sqrt(2 / n) of it: five times that
    np.testing.assert_allclose(noise, trials.var(), rtol=5.0 * np.sqrt(2.0 / 200_000))


@pytest.mark.kernel
def test_only_the_first_neurons_are_used_when_asked():
    rng = np.random.default_rng(4)
    responses, targets = rng.uniform(size=(5, 6)), rng.normal(size=5)
    variance, decoders = np.full(6, 0.1), np.full(6, 9.0)
    assert fill_decoders(responses, targets, variance, 4, decoders)
    expected = linear_decoders(responses[:, :4], targets, 0.1)
    np.testing.assert_allclose(decoders[:4], expected, rtol=1e-12)
    assert decoders[4:].tolist() == [0.0, 0.0]
    few = decoder_error(responses, targets, variance, 4, decoders)
    np.testing.assert_allclose(few, decoder_error(responses, targets, variance, 6, decoders))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([1.0, 2.0], [1.0], 1.0), ValueError, "responses must have the axes"),
        (([[np.nan]], [1.0], 1.0), ValueError, "responses"),
        (([[]], [1.0], 1.0), ValueError, "responses"),
        (([[1.0]], [1.0, 2.0], 1.0), ValueError, r"targets must have the shape \(1,\)"),
        (([[1.0]], ["1"], 1.0), TypeError, "targets"),
        (([[1.0]], [1.0], 0.0), ValueError, "variance must be positive, got 0.0"),
        (([[1.0]], [1.0], [1.0, 2.0]), ValueError, "variance must have the shape"),
        (([[1.0]], [1.0], -1.0), ValueError, "variance must be positive, got -1.0"),
        (([[1.0], [1.0]], [1.0, 2.0], 1e-60), ValueError, "variance must not be so small"),
    ],
)
def test_bad_arguments_are_named(arguments, error, message):
    with pytest.raises(error, match=f"^{message}"):
        linear_decoders(*arguments)
