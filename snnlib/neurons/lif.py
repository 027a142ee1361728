"""The leaky integrate-and-fire neuron (LIF): one equation, a threshold and a pause.

Below the threshold the membrane is the leaky integrator,

    tau_m dv/dt = -(v - v_rest) + R_m I.

When v reaches ``v_th`` the neuron spikes; v is set to ``v_reset`` and held there for ``t_ref``, the
refractory period (Lapicque, 1907; Stein, 1965; Gerstner et al., *Neuronal Dynamics*, 2014, ch. 1).

The input is constant within a time step, so v at the end of the step has a closed form, and so has
the moment of the crossing (Rotter & Diesmann, 1999, doi:10.1007/s004220050570).  Both are exact:
the step size decides how finely the input is described and where v is looked at, nothing else.
Here are the scalar functions, which a kernel calls; :mod:`snnlib.neurons.lif_run` has the loops.
The chapter "neurons/lif" explains them.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.math import exp, log1p
from snnlib.neurons.leaky_integrator import relax


class LIFParameters(NamedTuple):
    """Parameters of the LIF neuron; ``v_reset`` lies below ``v_th``.

    Compiled code that makes one has to give all six: numba does not know the defaults.
    """

    tau_m: float = 20.0  # ms, membrane time constant
    R_m: float = 10.0  # MΩ, membrane resistance
    v_rest: float = -70.0  # mV, where v goes without input
    v_th: float = -50.0  # mV, threshold
    v_reset: float = -70.0  # mV, where v is put after a spike
    t_ref: float = 2.0  # ms, refractory period


class LIFState(NamedTuple):
    """State of the LIF neuron.  While ``refractory`` is positive, v counts as ``v_reset``."""

    v: float  # mV, membrane potential
    refractory: float  # ms, what is left of the refractory period


@jit
def lif_awake_step(current, v, params, decay):
    """Do the part of :func:`lif_step` in which the neuron is not refractory.

    ``decay`` is ``exp(-h / tau_m)`` for the time h that it takes; a long loop with one time step
    computes it once.
    """
    v_inf = params.v_rest + params.R_m * current
    v_end = relax(v, v_inf, decay)
    # with v_inf == v_th, v stays below the threshold for ever, but the rounded v_end may reach it
    if v > params.v_th or (v_end >= params.v_th and v_inf > params.v_th):
        return True, LIFState(params.v_reset, params.t_ref)
    return False, LIFState(v_end, 0.0)


@jit
def lif_step(current, state, params, dt):
    """Advance one LIF neuron by a time step, with spikes on the grid of time steps.

    There is at most one spike a step, and it counts as fired at the end of the step; from there its
    refractory period runs.  What is left of a refractory period may be shorter than dt: the rest of
    that step is integrated.  Under constant input the interval between spikes is therefore the true
    one, rounded up to the next multiple of dt.

    Parameters
    ----------
    current : float, nA
        Input, constant during the step.
    state : LIFState
        With ``v > v_th`` (a threshold that was lowered, a jump that was added) the neuron spikes
        in this step, whatever the input.
    params : LIFParameters
    dt : float, ms

    Returns
    -------
    spiked : bool
    state : LIFState
        At the end of the step; after a spike it is ``LIFState(v_reset, t_ref)``.
    """
    v, refractory = state
    if refractory >= dt:
        return False, LIFState(params.v_reset, refractory - dt)
    if refractory > 0.0:  # the pause ends within this step
        v = params.v_reset
    return lif_awake_step(current, v, params, exp(-(dt - refractory) / params.tau_m))


@jit
def time_to_threshold(current, v, params):
    """Time in which v rises to the threshold under constant input, refractoriness left aside.

    Parameters
    ----------
    current : float, nA
    v : float, mV
    params : LIFParameters

    Returns
    -------
    time : float, ms
        ``tau_m ln((v_inf - v) / (v_inf - v_th))``, 0 for v above the threshold, and otherwise
        infinity where ``v_inf = v_rest + R_m I`` does not exceed it.
    """
    v_inf = params.v_rest + params.R_m * current
    if v > params.v_th:
        return 0.0
    if v_inf <= params.v_th:
        return np.inf
    # (v_inf - v) / (v_inf - v_th) = 1 + (v_th - v) / (v_inf - v_th), which a strong input brings so
    # close to 1 that the logarithm would lose its digits
    return params.tau_m * log1p((params.v_th - v) / (v_inf - params.v_th))


@jit
def lif_advance(current, state, params, h):
    """Advance one LIF neuron to its next spike, or by h if it does not spike before.

    The time of the spike is solved for, not rounded to a grid.  Call it again with the rest of the
    time step until nothing is left of it, and no spike is lost, however many a step holds::

        left = dt
        while left > 0.0:
            elapsed, spiked, state = lif_advance(current, state, params, left)
            left -= elapsed
            if spiked:
                ...  # the spike is dt - left after the beginning of the step

    Parameters
    ----------
    current : float, nA
        Input, constant for the time h.
    state : LIFState
        With ``v > v_th`` the neuron spikes at once.
    params : LIFParameters
    h : float, ms

    Returns
    -------
    elapsed : float, ms
        Time until the spike; h itself if there is none.
    spiked : bool
    state : LIFState
        After the time ``elapsed``; after a spike it is ``LIFState(v_reset, t_ref)``.
    """
    spiked, after = lif_step(current, state, params, h)
    if not spiked:
        return h, False, after
    v = params.v_reset if state.refractory > 0.0 else state.v
    rise = time_to_threshold(current, v, params)
    return min(state.refractory + rise, h), True, after


@jit
def lif_interval(current, params):
    """Time between two spikes under constant input: ``t_ref`` plus the rise from ``v_reset``.

    Parameters
    ----------
    current : float, nA
    params : LIFParameters

    Returns
    -------
    interval : float, ms
        Infinity where the input is too weak for a second spike.
    """
    return params.t_ref + time_to_threshold(current, params.v_reset, params)
