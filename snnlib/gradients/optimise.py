"""Adam, and the loop that trains a network with it.

Adam divides the mean of a weight's recent derivatives by the root of their mean square, so that
each weight moves by about the learning rate in a step (Kingma & Ba 2015, arXiv:1412.6980).
"""

from collections.abc import Iterable
from math import sqrt
from typing import Annotated, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import NonNegative, Positive, Probability
from snnlib._jit import jit, jit_apart
from snnlib._precision import floats_in, in_precision
from snnlib._progress import Bar
from snnlib.gradients._batch import BatchGradient
from snnlib.math import PI, cos, power


class AdamParameters(NamedTuple):
    """Parameters of Adam."""

    learning_rate: Annotated[float, NonNegative()] = 0.001  # how far a weight moves in a step
    beta_1: Annotated[float, Probability()] = 0.9  # how long derivatives are remembered
    beta_2: Annotated[float, Probability()] = 0.999  # how long their squares are
    epsilon: Annotated[float, Positive()] = 1e-8  # added to the root


@jit
def adam_step(
    w: float, gradient: float, mean: float, square: float, params: AdamParameters
) -> tuple[float, float, float]:
    """Advance one weight; returns it, and the running means of its derivative and its square.

    ``params`` are those of :func:`corrected` for this step.
    """
    mean = params.beta_1 * mean + (1.0 - params.beta_1) * gradient
    square = params.beta_2 * square + (1.0 - params.beta_2) * gradient * gradient
    return w - params.learning_rate * mean / (sqrt(square) + params.epsilon), mean, square


@jit
def corrected(params: AdamParameters, n_done: int) -> AdamParameters:
    """Return parameters for the step after ``n_done`` others.

    Both means begin at 0 and are too small at first.  The learning rate that is returned makes up
    for it, as the paper's section 2 has it; epsilon is added before the correction.
    """
    first = 1.0 - power(params.beta_1, n_done + 1.0)
    second = 1.0 - power(params.beta_2, n_done + 1.0)
    rate = params.learning_rate * sqrt(second) / first
    return AdamParameters(rate, params.beta_1, params.beta_2, params.epsilon)


@jit_apart
def adam_update(
    w: np.ndarray,
    gradient: np.ndarray,
    mean: np.ndarray,
    square: np.ndarray,
    params: AdamParameters,
) -> None:
    """Advance all weights, and both running means, in place; all (n_weights,)."""
    for i in range(w.size):
        w[i], mean[i], square[i] = adam_step(w[i], gradient[i], mean[i], square[i], params)


class Adam:
    """Adam for one flat array of weights, which it changes in place."""

    def __init__(self, weights: np.ndarray, params: AdamParameters = AdamParameters()):
        self.params = _declared.checked(params, AdamParameters)
        self.weights, self.n_done = weights, 0
        self.mean, self.square = np.zeros_like(weights), np.zeros_like(weights)

    def update(self, gradient: np.ndarray, scale: float = 1.0) -> None:
        """Do one step, with the learning rate times ``scale``."""
        dtype = str(self.weights.dtype)
        params = corrected(self.params, self.n_done)
        params = params._replace(learning_rate=params.learning_rate * scale)
        update = in_precision(adam_update, dtype)
        update(self.weights, gradient, self.mean, self.square, floats_in(params, dtype))
        self.n_done += 1


class Trainable(Protocol):
    """What :func:`train` asks of a network."""

    weights: np.ndarray

    def gradient(self, X: ArrayLike, y: ArrayLike) -> BatchGradient: ...


class EarlyStopping:
    """Keeps the weights that were best on a validation part, and says when to stop waiting.

    Parameters
    ----------
    patience : int
        Looks without a better score after which to stop.
    """

    def __init__(self, patience: int):
        self.patience = _checks.positive_integer("patience", patience)
        self.best_score, self.best_weights, self.n_since = -np.inf, None, 0

    def look(self, score: float, weights: np.ndarray) -> bool:
        """Take a score, the higher the better; returns whether to stop."""
        if score > self.best_score:
            self.best_score, self.best_weights, self.n_since = score, weights.copy(), 0
        else:
            self.n_since += 1
        return self.n_since >= self.patience


def train(
    network: Trainable,
    batches: Iterable[tuple[ArrayLike, ArrayLike]],
    learning_rate: float = 0.001,
    *,
    n_batches: int | None = None,
    annealed: bool = True,
    progress: bool | None = None,
) -> np.ndarray:
    """Train a network by Adam, one step a batch.

    Parameters
    ----------
    network : SpikingNetwork, LSTMNetwork, or another with ``weights`` and ``gradient(X, y)``
        Its weights are changed in place.
    batches : iterable of (X, y)
        Such as a list, or a generator that makes fresh samples for ever.
    learning_rate : float
    n_batches : int, optional
        How many to take; needed where ``batches`` has no length.
    annealed : bool
        Let the learning rate fall to 0 along half a cosine wave (Loshchilov & Hutter 2017,
        arXiv:1608.03983).
    progress : bool, optional
        Show a progress bar; if not given, only when it takes longer than two seconds.

    Returns
    -------
    losses : (n_batches,) float64, fewer if ``batches`` ended before
    """
    if n_batches is None:
        if not hasattr(batches, "__len__"):
            raise ValueError("n_batches must be given where batches have no length, got None")
        n_batches = len(batches)
    n_batches = _checks.positive_integer("n_batches", n_batches)
    adam = Adam(network.weights, AdamParameters(learning_rate))
    bar, losses = Bar(n_batches, " batches", progress), []
    try:
        for k, (X, y) in zip(range(n_batches), batches, strict=False):
            found = network.gradient(X, y)
            adam.update(found.gradient, cosine(k / n_batches) if annealed else 1.0)
            losses.append(found.loss)
            bar.move(1, loss=found.loss)
    finally:
        bar.close()
    return np.array(losses)


def cosine(done: float) -> float:
    """Return the factor of the learning rate after a part ``done`` of the training: 1 to 0."""
    return 0.5 + 0.5 * cos(PI * done)
