"""Rivals: LIF neurons that see the same spikes, and of which the first to spike silences the rest.

How trained neurons respond to an image, from rest and without learning.  It is what
:class:`snnlib.Network` does with :func:`snnlib.neurons.adaptive.neuron`, delta synapses and
``adaptive.WINNER_TAKES_ALL`` where ``theta_plus`` is 0, in kernels that also run in a browser; the
tests compare the spikes.  Potentials count from ``v_rest``, which is ``v_reset`` too.

:mod:`.winner_take_all_integers` is the same in whole numbers.
"""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib._units import plain
from snnlib.math import exp, log1p
from snnlib.network.sources import first_above, poisson_gap, poisson_spikes

MOST = 0.95  # highest probability of a pixel's spike in a time step
LOWEST = np.float32(-3e38)  # margin of a neuron that does not reach its threshold
FEWEST, SIGN, ALL_BUT_SIGN = np.int32(-(2**31)), np.int32(31), np.int32(2**31 - 1)
LIT = 0.1  # fraction of its pixels that a usual image lights


@jit
def spike_probability(pixel: float, length: float, drive: float) -> float:
    """Return the probability of a pixel's spike in a step, for an image of this length."""
    return min(pixel / length * drive, MOST) if length > 0.0 else 0.0


def spike_probabilities(images: ArrayLike, drive: float) -> np.ndarray:
    """Return the probability of each pixel's spike in 1 ms, from images made equally long.

    Parameters
    ----------
    images : (n_images, n_pixels) array_like, not negative
    drive : float
        Spikes in a step, on average, of an image that lights a tenth of its pixels evenly.

    Returns
    -------
    probabilities : (n_images, n_pixels) float64
    """
    images = _checks.finite_array("images", images, max_ndim=2)
    drive = _checks.positive_number("drive", drive)
    length = np.sqrt(LIT * images.shape[-1] * (images**2).sum(-1, keepdims=True))
    return np.minimum(images / np.where(length > 0.0, length, 1.0) * drive, MOST)


@jit
def image_exposure(image: np.ndarray, drive: float, exposure: np.ndarray) -> None:
    """Fill (1, n_pixels) exposures of an image, as ``poisson_spikes`` takes them."""
    squares, exposed = 0.0, 0.0
    for i in range(image.size):
        squares += image[i] * image[i]
    length = sqrt(LIT * image.size * squares)
    for i in range(image.size):
        exposed -= log1p(-spike_probability(image[i], length, drive))
        exposure[0, i] = exposed


@jit
def begin_image(
    image: np.ndarray,
    drive: float,
    seed: int,
    exposure: np.ndarray,
    place: np.ndarray,
    rest: np.ndarray,
) -> None:
    """Begin the spike trains of an image: the same random numbers for every image."""
    image_exposure(image, drive, exposure)
    place[0], place[1] = 0, 0
    rest[0] = poisson_gap(-1.0, seed, 0, place)


@jit
def _add_rows(neurons, n_spikes, w, v):
    """Add to v the weights of all spikes, four rows together and yet one after the other."""
    for e in range(0, n_spikes - 3, 4):
        a, b, c, d = neurons[e], neurons[e + 1], neurons[e + 2], neurons[e + 3]
        for j in range(v.size):
            v[j] = (
                v[j] + np.float32(w[a, j]) + np.float32(w[b, j])
                + np.float32(w[c, j]) + np.float32(w[d, j])
            )  # fmt: skip
    for e in range(n_spikes - n_spikes % 4, n_spikes):
        row = neurons[e]
        for j in range(v.size):
            v[j] += np.float32(w[row, j])


@jit
def _winner(v, theta, keep):
    """Return who is furthest above the threshold after the leak; v is used up.

    Floats that are read as whole numbers stand in the same order, those below 0 backwards; of
    whole numbers a processor finds the largest eight at a time.
    """
    for j in range(v.size):
        v[j] = v[j] * keep - theta[j] if v[j] >= theta[j] else LOWEST
    bits, most = v.view(np.int32), FEWEST
    for j in range(v.size):
        rank = bits[j] ^ ((bits[j] >> SIGN) & ALL_BUT_SIGN)
        most = max(most, rank)
    winner = 0
    while bits[winner] ^ ((bits[winner] >> SIGN) & ALL_BUT_SIGN) != most:
        winner += 1
    return winner


@jit
def step(
    neurons: np.ndarray, n_spikes: int, w: np.ndarray, theta: np.ndarray, keep: float, v: np.ndarray
) -> int:
    """Advance the rivals by a time step; give the winner, or -1.

    Parameters
    ----------
    neurons : (n_pixels,) int32, of which the first ``n_spikes`` have spiked
    w : (n_pixels, n) float32 or uint8
    theta : (n,) float32, thresholds above rest, in the unit of w
    keep : float32, what is left of a potential after a step
    v : (n,) float32, above rest; changed
    """
    _add_rows(neurons, n_spikes, w, v)
    n_above = 0
    for j in range(v.size):
        n_above += v[j] >= theta[j]
    if n_above == 0:
        for j in range(v.size):
            v[j] *= keep
        return -1
    winner = _winner(v, theta, keep)
    for j in range(v.size):
        v[j] = 0.0
    return winner


@jit
def _gap(k, seed: int, place, gaps):
    """Return the exposure before spike ``k`` of an image: drawn once, for it is that of all."""
    if k == place[1]:
        gaps[k] = poisson_gap(-1.0, seed, 0, place)
    return gaps[k]


@jit
def _respond(
    images, drive, n_steps, w, theta, keep, seed, exposure, neurons, place, gaps, v, counts
):
    for k in range(images.shape[0]):
        image_exposure(images[k], drive, exposure)
        v[:] = 0.0
        n_drawn, at, end = 1, _gap(0, seed, place, gaps), exposure[0, exposure.size - 1]
        for _ in range(n_steps):
            n_spikes = i = 0  # as in poisson_spikes
            while at < end:
                i = first_above(exposure, 0, i, at)
                neurons[n_spikes] = i
                n_spikes += 1
                at = exposure[0, i] + _gap(n_drawn, seed, place, gaps)
                n_drawn += 1
            at -= end
            winner = step(neurons, n_spikes, w, theta, keep, v)
            if winner >= 0:
                counts[k, winner] += 1


def checked_images(images: ArrayLike) -> np.ndarray:
    """Return images as (n_images, n_pixels) float64, not negative."""
    images = _checks.finite_array("images", images, max_ndim=2)
    if images.ndim != 2 or images.min(initial=0.0) < 0.0:
        raise ValueError("images must be of shape (n_images, n_pixels) and not negative")
    return images


def respond(
    images: ArrayLike,
    w: ArrayLike,
    theta: ArrayLike,
    *,
    n_steps: int = 100,
    drive: float = 18.0,
    tau_m: float = 20.0,
    seed: int = 0,
) -> np.ndarray:
    """Count the spikes of trained rivals for each image, from rest, in steps of 1 ms.

    The same image with the same seed gives the same spikes, whichever others are shown.

    Parameters
    ----------
    images : (n_images, n_pixels) array_like, not negative
        As Poisson trains, whose rates are proportional to the pixels.
    w : (n_pixels, n_neurons) array_like of float, or of uint8
    theta : (n_neurons,) array_like
        Thresholds above rest, in the unit of w.
    drive : float
        As in :func:`spike_probabilities`.
    tau_m : float, ms

    Returns
    -------
    counts : (n_images, n_neurons) int32
    """
    images = checked_images(images)
    w = np.asarray(plain("w", w, ""))
    if w.dtype != np.uint8:
        w = _checks.finite_array("w", w, max_ndim=2).astype(np.float32)
    if w.ndim != 2 or len(w) != images.shape[1]:
        raise ValueError(f"w must have one row for each of {images.shape[1]} pixels, got {w.shape}")
    n_pixels, n = w.shape
    theta = _checks.finite_array("theta", theta, shape=(n,)).astype(np.float32)
    n_steps = _checks.positive_integer("n_steps", n_steps)
    drive = _checks.positive_number("drive", drive)
    keep = np.float32(exp(-1.0 / _checks.positive_number("tau_m", tau_m, "milliseconds")))
    counts = np.zeros((len(images), n), np.int32)
    room = np.empty((1, n_pixels)), np.empty(n_pixels, np.int32), np.zeros(2, np.int64)
    room += np.empty(n_steps * n_pixels + 2), np.empty(n, np.float32)
    _respond(images, drive, n_steps, np.ascontiguousarray(w), theta, keep, seed, *room, counts)
    return counts


@jit
def count_spikes(
    images: np.ndarray, n_steps: int, drive: float, seed: int, w: np.ndarray, theta: np.ndarray
) -> tuple[float, float]:
    """Return the mean numbers of input spikes and of the rivals' spikes for an image.

    The arguments are as in :func:`respond`, the images float64, w and theta float32.
    """
    n_pixels = w.shape[0]
    exposure, came, v = np.zeros((1, n_pixels)), np.zeros(n_pixels, np.int32), np.zeros_like(theta)
    place, rest, keep = np.zeros(2, np.int64), np.zeros(1), np.float32(exp(-1.0 / 20.0))
    n_came = n_fired = 0
    for k in range(images.shape[0]):
        begin_image(images[k], drive, seed, exposure, place, rest)
        v[:] = 0.0
        for step_now in range(n_steps):
            n_now = poisson_spikes(
                step_now, n_pixels, exposure, 1, -1.0, seed, 0, place, rest, came, 0
            )
            n_came += n_now
            n_fired += step(came, n_now, w, theta, keep, v) >= 0
    return n_came / images.shape[0], n_fired / images.shape[0]
