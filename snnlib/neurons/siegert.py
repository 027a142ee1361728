"""The LIF neuron under white noise, and the rate at which it fires: Siegert's formula.

The input is a current I and white noise, which alone would make a membrane that never spikes
scatter around ``v_rest + R_m I`` with the standard deviation ``sigma``.  On average the time
between two spikes is (Siegert, 1951, doi:10.1103/PhysRev.81.617; Brunel, 2000,
doi:10.1023/A:1008925309027)

    T = t_ref + tau_m sqrt(pi) * integral of exp(u**2) (1 + erf(u)) du from a to b,

with ``a = (v_reset - v_inf) / (sqrt(2) sigma)``, ``b = (v_th - v_inf) / (sqrt(2) sigma)`` and
``v_inf = v_rest + R_m I``.

A simulation looks at v once a step and misses crossings in between, so that it fires too slowly.
A random walk whose jumps have the standard deviation s first passes a level as a continuous one
passes a level that is higher by 0.5826 s, with 0.5826 = -zeta(1/2) / sqrt(2 pi) (Broadie,
Glasserman & Kou, 1997, doi:10.1111/1467-9965.00035).  Here ``s = sigma sqrt(2 dt / tau_m)``, and
:func:`raised` puts the threshold there.  The chapter "neurons/firing-rate" measures what that
leaves.
"""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import INF, exp, expm1, log
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFParameters

OVERSHOOT = 0.5825971579390106  # -zeta(1/2) / sqrt(2 pi)
LARGEST_B = 26.0  # exp(b**2) would not be a float much further up; the rate is 1e-290 Hz


@jit
def jump(sigma: float, tau_m: float, dt: float) -> float:
    """Return the standard deviation (mV) of what noise adds to v in a step of dt (ms).

    ``sigma sqrt(1 - exp(-2 dt / tau_m))``: added to v before each exact step, it makes a membrane
    that never spikes scatter with ``sigma`` (mV), up to the factor ``exp(-dt / tau_m)``.
    """
    return sigma * sqrt(-expm1(-2.0 * dt / tau_m))


@jit
def raised(sigma: float, params: LIFParameters, dt: float) -> LIFParameters:
    """Return the parameters with the threshold where steps of dt (ms) seem to have it.

    ``v_th + 0.5826 sigma sqrt(2 dt / tau_m)``, in mV.
    """
    shift = OVERSHOOT * sigma * sqrt(2.0 * dt / params.tau_m)
    p = params
    return LIFParameters(p.tau_m, p.R_m, p.v_rest, p.v_th + shift, p.v_reset, p.t_ref)


@jit
def integral(a: float, b: float) -> float:
    """Integrate ``sqrt(pi) exp(u**2) (1 + erf(u))`` from a to b; infinite for b above 26.

    With ``1 + erf(u) = 2 / sqrt(pi)`` times the integral of ``exp(-t**2)`` from -u, it is the
    integral of ``exp(2 b s - s**2) (1 - exp(-2 (b - a) s)) / s`` over s from 0 to infinity, in
    which nothing cancels or overflows.  Over ``log s`` the trapezoidal rule has it to 13 digits.
    """
    if b > LARGEST_B:
        return INF
    if not a < b:
        return 0.0
    step = min(0.1, 0.25 / max(b, 1.0))
    # below, nothing adds to the last digit: the peak at s = b is exp(b**2) high, and 0.7 wide
    low = min(max(b, 0.0), 6.0) ** 2 - 40.0 - log(1.0 + max(abs(a), abs(b)))
    low = max(low, log(b - 6.5)) if b > 7.0 else low
    n = int((log(max(b, 0.0) + 7.0) - low) / step)
    total = 0.0
    for i in range(n + 1):
        s = exp(low + i * step)
        total += exp((2.0 * b - s) * s) * -expm1(-2.0 * (b - a) * s)
    return step * total


@jit
def interval(current: float, sigma: float, params: LIFParameters) -> float:
    """Return the mean time (ms) between spikes under a current (nA) with noise (mV).

    Without noise it is :func:`snnlib.neurons.lif.interval`; it is infinite where a spike would take
    longer than a float can say.
    """
    if not sigma > 0.0:
        return lif.interval(current, params)
    scale = 1.0 / (sqrt(2.0) * sigma)
    v_inf = params.v_rest + params.R_m * current
    a, b = (params.v_reset - v_inf) * scale, (params.v_th - v_inf) * scale
    return params.t_ref + params.tau_m * integral(a, b)


@jit
def _fill(current, sigma, params, dt, rate):
    for i in range(current.size):
        rate[i] = 1000.0 / interval(current[i], sigma[i], raised(sigma[i], params, dt))


def rate(
    current: ArrayLike,
    sigma: ArrayLike,
    params: LIFParameters = LIFParameters(),
    dt: float = 0.0,
) -> np.ndarray | float:
    """Firing rate (Hz) of the LIF neuron under white noise: its f-I curve, with a soft corner.

    Parameters
    ----------
    current : float or array_like, nA
        Mean input.
    sigma : float or array_like, mV, not negative
        Standard deviation that the noise would give to v if the neuron never spiked; both arrays
        are broadcast.  With 0 the rate is :func:`snnlib.neurons.lif.rate`.
    params : LIFParameters
    dt : float, ms
        0 for the rate in continuous time; the time step of a simulation for the rate that it
        should come to, with the threshold raised as the module's text says.

    Examples
    --------
    >>> rate(2.0, [0.0, 1.0, 3.0]).round(2)  # at the rheobase
    array([ 0.  , 13.4 , 18.92])
    """
    params = lif.checked(params)
    current = _checks.finite_array("current", current, unit="nanoamperes")
    sigma = _checks.finite_array("sigma", sigma, unit="millivolts")
    dt = _checks.non_negative_number("dt", dt, "milliseconds")
    if (sigma < 0.0).any():
        raise ValueError(f"sigma must not be negative, got {sigma.min()} millivolts")
    current, sigma = np.broadcast_arrays(current, sigma)
    rates = np.empty(current.shape)
    flat = (np.ascontiguousarray(x).reshape(-1) for x in (current, sigma))
    _fill(*flat, params, dt, rates.reshape(-1))
    return rates if rates.ndim else float(rates)
