"""Adam against the paper's algorithm, and the training loop."""

import numpy as np
import pytest

from snnlib.gradients import Adam, AdamParameters, EarlyStopping, SpikingNetwork, train
from snnlib.gradients.optimise import adam_update, corrected, cosine


def plain_adam(w, gradients, rate=0.01, beta_1=0.9, beta_2=0.999):
    """Algorithm 1 of Kingma & Ba; epsilon is too small to be seen."""
    m, v = np.zeros_like(w), np.zeros_like(w)
    for t, g in enumerate(gradients, 1):
        m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
        w = w - rate * (m / (1 - beta_1**t)) / np.sqrt(v / (1 - beta_2**t))
    return w


@pytest.mark.parametrize(("dtype", "precision"), [("float64", 1e-6), ("float32", 1e-4)])
def test_adam_is_the_paper_s(dtype, precision):
    random = np.random.default_rng(3)
    start, gradients = random.normal(size=20), random.normal(size=(50, 20))
    weights = start.astype(dtype)
    adam = Adam(weights, AdamParameters(0.01))
    for gradient in gradients:
        adam.update(gradient.astype(dtype))
    np.testing.assert_allclose(weights, plain_adam(start, gradients), rtol=0, atol=precision)
    assert adam.n_done == 50


def test_the_first_step_is_the_learning_rate():
    w, zeros = np.array([1.0, 1.0]), np.zeros(2)
    adam_update(w, np.array([5.0, -0.01]), zeros, zeros.copy(), corrected(AdamParameters(0.1), 0))
    np.testing.assert_allclose(w, [0.9, 1.1], rtol=1e-4)


def test_a_learning_rate_of_0_changes_nothing():
    network = SpikingNetwork((2, 3, 2), 5, random_state=0)
    before = network.weights.copy()
    losses = train(network, [(np.eye(2), [0, 1])] * 3, learning_rate=0.0)
    np.testing.assert_array_equal(network.weights, before)
    assert losses.shape == (3,)
    assert np.ptp(losses) == 0.0


def test_fresh_batches_come_from_a_generator():
    def batches():
        random = np.random.default_rng(0)
        while True:
            y = random.integers(0, 2, 16)
            yield np.eye(2)[y] + 0.1 * random.normal(size=(16, 2)), y

    network = SpikingNetwork((2, 8, 2), 10, random_state=1)
    losses = train(network, batches(), 0.02, n_batches=150, progress=False)
    assert losses.shape == (150,)
    assert losses[-20:].mean() < 0.2 * losses[:20].mean()
    with pytest.raises(ValueError, match="n_batches must be given"):
        train(network, batches())


def test_the_cosine_falls_from_1_to_0():
    assert [cosine(0.0), cosine(0.5), cosine(1.0)] == pytest.approx([1.0, 0.5, 0.0])


def test_early_stopping_keeps_the_best_weights():
    stopping, weights = EarlyStopping(patience=2), np.zeros(1)
    stops = []
    for score in (0.5, 0.7, 0.6, 0.7):
        weights += 1.0
        stops.append(stopping.look(score, weights))
    assert stops == [False, False, False, True]
    np.testing.assert_array_equal(stopping.best_weights, [2.0])
