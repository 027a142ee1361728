"""Exponential synapses: the current jumps with each spike and decays."""

from typing import NamedTuple

from snnlib import _validate
from snnlib._jit import jit
from snnlib.synapses.model import Receptor


class ExponentialParameters(NamedTuple):
    """Parameter of an exponential synapse."""

    tau: float  # ms, time constant of the decay


class ExponentialState(NamedTuple):
    """State of an exponential synapse; where decays are told, its time constant in ms."""

    g: float  # in the unit of the weights: nA as a current, µS as a conductance


@jit
def exponential_step(state, v, params, dt):
    """Give the current, from the mean of g over the time step; the network lets g decay."""
    return state.g, v, state


def exponential(tau):
    """Give the receptor ``tau dg/dt = -g`` with the current ``I = g``; a spike adds w to g.

    The current that the neuron gets is the mean over each time step, so that no charge is lost: one
    spike brings ``w tau``.

    Parameters
    ----------
    tau : float, ms

    Returns
    -------
    receptor : Receptor
        Weights are in nA; negative ones inhibit.
    """
    tau = _validate.positive_number("tau", tau, "milliseconds")
    return Receptor(
        exponential_step,
        ExponentialParameters(tau),
        ExponentialState(0.0),
        decay=ExponentialState(tau),
        name=f"exponential {tau:g} ms",
    )
