"""What the networks of this package ask of their sizes, inputs and labels."""

from typing import NamedTuple

import numpy as np

from snnlib import _checks
from snnlib._units import plain


class BatchGradient(NamedTuple):
    """Mean loss of a batch, and its derivative by every weight."""

    loss: float
    gradient: np.ndarray  # (n_weights,), as the network's ``weights``
    accuracy: float  # fraction of the batch that is right
    spikes: float  # of the hidden neurons for a sample, on average


def checked_sizes(sizes):
    """Return the sizes of a network's layers as an int64 array."""
    sizes = [_checks.positive_integer("sizes", size) for size in np.asarray(sizes).tolist()]
    if len(sizes) < 2:
        raise ValueError(f"sizes must tell at least inputs and outputs, got {sizes}")
    return np.array(sizes, np.int64)


def random_numbers(random_state):
    """Return a ``RandomState`` from a seed, another one, or None: a new one each time."""
    if isinstance(random_state, np.random.RandomState):
        return random_state
    if random_state is not None:
        random_state = _checks.whole("random_state", random_state, "an integer or a RandomState")
        if not 0 <= random_state < 2**32:
            raise ValueError(f"random_state must be from 0 to 2**32 - 1, got {random_state}")
    return np.random.RandomState(random_state)


def batch_input(X, n_steps, n_in, dtype, constant):
    """Return inputs (n_samples, n_steps, n_in); or (n_samples, 1, n_in) where they are constant."""
    X = np.asarray(plain("X", X, ""))
    if X.dtype == dtype and X.ndim == 3 and X.flags.c_contiguous and X.size:
        if not np.isfinite(X).all():
            raise ValueError("X must be an array of finite numbers, got NaN or infinity")
    else:
        X = _checks.finite_array("X", X, max_ndim=3).astype(dtype)
    X = X[:, None] if constant and X.ndim == 2 else X
    steps = (1, n_steps) if constant else (X.shape[1] if X.ndim == 3 else 1,)
    if n_steps is not None and not constant:
        steps = (n_steps,)
    if X.ndim != 3 or X.shape[1] not in steps or X.shape[2] != n_in:
        right = f"(n_samples, {n_steps or 'n_steps'}, {n_in})"
        right += f" or (n_samples, {n_in})" if constant else ""
        raise ValueError(f"X must have the shape {right}, got {X.shape}")
    return X


def class_numbers(y, n_samples, n_classes):
    """Return labels as int64 from 0 to ``n_classes - 1``, one for each sample."""
    y = np.asarray(y)
    if y.dtype.kind not in "iu":
        raise TypeError(f"y must be an array of integers, got dtype {y.dtype}")
    if y.shape != (n_samples,):
        raise ValueError(f"y must have one label for each of {n_samples} samples, got {y.shape}")
    wrong = (y < 0) | (y >= n_classes)
    if wrong.any():
        raise ValueError(f"y must be from 0 to {n_classes - 1}, got {y[wrong][0]}")
    return np.ascontiguousarray(y, np.int64)
