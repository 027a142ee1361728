"""Conductance synapses: a spike opens channels, and the current depends on the potential."""

from typing import NamedTuple

from snnlib import _validate
from snnlib._jit import jit
from snnlib.synapses.exponential import (
    ExponentialParameters,
    ExponentialState,
    exponential_constants,
)
from snnlib.synapses.model import Receptor


class ConductanceParameters(NamedTuple):
    """Parameters of a conductance synapse."""

    tau: float  # ms, time constant of the decay
    reversal: float  # mV, potential at which no current flows


class ConductanceConstants(NamedTuple):
    """What the step needs of the parameters and dt."""

    mean: float  # mean over the time step of what it begins with
    reversal: float  # mV


def conductance_constants(params, dt):
    """Work out :class:`ConductanceConstants`."""
    constants = exponential_constants(ExponentialParameters(params.tau), dt)
    return ConductanceConstants(*constants, params.reversal)


@jit
def conductance_step(state, v, constants, dt):
    """Give the current over the time step at the potential it begins with."""
    return constants.mean * state.g * (constants.reversal - v), v, state


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
        ExponentialState(tau),
        conductance_constants,
        f"conductance {tau:g} ms to {reversal:g} mV",
        needs_v=True,
    )
