"""Scores and losses against numpy, and their derivatives against finite differences."""

import numpy as np
import pytest

from snnlib.gradients import losses

pytestmark = pytest.mark.kernel


@pytest.fixture
def y():
    return np.random.default_rng(2).uniform(size=(6, 3))


def scores_of(y, loss, sharpness=1.0):
    scores = np.empty(y.shape[1])
    losses.class_scores(y, loss, sharpness, scores)
    return scores


def test_scores_are_what_they_are_called(y):
    np.testing.assert_allclose(scores_of(y, losses.MEAN, 2.0), 2.0 * y.mean(0))
    np.testing.assert_array_equal(scores_of(y, losses.MAX), y.max(0))
    np.testing.assert_array_equal(scores_of(y, losses.LAST), y[-1])
    np.testing.assert_allclose(scores_of(y, losses.COUNT), y.sum(0))


def test_a_vote_is_the_mean_of_the_probabilities(y):
    p = np.exp(2.0 * y)
    p /= p.sum(1, keepdims=True)
    np.testing.assert_allclose(np.exp(scores_of(y, losses.VOTE, 2.0)), p.mean(0))
    one = np.empty(3)
    losses.softmax(y[2], 2.0, one)
    np.testing.assert_allclose(one, p[2])


def test_a_class_without_a_vote_has_a_finite_score():
    y = np.zeros((2, 2))
    y[:, 0] = 1000.0
    assert np.isfinite(scores_of(y, losses.VOTE)).all()


def test_the_first_spike_is_counted_to():
    s = np.zeros((6, 3))
    s[2:, 0], s[[0, 4], 1] = 1.0, 1.0
    np.testing.assert_array_equal(scores_of(s, losses.FIRST_SPIKE), [-2.0, 0.0, -6.0])


def test_the_derivative_of_a_first_spike_tells_what_it_moves():
    """A spike sooner would cut the waiting; without the first one, the next would be waited for."""
    s, back = np.zeros((6, 1)), np.empty((6, 1))
    s[[2, 4], 0] = 1.0
    losses.scores_back(s, losses.FIRST_SPIKE, 1.0, np.ones(1), back)
    np.testing.assert_array_equal(back[:, 0], [2.0, 1.0, 2.0, 0.0, 0.0, 0.0])


@pytest.mark.parametrize("loss", range(len(losses.LOSSES)))
def test_derivatives_are_those_of_finite_differences(loss, y):
    grad_scores, back = np.empty(3), np.empty_like(y)
    value = losses.cross_entropy(scores_of(y, loss, 0.7), 1, grad_scores)
    losses.scores_back(y, loss, 0.7, grad_scores, back)
    for place in np.ndindex(y.shape):
        ends = []
        for h in (1e-6, -1e-6):
            moved = y.copy()
            moved[place] += h
            ends.append(losses.cross_entropy(scores_of(moved, loss, 0.7), 1, np.empty(3)))
        assert (ends[0] - ends[1]) / 2e-6 == pytest.approx(back[place], rel=1e-6, abs=1e-9)
    p = np.exp(scores_of(y, loss, 0.7))
    assert value == pytest.approx(-np.log(p[1] / p.sum()))


def test_large_scores_do_not_overflow():
    grad = np.empty(2)
    assert losses.cross_entropy(np.array([1000.0, -1000.0]), 1, grad) == 2000.0
    np.testing.assert_array_equal(grad, [1.0, -1.0])


@pytest.mark.parametrize("scores", [[2.0, 3.0, 3.0], [-1.0], [0.0, -4.0], [1.0, 2.0, 5.0]])
def test_the_best_class_is_the_first_of_the_highest(scores):
    assert losses.best_class(np.array(scores)) == np.argmax(scores)
