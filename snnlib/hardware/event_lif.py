"""The LIF neuron from event to event: v at any later time, and the moment of the next spike.

Between two events the input is a constant current I and a synaptic current g that decays with
``tau_s = tau_m / 2``.  With ``y = 1 - exp(-t / tau_m)``, the share of its way that the membrane has
gone, the solution of :mod:`snnlib.neurons.lif` is a polynomial,

    v(t) = v + s y - R_m g y**2,   s = v_rest + R_m (I + g) - v,   g(t) = g (1 - y)**2,

and v = v_th is a quadratic equation for y.  So the crossing has a closed form, for delta synapses
(g = 0) and for exponential ones of this one time constant.  Other ratios of the time constants need
a search for the root (Brette 2007, Neural Computation 19, 2604-2609).
"""

import numpy as np

from snnlib._jit import jit
from snnlib.math import expm1, log1p
from snnlib.neurons.lif import time_to_threshold


@jit
def event_lif_advance(h, v, g, current, params):
    """Let the potential and the synaptic current go on for a time without spike or event.

    Parameters
    ----------
    h : float, ms
    v : float, mV
    g : float, nA
        Synaptic current, with a time constant of ``tau_m / 2``.
    current : float, nA
        Constant.
    params : LIFParameters

    Returns
    -------
    v : float, mV
    g : float, nA
    """
    y = -expm1(-h / params.tau_m)
    b = params.R_m * g
    slope = params.v_rest + params.R_m * current - v + b
    return v + y * (slope - b * y), g * (1.0 - y) * (1.0 - y)


@jit
def event_lif_crossing(v, g, current, params):
    """Time until v crosses the threshold upwards if nothing arrives; see :func:`event_lif_advance`.

    Returns
    -------
    time : float, ms
        0 for v above the threshold, infinity where it is never reached.
    """
    if v > params.v_th:
        return 0.0
    if g == 0.0:
        return time_to_threshold(current, v, params)
    b, d = params.R_m * g, params.v_th - v
    slope = params.v_rest + params.R_m * current - v + b
    inside = slope * slope - 4.0 * b * d
    if inside <= 0.0 or (b > 0.0 and slope <= 0.0):
        return np.inf
    # the smaller root y of b y**2 - slope y + d = 0, or for b < 0 the positive one, in that of its
    # two forms in which nothing cancels
    root = np.sqrt(inside)
    y = 2.0 * d / (slope + root) if slope > 0.0 else (slope - root) / (2.0 * b)
    return -params.tau_m * log1p(-y) if y < 1.0 else np.inf
