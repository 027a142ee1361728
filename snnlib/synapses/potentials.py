"""What a current does to a leaky membrane, in closed form.

A current that decays with ``tau`` flows into a membrane that forgets with ``tau_m``.  Both are
linear, and so v is known at every later time (Rotter & Diesmann, 1999, doi:10.1007/s004220050570):

    v(t) = R_m / tau_m * integral from 0 to t of exp(-(t - s) / tau_m) I(s) ds.

Everything here is made of two integrals from 0 to 1, with ``a = t / tau`` and ``b = t / tau_m``: of
``exp(-a u - b (1 - u))`` for a current that decays, and of ``u`` times that for one that rises
first.  The textbook's ``(exp(-a) - exp(-b)) / (b - a)`` is 0/0 where both times are equal and loses
its digits where they nearly are; here both are as good as anywhere.
"""

from snnlib._jit import jit
from snnlib.math import exp, expm1

E = 2.718281828459045  # so that an alpha function peaks at 1
FEW = 18  # terms after which the series in _rising is exact to the last bits


@jit
def _falling(x):
    """Integral of exp(-x u) for u from 0 to 1, with x >= 0."""
    return -expm1(-x) / x if x > 0.0 else 1.0


@jit
def _rising(x):
    """Integral of u exp(-x u) for u from 0 to 1, with x >= 0."""
    if x > 1.0:
        return (1.0 - (1.0 + x) * exp(-x)) / (x * x)
    total, term = 0.0, 1.0  # the sum of (-x)**k / k! / (k + 2)
    for k in range(FEW):
        total += term / (k + 2.0)
        term *= -x / (k + 1.0)
    return total


@jit
def _left_of_decay(a, b):
    """Integral of exp(-a u - b (1 - u)) for u from 0 to 1."""
    return exp(-min(a, b)) * _falling(abs(a - b))


@jit
def _left_of_rise(a, b):
    """Integral of u exp(-a u - b (1 - u)) for u from 0 to 1."""
    if a >= b:
        return exp(-b) * _rising(a - b)
    return exp(-a) * (_falling(b - a) - _rising(b - a))


@jit
def delta_psp(t: float, tau_m: float) -> float:
    """Return how much is left of a jump of v, of height 1, after the time t (ms); 0 before it."""
    return exp(-t / tau_m) if t >= 0.0 else 0.0


@jit
def exponential_psp(t: float, tau: float, tau_m: float) -> float:
    """Return v at the time t (ms) after a current ``exp(-t / tau)`` began, with ``R_m = 1``.

    ``(exp(-t / tau_m) - exp(-t / tau)) tau / (tau_m - tau)``, and ``t / tau exp(-t / tau)`` where
    both times are equal; 0 before the spike.  Times w (nA) and R_m (MΩ) it is in mV.
    """
    return t / tau_m * _left_of_decay(t / tau, t / tau_m) if t >= 0.0 else 0.0


@jit
def alpha_psp(t: float, tau: float, tau_m: float) -> float:
    """Return v at the time t (ms) after a current ``t / tau exp(1 - t / tau)``, with ``R_m = 1``.

    0 before the spike.  Times w (nA) and R_m (MΩ) it is in mV.
    """
    a, b = t / tau, t / tau_m
    return E * a * b * _left_of_rise(a, b) if t >= 0.0 else 0.0


@jit
def held_decay(tau: float, tau_m: float, dt: float) -> float:
    """Return the constant current that leaves v where one does that decays from 1.

    It is held for a time step of dt (ms), in which the other one decays with ``tau`` (ms).  It is
    the mean of the decaying current, each moment weighted with what a membrane of the time constant
    ``tau_m`` (ms) keeps of it until the end of the step: the plain mean where that is infinite.
    """
    b = dt / tau_m
    return _left_of_decay(dt / tau, b) / _falling(b)


@jit
def held_rise(tau: float, tau_m: float, dt: float) -> float:
    """Return the same for a current ``t / tau exp(1 - t / tau)``; see :func:`held_decay`."""
    a, b = dt / tau, dt / tau_m
    return E * a * _left_of_rise(a, b) / _falling(b)
