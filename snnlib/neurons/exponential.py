"""The exponential integrate-and-fire neuron (EIF): a threshold that is soft, as in real cells.

    tau_m dv/dt = -(v - v_rest) + delta_T exp((v - v_T) / delta_T) + R_m I,
    when v reaches v_peak: spike, v <- v_reset

The exponential stands for the sodium current that opens the spike.  ``delta_T``, the slope factor,
says how soft the onset is: at 0 the neuron is the LIF neuron with its threshold at ``v_T``
(Fourcaud-Trocmé, Hansel, van Vreeswijk & Brunel, 2003, doi:10.1523/JNEUROSCI.23-37-11628.2003;
measured in cells of the cortex by Badel et al., 2008, doi:10.1152/jn.01107.2007).

A step is the classical Runge-Kutta method of fourth order.  Above ``v_peak`` the exponential does
not grow any more, so that the last step of a spike stays finite.  The chapter "neurons/beyond-lif"
explains it.
"""

from typing import Annotated, NamedTuple

from snnlib import _checks, _declared
from snnlib._declared import Finite, Kind, Positive
from snnlib._jit import jit
from snnlib.math import exp
from snnlib.neurons._model import Neuron

STEEPEST = 500.0  # (v_peak - v_T) / delta_T; exp of more would overflow


class ExponentialParameters(NamedTuple):
    """Parameters of the EIF neuron; ``v_T`` and ``v_reset`` lie below ``v_peak``."""

    tau_m: Annotated[float, Positive("ms")] = 20.0  # membrane time constant
    R_m: Annotated[float, Positive("MΩ")] = 10.0  # membrane resistance
    v_rest: Annotated[float, Finite("mV")] = -70.0  # rest of the leak
    v_T: Annotated[float, Finite("mV")] = -50.0  # where the slope of v is least
    delta_T: Annotated[float, Positive("mV")] = 2.0  # slope factor: how soft the onset is
    v_peak: Annotated[float, Finite("mV")] = 0.0  # where a spike ends
    v_reset: Annotated[float, Finite("mV")] = -70.0  # where v is put then


class ExponentialState(NamedTuple):
    """State of the EIF neuron."""

    v: float  # mV


@jit
def slope(current: float, v: float, params: ExponentialParameters) -> float:
    """Return dv/dt (mV/ms) at v (mV) under ``current`` (nA).

    ``params`` may be any named tuple with the fields of :class:`ExponentialParameters`.
    """
    p = params
    v = min(v, p.v_peak)
    onset = p.delta_T * exp((v - p.v_T) / p.delta_T)
    return (p.v_rest - v + onset + p.R_m * current) / p.tau_m


@jit
def step(
    current: float, state: ExponentialState, params: ExponentialParameters, dt: float
) -> tuple[bool, ExponentialState]:
    """Advance one EIF neuron by a time step, with spikes on the grid of time steps.

    ``current`` (nA) is constant during the step of ``dt`` ms; 0.1 ms or less is fine enough for
    the upstroke.  A spike counts as fired at the end of the step; the state is then ``v_reset``.
    """
    v = state.v
    first = slope(current, v, params)
    second = slope(current, v + 0.5 * dt * first, params)
    third = slope(current, v + 0.5 * dt * second, params)
    fourth = slope(current, v + dt * third, params)
    v = v + dt / 6.0 * (first + 2.0 * (second + third) + fourth)
    spiked = v >= params.v_peak
    return spiked, ExponentialState(params.v_reset if spiked else v)


def checked(params: Kind, kind: type[Kind] = ExponentialParameters) -> Kind:
    """Return the parameters of a ``kind`` that has those of an EIF neuron, or say what is wrong."""
    params = _declared.checked(params, kind)
    for name in ("v_T", "v_reset"):
        if getattr(params, name) >= params.v_peak:
            raise ValueError(
                f"v_peak must be above {name} = {getattr(params, name)} millivolts, "
                f"got {params.v_peak}"
            )
    if params.v_peak - params.v_T > STEEPEST * params.delta_T:
        raise ValueError(
            f"delta_T must be at least (v_peak - v_T) / {STEEPEST:g}, got {params.delta_T} "
            f"millivolts; a neuron with a sharper onset is the LIF neuron"
        )
    return params


def rheobase(params: ExponentialParameters = ExponentialParameters()) -> float:
    """Weakest constant current (nA) above which a neuron at rest fires.

    The slope of v is least at ``v_T``, and positive there from
    ``(v_T - v_rest - delta_T) / R_m`` on.

    >>> rheobase()
    1.8
    """
    params = checked(params)
    return (params.v_T - params.v_rest - params.delta_T) / params.R_m


def neuron(params: ExponentialParameters = ExponentialParameters()) -> Neuron:
    """Return the EIF neuron as a model for :class:`snnlib.Network`, in float64.

    It begins at ``v_rest``; its state is ``v`` (mV).
    """
    _checks.instance_of("params", params, ExponentialParameters)
    params = checked(params)
    return Neuron(step, params, ExponentialState(params.v_rest), name="EIF")
