"""STDPClassifier: scikit-learn's own checks, real digits, seeds, and an interrupted fit."""

import subprocess
import sys
import time

import numpy as np
import pytest
from sklearn.base import clone

import snnlib
from snnlib import Network
from snnlib.studies.digits import STDPClassifier, class_votes, neuron_labels, soft_votes
from tests.estimators import passes_all_checks, small_digits


@pytest.fixture(scope="module")
def digits():
    return small_digits()


@pytest.fixture(scope="module")
def fitted(digits):
    return STDPClassifier(n_neurons=100, n_epochs=4, random_state=1).fit(*digits[:2])


def test_it_is_an_estimator_for_scikit_learn():
    """The tag ``poor_score`` takes back the scores that some checks ask for with two features.

    Those are no image: what tells images apart is how the light is spread.
    """
    estimator = STDPClassifier(n_neurons=20, n_epochs=1, random_state=0)
    passes_all_checks(estimator)


def test_it_learns_digits(digits, fitted):
    assert fitted.score(*digits[2:]) > 0.8  # 0.83; chance is 0.1
    assert fitted.n_shown_ == 4 * 1200
    np.testing.assert_allclose(fitted.weights_.sum(0), 78.0, rtol=1e-5)
    assert (fitted.weights_ >= 0.0).all()
    np.testing.assert_array_equal(fitted.neuron_labels_, neuron_labels(fitted.responses_))
    votes = class_votes(fitted.responses_to(digits[2]), fitted.neuron_labels_, 10)
    np.testing.assert_array_equal(fitted.predict(digits[2]), votes.argmax(1))


@pytest.mark.parametrize(
    ("n_neurons", "votes", "divided"),
    [(400, None, False), (401, None, True), (400, "divided", True), (401, "label", False)],
)
def test_many_neurons_divide_their_votes(n_neurons, votes, divided, digits):
    """Of 401 neurons and 200 images, hardly one is called more than once by each class."""
    net = STDPClassifier(n_neurons, n_epochs=1, votes=votes, random_state=0)
    net.fit(digits[0][:200], digits[1][:200])
    counts = net.responses_to(digits[2])
    by_label = class_votes(counts, net.neuron_labels_, 10).argmax(1)
    by_share = soft_votes(counts, net.responses_).argmax(1)
    assert (by_label != by_share).sum() > 20
    np.testing.assert_array_equal(net.predict(digits[2]), by_share if divided else by_label)


def test_hardly_a_neuron_stays_silent(digits, fitted):
    wins = fitted.responses_to(digits[0]).sum(0)
    assert (wins > 0).mean() > 0.95
    assert (wins < 4.0 * wins.mean()).mean() > 0.95


@pytest.mark.parametrize(("n_neurons", "last"), [(30, 0.1), (400, 0.1), (1600, 0.01)])
def test_more_neurons_find_their_thresholds_in_finer_steps(n_neurons, last, digits):
    few = digits[0][:300], digits[1][:300]
    alone = STDPClassifier(n_neurons, n_epochs=1, random_state=0).fit(*few)
    told = clone(alone).set_params(threshold_step=(1.0, last)).fit(*few)
    np.testing.assert_allclose(alone.thresholds_, told.thresholds_, rtol=1e-4)
    other = clone(alone).set_params(threshold_step=(1.0, 2.0 * last)).fit(*few)
    assert abs(other.thresholds_ - told.thresholds_).max() > 0.01


@pytest.mark.parametrize(("n_neurons", "rate"), [(20, 2.5), (50, 1.0), (200, 0.25), (800, 0.25)])
def test_few_neurons_look_for_a_higher_rate(n_neurons, rate, digits):
    few = digits[0][:300], digits[1][:300]
    alone = STDPClassifier(n_neurons, n_epochs=1, random_state=0).fit(*few)
    told = clone(alone).set_params(target_rate=rate).fit(*few)
    np.testing.assert_array_equal(alone.thresholds_, told.thresholds_)
    other = clone(alone).set_params(target_rate=1.2 * rate).fit(*few)
    assert abs(other.thresholds_ - told.thresholds_).max() > 1e-4


def test_hardly_an_image_goes_without_a_spike_where_neurons_are_few():
    images, labels = snnlib.datasets.mnist.sample()
    silent = {}
    for rate in (None, 0.25):
        few = STDPClassifier(50, n_epochs=2, target_rate=rate, random_state=1).fit(images, labels)
        silent[rate] = np.mean(few.responses_to(images).sum(1) == 0)
    assert silent[None] < 0.02 < 0.1 < silent[0.25]


def test_an_image_is_read_in_about_half_the_time_in_which_it_is_learnt(digits, monkeypatch):
    images, show, spent = np.tile(digits[0][:200], 10), STDPClassifier._show, []

    def timed(self, *parts):
        began = time.thread_time()
        show(self, *parts)
        spent.append(time.thread_time() - began)

    monkeypatch.setattr(STDPClassifier, "_show", timed)
    network = STDPClassifier(1600, n_epochs=3, random_state=0).fit(images, digits[1][:200])
    reading = []
    for _ in range(3):
        began = time.thread_time()
        network.responses_to(images)
        reading.append(time.thread_time() - began)
    assert min(reading) < 1.2 * min(spent)  # of 100 images; 0.45 of the time an image, at most half


def test_without_a_rate_to_look_for_thresholds_only_grow(digits):
    still = STDPClassifier(n_neurons=20, n_epochs=1, target_rate=0.0, threshold_step=(0.5, 0.5))
    still.set_params(random_state=0).fit(*digits[:2])
    grown = (still.thresholds_ - 10.0) / 0.5
    np.testing.assert_allclose(grown, np.rint(grown), atol=1e-3)
    assert grown.min() > 0.0


def test_the_seed_decides(digits, fitted):
    again = clone(fitted).fit(*digits[:2])
    np.testing.assert_array_equal(again.weights_, fitted.weights_)
    np.testing.assert_array_equal(again.responses_, fitted.responses_)
    other = STDPClassifier(n_neurons=100, n_epochs=1, random_state=2).fit(*digits[:2])
    assert (other.weights_ != fitted.weights_).any()


def test_the_labels_have_no_say_in_what_is_learnt(digits):
    few = STDPClassifier(n_neurons=20, n_epochs=1, random_state=3)
    right = clone(few).fit(*digits[:2])
    wrong = clone(few).fit(digits[0], np.roll(digits[1], 7))
    np.testing.assert_array_equal(right.weights_, wrong.weights_)


def test_classes_may_have_any_names(digits):
    names = np.array(["even", "odd"])[digits[1] % 2]
    fit = STDPClassifier(n_neurons=50, n_epochs=1, random_state=0).fit(digits[0], names)
    assert fit.classes_.tolist() == ["even", "odd"]
    assert fit.score(digits[2], np.array(["even", "odd"])[digits[3] % 2]) > 0.75


def test_an_interrupted_fit_keeps_what_it_has_and_says_so(digits, monkeypatch):
    run, runs = Network.run, []

    def run_until_interrupted(network, *arguments, **more):
        run(network, *arguments, **more)
        runs.append(1)
        if len(runs) == 300:
            raise KeyboardInterrupt

    monkeypatch.setattr(Network, "run", run_until_interrupted)
    classifier = STDPClassifier(n_neurons=50, n_epochs=4, random_state=1)
    with pytest.warns(UserWarning, match="interrupted after 299 of 4800 images"):
        classifier.fit(*digits[:2])
    assert classifier.n_shown_ == 299
    assert classifier.score(*digits[2:]) > 0.6  # 0.71


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_neurons": 0}, "n_neurons must be a positive integer"),
        ({"n_epochs": 0}, "n_epochs must be a positive integer"),
        ({"drive": -1.0}, "drive must be a positive number"),
        ({"target_rate": -1.0}, "target_rate must be zero or a positive number"),
        ({"learning_rate": 0.1}, "learning_rate must have the shape"),
        ({"learning_rate": (0.1, 0.0)}, "learning_rate must be a positive number"),
        ({"votes": "most"}, "votes must be 'label' or 'divided'"),
        ({"threshold_step": (0.1, np.nan)}, "threshold_step must be an array of finite numbers"),
    ],
)
def test_bad_parameters_are_refused_when_it_is_fitted(parameters, message, digits):
    with pytest.raises(ValueError, match=message):
        STDPClassifier(**parameters).fit(*digits[:2])


def test_importing_snnlib_does_not_import_scikit_learn():
    code = (
        "import snnlib, sys; print('sklearn' in sys.modules); snnlib.studies.digits.STDPClassifier"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert "digits" in dir(snnlib.studies)
