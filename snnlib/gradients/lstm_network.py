"""A network of LSTM cells, which the same loop trains as the spiking one: its honest opponent."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._precision import in_precision
from snnlib.gradients._batch import BatchGradient, batch_input, class_numbers, random_numbers
from snnlib.gradients.backpropagation import fill_scores
from snnlib.gradients.losses import COUNT, LOSSES, MEAN
from snnlib.gradients.lstm import lstm_gradient, lstm_outputs

AT_ONCE = 64  # samples that are run together where nothing is learnt


class LSTMNetwork:
    """A layer of LSTM cells and what reads it, for :func:`snnlib.gradients.train`.

    Parameters
    ----------
    n_in, n_hidden, n_classes : int
    loss : int
        A place in :mod:`snnlib.gradients.losses`'s ``LOSSES``: mean, max, last or vote.
    sharpness : float
        Factor of the scores.
    random_state : int, RandomState or None
        Of the first weights, even between ``-1 / sqrt(n_hidden)`` and ``1 / sqrt(n_hidden)``.  The
        forget gates' biases begin 1 higher, so that cells remember at first (Jozefowicz, Zaremba &
        Sutskever 2015, "An empirical exploration of recurrent network architectures").
    dtype : {"float32", "float64"}

    Attributes
    ----------
    weights : (n_weights,) array
        All weights: ``W_x``, ``W_h``, ``b``, ``W_out``, ``b_out``.

    Examples
    --------
    >>> network = LSTMNetwork(2, 8, 2, random_state=0)
    >>> X, y = np.eye(2)[:, None, :].repeat(5, axis=1), np.array([0, 1])
    >>> _ = train(network, [(X, y)] * 100, learning_rate=0.02)
    >>> network.predict(X)
    array([0, 1])
    """

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        n_classes: int,
        *,
        loss: int = MEAN,
        sharpness: float = 1.0,
        random_state: int | np.random.RandomState | None = None,
        dtype: Literal["float32", "float64"] = "float32",
    ):
        self.n_in = _checks.positive_integer("n_in", n_in)
        self.n_hidden = _checks.positive_integer("n_hidden", n_hidden)
        self.n_classes = _checks.positive_integer("n_classes", n_classes)
        self.loss = _checks.whole("loss", loss, f"a place in {LOSSES[:COUNT]}")
        if not 0 <= loss < COUNT:
            raise ValueError(f"loss must be a place in {LOSSES[:COUNT]}, got {loss}")
        self.sharpness = _checks.positive_number("sharpness", sharpness)
        self.dtype = _checks.one_of("dtype", dtype, ("float32", "float64"))
        into, out = (n_in + n_hidden + 1) * 4 * n_hidden, (n_hidden + 1) * n_classes
        widest = n_hidden**-0.5
        weights = random_numbers(random_state).uniform(-widest, widest, into + out)
        forget = into - 3 * n_hidden
        weights[forget : forget + n_hidden] += 1.0
        self.weights = weights.astype(self.dtype)

    @property
    def macs_per_step(self) -> int:
        """Multiplications by weights in a time step."""
        return (self.n_in + self.n_hidden) * 4 * self.n_hidden + self.n_hidden * self.n_classes

    def gradient(self, X: ArrayLike, y: ArrayLike) -> BatchGradient:
        """Compute the mean loss of a batch and its derivative by every weight.

        Parameters
        ----------
        X : (n_samples, n_steps, n_in) array_like
        y : (n_samples,) array_like of int, from 0 to ``n_classes - 1``
        """
        X = batch_input(X, None, self.n_in, self.dtype, constant=False)
        y = class_numbers(y, len(X), self.n_classes)
        grad, told = np.empty_like(self.weights), np.zeros(2)
        kernel, sharpness = in_precision(lstm_gradient, self.dtype), self._sharpness()
        sizes = self.n_hidden, self.n_classes
        kernel(X, y, self.weights, *sizes, self.loss, sharpness, grad, told)
        return BatchGradient(float(told[0]), grad, float(told[1]), 0.0)

    def traces(self, X: ArrayLike) -> np.ndarray:
        """Compute the classes' potentials over time, (n_samples, n_steps, n_classes)."""
        X = batch_input(X, None, self.n_in, self.dtype, constant=False)
        kernel, traces = in_precision(lstm_outputs, self.dtype), []
        for first in range(0, len(X), AT_ONCE):
            x = X[first : first + AT_ONCE]
            y = np.empty((x.shape[1], len(x), self.n_classes), self.dtype)
            kernel(x, self.weights, self.n_hidden, self.n_classes, y)
            traces.append(y.transpose(1, 0, 2))
        return np.concatenate(traces)

    def scores(self, X: ArrayLike) -> np.ndarray:
        """Compute the score of each class after each step, (n_samples, n_steps, n_classes)."""
        y = self.traces(X)
        scores = np.empty(y.shape, self.dtype)
        fill = in_precision(fill_scores, self.dtype)
        fill(np.ascontiguousarray(y), self.loss, self._sharpness(), scores)
        return scores

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Return the class with the highest score at the end, (n_samples,) int64."""
        return self.scores(X)[:, -1].argmax(1)

    def _sharpness(self):
        return np.dtype(self.dtype).type(self.sharpness)
