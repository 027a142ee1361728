"""A network of LIF layers, which any loop can train: its weights, its gradient, its answers."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._precision import floats_in, in_precision
from snnlib.gradients._batch import (
    BatchGradient,
    batch_input,
    checked_sizes,
    class_numbers,
    random_numbers,
)
from snnlib.gradients.backpropagation import Output, batch_gradient, batch_outputs, fill_scores
from snnlib.gradients.layers import DiscreteLIF
from snnlib.gradients.losses import COUNT


class Activity(NamedTuple):
    """What a network does for one sample, on average over samples."""

    input_spikes: float  # 0 if the input is a current
    hidden_spikes: float
    output_spikes: float  # 0 if the outputs do not spike
    synops: float  # synaptic operations: spikes times the synapses that each one goes to
    macs: float  # multiplications of the first layer by an input that is a current


def initial_weights(sizes: ArrayLike, gain: float, random: np.random.RandomState) -> np.ndarray:
    """Draw weights evenly, of standard deviation ``gain / sqrt(n_in)``, and biases of 0.

    Returns a flat float64 array, as :class:`SpikingNetwork` has them.
    """
    parts = []
    for n_in, n_out in pairwise(sizes):
        widest = gain * (3.0 / n_in) ** 0.5
        parts += [random.uniform(-widest, widest, n_in * n_out), np.zeros(n_out)]
    return np.concatenate(parts)


class SpikingNetwork:
    """LIF layers one behind the other, and what reads the last one.

    Parameters
    ----------
    sizes : sequence of int
        Number of inputs, and of the neurons of each layer; the last has one for each class.
    n_steps : int
        Time steps of a sample.
    cell : DiscreteLIF
    output : Output
        With the loss "count" or "first spike" the last layer spikes; with the others it is made of
        leaky integrators.
    gain : float
        Of the first weights; see :func:`initial_weights`.
    start : float
        Potential that every spiking neuron begins with, from rest at 0 to the threshold at 1.
    random_state : int, RandomState or None
    dtype : {"float32", "float64"}

    Attributes
    ----------
    weights : (n_weights,) array
        Of all layers; :attr:`layers` cuts it up.  Changes in place are changes of the network.

    Examples
    --------
    >>> network = SpikingNetwork((2, 16, 2), n_steps=10, random_state=0)
    >>> x, labels = np.eye(2)[:, None, :], np.array([0, 1])  # constant currents
    >>> train(network, [(x, labels)] * 100, learning_rate=0.02)[-1] < 0.2
    True
    >>> network.predict(x)
    array([0, 1])
    """

    def __init__(
        self,
        sizes: Sequence[int],
        n_steps: int,
        cell: DiscreteLIF = DiscreteLIF(),
        output: Output = Output(),
        *,
        gain: float = 1.0,
        start: float = 0.0,
        random_state: int | np.random.RandomState | None = None,
        dtype: Literal["float32", "float64"] = "float32",
    ):
        self.sizes = checked_sizes(sizes)
        self.n_steps = _checks.positive_integer("n_steps", n_steps)
        self.cell = _declared.checked(cell, DiscreteLIF, "cell")
        self.output = _declared.checked(output, Output, "output")
        self.dtype = _checks.one_of("dtype", dtype, ("float32", "float64"))
        self.start = _checks.finite_number("start", start)
        gain = _checks.positive_number("gain", gain)
        random = random_numbers(random_state)
        self.weights = initial_weights(self.sizes, gain, random).astype(self.dtype)

    @property
    def layers(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Weights (n_in, n_out) and biases (n_out,) of each layer, as views of ``weights``."""
        parts, at = [], 0
        for n_in, n_out in pairwise(self.sizes.tolist()):
            end = at + n_in * n_out
            parts.append(
                (self.weights[at:end].reshape(n_in, n_out), self.weights[end : end + n_out])
            )
            at = end + n_out
        return parts

    def gradient(self, X: ArrayLike, y: ArrayLike) -> "BatchGradient":
        """Compute the mean loss of a batch and its derivative by every weight.

        Parameters
        ----------
        X : (n_samples, n_in), (n_samples, 1, n_in) or (n_samples, n_steps, n_in) array_like
            Input: constant currents, or one value in each time step, such as a spike.
        y : (n_samples,) array_like of int, from 0 to the number of classes - 1
        """
        X = self._input(X)
        y = class_numbers(y, len(X), int(self.sizes[-1]))
        grad, told = np.empty_like(self.weights), np.zeros(3)
        kernel = in_precision(batch_gradient, self.dtype)
        kernel(X, y, self.weights, *self._settings(), grad, told)
        return BatchGradient(float(told[0]), grad, float(told[1]), float(told[2]))

    def traces(self, X: ArrayLike) -> np.ndarray:
        """Compute the outputs over time, (n_samples, n_steps, n_classes), in the network's dtype.

        They are potentials, or spikes where the loss is one of spikes.
        """
        return self._run(self._input(X))[0]

    def scores(self, X: ArrayLike) -> np.ndarray:
        """Compute the score of each class after each step, (n_samples, n_steps, n_classes)."""
        y = self.traces(X)
        scores = np.empty_like(y)
        output = floats_in(self.output, self.dtype)
        in_precision(fill_scores, self.dtype)(y, output.loss, output.sharpness, scores)
        return scores

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Return the class with the highest score at the end, (n_samples,) int64."""
        return self.scores(X)[:, -1].argmax(1)

    def activity(self, X: ArrayLike) -> Activity:
        """Count spikes and synaptic operations for a sample, on average over samples."""
        X = self._input(X)
        spikes = self._run(X)[1] / len(X)
        if self.output.loss < COUNT:
            spikes[-1] = 0.0
        currents_in = X.shape[1] == 1 < self.n_steps
        first = np.count_nonzero(X) / len(X)
        synops = float((spikes[:-1] * self.sizes[2:]).sum())
        synops += 0.0 if currents_in else first * self.sizes[1]
        return Activity(
            0.0 if currents_in else first,
            float(spikes[:-1].sum()),
            float(spikes[-1]),
            float(synops),
            float(first * self.sizes[1]) if currents_in else 0.0,
        )

    def _settings(self):
        cell, output = floats_in(self.cell, self.dtype), floats_in(self.output, self.dtype)
        start = np.dtype(self.dtype).type(self.start)
        return self.sizes, self.n_steps, cell, start, output

    def _run(self, X):
        y = np.empty((len(X), self.n_steps, self.sizes[-1]), self.dtype)
        spikes = np.empty(len(self.sizes) - 1)
        kernel = in_precision(batch_outputs, self.dtype)
        kernel(X, self.weights, *self._settings(), y, spikes)
        return y, spikes

    def _input(self, X):
        return batch_input(X, self.n_steps, int(self.sizes[0]), self.dtype, constant=True)
