"""Synapses: what a spike does to the neuron that receives it.

* exponential: the current jumps with each spike and decays;
* conductance: a spike opens channels, and the current depends on the potential;
* alpha: the current rises and falls with one time constant (Rall 1967);
* delta: the potential jumps with each spike.

To a network each is a :class:`Receptor`: a step, its parameters, and a state in which spikes add
up.
"""

from collections.abc import Callable
from typing import NamedTuple

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import exp, expm1


class Receptor(NamedTuple):
    """The receiving end of synapses, one for each neuron of a population.

    All synapses of one kind onto a neuron share it.  A spike adds the synapse's weight to the
    *first* field of the state at the beginning of the time step in which it arrives; then the step
    says what current flows during that time step.
    """

    step: Callable
    """``(state, v, params, dt) -> (current, v, state)``, of scalars, compiled by numba.  v is the
    neuron's potential, which a receptor may move."""
    params: tuple
    """Named tuple of numbers."""
    state: tuple
    """Named tuple of numbers: the state at the beginning."""
    decay: tuple | None = None
    """Named tuple like ``state``, of time constants in ms: the state decays, the network sees to
    it for all neurons at once.  The step then gets the *mean* of the state over the time step, and
    gives it back as it is.  None: the step does it all."""
    prepare: Callable | None = None
    """``(params, dt) -> constants``, what the step gets in place of ``params``; done once."""
    name: str = ""
    """What ``repr`` of a network calls it; the step's name if empty."""
    needs_v: bool = False
    """Whether it looks at v, so that the neuron must have such a state."""
    slowest: Callable | None = None
    """As that of a :class:`snnlib.neurons.Neuron`: ``(params, dt) -> part`` of its way that the
    slowest state goes in a step."""


class TimeConstant(NamedTuple):
    """Parameter of an exponential synapse, and of an alpha synapse."""

    tau: float  # ms, of the decay; of an alpha synapse, the time to the peak


class ExponentialState(NamedTuple):
    """State of an exponential synapse; where decays are told, its time constant in ms."""

    g: float  # in the unit of the weights: nA as a current, µS as a conductance


@jit
def exponential_step(
    state: ExponentialState, v: float, params: TimeConstant, dt: float
) -> tuple[float, float, ExponentialState]:
    """Return the current, from the mean of g over the time step; the network lets g decay."""
    return state.g, v, state


def exponential(tau: float) -> Receptor:
    """Return the receptor ``tau dg/dt = -g`` with the current ``I = g``; a spike adds w to g.

    ``tau`` is in ms and weights are in nA; negative ones inhibit.  The current that the neuron gets
    is the mean over each time step, so that no charge is lost: one spike brings ``w tau``.  Within
    a step the current does not decay, and so v is off by an error of second order in dt, in
    float64, too.
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
    """Return the current, from the mean of g over the step and the potential at its beginning."""
    return state.g * (params.reversal - v), v, state


def conductance(tau: float, reversal: float) -> Receptor:
    """Return the receptor ``tau dg/dt = -g`` with ``I = g (reversal - v)``; a spike adds w to g.

    ``tau`` is in ms and weights are in µS; ``reversal`` (mV) decides whether they excite or
    inhibit.  Within a time step the current is taken at the potential with which the step begins:
    the error is of first order in dt, and small while ``g R_m dt`` is small beside ``tau_m``.
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


E = 2.718281828459045


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


def alpha_constants(params: TimeConstant, dt: float) -> AlphaConstants:
    """Compute :class:`AlphaConstants`: g(t) = (g + E x t / tau) exp(-t / tau)."""
    x = dt / params.tau
    decay, lost = exp(-x), -expm1(-x)
    return AlphaConstants(decay, E * x, lost / x, E * (lost - x * decay) / x)


def alpha_slowest(params: TimeConstant, dt: float) -> float:
    """Return the part of its way that the state goes in a step."""
    return dt / params.tau


@jit
def alpha_step(
    state: AlphaState, v: float, constants: AlphaConstants, dt: float
) -> tuple[float, float, AlphaState]:
    """Return the mean current over the time step, and the state at its end."""
    c = constants
    current = c.mean * state.g + c.mean_rise * state.x
    return current, v, AlphaState(c.decay * state.x, c.decay * (state.g + c.rise * state.x))


def alpha(tau: float) -> Receptor:
    """Return the receptor whose current after a spike is ``w (t / tau) exp(1 - t / tau)``.

    ``tau`` is in ms and weights are in nA.  It peaks at w, tau after the spike, and one spike
    brings ``w tau e``.  The neuron gets the mean over each time step, so that no charge is lost.
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
    is felt.  A LIF neuron spikes if the jump puts v above its threshold; one to exactly the
    threshold does not suffice.
    """
    return Receptor(delta_step, DeltaParameters(), DeltaState(0.0), name="delta", needs_v=True)
