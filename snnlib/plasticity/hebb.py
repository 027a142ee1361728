"""Hebb's rule for rates: what fires together wires together, and never stops.

    dw_i/dt = eta x_i y,    y = sum_i w_i x_i

(Hebb 1949 in words, doi:10.4324/9781410612403).  On average the weights grow along the eigenvectors
of the inputs' correlations <x x'>, fastest along the first, each exponentially.  The chapter
"learning/stdp" explains it.
"""

from typing import NamedTuple

import numpy as np

from snnlib import _validate
from snnlib._jit import jit


class HebbParameters(NamedTuple):
    """Parameter of Hebb's rule."""

    eta: float = 0.01  # learning rate, 1/ms


class RateRun(NamedTuple):
    """A linear neuron that learnt while patterns were shown."""

    w: np.ndarray  # (n_steps + 1, n_inputs) float64, the weights before and after each step
    y: np.ndarray  # (n_steps,) float64, the response to each pattern, before it was learnt


@jit
def response(w, x):
    """Sum of the inputs, weighted."""
    y = 0.0
    for i in range(x.size):
        y += w[i] * x[i]
    return y


@jit
def hebb_step(w, x, y, params, dt):
    """Weight of one input after a time step, under Hebb's rule."""
    return w + dt * params.eta * x * y


@jit
def _run(patterns, params, dt, w, y):
    for k in range(patterns.shape[0]):
        y[k] = response(w[k], patterns[k])
        for i in range(patterns.shape[1]):
            w[k + 1, i] = hebb_step(w[k, i], patterns[k, i], y[k], params, dt)


def hebb(patterns, w, params=None, dt=1.0):
    """Show patterns to a linear neuron that learns by Hebb's rule.

    Parameters
    ----------
    patterns : (n_steps, n_inputs) array_like
        Input rates, without a unit; each row lasts a time step.
    w : (n_inputs,) array_like
        Weights at the beginning.
    params : HebbParameters, optional
    dt : float, ms

    Returns
    -------
    run : RateRun
        The weights may grow beyond all numbers, to infinity and NaN.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    patterns, params, dt, w, y = prepared(patterns, w, params, HebbParameters, dt)
    _run(patterns, params, dt, w, y)
    return RateRun(w, y)


def prepared(patterns, w, params, kind, dt):
    """Check what a rate rule is given; (patterns, params, dt, w with room for a run, y)."""
    patterns = _validate.finite_array("patterns", patterns)
    if patterns.ndim != 2:
        raise ValueError(f"patterns must have the shape (n_steps, n_inputs), got {patterns.shape}")
    n_steps, n_inputs = patterns.shape
    path = np.empty((n_steps + 1, n_inputs))
    path[0] = _validate.finite_array("w", w, shape=(n_inputs,))
    params = kind() if params is None else _validate.instance_of("params", params, kind)
    numbers = zip(kind._fields, params, strict=True)
    params = kind(*(_validate.positive_number(name, value) for name, value in numbers))
    return (
        patterns,
        params,
        _validate.positive_number("dt", dt, "milliseconds"),
        path,
        np.empty(n_steps),
    )
