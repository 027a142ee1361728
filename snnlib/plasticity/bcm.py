"""The rule of Bienenstock, Cooper and Munro (BCM): Hebb's, with a threshold that slides.

    dw_i/dt = eta x_i y (y - theta),    tau_theta dtheta/dt = y**2 / y_0 - theta

A response above theta is strengthened, one below it weakened; theta follows the mean square of the
response and so keeps the neuron from growing without end (Bienenstock, Cooper & Munro 1982,
doi:10.1523/JNEUROSCI.02-01-00032.1982, whose threshold is a power of the mean response; the mean
square is from Intrator & Cooper 1992, doi:10.1016/S0893-6080(05)80003-6).  Shown n orthogonal
patterns equally often, it ends with the response n y_0 to one of them and 0 to the others, while
n dt is short against tau_theta.  The chapter "learning/stdp" explains it.
"""

from typing import NamedTuple

import numpy as np

from snnlib import _validate
from snnlib._jit import jit
from snnlib.plasticity.hebb import prepared, response


class BCMParameters(NamedTuple):
    """Parameters of the BCM rule."""

    eta: float = 0.01  # learning rate, 1/ms
    tau_theta: float = 20.0  # ms; above 1 / (eta |x|**2 y_0) the responses swing
    y_0: float = 1.0  # response at which the threshold settles under one pattern


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
def _run(patterns, params, dt, w, y, theta):
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
        As for :func:`snnlib.hebb`, but ``params`` are ``BCMParameters``.
    theta : float
        Threshold at the beginning.

    Returns
    -------
    run : BCMRun
    """
    patterns, params, dt, w, y = prepared(patterns, w, params, BCMParameters, dt)
    path = np.empty(y.size + 1)
    path[0] = _validate.non_negative_number("theta", theta)
    _run(patterns, params, dt, w, y, path)
    return BCMRun(w, y, path)
