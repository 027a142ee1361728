"""Rivals at work, image by image: trained ones, step by step, and others while they learn.

The rivals are those of :mod:`snnlib.studies.winner_take_all`; while they learn, the winner's
weights follow :mod:`snnlib.plasticity.instar`, and its threshold rises.  It is what a network does
with the same input.  The chapter "learning/digits" explains it.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.math import exp
from snnlib.network.sources import poisson_gap, poisson_spikes
from snnlib.plasticity.instar import InstarParameters, NoTrace, follow, to_total
from snnlib.plasticity.stdp import Trace
from snnlib.random import uniform
from snnlib.studies import winner_take_all
from snnlib.studies.winner_take_all import image_exposure

DRIVE = 18.0  # input spikes in a step, of an image that lights a tenth of its pixels evenly
SHOWN = 100  # steps of 1 ms, of an image while they learn
TOTAL = 78.0  # mV, sum of the weights onto a neuron
TAU_M = 20.0  # ms, of the membranes
TAU_X = 50.0  # ms, of the pixels' traces


class Competition(NamedTuple):
    """What can be chosen about rivals that learn."""

    looked_for: float = 10.0  # spikes for an image, of all together
    threshold_step: float = 1.0  # mV, by which a spike raises its neuron's threshold
    learning_rate: float = 0.2
    seed: int = 1


@jit
def input_spikes(
    image: np.ndarray, n_steps: int, seed: int, stream: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return an image's spike trains.

    Parameters
    ----------
    image : (n_pixels,) float64, not negative
    n_steps, seed, stream : int
        The seed and the stream name the random numbers.

    Returns
    -------
    pixels : (n_spikes,) int32
        Which pixel spikes, step after step.
    begin : (n_steps + 1,) int64
        The place of each step's first spike, and the number of spikes.
    """
    exposure, rest = np.zeros((1, image.size)), np.zeros(1)
    place, begin = np.zeros(2, np.int64), np.zeros(n_steps + 1, np.int64)
    pixels = np.zeros(n_steps * image.size, np.int32)
    image_exposure(image, DRIVE, exposure)
    rest[0] = poisson_gap(-1.0, seed, stream, place)
    for k in range(n_steps):
        begin[k + 1] = poisson_spikes(
            k, image.size, exposure, 1, -1.0, seed, stream, place, rest, pixels, begin[k]
        )
    return pixels[: begin[n_steps]], begin


@jit
def show(
    pixels: np.ndarray, begin: np.ndarray, w: np.ndarray, theta: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Show an image to trained rivals at rest.

    Parameters
    ----------
    pixels, begin
        As :func:`input_spikes` returns them.
    w : (n_pixels, n) float32 or uint8
    theta : (n,) float32, in the unit of w

    Returns
    -------
    v : (n_steps, n) float32
        Potentials after each step, in the unit of w.
    winners : (n_steps,) int64
        Who spikes in each step; -1 where nobody does.
    """
    keep = np.float32(exp(-1.0 / TAU_M))
    n_steps, now = begin.size - 1, np.zeros(theta.size, np.float32)
    v, winners = np.zeros((n_steps, theta.size), np.float32), np.zeros(n_steps, np.int64)
    for k in range(n_steps):
        came = pixels[begin[k] : begin[k + 1]]
        winners[k] = winner_take_all.step(came, came.size, w, theta, keep, now)
        v[k] = now
    return v, winners


@jit
def scale(w: np.ndarray, j: int, total: float) -> None:
    """Scale the weights onto neuron j, which come to ``total``, to their fixed sum."""
    c = InstarParameters(np.float32(0.0), np.float32(TOTAL))
    factor = to_total(np.float32(total), NoTrace(), c)
    for i in range(w.shape[0]):
        w[i, j] *= factor


@jit
def newborn(n_pixels: int, n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return random weights (n_pixels, n) and thresholds (n,) of 10 mV, both float32."""
    w = np.zeros((n_pixels, n), np.float32)
    for j in range(n):
        total = 0.0
        for i in range(n_pixels):
            w[i, j] = uniform(seed, -1, n * i + j)
            total += w[i, j]
        scale(w, j, total)
    return w, np.full(n, 10.0, np.float32)


@jit
def learn_from_spike(j: int, x: np.ndarray, w: np.ndarray, learning_rate: float) -> None:
    """Move the weights onto the winner j towards the pixels' traces."""
    c = InstarParameters(np.float32(learning_rate), np.float32(TOTAL))
    total = 0.0
    for i in range(x.size):
        w[i, j] = follow(w[i, j], Trace(x[i]), NoTrace(), c)
        total += w[i, j]
    scale(w, j, total)


@jit
def learn_image(
    image: np.ndarray,
    k: int,
    competition: Competition,
    w: np.ndarray,
    theta: np.ndarray,
    wins: np.ndarray,
) -> None:
    """Show image number k for 100 ms to rivals at rest, which learn from it.

    ``w`` (n_pixels, n) and ``theta`` (n,) float32, and ``wins`` (n,), spikes of each, are changed.
    """
    keep, keep_x = np.float32(exp(-1.0 / TAU_M)), np.float32(exp(-1.0 / TAU_X))
    n, step_up = theta.size, competition.threshold_step
    drift = np.float32(step_up * competition.looked_for / n / SHOWN)
    x, v = np.zeros(image.size, np.float32), np.zeros(n, np.float32)
    pixels, begin = input_spikes(image, SHOWN, competition.seed, k)
    for step in range(SHOWN):
        came = pixels[begin[step] : begin[step + 1]]
        for i in came:
            x[i] = 1.0
        x *= keep_x  # a trace decays in the step of its spike, too, as in a network
        winner = winner_take_all.step(came, came.size, w, theta, keep, v)
        theta -= drift
        if winner >= 0:
            wins[winner] += 1
            theta[winner] += np.float32(step_up)
            learn_from_spike(winner, x, w, competition.learning_rate)
