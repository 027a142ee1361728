"""Streams of digits: several are shown one after the other, and one of them the longest.

A stream is a film of noisy frames.  It shows some different digits, each for a while; the question
is which of them was shown for the largest number of frames.  No frame tells it, and neither do the
last ones: one has to recognise digits and to count frames at the same time.

Every stream is a pure function of its seed and its number (:mod:`snnlib.random`), so a training can
have fresh ones as long as it lasts.
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import Count, Probability
from snnlib._jit import jit
from snnlib.random import integer, own_seed, shuffle, uniform_pair

SIDE = 14  # pixels of a frame of small_images
ATTEMPTS = 1000  # at a division of the frames with the margin that is asked for
# random numbers of a stream, by their step: digits (shuffle) from 1, images, divisions, noise
IMAGES, DIVISIONS, NOISE = 1000, 10_000, 10_000_000


class StreamTask(NamedTuple):
    """What a stream is like; compiled code that makes one gives all five."""

    n_frames: Count = 40
    n_digits: Count = 4  # different ones, one after the other
    shortest: Count = 3  # frames for which a digit is shown, at least
    margin: Count = 2  # frames by which the longest is ahead of the second, at least
    noise: Annotated[float, Probability()] = 0.3  # of a pixel to be a random grey instead


class Streams(NamedTuple):
    """Streams, and what they show."""

    frames: np.ndarray  # (n_streams, n_frames, n_pixels) float32, from 0 to 1
    labels: np.ndarray  # (n_streams,) int64, the digit that is shown the longest
    digits: np.ndarray  # (n_streams, n_digits) int64, in the order in which they are shown
    durations: np.ndarray  # (n_streams, n_digits) int64, frames of each


def small_images(images: ArrayLike) -> np.ndarray:
    """Return images of 28 by 28 pixels as 14 by 14, each pixel the mean of four, from 0 to 1.

    Parameters
    ----------
    images : (n, 784) array, from 0 to 255

    Returns
    -------
    small : (n, 196) float32
    """
    images = _checks.finite_array("images", images)
    if images.ndim != 2 or images.shape[1] != 4 * SIDE * SIDE:
        raise ValueError(f"images must have the shape (n, 784), got {images.shape}")
    if images.min() < 0.0 or images.max() > 255.0:
        raise ValueError(f"images must be from 0 to 255, got {images.min()} to {images.max()}")
    blocks = images.reshape(-1, SIDE, 2, SIDE, 2)  # (image, row, 2, column, 2)
    return (blocks.mean(axis=(2, 4)) / 255.0).reshape(-1, SIDE * SIDE).astype(np.float32)


@jit
def longest(durations: np.ndarray) -> tuple[int, int]:
    """Return the place of the longest duration, and by how much it is ahead of the second."""
    place, second = 0, 0
    for d in range(1, durations.size):
        if durations[d] > durations[place]:
            place, second = d, durations[place]
        else:
            second = max(second, durations[d])
    return place, durations[place] - second


@jit
def divide(seed: int, number: int, task: StreamTask, durations: np.ndarray) -> None:
    """Divide the frames of a stream between its digits; fills (n_digits,) int64.

    Every division with the task's shortest time and margin has the same probability: the frames
    that are left over are cut at random places, until the margin is right.
    """
    n, left = durations.size, task.n_frames - durations.size * task.shortest
    cuts = np.zeros(n + 1, np.int64)
    for attempt in range(ATTEMPTS):
        cuts[0], cuts[n] = -1, left + n - 1
        for d in range(1, n):  # n - 1 different places of left + n - 1, in order
            cut = integer(left + d, seed, number, DIVISIONS + 1000 * attempt + d)
            for k in range(1, d):  # Floyd: one that is taken already stands for the newest
                if cuts[k] == cut:
                    cut = left + d - 1
            k = d
            while k > 1 and cuts[k - 1] > cut:
                cuts[k] = cuts[k - 1]
                k -= 1
            cuts[k] = cut
        for d in range(n):
            durations[d] = task.shortest + cuts[d + 1] - cuts[d] - 1
        if longest(durations)[1] >= task.margin:
            return
    durations[:] = task.shortest
    durations[integer(n, seed, number, 0)] += left


@jit
def show(
    image: np.ndarray, frame: int, noise: float, seed: int, number: int, seen: np.ndarray
) -> None:
    """Fill a frame (n_pixels,) float32 with a noisy image; ``frame`` is its place in the stream."""
    for i in range(seen.size):
        u, grey = uniform_pair(seed, number, NOISE + frame * seen.size + i)
        seen[i] = grey if u < noise else image[i]


@jit
def _fill(seed, first, images, order, begin, classes, task, frames, labels, digits, durations):
    """Fill streams; images of class c are ``order[begin[c]:begin[c + 1]]``."""
    these = np.zeros(classes.size, np.int64)
    for s in range(labels.size):
        number, at = first + s, 0
        for c in range(classes.size):
            these[c] = c
        shuffle(these, seed, number)
        divide(seed, number, task, durations[s])
        for d in range(task.n_digits):
            c = these[d]
            digits[s, d] = classes[c]
            k = begin[c] + integer(begin[c + 1] - begin[c], seed, number, IMAGES + d)
            for _ in range(durations[s, d]):
                show(images[order[k]], at, task.noise, seed, number, frames[s, at])
                at += 1
        labels[s] = digits[s, longest(durations[s])[0]]


def digit_streams(
    n_streams: int,
    images: ArrayLike,
    labels: ArrayLike,
    task: StreamTask = StreamTask(),
    *,
    seed: int = 0,
    first: int = 0,
) -> Streams:
    """Draw streams, numbers ``first`` to ``first + n_streams - 1`` of a seed.

    Parameters
    ----------
    images : (n, n_pixels) array, from 0 to 1
        Of which a stream takes one for each of its digits.
    labels : (n,) integers
        Which digit each image is; ``task.n_digits`` different ones or more.
    first : int, optional
        Where to go on: streams 1000 to 1999 are other ones than 0 to 999.

    Returns
    -------
    streams : Streams

    Raises
    ------
    ValueError
        If the frames are too few for the digits, their shortest time and the margin.

    Examples
    --------
    >>> streams = digit_streams(1, np.eye(10), range(10), seed=1)
    >>> streams.frames.shape, streams.durations.sum()
    ((1, 40, 10), np.int64(40))
    """
    n_streams = _checks.positive_integer("n_streams", n_streams)
    task = _checked(task)
    seed = _checks.whole("seed", seed, "an integer")
    first = _checks.whole("first", first, "zero or a positive integer")
    if not 0 <= first <= 2**32 - n_streams:
        raise ValueError(f"first must be from 0 to 2**32 - n_streams, got {first}")
    images = _checks.finite_array("images", images)
    if images.ndim != 2:
        raise ValueError(f"images must have the shape (n, n_pixels), got {images.shape}")
    if images.min() < 0.0 or images.max() > 1.0:
        raise ValueError(f"images must be from 0 to 1, got {images.min()} to {images.max()}")
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels must be integers, got dtype {labels.dtype}")
    if labels.shape != images.shape[:1]:
        raise ValueError(
            f"labels must have one for each of {len(images)} images, got {labels.shape}"
        )
    classes, counts = np.unique(labels, return_counts=True)
    if classes.size < task.n_digits:
        raise ValueError(
            f"labels must have at least n_digits = {task.n_digits} different ones, "
            f"got {classes.size}"
        )
    order, begin = np.argsort(labels, kind="stable"), np.append(0, np.cumsum(counts))
    made = Streams(
        np.empty((n_streams, task.n_frames, images.shape[1]), np.float32),
        np.empty(n_streams, np.int64),
        np.empty((n_streams, task.n_digits), np.int64),
        np.empty((n_streams, task.n_digits), np.int64),
    )
    own, small = own_seed(seed, "digit streams"), images.astype(np.float32)
    _fill(own, first, small, order, begin, classes.astype(np.int64), task, *made)
    return made


def _checked(task):
    task = _declared.checked(task, StreamTask, "task")
    needed = task.n_digits * task.shortest + task.margin
    if task.n_digits < 2:
        raise ValueError(f"n_digits must be 2 or more, got {task.n_digits}")
    if task.n_frames < needed:
        raise ValueError(
            f"n_frames must be at least n_digits * shortest + margin = {needed}, "
            f"got {task.n_frames}"
        )
    return task
