"""Streams of digits for both sides of a comparison: four noisy digits, and which was longest.

The task is that of :mod:`snnlib.studies.digit_streams`, made with numpy alone, so that both sides
learn from the same streams.
"""

from collections.abc import Iterator

import numpy as np

SIDE, N_FRAMES, N_DIGITS, SHORTEST, MARGIN, NOISE = 14, 40, 4, 3, 2, 0.3


def small(images: np.ndarray) -> np.ndarray:
    """Images (n, 784) as (n, 196): each pixel the mean of four."""
    return images.reshape(-1, SIDE, 2, SIDE, 2).mean(axis=(2, 4)).reshape(-1, SIDE * SIDE)


def durations(random: np.random.Generator) -> np.ndarray:
    """Frames of each digit; every division with the margin has the same probability."""
    left = N_FRAMES - N_DIGITS * SHORTEST
    while True:
        cuts = np.sort(random.choice(left + N_DIGITS - 1, N_DIGITS - 1, replace=False))
        found = SHORTEST + np.diff(cuts, prepend=-1, append=left + N_DIGITS - 1) - 1
        second, longest = np.sort(found)[-2:]
        if longest >= second + MARGIN:
            return found


def batches(
    images: np.ndarray, labels: np.ndarray, size: int, seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh streams for ever: frames (size, 40, 196) float32 from 0 to 1, and labels (size,)."""
    random = np.random.default_rng(seed)
    of = [np.flatnonzero(labels == c) for c in range(10)]
    while True:
        frames, longest = np.empty((size, N_FRAMES, SIDE * SIDE), np.float32), np.empty(size, int)
        for s in range(size):
            digits, shown = random.permutation(10)[:N_DIGITS], durations(random)
            frames[s] = images[np.repeat([random.choice(of[c]) for c in digits], shown)]
            longest[s] = digits[shown.argmax()]
        noisy = random.random(frames.shape, np.float32) < NOISE
        frames[noisy] = random.random(np.count_nonzero(noisy), np.float32)
        yield frames, longest
