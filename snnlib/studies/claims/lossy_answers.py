"""What a spiking network and a perceptron answer when something is broken in them.

Both have one hidden layer; the spiking one's outputs are leaky integrators, read by their mean.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.gradients.layers import DiscreteLIF, currents, lif_forward
from snnlib.random import normal, uniform


class Layers(NamedTuple):
    """Weights (n_in, n_out) and biases (n_out,) of two layers, float64."""

    w_hidden: np.ndarray
    b_hidden: np.ndarray
    w_out: np.ndarray
    b_out: np.ndarray


@jit
def lose(messages: np.ndarray, lost: float, copies: int, seed: int, number: int) -> None:
    """Let each of the messages (time, line) that is not 0 get lost with the probability ``lost``.

    A message that is sent in several copies arrives as their mean, those that are lost being 0.
    """
    n_lines = messages.shape[1]
    for k in range(messages.shape[0]):
        for i in range(n_lines):
            if messages[k, i] != 0.0 and lost > 0.0:
                arrived = 0
                for c in range(copies):
                    place = (k * n_lines + i) * copies + c
                    arrived += uniform(seed, number, place) >= lost
                messages[k, i] *= arrived / copies


@jit
def jitter(spikes: np.ndarray, spread: float, seed: int, number: int) -> np.ndarray:
    """Return spikes (time, line), each moved by a normal number of steps of that deviation.

    A spike that would leave the time is put to its first or last step; two that meet are one.
    """
    n_steps, n_lines = spikes.shape
    moved = np.zeros((n_steps, n_lines))
    for k in range(n_steps):
        for i in range(n_lines):
            if spikes[k, i] > 0.0:
                by = spread * normal(seed, number, k * n_lines + i)
                at = int(np.floor(k + by + 0.5))
                moved[min(max(at, 0), n_steps - 1), i] = 1.0
    return moved


@jit
def spiking_answer(
    x: np.ndarray, n_steps: int, layers: Layers, beta: float, lost: float, seed: int, number: int
) -> int:
    """Return the class that a spiking network gives to x, (time, n_in) or (1, n_in).

    ``lost`` is the probability with which a hidden spike does not arrive.
    """
    n_hidden, n_out = layers.w_out.shape
    into = np.zeros((x.shape[0], n_hidden))
    v, s = np.zeros((n_steps, n_hidden)), np.zeros((n_steps, n_hidden))
    out, y, score = np.zeros((n_steps, n_out)), np.zeros(n_out), np.zeros(n_out)
    currents(x, layers.w_hidden, layers.b_hidden, into)
    lif_forward(into, DiscreteLIF(beta, 2.0, 0, 0, 1, 0), v, s)
    lose(s, lost, 1, seed, number)
    currents(s, layers.w_out, layers.b_out, out)
    for k in range(n_steps):
        y = beta * y + out[k]
        score += y
    return np.argmax(score)


@jit
def perceptron_answer(
    x: np.ndarray, layers: Layers, lost: float, copies: int, seed: int, number: int
) -> int:
    """Return the class that a perceptron with rectified hidden units gives to x, (1, n_in).

    ``lost`` is the probability with which one of the copies of a hidden value does not arrive.
    """
    n_hidden, n_out = layers.w_out.shape
    hidden, out = np.zeros((1, n_hidden)), np.zeros((1, n_out))
    currents(x, layers.w_hidden, layers.b_hidden, hidden)
    hidden = np.maximum(hidden, 0.0)
    lose(hidden, lost, copies, seed, number)
    currents(hidden, layers.w_out, layers.b_out, out)
    return np.argmax(out[0])
