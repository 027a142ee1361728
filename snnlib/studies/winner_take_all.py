"""Rivals: LIF neurons that see the same spikes, and of which the first to spike silences the rest.

How trained neurons respond to an image, from rest and without learning.  It is what
:class:`snnlib.Network` does with :func:`snnlib.neurons.adaptive.neuron`, delta synapses and
``adaptive.WINNER_TAKES_ALL`` where ``theta_plus`` is 0, in kernels that also run in a browser; the
tests compare the spikes.  Potentials count from ``v_rest``, which is ``v_reset`` too.

In whole numbers, as on a chip, a synapse stores a code of up to 8 bits, and a table tells what is
added to the membrane for it.
"""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib._units import plain
from snnlib.hardware.fixed_point import checked_membrane, fit_word, integer_leak
from snnlib.math import exp, log1p
from snnlib.network.sources import first_above, poisson_gap, poisson_spikes

MOST = 0.95  # highest probability of a pixel's spike in a time step
LOWEST = np.float32(-3e38)  # margin of a neuron that does not reach its threshold
FEWEST, SIGN, ALL_BUT_SIGN = np.int32(-(2**31)), np.int32(31), np.int32(2**31 - 1)
LIT = 0.1  # fraction of its pixels that a usual image lights


@jit
def spike_probability(pixel, length, ink):
    """Probability of a pixel's spike in a step, for an image of this length as a vector."""
    return min(pixel / length * ink, MOST) if length > 0.0 else 0.0


def spike_probabilities(images: ArrayLike, ink: float) -> np.ndarray:
    """Probability of each pixel's spike in 1 ms, from images made equally long as vectors.

    Parameters
    ----------
    images : (n_images, n_pixels) array_like, not negative
    ink : float
        Spikes in a step, on average, of an image that lights a tenth of its pixels evenly.

    Returns
    -------
    probabilities : (n_images, n_pixels) float64
    """
    images = _checks.finite_array("images", images, max_ndim=2)
    ink = _checks.positive_number("ink", ink)
    length = np.sqrt(LIT * images.shape[-1] * (images**2).sum(-1, keepdims=True))
    return np.minimum(images / np.where(length > 0.0, length, 1.0) * ink, MOST)


@jit
def image_exposure(image, ink, exposure):
    """Fill (1, n_pixels) exposures of an image, as ``poisson_spikes`` takes them."""
    squares, exposed = 0.0, 0.0
    for i in range(image.size):
        squares += image[i] * image[i]
    length = sqrt(LIT * image.size * squares)
    for i in range(image.size):
        exposed -= log1p(-spike_probability(image[i], length, ink))
        exposure[0, i] = exposed


@jit
def begin_image(image, ink, seed: int, exposure, place, rest):
    """Begin the spike trains of an image: the same random numbers for every image."""
    image_exposure(image, ink, exposure)
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
    neurons: np.ndarray, n_spikes, w: np.ndarray, theta: np.ndarray, keep: float, v: np.ndarray
):
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
def _respond(images, ink, n_steps, w, theta, keep, seed, exposure, neurons, place, gaps, v, counts):
    for k in range(images.shape[0]):
        image_exposure(images[k], ink, exposure)
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


def checked_images(images):
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
    ink: float = 18.0,
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
    ink : float
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
    ink = _checks.positive_number("ink", ink)
    keep = np.float32(exp(-1.0 / _checks.positive_number("tau_m", tau_m, "milliseconds")))
    counts = np.zeros((len(images), n), np.int32)
    room = np.empty((1, n_pixels)), np.empty(n_pixels, np.int32), np.zeros(2, np.int64)
    room += np.empty(n_steps * n_pixels + 2), np.empty(n, np.float32)
    _respond(images, ink, n_steps, np.ascontiguousarray(w), theta, keep, seed, *room, counts)
    return counts


@jit
def integer_step(
    neurons: np.ndarray,
    n_spikes,
    codes: np.ndarray,
    levels: np.ndarray,
    theta: np.ndarray,
    membrane,
    seed: int,
    step: int,
    v: np.ndarray,
):
    """Advance the rivals by a time step; give the winner, or -1, and how many sums did not fit.

    Parameters
    ----------
    neurons : (n_pixels,) int32, of which the first ``n_spikes`` have spiked
    codes : (n_pixels, n) uint8
    levels : (256,) int32, what is added to v for a code
    theta : (n,) int32
    membrane : IntegerMembrane
    seed, step : int64
        Name the random numbers, if rounding is STOCHASTIC.
    v : (n,) int64 or int32, which must hold the sum of a step; changed
        The sum is put into the register once.
    """
    for e in range(n_spikes):
        for j in range(v.size):
            v[j] += levels[codes[neurons[e], j]]
    winner, most, overflows = -1, 0, 0
    for j in range(v.size):
        now, over = fit_word(np.int64(v[j]), membrane.bits, membrane.overflow)
        overflows += over
        able = now >= theta[j]
        v[j] = integer_leak(now, membrane, seed, j, step)
        if able and (winner < 0 or v[j] - theta[j] > most):
            winner, most = j, v[j] - theta[j]
    if winner >= 0:
        for j in range(v.size):
            v[j] = 0
    return winner, overflows


@jit
def _integer_respond(
    images, ink, n_steps, codes, levels, theta, membrane, seed,
    exposure, neurons, place, rest, v, counts,
):  # fmt: skip
    overflows = 0
    for k in range(images.shape[0]):
        begin_image(images[k], ink, seed, exposure, place, rest)
        v[:] = 0
        for step in range(n_steps):
            n_spikes = poisson_spikes(
                step, exposure.shape[1], exposure, 1, -1.0, seed, 0, place, rest, neurons, 0
            )
            winner, over = integer_step(
                neurons, n_spikes, codes, levels, theta, membrane, seed, step, v
            )
            overflows += over
            if winner >= 0:
                counts[k, winner] += 1
    return overflows


def integer_respond(
    images: ArrayLike,
    codes: np.ndarray,
    levels: ArrayLike,
    theta: ArrayLike,
    membrane,
    *,
    n_steps: int = 100,
    ink: float = 18.0,
    seed: int = 0,
) -> tuple[np.ndarray, int]:
    """Count the spikes of trained rivals in whole numbers; see :func:`respond`.

    Parameters
    ----------
    images : (n_images, n_pixels) array_like, not negative
    codes : (n_pixels, n_neurons) uint8
    levels : (n_levels,) array_like of int, at most 256
        What is added to the membrane for each code.
    theta : (n_neurons,) array_like of int
        Thresholds.  One that the register cannot hold is never crossed.
    membrane : IntegerMembrane
    n_steps, ink, seed
        As in :func:`snnlib.studies.winner_take_all.respond`, and the same input spikes.

    Returns
    -------
    counts : (n_images, n_neurons) int32
    overflows : int
    """
    images = checked_images(images)
    codes = np.asarray(codes)
    if codes.dtype != np.uint8 or codes.ndim != 2 or len(codes) != images.shape[1]:
        raise ValueError(
            f"codes must be uint8 with one row for each of {images.shape[1]} pixels, got "
            f"{codes.dtype} of shape {codes.shape}"
        )
    checked_membrane(membrane)
    table = np.zeros(256, np.int32)
    levels = _whole("levels", levels, (np.size(levels),))
    if not codes.max() < levels.size <= 256:
        raise ValueError(f"levels must have a number for each code, got {levels.size} of them")
    table[: levels.size] = levels
    n_pixels, n = codes.shape
    theta = _whole("theta", theta, (n,))
    n_steps = _checks.positive_integer("n_steps", n_steps)
    ink, seed = _checks.positive_number("ink", ink), _checks.whole_number("seed", seed)
    counts = np.zeros((len(images), n), np.int32)
    room = np.empty((1, n_pixels)), np.empty(n_pixels, np.int32), np.zeros(2, np.int64), np.zeros(1)
    numbers = np.ascontiguousarray(codes), table, theta, membrane, seed
    overflows = _integer_respond(
        images, ink, n_steps, *numbers, *room, np.empty(n, np.int64), counts
    )
    return counts, int(overflows)


def _whole(name, values, shape):
    """Check whole numbers of up to 31 bits."""
    values = np.asarray(values)
    if values.dtype.kind not in "iu" or values.shape != shape or values.size == 0:
        raise TypeError(f"{name} must be whole numbers of shape {shape}, got {values.dtype}")
    if values.min() < -(2**30) or values.max() > 2**30:
        raise ValueError(f"{name} must be at most 2**30 in size")
    return np.ascontiguousarray(values, np.int32)
