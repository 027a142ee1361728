"""Noise from outside, as receptors for :class:`snnlib.Network` and as a step for a kernel.

A neuron in a brain gets thousands of spikes a second.  In place of them one may take what they add
up to, a current or a conductance that fluctuates (Destexhe, Rudolph, Fellous & Sejnowski, 2001,
doi:10.1016/S0306-4522(01)00344-X, whose conductances these are):

* white noise: v is moved at random in each time step;
* current noise: the current follows an Ornstein-Uhlenbeck process;
* conductance noise: a conductance does, and so the membrane leaks more.

The Ornstein-Uhlenbeck process (Uhlenbeck & Ornstein, 1930, doi:10.1103/PhysRev.36.823) goes back to
its mean with the time constant tau and scatters around it with the standard deviation sigma,

    dx/dt = -(x - mean) / tau + sigma sqrt(2 / tau) xi(t),

where xi is white noise.  From one time step to the next it is a line of code, exact for every dt
(Gillespie, 1996, doi:10.1103/PhysRevE.54.2084):

    x <- mean + (x - mean) exp(-dt / tau) + sigma sqrt(1 - exp(-2 dt / tau)) N,

with a normal random number N for each step.  The chapter "neurons/synapses" explains it.
"""

from math import sqrt
from typing import NamedTuple

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import exp, expm1
from snnlib.synapses._model import Receptor


class NoiseParameters(NamedTuple):
    """Parameters of an Ornstein-Uhlenbeck process, in nA as a current."""

    mean: float
    sigma: float  # standard deviation around the mean
    tau: float  # ms, how long a deviation lasts


class ConductanceNoiseParameters(NamedTuple):
    """Parameters of a conductance that is an Ornstein-Uhlenbeck process."""

    mean: float  # µS
    sigma: float  # µS
    tau: float  # ms
    reversal: float  # mV, potential at which no current flows


class WhiteNoiseParameters(NamedTuple):
    """Parameter of white noise."""

    sigma: float  # mV, standard deviation that v has if the neuron never spikes


class NoiseState(NamedTuple):
    """State of current or conductance noise."""

    x: float  # nA or µS


class NoState(NamedTuple):
    """White noise remembers nothing; spikes that arrive move v."""

    jump: float  # mV


class NoiseConstants(NamedTuple):
    """What a time step needs of an Ornstein-Uhlenbeck process: see :func:`noise_constants`."""

    mean: float
    decay: float  # what is left of a deviation from the mean after a time step
    kick: float  # standard deviation of what a time step adds
    reversal: float  # mV, of a conductance


@jit
def noise_constants(mean: float, sigma: float, tau: float, dt: float) -> NoiseConstants:
    """Compute :class:`NoiseConstants`, for a kernel that has a loop of its own.

    ``mean`` and ``sigma`` have the unit of the process; ``tau`` and ``dt`` are in ms.
    """
    return NoiseConstants(mean, exp(-dt / tau), sigma * sqrt(-expm1(-2.0 * dt / tau)), 0.0)


@jit
def ornstein_uhlenbeck(x: float, constants: NoiseConstants, normal: float) -> float:
    """Return x a time step later; ``normal`` is a standard normal number of this step's own.

    ``snnlib.random.normal(seed, stream, step)`` gives one.  After a while x is normal with the mean
    and the standard deviation of the process, and two values a time t apart are correlated by
    ``exp(-t / tau)``, whatever the time step is.
    """
    c = constants
    return c.mean + (x - c.mean) * c.decay + c.kick * normal


@jit
def _current_constants(params, dt, tau_m):
    return noise_constants(params.mean, params.sigma, params.tau, dt)


@jit
def _conductance_constants(params, dt, tau_m):
    c = noise_constants(params.mean, params.sigma, params.tau, dt)
    return NoiseConstants(c.mean, c.decay, c.kick, params.reversal)


@jit
def current_noise_step(
    state: NoiseState, v: float, constants: NoiseConstants, dt: float, normal: float
) -> tuple[float, float, NoiseState]:
    """Return the current (nA) to hold over the time step, and the process at its end."""
    return state.x, v, NoiseState(ornstein_uhlenbeck(state.x, constants, normal))


@jit
def conductance_noise_step(
    state: NoiseState, v: float, constants: NoiseConstants, dt: float, normal: float
) -> tuple[float, float, NoiseState]:
    """Return the current (nA) at the potential at the beginning of the step; see the receptor."""
    x = ornstein_uhlenbeck(state.x, constants, normal)
    return max(state.x, 0.0) * (constants.reversal - v), v, NoiseState(x)


def _slowest(params, dt):
    """Return the part of its way that the state goes in a step."""
    return dt / params.tau


def current_noise(mean: float, sigma: float, tau: float) -> Receptor:
    """Return the receptor through which a noisy current flows into each neuron.

    Each neuron has a process of its own, which the network's seed and the receptor's name decide.
    The current of a time step is the process at its beginning, which is ``mean`` at the start of a
    run.  A membrane of the time constant ``tau_m`` then scatters with
    ``R_m sigma sqrt(tau / (tau + tau_m))``, up to a part of the order of ``dt**2``.  A spike that
    arrives adds its weight (nA) to the process.

    Parameters
    ----------
    mean : float, nA
    sigma : float, nA, not negative
        Standard deviation.
    tau : float, ms
        How long a deviation from the mean lasts.
    """
    mean = _checks.finite_number("mean", mean, "nanoamperes")
    sigma = _checks.non_negative_number("sigma", sigma, "nanoamperes")
    tau = _checks.positive_number("tau", tau, "milliseconds")
    return Receptor(
        current_noise_step,
        NoiseParameters(mean, sigma, tau),
        NoiseState(mean),
        prepare=_current_constants,
        name=f"current noise {mean:g} ± {sigma:g} nA, {tau:g} ms",
        slowest=_slowest,
        needs_normal=True,
    )


def conductance_noise(mean: float, sigma: float, tau: float, reversal: float) -> Receptor:
    """Return the receptor of a noisy conductance, after Destexhe et al. (2001).

    ``I = max(g, 0) (reversal - v)``, where g is an Ornstein-Uhlenbeck process of each neuron's own.
    Unlike a current it makes the membrane leak: with mean conductances g_1, g_2, ... the time
    constant becomes ``tau_m / (1 + R_m (g_1 + g_2 + ...))``.  As with
    :func:`snnlib.synapses.conductance`, v is that at the beginning of the time step: keep
    ``g R_m dt`` small compared with ``tau_m``.  A spike that arrives adds its weight (µS) to g.

    Parameters
    ----------
    mean : float, µS, not negative
    sigma : float, µS, not negative
        Standard deviation of g; where g is below 0, no current flows.
    tau : float, ms
        How long a deviation from the mean lasts.
    reversal : float, mV

    Notes
    -----
    Destexhe et al. fitted to a cell in a busy cortex: for excitation a mean of 0.012, a sigma of
    0.003 µS, a tau of 2.7 ms and a reversal of 0 mV; for inhibition 0.057 and 0.0066 µS, 10.5 ms
    and -75 mV.
    """
    mean = _checks.non_negative_number("mean", mean, "microsiemens")
    sigma = _checks.non_negative_number("sigma", sigma, "microsiemens")
    tau = _checks.positive_number("tau", tau, "milliseconds")
    reversal = _checks.finite_number("reversal", reversal, "millivolts")
    return Receptor(
        conductance_noise_step,
        ConductanceNoiseParameters(mean, sigma, tau, reversal),
        NoiseState(mean),
        prepare=_conductance_constants,
        name=f"conductance noise {mean:g} ± {sigma:g} µS, {tau:g} ms to {reversal:g} mV",
        needs_v=True,
        slowest=_slowest,
        needs_normal=True,
    )


@jit
def white_noise_step(
    state: NoState, v: float, kick: tuple, dt: float, normal: float
) -> tuple[float, float, NoState]:
    """Move v at the beginning of the time step; no current flows."""
    return 0.0, v + state.jump + kick.sigma * normal, NoState(0.0)


def _white_constants(params, dt, tau_m):
    if not tau_m < float("inf"):
        raise ValueError(
            "white_noise needs a neuron with a leaky membrane, whose time constant says how large "
            "the noise of a step is; give this one current_noise"
        )
    return WhiteNoiseParameters(params.sigma * sqrt(-expm1(-2.0 * dt / tau_m)))


def white_noise(sigma: float) -> Receptor:
    """Return the receptor that moves v at random in each time step.

    The noise is that of Siegert's formula, :func:`snnlib.neurons.siegert.rate`: ``sigma`` (mV, not
    negative) is the standard deviation that v would have if the neuron never spiked, as it is at
    the beginning of a time step, after the jump.  It needs a neuron with a leaky membrane (LIF,
    adaptive LIF, leaky integrator).  A refractory neuron takes no notice.  A spike that arrives
    moves v by its weight (mV), too.
    """
    sigma = _checks.non_negative_number("sigma", sigma, "millivolts")
    return Receptor(
        white_noise_step,
        WhiteNoiseParameters(sigma),
        NoState(0.0),
        prepare=_white_constants,
        name=f"white noise {sigma:g} mV",
        needs_v=True,
        needs_normal=True,
    )
