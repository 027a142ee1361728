"""Learning rules for rates: Hebb's, Oja's and BCM.

Hebb's rule: what fires together wires together, and never stops.

    dw_i/dt = eta x_i y,    y = sum_i w_i x_i

(Hebb 1949 in words, doi:10.4324/9781410612403).  On average the weights grow along the eigenvectors
of the inputs' correlations <x x'>, fastest along the first, each exponentially.

Oja's rule: Hebb's, with a decay that holds the length of the weight vector at 1.

    dw_i/dt = eta y (x_i - y w_i),    y = sum_i w_i x_i

The weights end as the first principal component of the inputs, of length 1 (Oja 1982,
doi:10.1007/BF00275687).

The rule of Bienenstock, Cooper and Munro (BCM): Hebb's, with a threshold that slides.

    dw_i/dt = eta x_i y (y - theta),    tau_theta dtheta/dt = y**2 / y_0 - theta

A response above theta is strengthened, one below it weakened; theta follows the mean square of the
response and so keeps the neuron from growing without end (Bienenstock, Cooper & Munro 1982,
doi:10.1523/JNEUROSCI.02-01-00032.1982, whose threshold is a power of the mean response; the mean
square is from Intrator & Cooper 1992, doi:10.1016/S0893-6080(05)80003-6).  Shown n orthogonal
patterns equally often, it ends with the response n y_0 to one of them and 0 to the others, while
n dt is short against tau_theta.  The chapter "learning/stdp" explains all three.
"""

from typing import Annotated, NamedTuple

import numpy as np

from snnlib import _checks
from snnlib._checks import Positive
from snnlib._jit import jit


class HebbParameters(NamedTuple):
    """Parameter of Hebb's rule."""

    eta: Annotated[float, Positive()] = 0.01  # learning rate, 1/ms


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
def _run_hebb(patterns, params, dt, w, y):
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
    """
    patterns, params, dt, w, y = prepared(patterns, w, params, HebbParameters, dt)
    _run_hebb(patterns, params, dt, w, y)
    return RateRun(w, y)


def prepared(patterns, w, params, kind, dt):
    """Check what a rate rule is given; (patterns, params, dt, w with room for a run, y)."""
    patterns = _checks.finite_array("patterns", patterns)
    if patterns.ndim != 2:
        raise ValueError(f"patterns must have the shape (n_steps, n_inputs), got {patterns.shape}")
    n_steps, n_inputs = patterns.shape
    path = np.empty((n_steps + 1, n_inputs))
    path[0] = _checks.finite_array("w", w, shape=(n_inputs,))
    params = _checks.checked(kind() if params is None else params, kind)
    return (
        patterns,
        params,
        _checks.positive_number("dt", dt, "milliseconds"),
        path,
        np.empty(n_steps),
    )


class OjaParameters(NamedTuple):
    """Parameter of Oja's rule."""

    eta: Annotated[float, Positive()] = 0.01  # learning rate, 1/ms


@jit
def oja_step(w, x, y, params, dt):
    """Weight of one input after a time step, under Oja's rule."""
    return w + dt * params.eta * y * (x - y * w)


@jit
def _run_oja(patterns, params, dt, w, y):
    for k in range(patterns.shape[0]):
        y[k] = response(w[k], patterns[k])
        for i in range(patterns.shape[1]):
            w[k + 1, i] = oja_step(w[k, i], patterns[k, i], y[k], params, dt)


def oja(patterns, w, params=None, dt=1.0):
    """Show patterns to a linear neuron that learns by Oja's rule.

    Parameters
    ----------
    patterns, w, params, dt
        As for :func:`hebb`, but ``params`` are ``OjaParameters``.  The rule is stable while ``eta
        dt`` times the squared length of a pattern is well below 1.

    Returns
    -------
    run : RateRun
    """
    patterns, params, dt, w, y = prepared(patterns, w, params, OjaParameters, dt)
    _run_oja(patterns, params, dt, w, y)
    return RateRun(w, y)


class BCMParameters(NamedTuple):
    """Parameters of the BCM rule."""

    eta: Annotated[float, Positive()] = 0.01  # learning rate, 1/ms
    tau_theta: Annotated[float, Positive()] = (
        20.0  # ms; above 1 / (eta |x|**2 y_0) the responses swing
    )
    y_0: Annotated[float, Positive()] = (
        1.0  # response at which the threshold settles under one pattern
    )


class BCMRun(NamedTuple):
    """A linear neuron that learnt by the BCM rule while patterns were shown."""

    w: np.ndarray  # (n_steps + 1, n_inputs) float64, the weights before and after each step
    y: np.ndarray  # (n_steps,) float64, the response to each pattern, before it was learnt
    theta: np.ndarray  # (n_steps + 1,) float64


@jit
def bcm_step(w, x, y, theta, params, dt):
    """Weight of one input after a time step, under the BCM rule."""
    return w + dt * params.eta * x * y * (y - theta)


@jit
def bcm_threshold_step(theta, y, params, dt):
    """Sliding threshold after a time step."""
    return theta + dt / params.tau_theta * (y * y / params.y_0 - theta)


@jit
def _run_bcm(patterns, params, dt, w, y, theta):
    for k in range(patterns.shape[0]):
        y[k] = response(w[k], patterns[k])
        for i in range(patterns.shape[1]):
            w[k + 1, i] = bcm_step(w[k, i], patterns[k, i], y[k], theta[k], params, dt)
        theta[k + 1] = bcm_threshold_step(theta[k], y[k], params, dt)


def bcm(patterns, w, params=None, dt=1.0, theta=1.0):
    """Show patterns to a linear neuron that learns by the BCM rule.

    Parameters
    ----------
    patterns, w, params, dt
        As for :func:`snnlib.plasticity.hebb`, but ``params`` are ``BCMParameters``.
    theta : float
        Threshold at the beginning.

    Returns
    -------
    run : BCMRun
    """
    patterns, params, dt, w, y = prepared(patterns, w, params, BCMParameters, dt)
    path = np.empty(y.size + 1)
    path[0] = _checks.non_negative_number("theta", theta)
    _run_bcm(patterns, params, dt, w, y, path)
    return BCMRun(w, y, path)
