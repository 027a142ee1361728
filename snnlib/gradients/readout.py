"""The output layer where it can be read without its potentials.

The potential of a leaky integrator is a weighted sum of its past input, and so are the mean of the
potential over time and its value at the end.  With r[k] = 1 / n_steps in every step for the mean,
or 1 in the last step alone, the score of class j is

    sum_k r[k] y[k, j] = sum_k c[k] I[k, j],    c[k] = r[k] + beta c[k+1],

and as ``I[k, j] = b[j] + sum_i w[i, j] s[k, i]``, it is ``sum_i w[i, j] a[i] + b[j] sum_k c[k]``,
where ``a[i] = sum_k c[k] s[k, i]`` counts the spikes of neuron i by how much each of them matters.
One product stands for those of all steps, forwards and backwards: the error of a spike in step k is
``c[k]`` times that of ``a[i]``.
"""

import numpy as np

from snnlib._jit import jit, jit_apart
from snnlib.gradients.losses import LAST, MEAN


@jit
def is_linear(loss: int) -> bool:
    """Return whether the scores of a loss are weighted sums of the outputs' input."""
    return loss in (MEAN, LAST)


@jit
def fill_importance(loss: int, beta: float, c: np.ndarray) -> None:
    """Fill how much an input in each step counts in the score, ``c`` (time,)."""
    n_steps = c.size
    c[n_steps - 1] = 1.0 / n_steps if loss == MEAN else 1.0
    for k in range(n_steps - 2, -1, -1):
        c[k] = beta * c[k + 1] + (1.0 / n_steps if loss == MEAN else 0.0)


@jit_apart
def weigh_spikes(s: np.ndarray, c: np.ndarray, weighted: np.ndarray) -> None:
    """Fill the number of spikes of each neuron, each weighted by ``c`` of its step.

    ``s`` (time, neuron), ``c`` (time,), ``weighted`` (neuron,).
    """
    weighted[:] = 0.0
    for k in range(c.size):
        spikes, matters = s[k], c[k]
        for i in range(spikes.size):
            weighted[i] += matters * spikes[i]


@jit_apart
def linear_scores(
    weighted: np.ndarray,
    c: np.ndarray,
    sharpness: float,
    w: np.ndarray,
    b: np.ndarray,
    scores: np.ndarray,
) -> None:
    """Fill the scores (class,) from the weighted spikes (neuron,); ``w`` (neuron, class)."""
    total = c.sum()
    for j in range(b.size):
        scores[j] = total * b[j]
    for i in range(weighted.size):
        count, row = weighted[i], w[i]
        for j in range(scores.size):
            scores[j] += count * row[j]
    for j in range(b.size):
        scores[j] *= sharpness


@jit_apart
def linear_scores_back(
    weighted: np.ndarray,
    c: np.ndarray,
    grad_scores: np.ndarray,
    grad_w: np.ndarray,
    grad_b: np.ndarray,
) -> None:
    """Add the loss's derivative by the last layer's weights and biases to what is there.

    ``grad_scores`` (class,) is the derivative by the scores, times the sharpness.
    """
    total = c.sum()
    for j in range(grad_b.size):
        grad_b[j] += total * grad_scores[j]
    for i in range(weighted.size):
        count, row = weighted[i], grad_w[i]
        for j in range(grad_scores.size):
            row[j] += count * grad_scores[j]


@jit_apart
def spread_error(
    grad_scores: np.ndarray, c: np.ndarray, penalty: float, w_from: np.ndarray, grad_s: np.ndarray
) -> None:
    """Fill the loss's derivative by each spike, ``grad_s`` (time, neuron), from that by the scores.

    ``grad_scores`` as above; ``w_from`` (class, neuron) is the transposed weight matrix, and the
    penalty that of a spike.
    """
    error = np.zeros_like(grad_s[0])
    for j in range(grad_scores.size):
        row = w_from[j]
        for i in range(error.size):
            error[i] += grad_scores[j] * row[i]
    for k in range(c.size):
        row = grad_s[k]
        for i in range(error.size):
            row[i] = c[k] * error[i] + penalty
