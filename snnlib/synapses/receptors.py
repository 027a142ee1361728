"""The receiving ends of synapses, as models for :class:`snnlib.Network`.

* exponential: the current jumps with each spike and decays;
* conductance: a spike opens channels, and the current depends on the potential;
* alpha: the current rises and falls with one time constant (Rall 1967);
* delta: the potential jumps with each spike.
"""

from typing import NamedTuple

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import exp
from snnlib.synapses._model import Receptor
from snnlib.synapses.potentials import E, held_decay, held_rise


class TimeConstant(NamedTuple):
    """Parameter of an exponential synapse, and of an alpha synapse."""

    tau: float  # ms, of the decay; of an alpha synapse, the time to the peak


class ExponentialState(NamedTuple):
    """State of an exponential synapse; where decays are told, its time constant in ms."""

    g: float  # in the unit of the weights: nA as a current, µS as a conductance


class ExponentialConstants(NamedTuple):
    """What a loop over time needs of an exponential synapse: see :func:`exponential_constants`."""

    decay: float  # what is left of g after a time step
    held: float  # constant current that leaves v where g = 1 does


@jit
def exponential_constants(tau: float, tau_m: float, dt: float) -> ExponentialConstants:
    """Compute :class:`ExponentialConstants`, for a kernel that has a loop of its own.

    In each time step it adds the weights of the spikes that arrive to g, gives the neuron's step
    the current ``held * g``, and multiplies g with ``decay``.  With a membrane of the time constant
    ``tau_m`` (ms) v is exact at the end of every step.
    """
    return ExponentialConstants(exp(-dt / tau), held_decay(tau, tau_m, dt))


@jit
def exponential_step(
    state: ExponentialState, v: float, params: TimeConstant, dt: float
) -> tuple[float, float, ExponentialState]:
    """Return the current, which is g; the network has it over the time step, and lets it decay."""
    return state.g, v, state


def exponential(tau: float) -> Receptor:
    """Return the receptor ``tau dg/dt = -g`` with the current ``I = g``; a spike adds w to g.

    ``tau`` is in ms and weights are in nA; negative ones inhibit.  One spike brings ``w tau``.

    On a neuron with a leaky membrane (LIF, adaptive LIF, leaky integrator) v is exact at the end of
    each time step, up to rounding: current and potential are one linear system, whose solution is
    known (Rotter & Diesmann, 1999, doi:10.1007/s004220050570), as in NEST's ``iaf_psc_exp`` and in
    Brian2's ``method="exact"``.  In float64 they spike in the same time steps.  (If a refractory
    period ends within a time step, its last part gets the current of the whole step.)  Any other
    neuron gets the mean of the current over each time step.
    """
    tau = _checks.positive_number("tau", tau, "milliseconds")
    return Receptor(
        exponential_step,
        TimeConstant(tau),
        ExponentialState(0.0),
        decay=ExponentialState(tau),
        name=f"exponential {tau:g} ms",
    )


class ConductanceParameters(NamedTuple):
    """Parameters of a conductance synapse."""

    tau: float  # ms, time constant of the decay
    reversal: float  # mV, potential at which no current flows


@jit
def conductance_step(
    state: ExponentialState, v: float, params: ConductanceParameters, dt: float
) -> tuple[float, float, ExponentialState]:
    """Return the current, from g over the time step and the potential at its beginning."""
    return state.g * (params.reversal - v), v, state


def conductance(tau: float, reversal: float) -> Receptor:
    """Return the receptor ``tau dg/dt = -g`` with ``I = g (reversal - v)``; a spike adds w to g.

    ``tau`` is in ms and weights are in µS; ``reversal`` (mV) decides whether they excite or
    inhibit.  Within a time step the current is taken at the potential with which the step begins:
    the error is of first order in dt, and small while ``g R_m dt`` is small compared with
    ``tau_m``.
    """
    tau = _checks.positive_number("tau", tau, "milliseconds")
    reversal = _checks.finite_number("reversal", reversal, "millivolts")
    return Receptor(
        conductance_step,
        ConductanceParameters(tau, reversal),
        ExponentialState(0.0),
        decay=ExponentialState(tau),
        name=f"conductance {tau:g} ms to {reversal:g} mV",
        needs_v=True,
    )


class AlphaConstants(NamedTuple):
    """What the step needs of the parameters and dt."""

    decay: float  # what is left after a time step
    rise: float  # what g gains in a time step from each unit of x, before the decay
    held: float  # constant current that leaves v where g = 1 does
    held_rise: float  # constant current that leaves v where x = 1 does


class AlphaState(NamedTuple):
    """State of an alpha synapse, in the unit of the weights."""

    x: float  # jumps with the spike
    g: float  # the current, which follows x


@jit
def alpha_constants(params: TimeConstant, dt: float, tau_m: float) -> AlphaConstants:
    """Compute :class:`AlphaConstants`: g(t) = (g + E x t / tau) exp(-t / tau)."""
    tau, x = params.tau, dt / params.tau
    return AlphaConstants(exp(-x), E * x, held_decay(tau, tau_m, dt), held_rise(tau, tau_m, dt))


def alpha_slowest(params: TimeConstant, dt: float) -> float:
    """Return the part of its way that the state goes in a step."""
    return dt / params.tau


@jit
def alpha_step(
    state: AlphaState, v: float, constants: AlphaConstants, dt: float
) -> tuple[float, float, AlphaState]:
    """Return the current to hold over the time step, and the state at its end."""
    c = constants
    current = c.held * state.g + c.held_rise * state.x
    return current, v, AlphaState(c.decay * state.x, c.decay * (state.g + c.rise * state.x))


def alpha(tau: float) -> Receptor:
    """Return the receptor whose current after a spike is ``w (t / tau) exp(1 - t / tau)``.

    ``tau`` is in ms and weights are in nA.  It peaks at w, tau after the spike, and one spike
    brings ``w tau e``.  It is as exact as :func:`exponential`, and as NEST's ``iaf_psc_alpha``.
    """
    tau = _checks.positive_number("tau", tau, "milliseconds")
    return Receptor(
        alpha_step,
        TimeConstant(tau),
        AlphaState(0.0, 0.0),
        prepare=alpha_constants,
        name=f"alpha {tau:g} ms",
        slowest=alpha_slowest,
    )


class DeltaParameters(NamedTuple):
    """A delta synapse has no parameters."""


class DeltaState(NamedTuple):
    """What has arrived for this time step."""

    jump: float  # mV


@jit
def delta_step(
    state: DeltaState, v: float, params: DeltaParameters, dt: float
) -> tuple[float, float, DeltaState]:
    """Move v at the beginning of the time step; no current flows."""
    return 0.0, v + state.jump, DeltaState(0.0)


def delta() -> Receptor:
    """Return the receptor whose weights, in mV, are added to v when the spike arrives.

    A refractory neuron takes no notice.  A spike that arrives at the moment at which the pause ends
    is felt.  A LIF neuron that a jump puts onto its threshold, exactly or above, spikes.
    """
    return Receptor(delta_step, DeltaParameters(), DeltaState(0.0), name="delta", needs_v=True)
