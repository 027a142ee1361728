"""Conductance synapses: a spike opens channels, and the current depends on the potential."""

from typing import NamedTuple

from snnlib import _validate
from snnlib._jit import jit
from snnlib.synapses.exponential import ExponentialState
from snnlib.synapses.model import Receptor


class ConductanceParameters(NamedTuple):
    """Parameters of a conductance synapse."""

    tau: float  # ms, time constant of the decay
    reversal: float  # mV, potential at which no current flows


@jit
def conductance_step(state, v, params, dt):
    """Give the current, from the mean of g over the time step and the potential it begins with."""
    return state.g * (params.reversal - v), v, state


def conductance(tau, reversal):
    """Give the receptor ``tau dg/dt = -g`` with ``I = g (reversal - v)``; a spike adds w to g.

    Within a time step the current is taken at the potential with which the step begins: the error
    is of first order in dt, and small while ``g R_m dt`` is small beside ``tau_m``.

    Parameters
    ----------
    tau : float, ms
    reversal : float, mV

    Returns
    -------
    receptor : Receptor
        Weights are in µS; the reversal potential decides whether they excite or inhibit.
    """
    tau = _validate.positive_number("tau", tau, "milliseconds")
    reversal = _validate.finite_number("reversal", reversal, "millivolts")
    return Receptor(
        conductance_step,
        ConductanceParameters(tau, reversal),
        ExponentialState(0.0),
        decay=ExponentialState(tau),
        name=f"conductance {tau:g} ms to {reversal:g} mV",
        needs_v=True,
    )
