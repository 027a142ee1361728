"""Networks of rectified linear units that become spiking ones."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.exceptions import NotFittedError
from sklearn.neural_network import MLPClassifier

from snnlib.gradients import convert, layer_scales


@pytest.fixture(scope="module")
def digits():
    images, labels = load_digits(return_X_y=True)
    return images[:1200] / 16.0, labels[:1200], images[1200:] / 16.0, labels[1200:]


def trained(X, y):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has not converged
        return MLPClassifier((40, 30), max_iter=40, random_state=0).fit(X, y)


@pytest.fixture(scope="module")
def mlp(digits):
    return trained(*digits[:2])


def logits(mlp, X):
    for w, b in zip(mlp.coefs_[:-1], mlp.intercepts_[:-1], strict=True):
        X = np.maximum(X @ w + b, 0.0)
    return X @ mlp.coefs_[-1] + mlp.intercepts_[-1]


def test_rates_are_the_perceptron_s_activations(mlp, digits):
    """Where nothing is cut off, the outputs per step come ever closer to the perceptron's."""
    X, errors = digits[2][:50], []
    for n_steps in (50, 400):
        network = convert(mlp, digits[2], n_steps, balance="max", start=0.5)
        per_step = network.traces(X)[:, -1] / n_steps
        errors.append(np.abs(per_step - logits(mlp, X)).max())
    assert errors[0] > 0.05
    assert errors[1] < 0.25 * errors[0]  # the error falls as one over the number of steps


def test_it_answers_as_the_perceptron_does(mlp, digits):
    for balance in ("max", "percentile", "spikes"):
        network = convert(mlp, digits[0], 200, balance=balance, start=0.5)
        assert (network.predict(digits[2]) == mlp.predict(digits[2])).mean() > 0.98
    unbalanced = convert(mlp, digits[0], 200, balance="none")
    assert (unbalanced.predict(digits[2]) == mlp.predict(digits[2])).mean() < 0.9


def test_scales_are_what_they_are_called(mlp, digits):
    X = digits[0]
    first = np.maximum(X @ mlp.coefs_[0] + mlp.intercepts_[0], 0.0)
    assert layer_scales(mlp, X, balance="max")[0] == first.max()
    assert layer_scales(mlp, X, percentile=90.0)[0] == np.percentile(first, 90.0)
    np.testing.assert_array_equal(layer_scales(mlp, X, balance="none"), [1.0, 1.0])
    by_spikes, by_max = (layer_scales(mlp, X, balance=name) for name in ("spikes", "max"))
    assert by_spikes[0] == pytest.approx(by_max[0], rel=1e-5)  # its current is no spikes
    assert by_spikes[1] > by_max[1]  # spikes that come at once


def test_neurons_that_begin_half_way_are_right_sooner(mlp, digits):
    late, soon = (
        convert(mlp, digits[0], 3, balance="max", start=start).predict(digits[2])
        for start in (0.0, 0.5)
    )
    assert (soon == digits[3]).mean() > (late == digits[3]).mean() + 0.1


def test_two_classes_have_two_outputs(digits):
    binary = trained(digits[0], digits[1] % 2)
    network = convert(binary, digits[0], 200, start=0.5)
    assert network.sizes.tolist() == [64, 40, 30, 2]
    assert (network.predict(digits[2]) == binary.predict(digits[2])).mean() > 0.97


def test_a_silent_layer_has_a_scale(mlp, digits):
    assert layer_scales(mlp, np.zeros((1, 64)), percentile=0.0).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("X", "arguments", "message"),
    [
        (np.zeros((2, 5)), {}, r"X must have the shape \(n_samples, 64\)"),
        (np.full((2, 64), np.nan), {}, "X must be an array of finite numbers"),
        (np.zeros((2, 64)), {"balance": "mean"}, "balance must be 'none' or"),
        (np.zeros((2, 64)), {"percentile": 101.0}, "percentile must be from 0 to 100"),
        (np.zeros((2, 64)), {"n_steps": 0}, "n_steps must be a positive integer"),
        (np.zeros((2, 64)), {"start": np.inf}, "start must be a finite number"),
    ],
)
def test_bad_input_is_refused(mlp, X, arguments, message):
    with pytest.raises(ValueError, match=message):
        convert(mlp, X, **arguments)


def test_other_perceptrons_are_refused(digits):
    with pytest.raises(ValueError, match="mlp must have activation=\"relu\", got 'tanh'"):
        convert(MLPClassifier(activation="tanh", max_iter=500).fit(np.eye(4), [0, 1, 0, 1]), [[1]])
    with pytest.raises(NotFittedError):
        convert(MLPClassifier(), digits[0])
