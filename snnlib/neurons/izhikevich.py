"""Izhikevich's neuron: two equations that fire in the patterns of many cells of the cortex.

    dv/dt = 0.04 v**2 + 5 v + 140 - u + I,    du/dt = a (b v - u),
    when v reaches 30 mV: spike, v <- c, u <- u + d

(Izhikevich 2003, doi:10.1109/TNN.2003.820440).  Time is in ms and v in mV; u and I are in mV/ms:
the membrane's capacitance is left out.  The chapter "learning/reward" uses a network of them.
"""

from typing import NamedTuple

from snnlib import _checks
from snnlib._jit import jit
from snnlib.neurons._model import Neuron


class IzhikevichParameters(NamedTuple):
    """Parameters of Izhikevich's neuron; the defaults spike regularly, as pyramidal cells do."""

    a: float = 0.02  # 1/ms, rate at which u recovers
    b: float = 0.2  # 1/ms, how much v drives u
    c: float = -65.0  # mV, reset
    d: float = 8.0  # mV/ms, what a spike adds to u


class IzhikevichState(NamedTuple):
    """State of Izhikevich's neuron."""

    v: float  # mV, membrane potential
    u: float  # mV/ms, recovery


@jit
def step(
    current: float, state: IzhikevichState, params: IzhikevichParameters, dt: float
) -> tuple[bool, IzhikevichState]:
    """Advance one neuron by Euler's method as the author does: two half steps of v, one of u.

    ``current`` is in mV/ms and ``dt`` in ms; the author's networks have 1 ms.  A spike counts as
    fired at the end of the step; the state is then the one after it.
    """
    v, u = state
    drive, half = 140.0 - u + current, 0.5 * dt
    v = v + half * ((0.04 * v + 5.0) * v + drive)
    v = v + half * ((0.04 * v + 5.0) * v + drive)
    u = u + dt * params.a * (params.b * v - u)
    spiked = v >= 30.0
    return spiked, IzhikevichState(params.c if spiked else v, u + params.d if spiked else u)


def neuron(params: IzhikevichParameters = IzhikevichParameters()) -> Neuron:
    """Return Izhikevich's neuron as a model for :class:`snnlib.Network`, in float64.

    A field of ``params`` may be an array of shape (n,), one value for each neuron of the
    population.  It begins with ``v = -65`` mV and ``u = -13`` mV/ms.
    """
    _checks.instance_of("params", params, IzhikevichParameters)
    for name, value in params._asdict().items():
        _checks.finite_array(name, value, max_ndim=1)
    state = IzhikevichState(-65.0, -13.0)
    return Neuron(step, params, state, name="Izhikevich")
