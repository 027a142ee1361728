"""Conversion: a trained network of rectified linear units (ReLU) becomes one of spiking neurons.

A neuron that integrates a steady current without a leak, and subtracts its threshold at each spike,
spikes at a rate that grows in proportion to the current: from 0, and up to one spike a step.  That
is a ReLU with a ceiling, so that the weights of a trained network can be taken over (Cao, Chen &
Khosla 2015, doi:10.1007/s11263-014-0788-3).  What is left to choose is each layer's scale, the
activation that one spike a step stands for:

``"none"``
    1: activations above that are cut off.
``"max"``
    The largest activation on the training samples: nothing is cut off, and most neurons spike
    seldom (Diehl et al. 2015, doi:10.1109/IJCNN.2015.7280696).
``"percentile"``
    A percentile of the activations, so that an outlier does not decide (Rueckauer et al. 2017,
    doi:10.3389/fnins.2017.00682).
``"spikes"``
    The largest current of a step in the spiking network itself, layer after layer: threshold
    balancing (Diehl et al. 2015; Sengupta et al. 2019, doi:10.3389/fnins.2019.00095).

A layer's weights are multiplied by the scale of the layer before and divided by its own, its biases
divided by its own: the same as thresholds of these heights.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from sklearn.neural_network import MLPClassifier
from sklearn.utils.validation import check_is_fitted

from snnlib import _checks
from snnlib.gradients.backpropagation import Output
from snnlib.gradients.layers import SUBTRACT, DiscreteLIF
from snnlib.gradients.losses import LAST
from snnlib.gradients.spiking import SpikingNetwork

Balance = Literal["none", "max", "percentile", "spikes"]
BALANCES = ("none", "max", "percentile", "spikes")
INTEGRATE = DiscreteLIF(beta=1.0, reset=SUBTRACT)
RUN_STEPS = 100  # for which "spikes" looks for the largest current


def convert(
    mlp: MLPClassifier,
    X: ArrayLike,
    n_steps: int = 100,
    *,
    balance: Balance = "percentile",
    percentile: float = 99.9,
    start: float = 0.0,
) -> SpikingNetwork:
    """Return a spiking network with the weights of a trained multilayer perceptron.

    Each input is a constant current, and the outputs add up what they get: after k steps they hold
    about k times the perceptron's outputs before its softmax.

    Parameters
    ----------
    mlp : MLPClassifier
        Fitted, with ``activation="relu"``.
    X : (n_samples, n_features) array_like
        From which the scales are found: training samples, as the perceptron takes them.
    n_steps : int
        Time steps of an answer; :meth:`SpikingNetwork.scores` has one after each of them.
    balance : {"percentile", "none", "max", "spikes"}
        How the scales are found; see the module.
    percentile : float, from 0 to 100
    start : float
        Potential that every neuron begins with.  At 0 a neuron rounds its number of spikes down; at
        1/2, half a threshold, it rounds to the nearest (Bu et al. 2022, arXiv:2202.01440).

    Returns
    -------
    network : SpikingNetwork
        In float32; its class 0 is the perceptron's ``classes_[0]``, and so on.
    """
    weights, biases = _layers_of(mlp)
    scales = layer_scales(mlp, X, balance=balance, percentile=percentile)
    return _network(weights, biases, scales, n_steps, start)


def layer_scales(
    mlp: MLPClassifier,
    X: ArrayLike,
    *,
    balance: Balance = "percentile",
    percentile: float = 99.9,
) -> np.ndarray:
    """Return the activation that one spike a step stands for, (n_hidden_layers,) float64.

    The parameters are those of :func:`convert`.
    """
    weights, biases = _layers_of(mlp)
    X = _checks.finite_array("X", X)
    if X.ndim != 2 or X.shape[1] != len(weights[0]):
        raise ValueError(f"X must have the shape (n_samples, {len(weights[0])}), got {X.shape}")
    _checks.one_of("balance", balance, BALANCES)
    percentile = _checks.non_negative_number("percentile", percentile)
    if percentile > 100.0:
        raise ValueError(f"percentile must be from 0 to 100, got {percentile:g}")
    if balance == "none":
        return np.ones(len(weights) - 1)
    if balance == "spikes":
        return _largest_currents(weights, biases, X)
    scales = []
    for w, b in zip(weights[:-1], biases[:-1], strict=True):
        X = np.maximum(X @ w + b, 0.0)
        scales.append(X.max() if balance == "max" else np.percentile(X, percentile))
    return _above_zero(scales)


def _layers_of(mlp):
    """Return the weights and biases of all layers, with an output for each of two classes, too."""
    check_is_fitted(mlp, "coefs_")
    if mlp.activation != "relu":
        raise ValueError(f'mlp must have activation="relu", got {mlp.activation!r}')
    weights, biases = list(mlp.coefs_), list(mlp.intercepts_)
    if weights[-1].shape[1] == 1:  # two classes: the one output speaks for the second
        weights[-1] = np.pad(weights[-1], ((0, 0), (1, 0)))
        biases[-1] = np.pad(biases[-1], (1, 0))
    return weights, biases


def _above_zero(scales):
    """Return scales as an array; that of a layer that is always silent is 1."""
    scales = np.array(scales, float)
    return np.where(scales > 0.0, scales, 1.0)


def _network(weights, biases, scales, n_steps, start):
    """Return the spiking network with these scales."""
    own, before = np.append(scales, 1.0), np.append(1.0, scales)
    sizes = [len(weights[0]), *(w.shape[1] for w in weights)]
    network = SpikingNetwork(sizes, n_steps, INTEGRATE, Output(1.0, LAST), start=start)
    parts = zip(weights, biases, own, before, strict=True)
    network.weights[:] = np.concatenate(
        [part for w, b, scale, last in parts for part in ((w * last / scale).ravel(), b / scale)]
    )
    return network


def _largest_currents(weights, biases, X):
    """Return the largest current of a step in each hidden layer, found layer after layer."""
    scales = []
    for k in range(1, len(weights)):
        # the layer's currents are what outputs that forget at once hold
        network = _network(weights[:k], biases[:k], scales, RUN_STEPS, 0.0)
        network.output = Output(0.0, LAST)
        parts = range(0, len(X), 100)
        highest = max(float(network.traces(X[i : i + 100]).max()) for i in parts)
        scales = _above_zero([*scales, highest])
    return np.asarray(scales)
