"""SurrogateClassifier: scikit-learn's own checks, digits, seeds, pickles, an interrupted fit."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from snnlib.gradients import SurrogateClassifier, moved, optimise
from tests.estimators import passes_all_checks, small_digits

SMALL = SurrogateClassifier((20,), n_steps=10, n_epochs=3, random_state=0)


@pytest.fixture(scope="module")
def digits():
    return small_digits()


@pytest.fixture(scope="module")
def fitted(digits):
    return SurrogateClassifier((64,), random_state=1).fit(*digits[:2])


def test_it_is_an_estimator_for_scikit_learn():
    """Scores are asked for, too."""
    estimator = SurrogateClassifier((20,), n_steps=10, n_epochs=50, random_state=0)
    passes_all_checks(estimator)


def test_it_learns_digits(digits, fitted):
    assert fitted.score(*digits[2:]) > 0.9
    assert fitted.loss_curve_.shape == (fitted.n_epochs_,) == (10,)
    assert fitted.loss_curve_[-1] < 0.1 * fitted.loss_curve_[0]
    probabilities = fitted.predict_proba(digits[2])
    np.testing.assert_allclose(probabilities.sum(1), 1.0)
    np.testing.assert_array_equal(fitted.predict(digits[2]), probabilities.argmax(1))
    assert fitted.decisions(digits[2][:3]).shape == (3, 25, 10)


def test_activity_is_counted(digits, fitted):
    told = fitted.activity(digits[0][:1000])
    assert told.hidden_spikes == pytest.approx(fitted.spikes_per_inference_)
    assert fitted.synops_per_inference_ == pytest.approx(10 * fitted.spikes_per_inference_)
    assert told.macs == pytest.approx(64 * (digits[0][:1000] > 0).sum(1).mean())
    fewer = clone(fitted).set_params(spike_penalty=1e-3).fit(*digits[:2])
    assert fewer.spikes_per_inference_ < 0.5 * fitted.spikes_per_inference_
    assert fewer.score(*digits[2:]) > 0.85


@pytest.mark.parametrize(
    "parameters",
    [
        {"loss": "count"},
        {"loss": "max", "surrogate": "triangle"},
        {"reset": "to zero", "attached_reset": False},
        {"hidden_layer_sizes": (40, 30)},
        {"input": "spikes", "n_epochs": 16},
    ],
)
def test_it_learns_in_other_ways(parameters, digits):
    other = SurrogateClassifier((40,), n_epochs=8, random_state=0).set_params(**parameters)
    assert other.fit(*digits[:2]).score(*digits[2:]) > 0.85


def test_the_seed_decides(digits, fitted):
    few = digits[0][:300], digits[1][:300]
    for parameters in (
        {},
        {"input": "spikes"},
        {"shift": 1},
        {"turn": 9.0},
        {"early_stopping": True},
    ):
        one = clone(SMALL).set_params(**parameters).fit(*few)
        again = clone(one).fit(*few)
        np.testing.assert_array_equal(one.network_.weights, again.network_.weights)
        other = clone(one).set_params(random_state=7).fit(*few)
        assert (one.network_.weights != other.network_.weights).any()


def test_shifts_help_with_shifted_images(digits):
    moved = np.roll(digits[2].reshape(-1, 8, 8), 1, axis=2).reshape(-1, 64)
    scores = {}
    for shift in (0, 1):
        classifier = SurrogateClassifier((40,), n_epochs=8, shift=shift, random_state=0)
        scores[shift] = classifier.fit(*digits[:2]).score(moved, digits[3])
    assert scores[1] > scores[0] + 0.2


def test_turned_copies_help_with_turned_images(digits):
    lying = moved(digits[2], 0.0, 40.0, 0.0, random_state=0)
    scores = {}
    for turn in (0.0, 40.0):
        classifier = SurrogateClassifier((40,), n_epochs=16, turn=turn, random_state=0)
        scores[turn] = classifier.fit(*digits[:2]).score(lying, digits[3])
    assert scores[40.0] > scores[0.0] + 0.1


def test_an_early_stop_keeps_the_best(digits):
    early = SurrogateClassifier((40,), n_epochs=40, early_stopping=True, patience=3, random_state=0)
    early.fit(*digits[:2])
    n = early.n_epochs_
    assert n < 40
    assert early.validation_scores_.shape == early.loss_curve_.shape == (n,)
    assert early.validation_scores_[: n - 3].max() == early.validation_scores_.max()
    assert early.score(*digits[2:]) > 0.85


def test_a_pickled_one_answers_the_same(digits, fitted):
    again = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(again.decisions(digits[2]), fitted.decisions(digits[2]))
    assert again.fit(*digits[:2]).score(*digits[2:]) == fitted.score(*digits[2:])


def test_classes_may_have_any_names(digits):
    names = np.array(["even", "odd"])
    fit = clone(SMALL).set_params(n_epochs=10).fit(digits[0], names[digits[1] % 2])
    assert fit.classes_.tolist() == ["even", "odd"]
    assert fit.score(digits[2], names[digits[3] % 2]) > 0.8


def interrupted_after(n_updates, monkeypatch):
    """Let the learning be interrupted in the middle of its next step."""
    update, done = optimise.Adam.update, []

    def until(adam, *arguments):
        if len(done) == n_updates:
            raise KeyboardInterrupt
        done.append(1)
        update(adam, *arguments)

    monkeypatch.setattr(optimise.Adam, "update", until)


def test_an_interrupted_fit_keeps_whole_epochs_and_says_so(digits, monkeypatch):
    interrupted_after(2 * 38 + 5, monkeypatch)
    classifier = SurrogateClassifier((40,), random_state=0)
    with pytest.warns(UserWarning, match="interrupted after 2 of 10 epochs; what was learnt"):
        classifier.fit(*digits[:2])
    assert (classifier.n_epochs_, len(classifier.loss_curve_)) == (2, 2)
    assert classifier.score(*digits[2:]) > 0.8


def test_a_fit_that_is_interrupted_at_once_leaves_nothing_behind(digits, monkeypatch):
    classifier = clone(SMALL).fit(*digits[:2])
    interrupted_after(3, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        classifier.fit(*digits[:2])
    with pytest.raises(NotFittedError):
        classifier.predict(digits[2])


def test_a_batch_may_be_larger_than_the_data(digits):
    few = digits[0][:40], digits[1][:40]
    one, other = (clone(SMALL).set_params(batch_size=n).fit(*few) for n in (40, 1000))
    np.testing.assert_array_equal(one.network_.weights, other.network_.weights)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"hidden_layer_sizes": (0,)}, "sizes must be a positive integer"),
        ({"n_steps": 0}, "n_steps must be a positive integer"),
        ({"n_epochs": 0}, "n_epochs must be a positive integer"),
        ({"batch_size": 0}, "batch_size must be a positive integer"),
        ({"beta": 1.5}, "beta must be from 0 to 1"),
        ({"output_beta": -0.5}, "beta must be zero or a positive number"),
        ({"steepness": 0.0}, "steepness must be a positive number"),
        ({"learning_rate": -1.0}, "learning_rate must be zero or a positive number"),
        ({"spike_penalty": -1.0}, "penalty must be zero or a positive number"),
        ({"gain": 0.0}, "gain must be a positive number"),
        ({"surrogate": "gauss"}, "surrogate must be 'fast sigmoid' or"),
        ({"loss": "square"}, "loss must be 'mean' or"),
        ({"reset": "none"}, "reset must be 'subtract' or"),
        ({"input": "latency"}, "input must be 'current' or"),
        ({"shift": -1}, "shift must be a positive integer"),
        ({"turn": -1.0}, "turn must be zero or a positive number"),
        ({"zoom": 1.5}, "zoom must be from 0 to 1, got 1.5"),
    ],
)
def test_bad_parameters_are_refused_when_it_is_fitted(parameters, message, digits):
    with pytest.raises(ValueError, match=message):
        clone(SMALL).set_params(**parameters).fit(*digits[:2])


def test_bad_samples_are_refused(digits):
    X, y = digits[0][:20].copy(), digits[1][:20]
    with pytest.raises(ValueError, match="y must have at least two classes, got one class: 3"):
        clone(SMALL).fit(X, np.full(20, 3))
    with pytest.raises(ValueError, match="must be square to be shifted, got 63 pixels"):
        clone(SMALL).set_params(shift=1).fit(X[:, 1:], y)
    with pytest.raises(ValueError, match="X must not be negative where the input is spikes"):
        clone(SMALL).set_params(input="spikes").fit(X - 1.0, y)
    fit = clone(SMALL).fit(X, y)
    X[3, 3] = np.nan
    for call in (lambda: clone(SMALL).fit(X, y), lambda: fit.predict(X)):
        with pytest.raises(ValueError, match="NaN"):
            call()
