"""The adaptive exponential integrate-and-fire neuron (AdEx): two equations, and most patterns.

    tau_m dv/dt = -(v - v_rest) + delta_T exp((v - v_T) / delta_T) + R_m (I - w),
    tau_w dw/dt = a (v - v_rest) - w,
    when v reaches v_peak: spike, v <- v_reset, w <- w + b

The soft onset is that of :mod:`snnlib.neurons.exponential`; the adaptation current w follows v
slowly (``a``) and jumps with each spike (``b``), which makes a neuron slow down, burst or fall
silent (Brette & Gerstner, 2005, doi:10.1152/jn.00686.2005; patterns: Naud, Marcille, Clopath &
Gerstner, 2008, doi:10.1007/s00422-008-0264-7).  With ``a = b = 0`` it is the EIF neuron.

A step is the classical Runge-Kutta method of fourth order.  The chapter "neurons/beyond-lif"
explains it.
"""

from typing import Annotated, NamedTuple

from snnlib import _checks
from snnlib._declared import Finite, Positive
from snnlib._jit import jit
from snnlib.neurons import exponential
from snnlib.neurons._model import Neuron


class AdExParameters(NamedTuple):
    """Parameters of the AdEx neuron; the defaults are those of Brette & Gerstner (2005).

    There the capacitance is 281 pF and the leak 30 nS; here they are ``tau_m`` and ``R_m``.
    """

    tau_m: Annotated[float, Positive("ms")] = 281.0 / 30.0  # membrane time constant
    R_m: Annotated[float, Positive("MΩ")] = 1000.0 / 30.0  # membrane resistance
    v_rest: Annotated[float, Finite("mV")] = -70.6  # rest of the leak
    v_T: Annotated[float, Finite("mV")] = -50.4  # where the onset begins
    delta_T: Annotated[float, Positive("mV")] = 2.0  # slope factor: how soft the onset is
    v_peak: Annotated[float, Finite("mV")] = 20.0  # where a spike ends
    v_reset: Annotated[float, Finite("mV")] = -70.6  # where v is put then
    tau_w: Annotated[float, Positive("ms")] = 144.0  # adaptation time constant
    a: Annotated[float, Finite("µS")] = 0.004  # how much v drives w
    b: Annotated[float, Finite("nA")] = 0.0805  # what a spike adds to w


class AdExState(NamedTuple):
    """State of the AdEx neuron."""

    v: float  # mV, membrane potential
    w: float  # nA, adaptation current


@jit
def slope(current: float, state: AdExState, params: AdExParameters) -> AdExState:
    """Return dv/dt (mV/ms) and dw/dt (nA/ms)."""
    v = min(state.v, params.v_peak)
    dv = exponential.slope(current - state.w, v, params)
    return AdExState(dv, (params.a * (v - params.v_rest) - state.w) / params.tau_w)


@jit
def _moved(state, slope, h):
    return AdExState(state.v + h * slope.v, state.w + h * slope.w)


@jit
def step(
    current: float, state: AdExState, params: AdExParameters, dt: float
) -> tuple[bool, AdExState]:
    """Advance one AdEx neuron by a time step, with spikes on the grid of time steps.

    ``current`` (nA) is constant during the step of ``dt`` ms; 0.1 ms or less is fine enough for
    the upstroke.  A spike counts as fired at the end of the step; the state is the one after it.
    """
    first = slope(current, state, params)
    second = slope(current, _moved(state, first, 0.5 * dt), params)
    third = slope(current, _moved(state, second, 0.5 * dt), params)
    fourth = slope(current, _moved(state, third, dt), params)
    v = state.v + dt / 6.0 * (first.v + 2.0 * (second.v + third.v) + fourth.v)
    w = state.w + dt / 6.0 * (first.w + 2.0 * (second.w + third.w) + fourth.w)
    spiked = v >= params.v_peak
    return spiked, AdExState(params.v_reset if spiked else v, w + params.b if spiked else w)


def neuron(params: AdExParameters = AdExParameters()) -> Neuron:
    """Return the AdEx neuron as a model for :class:`snnlib.Network`, in float64.

    It begins at ``v_rest`` without adaptation; its state is ``v`` (mV) and ``w`` (nA).
    """
    _checks.instance_of("params", params, AdExParameters)
    params = exponential.checked(params, AdExParameters)
    return Neuron(step, params, AdExState(params.v_rest, 0.0), name="AdEx")
