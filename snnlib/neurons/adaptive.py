"""A LIF neuron for large networks whose threshold moves, so that no neuron spikes for all others.

The threshold is ``v_th + theta``.  In every time step

    theta <- theta exp(-dt / tau_theta) + theta_plus (1 if the neuron has spiked - target_rate dt).

With ``target_rate = 0`` it is the neuron of Diehl & Cook (2015, doi:10.3389/fncom.2015.00099).
With ``tau_theta`` infinite, theta comes to rest where the neuron spikes at ``target_rate``, as in
Querlioz, Bichler, Dollfus & Gamrat (2013, doi:10.1109/TNANO.2013.2250995), and ``theta_plus`` says
only how fast.  The chapter "learning/digits" explains it.

Where theta moves by a few last bits or less in a step, what rounding takes from it is kept and
added in the next step (Kahan, 1965, doi:10.1145/363707.363723).
"""

from typing import Annotated, Literal, NamedTuple

import numpy as np

from snnlib import _checks, _declared
from snnlib._declared import Finite, NonNegative, Positive
from snnlib._jit import jit
from snnlib.math import expm1
from snnlib.neurons import leaky, lif
from snnlib.neurons._model import Neuron, WinnerTakeAll
from snnlib.neurons.lif import LIFConstants, LIFParameters, LIFState

FINE = 2.0**-13  # part of theta; float32 would round a smaller change by more than 1/2000 of it
SLOW, NEVER = 2.0**-10, 1e-60  # parts of theta that are lost in a step
COARSE = 1e30  # mV, a change that is always large enough


class AdaptiveLIFParameters(NamedTuple):
    """Parameters of :class:`snnlib.LIFParameters`, and of the threshold."""

    tau_m: Annotated[float, Positive("ms")] = 20.0
    R_m: Annotated[float, Positive("MΩ")] = 10.0
    v_rest: Annotated[float, Finite("mV")] = -70.0
    v_th: Annotated[float, Finite("mV")] = -50.0  # threshold while theta is 0
    v_reset: Annotated[float, Finite("mV")] = -70.0
    t_ref: Annotated[float, NonNegative("ms")] = 0.0
    theta_plus: Annotated[float, NonNegative("mV")] = 0.05  # what a spike adds to the threshold
    tau_theta: Annotated[float, Positive("ms")] = 1e7  # of the threshold's decay; may be infinite
    target_rate: Annotated[float, NonNegative("Hz")] = 0.0  # at which the threshold rests


class AdaptiveLIFState(NamedTuple):
    """State of the neuron in a network."""

    v: float  # mV
    refractory: float  # steps
    theta: float  # mV, what the threshold has grown by
    theta_rest: float = 0.0  # mV, what of it lies below the last bit of theta


class AdaptiveLIFConstants(NamedTuple):
    """What the step needs of :class:`AdaptiveLIFParameters` and dt."""

    lif: LIFConstants
    theta_plus: float  # mV
    drift: float  # mV, by which theta falls in a step
    lost: float  # part of theta that is lost in a step
    fine: float  # mV, above which rounding takes too much of a change of theta


@jit
def constants(params: AdaptiveLIFParameters, dt: float) -> AdaptiveLIFConstants:
    """Compute :class:`AdaptiveLIFConstants`."""
    drift = params.theta_plus * params.target_rate * dt * 1e-3
    lost = -expm1(-dt / params.tau_theta)
    least = COARSE
    if NEVER < lost < SLOW:
        least = 0.0
    elif lost <= NEVER and params.theta_plus > 0.0:
        least = drift if drift > 0.0 else params.theta_plus
    return AdaptiveLIFConstants(
        lif.constants(params, dt), params.theta_plus, drift, lost, least / FINE
    )


@jit
def _now(state, c):
    """Return state and constants of the LIF neuron that this one is at the moment."""
    threshold = c.lif.v_th + state.theta
    return LIFState(state.v, state.refractory), lif.with_threshold(c.lif, threshold)


@jit
def _moved(theta, rest, fall, plus, c):
    """Let theta sink and rise; return it and, where that may be below its last bit, the rest."""
    sunk = rest - fall
    moved = theta + sunk + plus
    rest = sunk + plus - (moved - theta)
    return moved, rest if abs(theta) > c.fine else 0.0


@jit
def step(
    current: float, state: AdaptiveLIFState, constants: AdaptiveLIFConstants, dt: float
) -> tuple[bool, AdaptiveLIFState]:
    """Advance one neuron by a time step: a step of LIF, then of its threshold."""
    c = constants
    before, now = _now(state, c)
    spiked, after = lif.step(current, before, now, dt)
    fall = state.theta * c.lost + c.drift
    plus = c.theta_plus if spiked else 0.0
    theta, rest = _moved(state.theta, state.theta_rest, fall, plus, c)
    return spiked, AdaptiveLIFState(after.v, after.refractory, theta, rest)


@jit
def overshoot(
    current: float, state: AdaptiveLIFState, constants: AdaptiveLIFConstants, dt: float
) -> float:
    """How far above its threshold v gets in this step, in mV."""
    before, now = _now(state, constants)
    return lif.overshoot(current, before, now, dt)


@jit
def inhibit(state: AdaptiveLIFState, constants: AdaptiveLIFConstants) -> AdaptiveLIFState:
    """Put v back to its reset value, and take back what a spike in this step has changed."""
    c = constants
    would = state.refractory >= c.lif.pause  # the countdown begins there
    theta, rest = _moved(state.theta, state.theta_rest, c.theta_plus if would else 0.0, 0.0, c)
    return AdaptiveLIFState(c.lif.v_reset, -1.0 if would else state.refractory, theta, rest)


WINNER_TAKES_ALL = WinnerTakeAll(overshoot, inhibit)


def neuron(
    params: AdaptiveLIFParameters = AdaptiveLIFParameters(),
    dtype: Literal["float32", "float64"] = "float32",
) -> Neuron:
    """Return the LIF neuron with a moving threshold as a model for :class:`snnlib.Network`.

    It begins at ``v_rest``; its state is ``v`` (mV), ``refractory`` (steps), ``theta`` (mV) and
    ``theta_rest``, which lies below the last bit of theta.  It is computed in ``dtype``, or in
    float64 where ``tau_m`` is above 1024 dt, because v would stop on its way in float32.
    """
    _checks.instance_of("params", params, AdaptiveLIFParameters)
    if params.tau_theta == np.inf:  # a finite number stands for it: exp(-dt / 1e100) is 1
        params = params._replace(tau_theta=_checks.LARGEST)
    params = _declared.checked(params, AdaptiveLIFParameters)
    lif.checked(LIFParameters(*params[:6]))
    state = AdaptiveLIFState(params.v_rest, 0.0, 0.0, 0.0)
    more = leaky.slowest, leaky.membrane
    return Neuron(step, params, state, constants, dtype, "adaptive LIF", *more)
