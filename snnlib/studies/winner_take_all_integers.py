"""Rivals in whole numbers, as on a chip; in floats they are :mod:`.winner_take_all`.

A synapse stores a code of up to 8 bits, and a table tells what is added to the membrane for it.
"""

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib.hardware.fixed_point import IntegerMembrane, checked_membrane, fit_word, integer_leak
from snnlib.network.sources import poisson_spikes
from snnlib.studies.winner_take_all import begin_image, checked_images


@jit
def integer_step(
    neurons: np.ndarray,
    n_spikes: int,
    codes: np.ndarray,
    levels: np.ndarray,
    theta: np.ndarray,
    membrane: IntegerMembrane,
    seed: int,
    step: int,
    v: np.ndarray,
) -> tuple[int, int]:
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
    images, drive, n_steps, codes, levels, theta, membrane, seed,
    exposure, neurons, place, rest, v, counts,
):  # fmt: skip
    overflows = 0
    for k in range(images.shape[0]):
        begin_image(images[k], drive, seed, exposure, place, rest)
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
    membrane: IntegerMembrane,
    *,
    n_steps: int = 100,
    drive: float = 18.0,
    seed: int = 0,
) -> tuple[np.ndarray, int]:
    """Count the spikes of trained rivals in whole numbers; see :func:`.winner_take_all.respond`.

    Parameters
    ----------
    images : (n_images, n_pixels) array_like, not negative
    codes : (n_pixels, n_neurons) uint8
    levels : (n_levels,) array_like of int, at most 256
        What is added to the membrane for each code.
    theta : (n_neurons,) array_like of int
        Thresholds.  One that the register cannot hold is never crossed.
    membrane : IntegerMembrane
    n_steps, drive, seed
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
    drive, seed = _checks.positive_number("drive", drive), _checks.whole_number("seed", seed)
    counts = np.zeros((len(images), n), np.int32)
    room = np.empty((1, n_pixels)), np.empty(n_pixels, np.int32), np.zeros(2, np.int64), np.zeros(1)
    numbers = np.ascontiguousarray(codes), table, theta, membrane, seed
    overflows = _integer_respond(
        images, drive, n_steps, *numbers, *room, np.empty(n, np.int64), counts
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


@jit
def code_thresholds(w: np.ndarray, levels: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    """Return thresholds (n,) float32 that go with the sums of the weights' levels.

    Parameters
    ----------
    w : (n_pixels, n) uint8, codes
    levels : (n_levels,) int, what a code stands for
    ratio : (n,) float32, each threshold as a fraction of its neuron's sum
    """
    theta = np.zeros(w.shape[1], np.float32)
    for j in range(w.shape[1]):
        total = 0
        for i in range(w.shape[0]):
            total += levels[w[i, j]]
        theta[j] = float(ratio[j]) * total
    return theta


@jit
def in_units(numbers: np.ndarray, scale: float) -> np.ndarray:
    """Return not negative numbers times ``scale``, rounded, as int32: in a membrane's unit."""
    whole = np.zeros(numbers.size, np.int32)
    for i in range(numbers.size):
        whole[i] = int(float(numbers[i]) * scale + 0.5)
    return whole


@jit
def vote_percent(counts: np.ndarray, label: np.ndarray, votes: np.ndarray) -> float:
    """Add up votes in % by class; return the class that has most, or NaN without a spike.

    Parameters
    ----------
    counts : (n,) int32, spikes of each neuron
    label : (n,) int, its class, -1 for none
    votes : (n_classes,) float64, zeros
        Filled with the mean spikes of a class's neurons, in % of all.
    """
    of_class, winner = np.zeros(votes.size), np.nan
    for j in range(counts.size):
        if label[j] >= 0:
            of_class[label[j]] += 1.0
    for j in range(counts.size):
        if label[j] >= 0:
            votes[label[j]] += counts[j] / of_class[label[j]]
    total, most = votes.sum(), 0.0
    for k in range(votes.size):
        votes[k] *= 100.0 / total if total > 0.0 else 0.0
        if votes[k] > most:
            most, winner = votes[k], k
    return winner
