"""The small network that learns in a page: its gradient, its losses, and that it learns."""

import numpy as np
import pytest

from snnlib.gradients import DiscreteLIF, Output, SpikingNetwork
from snnlib.gradients.losses import COUNT
from snnlib.studies import two_layers

CELL = DiscreteLIF(0.9, 2.0, 0, 0, 1, 0)
SMOOTH = CELL._replace(smooth=1)
RNG = np.random.default_rng(7)
INPUT = 1.0 * (RNG.random((40, 12)) < 0.2)
TARGET = np.zeros((40, 1))
TARGET[[10, 30]] = 1.0


def spread(w, grad, place):
    """The weight matrix and the derivative of a place, counted through both matrices."""
    matrix = place >= w.hidden.size
    flat = place - (w.hidden.size if matrix else 0)
    return w[matrix].reshape(-1), grad[matrix].reshape(-1), flat


@pytest.mark.parametrize("constant", [False, True])
def test_the_gradient_is_that_of_finite_differences(constant):
    x = INPUT[:1] + 0.1 if constant else INPUT
    w, grad = two_layers.newborn(12, 6, 1, 0.5, 0.8, 3), two_layers.zeros(12, 6, 1)
    grad_s = np.zeros((40, 1))

    def loss():
        a = two_layers.forward(x, 40, w, SMOOTH)
        return two_layers.spike_train_loss(a.s_out, TARGET, 0.8, grad_s), a

    _, a = loss()
    two_layers.backward(x, w, a, grad_s.copy(), SMOOTH, grad)
    largest = max(abs(grad.hidden).max(), abs(grad.out).max())
    assert largest > 0.1
    for place in range(0, 78, 5):
        weights, derivative, i = spread(w, grad, place)
        ends = []
        for nudge in (1e-6, -2e-6):
            weights[i] += nudge
            ends.append(loss()[0])
        weights[i] += 1e-6
        difference = (ends[0] - ends[1]) / 2e-6
        assert derivative[i] == pytest.approx(difference, abs=1e-6 * largest)


def test_it_is_the_network_of_the_library():
    net = SpikingNetwork((12, 6, 2), 40, CELL, Output(loss=COUNT), random_state=1, dtype="float64")
    (hidden, _), (out, _) = net.layers
    w, grad = two_layers.Weights(hidden.copy(), out.copy()), two_layers.zeros(12, 6, 2)
    grad_s = np.zeros((40, 2))
    a = two_layers.forward(3.0 * INPUT, 40, w, CELL)
    loss = two_layers.choice_loss(a.s_out, 1, grad_s)
    two_layers.backward(3.0 * INPUT, w, a, grad_s, CELL, grad)
    theirs = net.gradient(3.0 * INPUT[None], [1])
    assert a.s_hidden.sum() > 10
    assert loss == pytest.approx(theirs.loss)
    np.testing.assert_allclose(grad.hidden.ravel(), theirs.gradient[:72], atol=1e-12)
    np.testing.assert_allclose(grad.out.ravel(), theirs.gradient[78:90], atol=1e-12)


def test_the_distance_of_spike_trains():
    s, grad_s = np.zeros((40, 1)), np.zeros((40, 1))
    assert two_layers.spike_train_loss(TARGET, TARGET, 0.8, grad_s) == 0.0
    s[10] = 1.0  # the second one is missing: 0.8^k for the ten steps that are left
    expected = 0.5 * sum(0.64**k for k in range(10))
    assert two_layers.spike_train_loss(s, TARGET, 0.8, grad_s) == pytest.approx(expected)
    assert grad_s[30, 0] == pytest.approx(-sum(0.64**k for k in range(10)))
    assert grad_s[39, 0] == pytest.approx(-(0.8**9))


def test_it_learns_when_to_fire_and_the_gradient_is_cleared():
    w = two_layers.newborn(12, 6, 1, 0.5, 0.8, 3)
    grad, mean, square = (two_layers.zeros(12, 6, 1) for _ in range(3))
    grad_s, losses = np.zeros((40, 1)), []
    for k in range(150):
        a = two_layers.forward(INPUT, 40, w, CELL)
        losses.append(two_layers.spike_train_loss(a.s_out, TARGET, 0.8, grad_s))
        two_layers.backward(INPUT, w, a, grad_s, CELL, grad)
        two_layers.descend(w, grad, mean, square, k, 0.05)
    assert not grad.hidden.any()
    assert not grad.out.any()
    assert losses[-1] < 0.3 * losses[0]


def test_newborn_weights_follow_the_seed_and_their_spread():
    one, two = (two_layers.newborn(100, 50, 10, 0.3, 2.0, seed) for seed in (1, 2))
    assert one.hidden.std() == pytest.approx(0.3, rel=0.05)
    assert one.out.std() == pytest.approx(2.0, rel=0.1)
    assert (one.hidden != two.hidden).all()
    np.testing.assert_array_equal(one.hidden, two_layers.newborn(100, 50, 10, 0.3, 2.0, 1).hidden)
