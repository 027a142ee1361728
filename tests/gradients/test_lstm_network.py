"""A network of LSTM cells against numpy and finite differences, and what it learns."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from snnlib.gradients import LSTMNetwork, train
from tests.gradients.test_backpropagation import relative_error


def plain_run(network, X):
    """The classes' potentials in plain numpy."""
    n, w, parts = network.n_hidden, network.weights, []
    for shape in ((network.n_in, 4 * n), (n, 4 * n), (4 * n,), (n, network.n_classes)):
        parts.append(w[: np.prod(shape)].reshape(shape))
        w = w[np.prod(shape) :]
    w_x, w_h, b, w_out = parts
    c, h, y = np.zeros((2, len(X), n))[0], np.zeros((len(X), n)), []
    for k in range(X.shape[1]):
        i, f, g, o = np.split(X[:, k] @ w_x + h @ w_h + b, 4, axis=1)
        i, f, o = (1.0 / (1.0 + np.exp(-z)) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
        y.append(h @ w_out + w)
    return np.stack(y, 1)


def test_it_is_what_numpy_computes():
    network = LSTMNetwork(5, 7, 3, random_state=0, dtype="float64")
    X = np.random.default_rng(1).normal(size=(70, 6, 5))
    np.testing.assert_allclose(network.traces(X), plain_run(network, X), rtol=1e-11, atol=1e-13)
    assert network.macs_per_step == (5 + 7) * 28 + 21
    found = LSTMNetwork(5, 7, 3, random_state=0).traces(X)
    np.testing.assert_allclose(found, network.traces(X), rtol=1e-4, atol=1e-5)


@given(st.tuples(*[st.integers(1, 6)] * 4), st.integers(0, 3), st.integers(0, 2**16))
def test_the_gradient_is_that_of_finite_differences(shape, loss, seed):
    n_in, n_hidden, n_steps, n = shape
    network = LSTMNetwork(n_in, n_hidden, 3, loss=loss, random_state=seed, dtype="float64")
    random = np.random.default_rng(seed)
    X, y = random.normal(size=(n, n_steps, n_in)), random.integers(0, 3, n)
    values = network.traces(X)
    if loss == 1:  # where two steps are nearly the largest, a small change picks the other one
        assume(n_steps == 1 or np.diff(np.sort(values, axis=1)[:, -2:], axis=1).min() > 1e-3)
    assert relative_error(network, X, y, random) < 1e-6


def test_it_remembers_what_was_shown_first():
    """Only the first of ten frames tells the class; a network that forgets guesses."""

    def batches():
        random = np.random.default_rng(0)
        while True:
            y = random.integers(0, 2, 32)
            X = random.normal(size=(32, 10, 3))
            X[:, 0, 0] = 2.0 * y - 1.0
            yield X, y

    network = LSTMNetwork(3, 16, 2, loss=2, random_state=0)
    losses = train(network, batches(), 0.01, n_batches=300, progress=False)
    assert losses[:20].mean() > 0.6 > 0.1 > losses[-20:].mean()
    X, y = next(batches())
    assert (network.predict(X) == y).mean() > 0.9


def test_forget_gates_begin_open():
    network = LSTMNetwork(4, 100, 2, random_state=0, dtype="float64")
    b = network.weights[4 * 400 + 100 * 400 :][:400].reshape(4, 100)
    np.testing.assert_allclose(b.mean(1), [0.0, 1.0, 0.0, 0.0], atol=0.02)
    assert np.abs(b[[0, 2, 3]]).max() <= 0.1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_in": 0}, "n_in must be a positive integer"),
        ({"n_hidden": 0}, "n_hidden must be a positive integer"),
        ({"loss": 4}, r"loss must be a place in .*'vote'\), got 4"),
        ({"sharpness": 0.0}, "sharpness must be a positive number"),
        ({"dtype": "float16"}, "dtype must be 'float32' or 'float64'"),
    ],
)
def test_bad_networks_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        LSTMNetwork(**({"n_in": 2, "n_hidden": 3, "n_classes": 2} | arguments))


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (np.full((2, 4, 3), np.nan), [0, 1], "X must be an array of finite numbers"),
        (np.zeros((2, 3)), [0, 1], "X must have the shape"),
        (np.zeros((2, 4, 5)), [0, 1], r"X must have the shape \(n_samples, n_steps, 3\)"),
        (np.zeros((2, 0, 3)), [0, 1], "X must be an array of finite numbers, got an empty one"),
        (np.zeros((2, 4, 3)), [0, 2], "y must be from 0 to 1, got 2"),
    ],
)
def test_bad_samples_are_refused(X, y, message):
    with pytest.raises(ValueError, match=message):
        LSTMNetwork(3, 4, 2, random_state=0).gradient(X, y)
