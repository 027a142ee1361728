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
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import Positive
from snnlib._jit import jit

HEBB, OJA, BCM = 0, 1, 2


class HebbParameters(NamedTuple):
    """Parameter of Hebb's rule."""

    eta: Annotated[float, Positive()] = 0.01  # learning rate, 1/ms


class OjaParameters(NamedTuple):
    """Parameter of Oja's rule."""

    eta: Annotated[float, Positive()] = 0.01  # learning rate, 1/ms


class BCMParameters(NamedTuple):
    """Parameters of the BCM rule."""

    eta: Annotated[float, Positive()] = 0.01  # learning rate, 1/ms
    tau_theta: Annotated[float, Positive("ms")] = 20.0  # above 1 / (eta |x|**2 y_0) responses swing
    y_0: Annotated[float, Positive()] = 1.0  # response where the threshold settles for one pattern


class RateRun(NamedTuple):
    """A linear neuron that learnt while patterns were shown."""

    w: np.ndarray  # (n_steps + 1, n_inputs) float64, the weights before and after each step
    y: np.ndarray  # (n_steps,) float64, the response to each pattern, before it was learnt


class BCMRun(NamedTuple):
    """As :class:`RateRun`, with the threshold of the BCM rule."""

    w: np.ndarray  # (n_steps + 1, n_inputs) float64
    y: np.ndarray  # (n_steps,) float64
    theta: np.ndarray  # (n_steps + 1,) float64


@jit
def response(w: np.ndarray, x: np.ndarray) -> float:
    """Return the sum of the inputs, weighted."""
    y = 0.0
    for i in range(x.size):
        y += w[i] * x[i]
    return y


@jit
def hebb_step(w: float, x: float, y: float, params: HebbParameters, dt: float) -> float:
    """Return the weight of one input after a time step, under Hebb's rule."""
    return w + dt * params.eta * x * y


@jit
def oja_step(w: float, x: float, y: float, params: OjaParameters, dt: float) -> float:
    """Return the weight of one input after a time step, under Oja's rule."""
    return w + dt * params.eta * y * (x - y * w)


@jit
def bcm_step(w: float, x: float, y: float, theta: float, params: BCMParameters, dt: float) -> float:
    """Return the weight of one input after a time step, under the BCM rule."""
    return w + dt * params.eta * x * y * (y - theta)


@jit
def bcm_threshold_step(theta: float, y: float, params: BCMParameters, dt: float) -> float:
    """Return the sliding threshold after a time step."""
    return theta + dt / params.tau_theta * (y * y / params.y_0 - theta)


@jit
def _run(rule, patterns, params, dt, w, y, theta):
    """Fill weights, responses and thresholds; Hebb's and Oja's rules take eta alone."""
    for k in range(patterns.shape[0]):
        y[k] = response(w[k], patterns[k])
        for i in range(patterns.shape[1]):
            x, now = patterns[k, i], w[k, i]
            if rule == HEBB:
                w[k + 1, i] = hebb_step(now, x, y[k], params, dt)
            elif rule == OJA:
                w[k + 1, i] = oja_step(now, x, y[k], params, dt)
            else:
                w[k + 1, i] = bcm_step(now, x, y[k], theta[k], params, dt)
        if rule == BCM:
            theta[k + 1] = bcm_threshold_step(theta[k], y[k], params, dt)


def _learnt(rule, patterns, w, params, dt, theta=0.0):
    """Check what a rate rule is given, and run it."""
    patterns = _checks.finite_array("patterns", patterns)
    if patterns.ndim != 2:
        raise ValueError(f"patterns must have the shape (n_steps, n_inputs), got {patterns.shape}")
    n_steps, n_inputs = patterns.shape
    path, thresholds = np.empty((n_steps + 1, n_inputs)), np.empty(n_steps + 1)
    path[0] = _checks.finite_array("w", w, shape=(n_inputs,))
    thresholds[0] = _checks.non_negative_number("theta", theta)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    y = np.empty(n_steps)
    _run(rule, patterns, BCMParameters()._replace(**params._asdict()), dt, path, y, thresholds)
    return BCMRun(path, y, thresholds)


def hebb(
    patterns: ArrayLike, w: ArrayLike, params: HebbParameters = HebbParameters(), dt: float = 1.0
) -> RateRun:
    """Show patterns to a linear neuron that learns by Hebb's rule.

    ``patterns``, (n_steps, n_inputs), are input rates without a unit; each row lasts a time step of
    ``dt`` ms.  ``w``, (n_inputs,), are the weights at the beginning.  They may grow beyond all
    numbers, to infinity and NaN.
    """
    params = _declared.checked(params, HebbParameters)
    return RateRun(*_learnt(HEBB, patterns, w, params, dt)[:2])


def oja(
    patterns: ArrayLike, w: ArrayLike, params: OjaParameters = OjaParameters(), dt: float = 1.0
) -> RateRun:
    """Show patterns to a linear neuron that learns by Oja's rule.

    Arguments and result are those of :func:`hebb`, with ``OjaParameters``.  It is stable while
    ``eta dt`` times the squared length of a pattern is well below 1.
    """
    params = _declared.checked(params, OjaParameters)
    return RateRun(*_learnt(OJA, patterns, w, params, dt)[:2])


def bcm(
    patterns: ArrayLike,
    w: ArrayLike,
    params: BCMParameters = BCMParameters(),
    dt: float = 1.0,
    theta: float = 1.0,
) -> BCMRun:
    """Show patterns to a linear neuron that learns by the BCM rule.

    Arguments are those of :func:`hebb`, with ``BCMParameters`` and the threshold at the beginning.
    """
    return _learnt(BCM, patterns, w, _declared.checked(params, BCMParameters), dt, theta)
