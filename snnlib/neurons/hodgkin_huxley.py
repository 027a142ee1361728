"""The neuron of Hodgkin and Huxley: a squid's axon, whose channels make the spike.

    C dv/dt = I - g_Na m**3 h (v - E_Na) - g_K n**4 (v - E_K) - g_L (v - E_L)
    dx/dt   = phi (alpha_x(v) (1 - x) - beta_x(v) x),    x = m, h, n

(Hodgkin & Huxley, 1952, doi:10.1113/jphysiol.1952.sp004764.)  v is the inside's potential, as it is
written today, and rest lies at -65 mV: the paper's v is ``-(v + 65)``.  Currents, conductances and
the capacitance are those of a square centimetre, and ``phi`` is 1 at the paper's 6.3 degrees.

``alpha_m`` and ``alpha_n`` are 0/0 at -40 and -55 mV; there they take their limits.  A step is the
classical Runge-Kutta method of fourth order.  The chapter "neurons/beyond-lif" explains it.
"""

from typing import Annotated, NamedTuple

from snnlib import _checks, _declared
from snnlib._declared import Finite, NonNegative, Positive
from snnlib._jit import jit
from snnlib.math import exp, expm1
from snnlib.neurons._model import Neuron

V_SPIKE = 0.0  # mV; a spike counts when v rises through it


class HodgkinHuxleyParameters(NamedTuple):
    """Parameters of the Hodgkin-Huxley neuron, of a square centimetre of membrane."""

    C: Annotated[float, Positive("µF")] = 1.0  # capacitance
    g_Na: Annotated[float, NonNegative("mS")] = 120.0  # largest sodium conductance
    g_K: Annotated[float, NonNegative("mS")] = 36.0  # largest potassium conductance
    g_L: Annotated[float, NonNegative("mS")] = 0.3  # leak conductance
    E_Na: Annotated[float, Finite("mV")] = 50.0  # reversal potentials
    E_K: Annotated[float, Finite("mV")] = -77.0
    E_L: Annotated[float, Finite("mV")] = -54.387
    phi: Annotated[float, Positive()] = 1.0  # speed of the channels; 3 at 16.3 degrees


class HodgkinHuxleyState(NamedTuple):
    """State of the neuron: potential, and which part of the gates is open."""

    v: float  # mV
    m_gate: float  # opens sodium channels
    h_gate: float  # closes them
    n_gate: float  # opens potassium channels


@jit
def _linear_over_exponential(x):
    """``x / (1 - exp(-x))``, 1 at 0."""
    return 1.0 + 0.5 * x if abs(x) < 1e-8 else x / -expm1(-x)


@jit
def rates(v: float) -> tuple:
    """Return ``((alpha, beta) of m, of h, of n)`` in 1/ms at the potential v (mV)."""
    return (
        (_linear_over_exponential(0.1 * (v + 40.0)), 4.0 * exp(-(v + 65.0) / 18.0)),
        (0.07 * exp(-(v + 65.0) / 20.0), 1.0 / (1.0 + exp(-(v + 35.0) / 10.0))),
        (0.1 * _linear_over_exponential(0.1 * (v + 55.0)), 0.125 * exp(-(v + 65.0) / 80.0)),
    )


@jit
def at_rest(v: float) -> HodgkinHuxleyState:
    """Return the state in which the gates stand if v (mV) has been held for long."""
    m, h, n = rates(v)
    return HodgkinHuxleyState(v, m[0] / (m[0] + m[1]), h[0] / (h[0] + h[1]), n[0] / (n[0] + n[1]))


@jit
def slope(
    current: float, state: HodgkinHuxleyState, params: HodgkinHuxleyParameters
) -> HodgkinHuxleyState:
    """Return the state's derivative, each field per ms; ``current`` is in µA per cm²."""
    v, m, h, n = state
    p = params
    of_m, of_h, of_n = rates(v)
    sodium = p.g_Na * m * m * m * h * (v - p.E_Na)
    potassium = p.g_K * (n * n) * (n * n) * (v - p.E_K)
    return HodgkinHuxleyState(
        (current - sodium - potassium - p.g_L * (v - p.E_L)) / p.C,
        p.phi * (of_m[0] * (1.0 - m) - of_m[1] * m),
        p.phi * (of_h[0] * (1.0 - h) - of_h[1] * h),
        p.phi * (of_n[0] * (1.0 - n) - of_n[1] * n),
    )


@jit
def _moved(state, slope, h):
    return HodgkinHuxleyState(
        state.v + h * slope.v,
        state.m_gate + h * slope.m_gate,
        state.h_gate + h * slope.h_gate,
        state.n_gate + h * slope.n_gate,
    )


@jit
def step(
    current: float, state: HodgkinHuxleyState, params: HodgkinHuxleyParameters, dt: float
) -> tuple[bool, HodgkinHuxleyState]:
    """Advance one neuron by a time step; it spikes in the step in which v rises through 0 mV.

    ``current`` (µA per cm²) is constant during the step of ``dt`` ms.  0.02 ms keep four digits;
    above 0.1 ms the sodium gates get out of hand.
    """
    first = slope(current, state, params)
    second = slope(current, _moved(state, first, 0.5 * dt), params)
    third = slope(current, _moved(state, second, 0.5 * dt), params)
    fourth = slope(current, _moved(state, third, dt), params)
    after = _moved(state, first, dt / 6.0)
    after = _moved(after, second, dt / 3.0)
    after = _moved(after, third, dt / 3.0)
    after = _moved(after, fourth, dt / 6.0)
    return state.v < V_SPIKE <= after.v, after


def neuron(params: HodgkinHuxleyParameters = HodgkinHuxleyParameters()) -> Neuron:
    """Return the Hodgkin-Huxley neuron as a model for :class:`snnlib.Network`, in float64.

    It begins at -65 mV with the gates at rest there; its state is ``v`` (mV), ``m_gate``,
    ``h_gate`` and ``n_gate``.
    """
    _checks.instance_of("params", params, HodgkinHuxleyParameters)
    params = _declared.checked(params, HodgkinHuxleyParameters)
    return Neuron(step, params, HodgkinHuxleyState(*at_rest(-65.0)), name="Hodgkin-Huxley")
