"""A classifier of images whose neurons learn by STDP, with scikit-learn's interface.

The network of Diehl & Cook (2015, doi:10.3389/fncom.2015.00099), with a stricter competition, a
rule of its own (:func:`snnlib.plasticity.instar_stdp`) and thresholds that look for a rate
(:func:`snnlib.neurons.adaptive.neuron`).  The chapter "learning/digits" builds it step by step.

The labelling is that of Diehl & Cook (2015, doi:10.3389/fncom.2015.00099): a neuron stands for the
class whose images make it spike most on average; an image belongs to the class whose neurons spike
most on average.  Many neurons divide their votes among the classes instead.  Labels are used here
only, never for the weights.
"""

import math
import warnings
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, check_non_negative, validate_data

from snnlib import _checks
from snnlib.network.network import Network
from snnlib.neurons import adaptive
from snnlib.neurons.adaptive import AdaptiveLIFParameters
from snnlib.plasticity.instar import instar_stdp
from snnlib.studies import winner_take_all
from snnlib.studies.winner_take_all import respond
from snnlib.synapses import delta


def class_responses(counts: ArrayLike, labels: ArrayLike, n_classes: int) -> np.ndarray:
    """Return the mean spike count of each neuron for the images of each class.

    Parameters
    ----------
    counts : (n_images, n_neurons) array_like
    labels : (n_images,) array_like of int
        From 0 to ``n_classes - 1``.

    Returns
    -------
    responses : (n_classes, n_neurons) float64
        0 for a class without an image.
    """
    counts = _checks.finite_array("counts", counts, max_ndim=2)
    labels = np.asarray(labels)
    n_classes = _checks.positive_integer("n_classes", n_classes)
    if counts.ndim != 2 or labels.shape != (len(counts),) or labels.dtype.kind not in "iu":
        raise ValueError("labels must be integers, one for each row of counts, (n_images, n)")
    if labels.size and not 0 <= labels.min() <= labels.max() < n_classes:
        raise ValueError(f"labels must lie from 0 to {n_classes - 1}")
    of_class = labels == np.arange(n_classes)[:, None]  # (class, image)
    return of_class @ counts / np.maximum(of_class.sum(1), 1)[:, None]


def neuron_labels(responses: np.ndarray) -> np.ndarray:
    """Return the class of each neuron, (n_neurons,) int64; -1 for one that is silent."""
    responses = _checks.finite_array("responses", responses, max_ndim=2)
    return np.where(responses.max(0) > 0.0, responses.argmax(0), -1)


def class_votes(counts: ArrayLike, labels: np.ndarray, n_classes: int) -> np.ndarray:
    """Return the mean spike count of the neurons of each class, for each image.

    Parameters
    ----------
    counts : (n_images, n_neurons) array_like
    labels : (n_neurons,) int64
        As :func:`neuron_labels` gives them.

    Returns
    -------
    votes : (n_images, n_classes) float64
        0 for a class without a neuron.
    """
    counts = _checks.finite_array("counts", counts, max_ndim=2)
    of_class = np.asarray(labels) == np.arange(n_classes)[:, None]  # (class, neuron)
    return counts @ of_class.T / np.maximum(of_class.sum(1), 1)


def soft_votes(counts: ArrayLike, responses: ArrayLike) -> np.ndarray:
    """Return votes in which each neuron divides its spikes among classes as it responds to them.

    Parameters
    ----------
    counts : (n_images, n_neurons) array_like
    responses : (n_classes, n_neurons) array_like
        As :func:`class_responses` gives them.

    Returns
    -------
    votes : (n_images, n_classes) float64
    """
    counts = _checks.finite_array("counts", counts, max_ndim=2)
    responses = _checks.finite_array("responses", responses, max_ndim=2)
    total = responses.sum(0)
    return counts @ (responses / np.where(total > 0.0, total, 1.0)).T


TAU_M, V_TH = 20.0, 10.0  # ms, mV above rest
TOTAL = 78.0  # mV, sum of the weights onto a neuron
SHOWN = 100.0  # ms, for which an image is shown
CHUNK = 100  # images between two changes of the learning rate
SAMPLED = 400  # neurons, each of which a few thousand images call often
ENOUGH = 5.0  # spikes of all neurons for an image, so that hardly an image goes without a vote


class STDPClassifier(ClassifierMixin, BaseEstimator):
    """Rival neurons that learn images by STDP, and are given labels afterwards.

    Parameters
    ----------
    n_neurons : int
    n_epochs : int
        How often each image is shown.
    drive : float
        Input spikes in a millisecond, of an image that lights a tenth of its pixels evenly.
    target_rate : float, Hz, or None
        Rate that the threshold of each neuron looks for; 0: thresholds only grow.  None: 0.25, and
        for fewer than 200 neurons what makes five spikes an image in all.
    learning_rate : (float, float)
        Of the weights, at the beginning and at the end.
    threshold_step : (float, float), mV, or None
        Of the thresholds, likewise.  None: from 1 to 0.1, and for more than 400 neurons to a tenth
        of that for each factor of four, because thresholds that lie closer need finer steps.
    votes : {"label", "divided"} or None
        What ``predict`` counts: the mean spikes of the neurons that stand for a class, as Diehl &
        Cook do (:func:`class_votes`), or spikes that each neuron divides among the classes
        (:func:`soft_votes`).  None: "label", and "divided" for more than 400 neurons, of each of
        which only a few images say what it stands for.
    random_state : int, RandomState or None
        Of the first weights, the order of the images and their spikes.

    Attributes
    ----------
    classes_ : (n_classes,) ndarray
    weights_ : (n_pixels, n_neurons) float32, mV
    thresholds_ : (n_neurons,) float32, mV above rest
    responses_ : (n_classes, n_neurons) float64, mean spike counts
    neuron_labels_ : (n_neurons,) int64
        Which of the classes each neuron stands for; -1 for one that is silent.
    n_shown_ : int
        Images that were shown, fewer than asked for after an interrupt.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> images, labels = load_digits(return_X_y=True)
    >>> STDPClassifier(n_neurons=100, random_state=1).fit(images, labels).predict(images[:3])
    array([0, 1, 2])
    """

    def __init__(
        self,
        n_neurons: int = 400,
        n_epochs: int = 5,
        drive: float = 18.0,
        target_rate: float | None = None,
        learning_rate: tuple[float, float] = (0.3, 0.01),
        threshold_step: tuple[float, float] | None = None,
        votes: Literal["label", "divided"] | None = None,
        random_state: int | None = None,
    ):
        self.n_neurons = n_neurons
        self.n_epochs = n_epochs
        self.drive = drive
        self.target_rate = target_rate
        self.learning_rate = learning_rate
        self.threshold_step = threshold_step
        self.votes = votes
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike) -> "STDPClassifier":
        """Learn from images without their labels, then label the neurons.

        Ctrl-C ends the learning: what was learnt until then is labelled and kept, with a warning.

        Parameters
        ----------
        X : (n_images, n_pixels) array_like, not negative
            Such as pixels from 0 to 255.
        y : (n_images,) array_like

        Returns
        -------
        self : STDPClassifier
        """
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_non_negative(X, "STDPClassifier.fit")
        check_classification_targets(y)
        self._check_parameters()
        self.classes_, labels = np.unique(y, return_inverse=True)
        random = check_random_state(self.random_state)
        self._seed = int(random.randint(2**31 - 1))
        parts = network, _, neurons, synapses = self._build(X.shape[1], random)
        asked, self.n_shown_ = self.n_epochs * len(X), 0
        try:
            while self.n_shown_ < asked:
                place = self.n_shown_ % len(X)
                if place == 0:
                    order = random.permutation(len(X))
                self._set_rates(network, neurons, synapses, self.n_shown_ / asked)
                self._show(*parts, X[order[place : place + CHUNK]])
        except KeyboardInterrupt:
            warnings.warn(
                f"fit was interrupted after {self.n_shown_} of {asked} images; what was learnt "
                "until then is kept",
                stacklevel=2,
            )
        self.weights_ = synapses.weights.copy()
        self.thresholds_ = neurons.state["theta"] + np.float32(V_TH)
        self.responses_ = class_responses(self.responses_to(X), labels, self.classes_.size)
        self.neuron_labels_ = neuron_labels(self.responses_)
        return self

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Return the class with most votes, (n_images,); without spikes the first."""
        counts = self.responses_to(X)
        if (self.votes or ("divided" if self.n_neurons > SAMPLED else "label")) == "divided":
            votes = soft_votes(counts, self.responses_)
        else:
            votes = class_votes(counts, self.neuron_labels_, self.classes_.size)
        return self.classes_[votes.argmax(1)]

    def responses_to(self, X: ArrayLike) -> np.ndarray:
        """Count the spikes of each neuron for each image, (n_images, n_neurons) int32."""
        check_is_fitted(self, "weights_")
        X = validate_data(self, X, dtype=np.float64, ensure_non_negative=True, reset=False)
        return respond(
            X,
            self.weights_,
            self.thresholds_,
            n_steps=int(SHOWN),
            drive=self.drive,
            tau_m=TAU_M,
            seed=self._seed,
        )

    def _check_parameters(self):
        _checks.positive_integer("n_neurons", self.n_neurons)
        _checks.positive_integer("n_epochs", self.n_epochs)
        _checks.positive_number("drive", self.drive)
        _checks.non_negative_number("target_rate", self._rate_to_look_for(), "Hz")
        pairs = {"learning_rate": self.learning_rate, "threshold_step": self._threshold_steps()}
        if self.votes is not None:
            _checks.one_of("votes", self.votes, ("label", "divided"))
        for name, pair in pairs.items():
            for value in _checks.finite_array(name, pair, shape=(2,)):
                _checks.positive_number(name, float(value))

    def _build(self, n_pixels, random):
        """Make the network that learns; give it and its parts."""
        network = Network(dt=1.0, seed=self._seed)
        pixels = network.poisson("pixels", n_pixels, np.zeros((2, n_pixels)), frame=SHOWN)
        w = random.uniform(size=(n_pixels, self.n_neurons))
        w *= TOTAL / w.sum(0)
        neurons = network.population(
            "neurons",
            self.n_neurons,
            self._neuron(0.0),
            {"input": delta()},
            competition=adaptive.WINNER_TAKES_ALL,
        )
        rule = instar_stdp(self.learning_rate[0], TOTAL)
        synapses = network.connect(pixels, neurons, "input", w, plasticity=rule)
        return network, pixels, neurons, synapses

    def _threshold_steps(self):
        if self.threshold_step is not None:
            return self.threshold_step
        return 1.0, 10.0 ** -(1.0 + max(math.log(self.n_neurons / SAMPLED, 4.0), 0.0))

    def _rate_to_look_for(self):
        if self.target_rate is not None:
            return self.target_rate
        return max(0.25, 1000.0 * ENOUGH / SHOWN / self.n_neurons)

    def _neuron(self, done):
        """Return the neuron after a part ``done`` of the learning."""
        step = _annealed(self._threshold_steps(), done)
        params = AdaptiveLIFParameters(
            TAU_M, 10.0, 0.0, V_TH, 0.0, 0.0, step, np.inf, self._rate_to_look_for()
        )
        return adaptive.neuron(params)

    def _set_rates(self, network, neurons, synapses, done):
        network.set_parameters(neurons, self._neuron(done))
        rule = instar_stdp(_annealed(self.learning_rate, done), TOTAL)
        network.set_parameters(synapses, rule)

    def _show(self, network, pixels, neurons, synapses, images):
        """Show images one after the other, each to membranes and traces at rest."""
        rates = 1000.0 * winner_take_all.spike_probabilities(images, self.drive)  # Hz
        first = round(network.time / SHOWN) % len(rates)  # frames are counted from time 0
        network.set_rate(pixels, np.roll(rates, first, axis=0))
        for _ in range(len(rates)):
            neurons.state["v"][:] = 0.0
            synapses.pre_traces["x"][:] = 0.0
            network.run(SHOWN, progress=False)
            self.n_shown_ += 1

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        # an image is known by how its light is spread over many pixels, which two features are not
        tags.classifier_tags.poor_score = True
        return tags


def _annealed(ends, done):
    """Go from the first to the second number, by a constant factor a step."""
    first, last = ends
    return first * (last / first) ** done
