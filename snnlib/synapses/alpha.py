"""Alpha synapses: the current rises and falls with one time constant (Rall 1967)."""

from typing import NamedTuple

from snnlib import _validate
from snnlib._jit import jit
from snnlib.math import exp, expm1
from snnlib.synapses.model import Receptor

E = 2.718281828459045


class AlphaParameters(NamedTuple):
    """Parameter of an alpha synapse."""

    tau: float  # ms, time to the peak


class AlphaConstants(NamedTuple):
    """What the step needs of the parameters and dt."""

    decay: float  # what is left after a time step
    rise: float  # what g gains in a time step from each unit of x, before the decay
    mean: float  # mean over the time step of what it begins with
    mean_rise: float  # mean over the time step of what comes from x


class AlphaState(NamedTuple):
    """State of an alpha synapse, in the unit of the weights."""

    x: float  # jumps with the spike
    g: float  # the current, which follows x


def alpha_constants(params, dt):
    """Work out :class:`AlphaConstants`: g(t) = (g + E x t / tau) exp(-t / tau)."""
    x = dt / params.tau
    decay, lost = exp(-x), -expm1(-x)
    return AlphaConstants(decay, E * x, lost / x, E * (lost - x * decay) / x)


@jit
def alpha_step(state, v, constants, dt):
    """Give the mean current over the time step, and the state at its end."""
    c = constants
    current = c.mean * state.g + c.mean_rise * state.x
    return current, v, AlphaState(c.decay * state.x, c.decay * (state.g + c.rise * state.x))


def alpha(tau):
    """Give the receptor whose current after a spike is ``w (t / tau) exp(1 - t / tau)``.

    It peaks at w, tau after the spike, and one spike brings ``w tau e``.  The neuron gets the mean
    over each time step, so that no charge is lost.

    Parameters
    ----------
    tau : float, ms

    Returns
    -------
    receptor : Receptor
        Weights are in nA.
    """
    tau = _validate.positive_number("tau", tau, "milliseconds")
    return Receptor(
        alpha_step,
        AlphaParameters(tau),
        AlphaState(0.0, 0.0),
        prepare=alpha_constants,
        name=f"alpha {tau:g} ms",
    )
