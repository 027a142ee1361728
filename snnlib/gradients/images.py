"""What an image becomes before it is learnt: shifted, turned and scaled copies, and spikes."""

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib._units import plain
from snnlib.gradients._batch import random_numbers
from snnlib.math import PI, cos, sin
from snnlib.random import uniform


@jit
def shift_image(image: np.ndarray, dy: int, dx: int, side: int, out: np.ndarray) -> None:
    """Fill ``out`` with a square image that was moved down and to the right; 0 comes in.

    Both are flat, (side * side,).
    """
    for row in range(side):
        for column in range(side):
            r, c = row - dy, column - dx
            inside = (r >= 0) & (r < side) & (c >= 0) & (c < side)
            out[row * side + column] = image[r * side + c] if inside else 0.0


@jit
def _shift_all(images, moves, side, out):
    for n in range(images.shape[0]):
        shift_image(images[n], moves[n, 0], moves[n, 1], side, out[n])


@jit
def _between(image, row, column, side):
    """Return the image between its pixels, weighted by how near each of the four is; 0 outside."""
    r, c = int(np.floor(row)), int(np.floor(column))
    value = 0.0
    for i in range(max(r, 0), min(r + 2, side)):
        for j in range(max(c, 0), min(c + 2, side)):
            value += (1.0 - abs(row - i)) * (1.0 - abs(column - j)) * image[side * i + j]
    return value


@jit
def move_image(
    image: np.ndarray, dy: float, dx: float, angle: float, size: float, side: int, out: np.ndarray
) -> None:
    """Fill ``out`` with a square image that was scaled and turned about its middle, then moved.

    Both are flat, (side * side,).  ``angle`` is in radians, clockwise, and ``size`` a factor.
    """
    along, across, middle = cos(angle) / size, sin(angle) / size, 0.5 * (side - 1)
    for row in range(side):
        for column in range(side):
            y, x = row - middle - dy, column - middle - dx
            r, c = middle + along * y - across * x, middle + across * y + along * x
            out[row * side + column] = _between(image, r, c, side)


@jit
def _move_all(images, moves, side, out):
    for n in range(images.shape[0]):
        dy, dx, angle, size = moves[n]
        move_image(images[n], dy, dx, angle, size, side, out[n])


@jit
def fill_spikes(image: np.ndarray, seed: int, number: int, spikes: np.ndarray) -> None:
    """Fill spikes (time, pixel) of 0 and 1: in each step, a pixel spikes with its probability.

    ``image`` holds probabilities, (n_pixels,); another ``number`` draws other spikes.
    """
    n_steps = spikes.shape[0]
    for i in range(image.size):
        for k in range(n_steps):
            lit = image[i] > 0.0
            spikes[k, i] = 1.0 if lit and uniform(seed, i, number * n_steps + k) < image[i] else 0.0


@jit
def fill_all_spikes(images: np.ndarray, seed: int, numbers: np.ndarray, spikes: np.ndarray) -> None:
    """Fill the spikes of many images, (n_images, time, pixel)."""
    for n in range(images.shape[0]):
        fill_spikes(images[n], seed, numbers[n], spikes[n])


def side_of(n_pixels: int) -> int:
    """Return the side of a square image, or say that it is none."""
    side = round(n_pixels**0.5)
    if side * side != n_pixels:
        raise ValueError(f"images must be square to be shifted, got {n_pixels} pixels")
    return side


def _flat_images(images):
    """Return images (n_images, n_pixels) in float32 if they are, or else in float64."""
    images = np.asarray(plain("images", images, ""))
    if images.dtype != np.float32:
        images = _checks.finite_array("images", images)
    if images.ndim != 2:
        raise ValueError(f"images must have the shape (n_images, n_pixels), got {images.shape}")
    return images


def shifted(
    images: ArrayLike, shift: int, random_state: int | np.random.RandomState | None = None
) -> np.ndarray:
    """Return copies of square images, each moved at random by up to ``shift`` pixels each way.

    Parameters
    ----------
    images : (n_images, n_pixels) array_like
    shift : int
        Down and to the right, each from ``-shift`` to ``shift``, all equally likely.

    Returns
    -------
    copies : (n_images, n_pixels), in the images' dtype if that is float32, else float64
    """
    images = _flat_images(images)
    side, shift = side_of(images.shape[1]), _checks.positive_integer("shift", shift)
    moves = random_numbers(random_state).randint(-shift, shift + 1, (len(images), 2))
    copies = np.empty(images.shape, images.dtype)
    _shift_all(images, moves, side, copies)
    return copies


def moved(
    images: ArrayLike,
    shift: float,
    turn: float,
    zoom: float,
    random_state: int | np.random.RandomState | None = None,
) -> np.ndarray:
    """Return copies of square images, each moved, turned and scaled at random.

    What comes to lie between pixels is interpolated from the four around it.

    Parameters
    ----------
    images : (n_images, n_pixels) array_like
    shift : float, pixels
        Down and to the right, each evenly from ``-shift`` to ``shift``.
    turn : float, degrees
        About the middle, evenly from ``-turn`` to ``turn``.
    zoom : float, from 0 to below 1
        The size is evenly from ``1 - zoom`` to ``1 + zoom``.

    Returns
    -------
    copies : (n_images, n_pixels), in the images' dtype if that is float32, else float64
    """
    images = _flat_images(images)
    side, zoom = side_of(images.shape[1]), _checks.probability("zoom", zoom)
    if zoom == 1.0:
        raise ValueError("zoom must be below 1, or else nothing is left of an image, got 1.0")
    shift = _checks.non_negative_number("shift", shift)
    most = shift, shift, _checks.non_negative_number("turn", turn) * PI / 180.0, zoom
    moves = random_numbers(random_state).uniform(-1.0, 1.0, (len(images), 4)) * most
    moves[:, 3] += 1.0
    copies = np.empty(images.shape, images.dtype)
    _move_all(images, moves, side, copies)
    return copies
