"""Small moving scenes for an event camera: bars, a wheel, an image seen by a jumping eye.

Each is a scalar function of place and time, so that a kernel can ask for any pixel at any moment.
Places x (to the right) and y (downwards) go from 0 to 1 across the picture, intensities from 0 to
1.  Edges are soft, a few hundredths wide, as an eye or a lens makes them.
"""

from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import TWO_PI, cos, sin

DIM, BRIGHT = 0.1, 0.9
SCENES = ("bars", "wheel", "saccades")


@jit
def _soft(x, steepness):
    """Return a square wave of a sine x, with soft edges, from dim to bright."""
    return 0.5 * (DIM + BRIGHT) + 0.5 * (BRIGHT - DIM) * min(max(steepness * x, -1.0), 1.0)


@jit
def bars_at(x: float, y: float, turns: float) -> float:
    """Return the intensity of upright bars, three to a picture, that move right, one a turn."""
    return _soft(sin(TWO_PI * (3.0 * x - turns)), 2.0)


@jit
def wheel_at(x: float, y: float, turns: float) -> float:
    """Return the intensity of a clockwise wheel with four spokes; its rim is 0.45 from 0.5."""
    re, im = x - 0.5, y - 0.5
    r = sqrt(re * re + im * im)
    if r > 0.45 or r < 1e-9:
        return 0.5 * (DIM + BRIGHT)
    re, im = re / r, im / r
    for _ in range(2):  # (re + i im)**4: four times the angle
        re, im = re * re - im * im, 2.0 * re * im
    angle = TWO_PI * 4.0 * turns
    return _soft(re * cos(angle) + im * sin(angle), 8.0 * r)


@jit
def image_at(image: np.ndarray, x: float, y: float) -> float:
    """Return intensity of an image (row, column) at a place: linear inside, the edge outside."""
    rows, columns = image.shape
    row = min(max(y * rows - 0.5, 0.0), rows - 1.0)
    column = min(max(x * columns - 0.5, 0.0), columns - 1.0)
    i, j = min(int(row), max(rows - 2, 0)), min(int(column), max(columns - 2, 0))
    i1, j1 = min(i + 1, rows - 1), min(j + 1, columns - 1)
    down, right = row - i, column - j
    upper = image[i, j] + right * (image[i, j1] - image[i, j])
    lower = image[i1, j] + right * (image[i1, j1] - image[i1, j])
    return upper + down * (lower - upper)


@jit
def saccade_offset(turns: float) -> tuple[float, float]:
    """Return the shift (x, y) of an eye that goes round a triangle in a turn, in three jumps.

    So were digits shown to an event camera for N-MNIST (Orchard, Jayawant, Cohen & Thakor 2015,
    doi:10.3389/fnins.2015.00437).  The triangle is 0.12 wide and high.
    """
    t = 3.0 * (turns - np.floor(turns))
    if t < 1.0:
        return 0.06 * t, 0.12 * t
    if t < 2.0:
        return 0.06 + 0.06 * (t - 1.0), 0.12 - 0.12 * (t - 1.0)
    return 0.12 - 0.12 * (t - 2.0), 0.0


def render(
    name: Literal["bars", "wheel", "saccades"],
    n_frames: int,
    size: int = 32,
    *,
    turns: float = 1.0,
    image: ArrayLike | None = None,
) -> np.ndarray:
    """Draw the film of a scene, (n_frames, size, size) float64 from 0 to 1.

    ``turns`` is how often the motion comes round from the first frame to the last, and ``image``,
    array_like of shape (rows, columns), what "saccades" looks at.
    """
    _checks.one_of("name", name, SCENES)
    n_frames = _checks.positive_integer("n_frames", n_frames)
    size = _checks.positive_integer("size", size)
    turns = _checks.finite_number("turns", turns)
    if (name == "saccades") != (image is not None):
        raise ValueError("image must be given for the scene 'saccades', and for no other")
    image = _checks.finite_array("image", [[0.0]] if image is None else image)
    if image.ndim != 2 or image.min() < 0.0 or image.max() > 1.0:
        raise ValueError(f"image must hold intensities from 0 to 1, got shape {image.shape}")
    frames = np.empty((n_frames, size, size))
    _fill(SCENES.index(name), turns / max(n_frames - 1, 1), image, frames)
    return frames


@jit
def _fill(number, turns, image, frames):
    for k in range(frames.shape[0]):
        dx, dy = saccade_offset(k * turns)
        for i in range(frames.shape[1]):
            for j in range(frames.shape[2]):
                x, y = (j + 0.5) / frames.shape[2], (i + 0.5) / frames.shape[1]
                if number == 0:
                    frames[k, i, j] = bars_at(x, y, k * turns)
                elif number == 1:
                    frames[k, i, j] = wheel_at(x, y, k * turns)
                else:
                    frames[k, i, j] = image_at(image, x + dx, y + dy)
