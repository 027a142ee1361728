"""The leaky integrator for networks: a neuron that listens and never spikes."""

from typing import NamedTuple

from snnlib._jit import jit
from snnlib.math import expm1
from snnlib.neurons.leaky_integrator import LeakyIntegratorParameters, checked_leaky
from snnlib.neurons.model import Neuron


class LeakyGridConstants(NamedTuple):
    """What the step needs of :class:`snnlib.LeakyIntegratorParameters` and dt."""

    gain: float  # part of the way to v_inf that v goes in a step
    v_rest: float  # mV
    R_m: float  # MΩ


class LeakyGridState(NamedTuple):
    """State of a leaky integrator in a network."""

    v: float  # mV


def leaky_constants(params, dt):
    """Work out :class:`LeakyGridConstants`."""
    return LeakyGridConstants(-expm1(-dt / params.tau_m), params.v_rest, params.R_m)


@jit
def leaky_grid_step(current, state, constants, dt):
    """Advance a leaky integrator by a time step of constant input; it does not spike."""
    c = constants
    return False, LeakyGridState(state.v + c.gain * (c.v_rest + c.R_m * current - state.v))


def leaky_neuron(params=LeakyIntegratorParameters(), dtype="float32"):  # noqa: B008 (a named tuple)
    """Give the leaky integrator as a model for :class:`snnlib.Network`, to read a network out.

    Parameters
    ----------
    params : LeakyIntegratorParameters
    dtype : {"float32", "float64"}
        Precision of state and arithmetic.

    Returns
    -------
    neuron : Neuron
        It begins at ``v_rest``; its state is ``v`` (mV).

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as :class:`snnlib.LeakyIntegratorParameters` describes it.
    """
    state = LeakyGridState(checked_leaky(params).v_rest)
    return Neuron(leaky_grid_step, params, state, leaky_constants, dtype, "leaky integrator")
