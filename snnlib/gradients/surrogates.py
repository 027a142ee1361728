"""Surrogates: a slope to learn by, in the place of the one that a spike does not have.

A neuron spikes where ``x``, its potential above the threshold, is not negative.  That step has the
slope 0 everywhere but at one point, so that nothing could be learnt by it.  When the error goes
backwards through the network, a *surrogate* takes its place: a bump around the threshold.  The
spikes themselves stay what they are (Neftci, Mostafa & Zenke 2019, doi:10.1109/MSP.2019.2931595).

With ``z = steepness * x``, every bump is 1 high at the threshold:

=====  ================  ==========================  ============================================
shape  name              slope                       antiderivative
=====  ================  ==========================  ============================================
0      fast sigmoid      ``1 / (1 + |z|)**2``        ``1/2 + x / (1 + |z|)``
1      arc tangent       ``1 / (1 + z**2)``          ``1/2 + atan(z) / steepness``
2      triangle          ``max(0, 1 - |z|)``         ``1/2 + x (1 - |z| / 2)`` within the bump
3      sigmoid           ``1 / cosh(z / 2)**2``      ``1/2 + 2 tanh(z / 2) / steepness``
4      boxcar            ``1`` where ``|z| < 1``     ``1/2 + x`` within the bump
=====  ================  ==========================  ============================================

The antiderivative is the smooth step whose slope the surrogate really is: with it in the place of
the spikes, the gradient is exact, and can be checked.  Sources: the fast sigmoid is SuperSpike's
(Zenke & Ganguli 2018, doi:10.1162/neco_a_01086), the triangle that of Esser et al. (2016,
doi:10.1073/pnas.1604850113), and the boxcar the straight-through estimator (Bengio, Leonard &
Courville 2013, arXiv:1308.3432), cut off far from the threshold.
"""

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit, jit_apart
from snnlib.math import atan2, exp

FAST_SIGMOID, ARC_TANGENT, TRIANGLE, SIGMOID, BOXCAR = range(5)
SHAPES = ("fast sigmoid", "arc tangent", "triangle", "sigmoid", "boxcar")


@jit
def surrogate_slope(x: float, shape: int, steepness: float) -> float:
    """Return the slope that stands in for the spike's, at ``x`` above the threshold; at most 1."""
    z = abs(steepness * x)
    if shape == FAST_SIGMOID:
        return 1.0 / ((1.0 + z) * (1.0 + z))
    if shape == ARC_TANGENT:
        return 1.0 / (1.0 + z * z)
    if shape == TRIANGLE:
        return max(1.0 - z, 0.0)
    if shape == SIGMOID:
        decayed = exp(-z)
        return 4.0 * decayed / ((1.0 + decayed) * (1.0 + decayed))
    return 1.0 if z < 1.0 else 0.0


@jit_apart
def fill_slopes(v: np.ndarray, shape: int, steepness: float, slope: np.ndarray) -> None:
    """Fill the slopes at potentials ``v``, (n_neurons,), whose threshold is 1.

    Each shape has a loop of its own, which a processor does for many neurons at once.
    """
    if shape == FAST_SIGMOID:
        for j in range(v.size):
            slope[j] = surrogate_slope(v[j] - 1.0, FAST_SIGMOID, steepness)
    elif shape == ARC_TANGENT:
        for j in range(v.size):
            slope[j] = surrogate_slope(v[j] - 1.0, ARC_TANGENT, steepness)
    elif shape == TRIANGLE:
        for j in range(v.size):
            slope[j] = surrogate_slope(v[j] - 1.0, TRIANGLE, steepness)
    elif shape == SIGMOID:
        for j in range(v.size):
            slope[j] = surrogate_slope(v[j] - 1.0, SIGMOID, steepness)
    else:
        for j in range(v.size):
            slope[j] = surrogate_slope(v[j] - 1.0, BOXCAR, steepness)


@jit
def smooth_spike(x: float, shape: int, steepness: float) -> float:
    """Return the smooth step whose slope is :func:`surrogate_slope`; 1/2 at the threshold."""
    z = abs(steepness * x)
    if shape == FAST_SIGMOID:
        return 0.5 + x / (1.0 + z)
    if shape == ARC_TANGENT:
        return 0.5 + atan2(steepness * x, 1.0) / steepness
    if shape == TRIANGLE:
        inside = min(z, 1.0)
        size = inside * (1.0 - 0.5 * inside)
    elif shape == SIGMOID:
        decayed = exp(-z)
        size = 2.0 * (1.0 - decayed) / (1.0 + decayed)
    else:
        size = min(z, 1.0)
    return 0.5 + (size if x > 0.0 else -size) / steepness


@jit
def _fill(x, shape, steepness, slope, spike):
    for i in range(x.size):
        slope[i] = surrogate_slope(x[i], shape, steepness)
        spike[i] = smooth_spike(x[i], shape, steepness)


def surrogate(
    x: ArrayLike, shape: str = "fast sigmoid", steepness: float = 2.0
) -> tuple[np.ndarray, np.ndarray]:
    """Compute a surrogate slope and its antiderivative for many potentials.

    Parameters
    ----------
    x : array_like, potential minus threshold; in units of the threshold
    shape : one of ``SHAPES``
    steepness : float, above 0
        One over the half-width of the bump.

    Returns
    -------
    slope, spike : float64 arrays of the shape of ``x``

    Examples
    --------
    >>> surrogate([-1.0, 0.0, 1.0], "triangle", 0.5)
    (array([0.5, 1. , 0.5]), array([-0.25,  0.5 ,  1.25]))
    """
    x = _checks.finite_array("x", x)
    _checks.one_of("shape", shape, SHAPES)
    steepness = _checks.positive_number("steepness", steepness)
    slope, spike = np.empty(x.shape), np.empty(x.shape)
    _fill(x.reshape(-1), SHAPES.index(shape), steepness, slope.reshape(-1), spike.reshape(-1))
    return slope, spike
