"""SurrogateClassifier: a spiking network that learns by surrogate gradients, for scikit-learn."""

import warnings

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from snnlib import _checks
from snnlib._progress import Bar
from snnlib.gradients.backpropagation import Output
from snnlib.gradients.images import fill_all_spikes, moved, shifted, side_of
from snnlib.gradients.layers import DiscreteLIF
from snnlib.gradients.losses import LOSSES
from snnlib.gradients.optimise import Adam, AdamParameters, EarlyStopping, cosine
from snnlib.gradients.spiking import Activity, SpikingNetwork
from snnlib.gradients.surrogates import SHAPES

AT_ONCE = 256  # samples that are run together where nothing is learnt
COUNTED = 1000  # samples over which activity is averaged after a fit
RESETS = ("subtract", "to zero")


class SurrogateClassifier(ClassifierMixin, BaseEstimator):
    """LIF layers that learn classes by back-propagation through time.

    Parameters
    ----------
    hidden_layer_sizes : tuple of int
    n_steps : int
        Time steps for which a sample is shown.
    beta : float
        Part of a hidden neuron's potential that is left after a step.
    output_beta : float
        Of the outputs, which are leaky integrators if the loss reads potentials.
    loss : {"mean", "max", "last", "vote", "count", "first spike"}
        What the outputs are read by; see :mod:`snnlib.gradients.losses`.
    surrogate : one of ``snnlib.gradients.SHAPES``
    steepness : float
        Of the surrogate: one over the half-width of its bump.
    reset : {"subtract", "to zero"}
    attached_reset : bool
        Whether errors go back through the reset, too.
    spike_penalty : float
        Loss for each spike of a hidden neuron.
    input : {"current", "spikes"}
        What a feature is: a constant current, which goes through the first layer once and for all
        steps; or the probability of a spike in each step, the largest feature's being 1 in 2.
    shift : int
        Show each image moved at random by up to so many pixels each way, anew in each epoch; for
        square images.
    turn, zoom : float
        Turn each image by up to so many degrees, too, and scale it by up to so much more or less
        than 1; it is then moved by parts of pixels as well.
    gain : float
        Of the first weights: their standard deviation is ``gain / sqrt(n_in)``.
    learning_rate : float
        Of Adam, at the beginning; it falls to 0 along a cosine.
    batch_size : int
        Fewer where there are fewer samples.
    n_epochs : int
    early_stopping : bool
        Keep the weights that were best on a part of the samples that is not learnt from, and stop
        when they have not been better for ``patience`` epochs.
    validation_fraction : float
        That part.
    patience : int
    progress : bool or None
        Show a progress bar; None: only when it takes longer than two seconds.
    random_state : int, RandomState or None
        Of the first weights, the order of the samples, their shifts and spikes.  The same int gives
        the same bits on every machine.

    Attributes
    ----------
    classes_ : (n_classes,) ndarray
    network_ : SpikingNetwork
    scale_ : float
        Largest absolute value of a feature, by which all are divided.
    loss_curve_ : (n,) float64, mean loss of each of n epochs
    validation_scores_ : (n,) float64, accuracies; empty without early stopping
    n_epochs_ : int
        Epochs that were done, fewer than asked for after an interrupt or an early stop.
    spikes_per_inference_, synops_per_inference_ : float
        Of the first 1,000 samples; :meth:`activity` counts others.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> images, labels = load_digits(return_X_y=True)
    >>> SurrogateClassifier((32,), random_state=1).fit(images, labels).predict(images[:3])
    array([0, 1, 2])
    """

    def __init__(
        self,
        hidden_layer_sizes: tuple[int, ...] = (128,),
        n_steps: int = 25,
        *,
        beta: float = 0.9,
        output_beta: float = 0.9,
        loss: str = "mean",
        surrogate: str = "fast sigmoid",
        steepness: float = 2.0,
        reset: str = "subtract",
        attached_reset: bool = True,
        spike_penalty: float = 0.0,
        input: str = "current",
        shift: int = 0,
        turn: float = 0.0,
        zoom: float = 0.0,
        gain: float = 1.0,
        learning_rate: float = 0.003,
        batch_size: int = 32,
        n_epochs: int = 10,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        patience: int = 5,
        progress: bool | None = None,
        random_state: int | None = None,
    ):
        self.hidden_layer_sizes = hidden_layer_sizes
        self.n_steps = n_steps
        self.beta = beta
        self.output_beta = output_beta
        self.loss = loss
        self.surrogate = surrogate
        self.steepness = steepness
        self.reset = reset
        self.attached_reset = attached_reset
        self.spike_penalty = spike_penalty
        self.input = input
        self.shift = shift
        self.turn = turn
        self.zoom = zoom
        self.gain = gain
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.n_epochs = n_epochs
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.progress = progress
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike) -> "SurrogateClassifier":
        """Learn classes.

        Ctrl-C ends the learning: what was learnt until then is kept, with a warning.  Before the
        end of the first epoch nothing is kept, and KeyboardInterrupt goes on.

        Parameters
        ----------
        X : (n_samples, n_features) array_like
            Such as pixels from 0 to 255.
        y : (n_samples,) array_like
        """
        vars(self).pop("network_", None)  # not fitted until it is
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, y = np.unique(y, return_inverse=True)
        if self.classes_.size < 2:
            raise ValueError(f"y must have at least two classes, got one class: {self.classes_[0]}")
        random = check_random_state(self.random_state)
        network = self._network(X.shape[1], random)
        self._seed = int(random.randint(2**31 - 1))
        self.scale_ = float(abs(X).max()) or 1.0
        X, held = self._scaled(X), None
        if self.early_stopping:
            size = {"test_size": self.validation_fraction, "stratify": y, "random_state": random}
            X, *held, y = _reordered(train_test_split(X, y, **size))
        self._learn(network, X, y, held, random)
        self.network_ = network
        seen = self.activity(X[:COUNTED] * self.scale_)
        self.spikes_per_inference_ = seen.input_spikes + seen.hidden_spikes + seen.output_spikes
        self.synops_per_inference_ = seen.synops
        return self

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Return the class with the highest score, (n_samples,)."""
        highest = self.decisions(X)[:, -1].argmax(1)
        return self.classes_[highest]

    def predict_proba(self, X: ArrayLike) -> np.ndarray:
        """Return the softmax of the scores, (n_samples, n_classes) float64."""
        scores = self.decisions(X)[:, -1].astype(np.float64)
        exps = np.exp(scores - scores.max(1, keepdims=True))
        return exps / exps.sum(1, keepdims=True)

    def decisions(self, X: ArrayLike) -> np.ndarray:
        """Return the score of each class after each step, (n_samples, n_steps, n_classes)."""
        X = self._checked(X)
        parts = range(0, len(X), AT_ONCE)
        scores = [self.network_.scores(self._input(X[i : i + AT_ONCE])) for i in parts]
        return np.concatenate(scores)

    def activity(self, X: ArrayLike) -> Activity:
        """Count spikes and synaptic operations of an inference, on average over samples."""
        X = self._checked(X)
        parts = [X[i : i + AT_ONCE] for i in range(0, len(X), AT_ONCE)]
        counts = [self.network_.activity(self._input(part)) for part in parts]
        return Activity(*np.average(counts, axis=0, weights=[len(p) for p in parts]).tolist())

    def _network(self, n_features, random):
        """Return the network before it learns, or say which parameter is wrong."""
        _checks.one_of("input", self.input, ("current", "spikes"))
        for name in ("batch_size", "n_epochs", "patience"):
            _checks.positive_integer(name, getattr(self, name))
        if self.shift:
            _checks.positive_integer("shift", self.shift)
        if self.shift or self.turn or self.zoom:
            side_of(n_features)
            moved(np.zeros((1, 1)), self.shift, self.turn, self.zoom, 0)  # says what is wrong
        cell = DiscreteLIF(
            self.beta,
            self.steepness,
            SHAPES.index(_checks.one_of("surrogate", self.surrogate, SHAPES)),
            RESETS.index(_checks.one_of("reset", self.reset, RESETS)),
            int(self.attached_reset),
        )
        loss = LOSSES.index(_checks.one_of("loss", self.loss, LOSSES))
        output = Output(self.output_beta, loss, penalty=self.spike_penalty)
        hidden = np.atleast_1d(self.hidden_layer_sizes).tolist()
        sizes = [n_features, *hidden, self.classes_.size]
        return SpikingNetwork(
            sizes, self.n_steps, cell, output, gain=self.gain, random_state=random
        )

    def _learn(self, network, X, y, held, random):
        """Do the epochs, and note the losses."""
        asked = self.n_epochs * -(-len(X) // self.batch_size)
        self.loss_curve_, self.validation_scores_, self.n_epochs_ = [], [], 0
        adam = Adam(network.weights, AdamParameters(self.learning_rate))
        stopping, bar = EarlyStopping(self.patience), Bar(asked, " batches", self.progress)
        best = network.weights.copy()
        try:
            while self.n_epochs_ < self.n_epochs:
                loss = self._epoch(network, adam, X, y, asked, random, bar)
                best = network.weights.copy()
                self.loss_curve_.append(loss)
                self.n_epochs_ += 1
                if held and self._stops(stopping, network, held):
                    break
        except KeyboardInterrupt:
            if not self.n_epochs_:
                raise
            told = f"fit was interrupted after {self.n_epochs_} of {self.n_epochs} epochs"
            warnings.warn(f"{told}; what was learnt until then is kept", stacklevel=3)
        finally:
            bar.close()
        network.weights[:] = best if stopping.best_weights is None else stopping.best_weights
        self.loss_curve_ = np.array(self.loss_curve_)
        self.validation_scores_ = np.array(self.validation_scores_)

    def _epoch(self, network, adam, X, y, asked, random, bar):
        """Show all samples once, in a new order; returns their mean loss."""
        order, total = random.permutation(len(X)), 0.0
        for at in range(0, len(X), self.batch_size):
            chosen = order[at : at + self.batch_size]
            shown = self._copies(X[chosen], random)
            numbers = 1 + self.n_epochs_ * len(X) + chosen
            found = network.gradient(self._input(shown, numbers), y[chosen])
            adam.update(found.gradient, cosine(adam.n_done / asked))
            total += found.loss * len(chosen)
            bar.move(1, loss=found.loss)
        return total / len(X)

    def _copies(self, X, random):
        """Return images as they are, or copies that are moved at random."""
        if self.turn or self.zoom:
            return moved(X, self.shift, self.turn, self.zoom, random)
        return shifted(X, self.shift, random) if self.shift else X

    def _stops(self, stopping, network, held):
        """Look at the validation part; returns whether to stop."""
        X, y = held
        right = [
            network.predict(self._input(X[i : i + AT_ONCE])) == y[i : i + AT_ONCE]
            for i in range(0, len(X), AT_ONCE)
        ]
        self.validation_scores_.append(float(np.concatenate(right).mean()))
        return stopping.look(self.validation_scores_[-1], network.weights)

    def _scaled(self, X):
        """Return features from -1 to 1 in single precision."""
        if self.input == "spikes" and X.min() < 0.0:
            raise ValueError(f"X must not be negative where the input is spikes, got {X.min()}")
        return np.ascontiguousarray(X / self.scale_, np.float32)

    def _checked(self, X):
        check_is_fitted(self, "network_")
        return self._scaled(validate_data(self, X, dtype=np.float64, reset=False))

    def _input(self, X, numbers=None):
        """Return what the network is shown: currents, or spikes; unlearnt samples share theirs."""
        if self.input == "current":
            return X[:, None]
        numbers = np.zeros(len(X), np.int64) if numbers is None else numbers
        spikes = np.empty((len(X), self.n_steps, X.shape[1]), np.float32)
        fill_all_spikes(np.minimum(0.5 * X, 0.5), self._seed, numbers, spikes)
        return spikes


def _reordered(parts):
    """Return (X, X_held, y_held, y) from what ``train_test_split`` gives."""
    X, X_held, y, y_held = parts
    return X, X_held, y_held, y
