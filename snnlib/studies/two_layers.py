"""A small network of two spiking layers that learns while one watches.

Inputs, a hidden layer and an output layer of LIF neurons in steps, without biases.  Forwards and
backwards are those of :mod:`snnlib.gradients.layers`; weights follow Adam.  It is small enough to
be trained from its beginning for every frame of a figure.  The chapter
"learning/surrogate-gradients" explains it.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.gradients.layers import (
    DiscreteLIF,
    add_weight_gradient,
    currents,
    input_gradient,
    lif_backward,
    lif_forward,
)
from snnlib.gradients.losses import COUNT, class_scores, cross_entropy, scores_back
from snnlib.gradients.optimise import AdamParameters, adam_step, corrected
from snnlib.random import normal


class Weights(NamedTuple):
    """Weights of both layers, or what is of their shape: a gradient, a mean."""

    hidden: np.ndarray  # (n_in, n_hidden)
    out: np.ndarray  # (n_hidden, n_out)


class Activity(NamedTuple):
    """Potentials before the reset, and spikes, of both layers; (time, neuron)."""

    v_hidden: np.ndarray
    s_hidden: np.ndarray
    v_out: np.ndarray
    s_out: np.ndarray


class Backwards(NamedTuple):
    """The loss's derivative by the currents of both layers; (time, neuron)."""

    hidden: np.ndarray
    out: np.ndarray


@jit
def zeros(n_in: int, n_hidden: int, n_out: int) -> Weights:
    """Return weights that are all zero."""
    return Weights(np.zeros((n_in, n_hidden)), np.zeros((n_hidden, n_out)))


@jit
def newborn(
    n_in: int, n_hidden: int, n_out: int, spread_hidden: float, spread_out: float, seed: int
) -> Weights:
    """Return normally distributed weights with mean 0 and the given standard deviations."""
    w = zeros(n_in, n_hidden, n_out)
    for i in range(n_in):
        for j in range(n_hidden):
            w.hidden[i, j] = spread_hidden * normal(seed, 0, n_hidden * i + j)
    for j in range(n_hidden):
        for k in range(n_out):
            w.out[j, k] = spread_out * normal(seed, 1, n_out * j + k)
    return w


@jit
def forward(x: np.ndarray, n_steps: int, w: Weights, cell: DiscreteLIF) -> Activity:
    """Show an input (time, n_in), or one that is constant (1, n_in), to the network at rest."""
    n_hidden, n_out = w.out.shape
    shape, out = (n_steps, n_hidden), (n_steps, n_out)
    a = Activity(np.zeros(shape), np.zeros(shape), np.zeros(out), np.zeros(out))
    into_hidden, into_out = np.zeros((x.shape[0], n_hidden)), np.zeros(out)
    currents(x, w.hidden, np.zeros(n_hidden), into_hidden)
    lif_forward(into_hidden, cell, a.v_hidden, a.s_hidden)
    currents(a.s_hidden, w.out, np.zeros(n_out), into_out)
    lif_forward(into_out, cell, a.v_out, a.s_out)
    return a


@jit
def backward(
    x: np.ndarray, w: Weights, a: Activity, grad_s: np.ndarray, cell: DiscreteLIF, grad: Weights
) -> Backwards:
    """Add the gradient of the weights to ``grad``, from the loss's derivative by output spikes.

    ``grad_s`` is (time, n_out).
    """
    n_steps, n_hidden = a.s_hidden.shape
    back = Backwards(np.zeros((x.shape[0], n_hidden)), np.zeros((n_steps, grad_s.shape[1])))
    into_hidden, no_bias = np.zeros((n_steps, n_hidden)), np.zeros(max(w.out.shape))
    lif_backward(grad_s, a.v_out, a.s_out, cell, back.out)
    input_gradient(np.ascontiguousarray(w.out.T), back.out, into_hidden)
    lif_backward(into_hidden, a.v_hidden, a.s_hidden, cell, back.hidden)
    add_weight_gradient(a.s_hidden, back.out, grad.out, no_bias)
    add_weight_gradient(x, back.hidden, grad.hidden, no_bias)
    return back


@jit
def descend(
    w: Weights, grad: Weights, mean: Weights, square: Weights, n_done: int, learning_rate: float
) -> None:
    """Move weights down their gradient by Adam, after ``n_done`` other steps; then clear it."""
    params = corrected(AdamParameters(learning_rate, 0.9, 0.999, 1e-8), n_done)
    _descend(w.hidden, grad.hidden, mean.hidden, square.hidden, params)
    _descend(w.out, grad.out, mean.out, square.out, params)


@jit
def _descend(w, grad, mean, square, params):
    for i in range(w.shape[0]):
        for j in range(w.shape[1]):
            w[i, j], mean[i, j], square[i, j] = adam_step(
                w[i, j], grad[i, j], mean[i, j], square[i, j], params
            )
            grad[i, j] = 0.0


@jit
def spike_train_loss(s: np.ndarray, target: np.ndarray, beta: float, grad_s: np.ndarray) -> float:
    """Return half the squared van Rossum distance of two spike trains, and fill its derivative.

    ``s``, ``target`` and ``grad_s`` are (time, 1).  Both trains are filtered by an exponential that
    keeps a part ``beta`` in each step (van Rossum 2001, doi:10.1162/089976601300014321).
    """
    difference, loss, filtered = np.zeros(s.shape[0]), 0.0, 0.0
    for k in range(s.shape[0]):
        filtered = beta * filtered + s[k, 0] - target[k, 0]
        difference[k] = filtered
        loss += 0.5 * filtered * filtered
    back = 0.0
    for k in range(s.shape[0] - 1, -1, -1):
        back = beta * back + difference[k]
        grad_s[k, 0] = back
    return loss


@jit
def choice_loss(s: np.ndarray, wanted: int, grad_s: np.ndarray) -> float:
    """Return the cross-entropy of a choice by spike counts, and fill its derivative by spikes.

    ``s`` and ``grad_s`` are (time, class).
    """
    scores = np.zeros(s.shape[1])
    grad_scores = np.zeros_like(scores)
    class_scores(s, COUNT, 1.0, scores)
    loss = cross_entropy(scores, wanted, grad_scores)
    scores_back(s, COUNT, 1.0, grad_scores, grad_s)
    return loss
