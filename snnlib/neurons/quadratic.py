"""The quadratic integrate-and-fire neuron (QIF): a spike that starts by itself.

    tau_m dv/dt = (v - v_rest) (v - v_crit) / (v_crit - v_rest) + R_m I,
    when v reaches v_peak: spike, v <- v_reset

Near ``v_rest`` it is the leaky integrator with the same ``tau_m`` and ``R_m``; above ``v_crit`` v
runs away without any input.  It is what every neuron looks like whose firing begins at a rate of 0
(Ermentrout & Kopell, 1986, doi:10.1137/0146017; Latham et al., 2000, doi:10.1152/jn.2000.83.2.808).

With ``x = v - (v_rest + v_crit) / 2``, ``D = v_crit - v_rest`` and ``s = t / (tau_m D)`` it is

    dx/ds = x**2 + beta,    beta = D R_m I - (D / 2)**2,

which has a closed form under constant input.  So a step is exact, at every step size, as the LIF
neuron's is.  The chapter "neurons/beyond-lif" explains it.
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import Finite, Positive
from snnlib._jit import jit
from snnlib.math import atan2, cos, expm1, log1p, sin
from snnlib.neurons._model import Neuron


class QuadraticParameters(NamedTuple):
    """Parameters of the QIF neuron; ``v_rest`` lies below ``v_crit``, and all below ``v_peak``."""

    tau_m: Annotated[float, Positive("ms")] = 20.0  # time constant at rest
    R_m: Annotated[float, Positive("MΩ")] = 10.0  # resistance at rest
    v_rest: Annotated[float, Finite("mV")] = -70.0  # where v goes without input
    v_crit: Annotated[float, Finite("mV")] = -50.0  # above it v runs away without input
    v_peak: Annotated[float, Finite("mV")] = 30.0  # where a spike ends
    v_reset: Annotated[float, Finite("mV")] = -70.0  # where v is put then


class QuadraticState(NamedTuple):
    """State of the QIF neuron."""

    v: float  # mV


@jit
def _drive(current, params):
    """Return the middle of rest and critical value, what R_m I adds to the slope, and 1/s."""
    width = params.v_crit - params.v_rest
    middle = params.v_rest + 0.5 * width
    return middle, width * params.R_m * current - 0.25 * width * width, params.tau_m * width


@jit
def _time_to_peak(x, peak, beta):
    """The time s in which x runs to the peak, or infinity; 0 for x at the peak or above."""
    if x >= peak:
        return 0.0
    r = np.sqrt(abs(beta))
    if beta > 0.0:
        return (atan2(r, x) - atan2(r, peak)) / r
    if x <= r or peak <= r:
        return np.inf
    if beta == 0.0:
        return 1.0 / x - 1.0 / peak
    return log1p(2.0 * r * (peak - x) / ((peak + r) * (x - r))) / (2.0 * r)


@jit
def _moved(x, beta, s):
    """Return x after the time s, in which it does not reach infinity."""
    r = np.sqrt(abs(beta))
    if beta > 0.0:
        return r * (x * cos(r * s) + r * sin(r * s)) / (r * cos(r * s) - x * sin(r * s))
    if beta == 0.0:
        return x / (1.0 - x * s)
    gain = -expm1(-2.0 * r * s)
    tanh = gain / (2.0 - gain)
    return r * (x - r * tanh) / (r - x * tanh)


@jit
def step(
    current: float, state: QuadraticState, params: QuadraticParameters, dt: float
) -> tuple[bool, QuadraticState]:
    """Advance one QIF neuron by a time step, with spikes on the grid of time steps.

    ``current`` (nA) is constant during the step of ``dt`` ms.  There is at most one spike a step,
    and it counts as fired at the end of the step; the state is then ``v_reset``.
    """
    middle, beta, unit = _drive(current, params)
    x, s = state.v - middle, dt / unit
    if _time_to_peak(x, params.v_peak - middle, beta) <= s:
        return True, QuadraticState(params.v_reset)
    return False, QuadraticState(middle + _moved(x, beta, s))


@jit
def interval(current: float, params: QuadraticParameters) -> float:
    """Time (ms) from the reset to the next spike under constant current (nA), or infinity."""
    middle, beta, unit = _drive(current, params)
    return unit * _time_to_peak(params.v_reset - middle, params.v_peak - middle, beta)


def checked(params: QuadraticParameters) -> QuadraticParameters:
    """Return the parameters as floats, or say which is wrong."""
    params = _declared.checked(params, QuadraticParameters)
    if params.v_crit <= params.v_rest:
        raise ValueError(
            f"v_crit must be above v_rest = {params.v_rest} millivolts, got {params.v_crit}"
        )
    for name in ("v_crit", "v_reset"):
        if getattr(params, name) >= params.v_peak:
            raise ValueError(
                f"v_peak must be above {name} = {getattr(params, name)} millivolts, "
                f"got {params.v_peak}"
            )
    return params


def rate(
    current: ArrayLike, params: QuadraticParameters = QuadraticParameters()
) -> np.ndarray | float:
    """Firing rate (Hz) under constant input (nA, of any shape): the f-I curve.

    From the rheobase it rises like the square root of the current above it; with a reset above
    ``v_crit`` the neuron fires at weaker currents, too, once it has begun.

    >>> rate([0.4, 0.5, 0.6]).round(2)
    array([0.  , 0.  , 4.19])
    """
    params = checked(params)
    current = _checks.finite_array("current", current, unit="nanoamperes")
    rates = [1000.0 / interval(one, params) for one in np.ravel(current).tolist()]
    rates = np.reshape(np.array(rates), np.shape(current))
    return rates if rates.ndim else float(rates)


def rheobase(params: QuadraticParameters = QuadraticParameters()) -> float:
    """Weakest current (nA) above which a neuron at rest fires: ``(v_crit - v_rest) / (4 R_m)``.

    >>> rheobase()
    0.5
    """
    params = checked(params)
    return (params.v_crit - params.v_rest) / (4.0 * params.R_m)


def neuron(params: QuadraticParameters = QuadraticParameters()) -> Neuron:
    """Return the QIF neuron as a model for :class:`snnlib.Network`, in float64.

    It begins at ``v_rest``; its state is ``v`` (mV).
    """
    _checks.instance_of("params", params, QuadraticParameters)
    params = checked(params)
    return Neuron(step, params, QuadraticState(params.v_rest), name="QIF")
