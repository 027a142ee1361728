"""Losses: how wrong the outputs of a network are, and the derivative by each of them.

An output layer's traces (time, class) become one score for each class, and the loss is the
cross-entropy of their softmax.  A score is ``sharpness`` times one of these:

=====  =============  ==============================================================
loss   name           score of a class
=====  =============  ==============================================================
0      mean           mean of the output's potential over time
1      max            its largest potential
2      last           its potential at the end
3      vote           logarithm of the mean of its probability over time
4      count          its number of spikes
5      first spike    minus the number of steps before its first spike
=====  =============  ==============================================================

The probability is that of a softmax in each step, of the potentials times the sharpness, which then
stands there.  The first four read leaky integrators, the last two spiking neurons.  With spikes of
0 and 1, the number of steps before the first of them is ``sum_k prod_(l<=k) (1 - s[l])``, which is
also a smooth function of ``s`` in between: its derivative by a spike says how much later the first
one would be without it, and how much sooner with it.
"""

import numpy as np

from snnlib._jit import jit
from snnlib.math import exp, log

MEAN, MAX, LAST, VOTE, COUNT, FIRST_SPIKE = range(6)
SMALLEST = 1e-30  # probability
LOSSES = ("mean", "max", "last", "vote", "count", "first spike")


@jit
def _largest(y, j):
    """Return the step in which output j is largest."""
    at = 0
    for k in range(1, y.shape[0]):
        if y[k, j] > y[at, j]:
            at = k
    return at


@jit
def first_spike_time(s: np.ndarray, j: int) -> float:
    """Return the number of steps before the first spike of column j; all, if there is none."""
    none_yet, steps = 1.0, 0.0
    for k in range(s.shape[0]):
        none_yet *= 1.0 - s[k, j]
        steps += none_yet
    return steps


@jit
def softmax(y: np.ndarray, sharpness: float, p: np.ndarray) -> None:
    """Fill the probabilities ``exp(sharpness y) / sum``, (n_classes,)."""
    highest, total = y[0], 0.0
    for j in range(1, y.size):
        highest = max(highest, y[j])
    for j in range(y.size):
        p[j] = exp(sharpness * (y[j] - highest))
        total += p[j]
    for j in range(y.size):
        p[j] /= total


@jit
def _vote(y, sharpness, scores):
    """Fill the logarithm of each class's mean probability."""
    p = np.empty_like(scores)
    scores[:] = 0.0
    for k in range(y.shape[0]):
        softmax(y[k], sharpness, p)
        for j in range(p.size):
            scores[j] += p[j]
    for j in range(p.size):
        scores[j] = log(max(scores[j] / y.shape[0], SMALLEST))


@jit
def _vote_back(y, sharpness, grad_scores, grad_y):
    """Fill the derivative of the votes' logarithms by the traces."""
    p, mean = np.empty_like(grad_scores), np.zeros_like(grad_scores)
    for k in range(y.shape[0]):
        softmax(y[k], sharpness, p)
        for j in range(p.size):
            mean[j] += p[j]
    for k in range(y.shape[0]):
        softmax(y[k], sharpness, p)
        common = 0.0
        for j in range(p.size):
            grad_y[k, j] = grad_scores[j] / max(mean[j], SMALLEST)
            common += p[j] * grad_y[k, j]
        for j in range(p.size):
            grad_y[k, j] = sharpness * p[j] * (grad_y[k, j] - common)


@jit
def class_scores(y: np.ndarray, loss: int, sharpness: float, scores: np.ndarray) -> None:
    """Fill the score of each class, (n_classes,), from the outputs' traces ``y`` (time, class)."""
    if loss == VOTE:
        _vote(y, sharpness, scores)
        return
    last = y.shape[0] - 1
    for j in range(y.shape[1]):
        if loss == MAX:
            score = y[_largest(y, j), j]
        elif loss == LAST:
            score = y[last, j]
        elif loss == FIRST_SPIKE:
            score = -first_spike_time(y, j)
        else:
            score = 0.0
            for k in range(y.shape[0]):
                score += y[k, j]
            if loss == MEAN:
                score /= y.shape[0]
        scores[j] = sharpness * score


@jit
def best_class(scores: np.ndarray) -> int:
    """Return the class with the highest score, the first of several."""
    best = 0
    for j in range(1, scores.size):
        if scores[j] > scores[best]:
            best = j
    return best


@jit
def cross_entropy(scores: np.ndarray, label: int, grad_scores: np.ndarray) -> float:
    """Return ``-log softmax(scores)[label]`` and fill its derivative by the scores."""
    highest = scores[0]
    for j in range(1, scores.size):
        highest = max(highest, scores[j])
    total = 0.0
    for j in range(scores.size):
        grad_scores[j] = exp(scores[j] - highest)
        total += grad_scores[j]
    for j in range(scores.size):
        grad_scores[j] /= total
    grad_scores[label] -= 1.0
    return log(total) + highest - scores[label]


@jit
def _first_spike_back(s, j, grad_score, grad_y):
    """Fill column j with the derivative by each spike of minus the steps before the first one."""
    n_steps = s.shape[0]
    after = 1.0  # of a step: how much sooner the first spike would be with one there
    for k in range(n_steps - 1, -1, -1):
        grad_y[k, j] = grad_score * after
        after = 1.0 + (1.0 - s[k, j]) * after
    none_yet = 1.0
    for k in range(n_steps):
        grad_y[k, j] *= none_yet
        none_yet *= 1.0 - s[k, j]


@jit
def scores_back(
    y: np.ndarray, loss: int, sharpness: float, grad_scores: np.ndarray, grad_y: np.ndarray
) -> None:
    """Fill the loss's derivative by the outputs' traces (time, class) from that by the scores."""
    if loss == VOTE:
        _vote_back(y, sharpness, grad_scores, grad_y)
        return
    n_steps = y.shape[0]
    grad_y[:] = 0.0
    for j in range(y.shape[1]):
        grad_score = sharpness * grad_scores[j]
        if loss == MAX:
            grad_y[_largest(y, j), j] = grad_score
        elif loss == LAST:
            grad_y[n_steps - 1, j] = grad_score
        elif loss == FIRST_SPIKE:
            _first_spike_back(y, j, grad_score, grad_y)
        else:
            each = grad_score / n_steps if loss == MEAN else grad_score
            for k in range(n_steps):
                grad_y[k, j] = each
