"""What the statistics of Poisson and gamma processes with a dead time should be.

Each is a scalar function of the resulting rate r (Hz), the shape k (1: Poisson) and the dead time
``t_ref`` (ms), for kernels and for Python alike.  ``f = r t_ref / 1000`` is the fraction of the
time that is dead, and ``c = (1 - f) / sqrt(k)`` the CV of the intervals; their skewness is
``2 / sqrt(k)`` and their kurtosis ``3 + 6 / k``, as a dead time shifts a law and does not bend it.
Bad arguments give NaN.  The measured counterparts are in :mod:`snnlib.spikes.statistics`, the
sources of the formulas there and below; the chapter is "spikes/spike-trains".
"""

from math import sqrt

import numpy as np

from snnlib._jit import jit
from snnlib.math import HALF_LOG_TWO_PI, NAN, exp, log


@jit
def gamma_cv(rate: float, shape: float, t_ref: float) -> float:
    """Return the CV of the intervals, ``(1 - f) / sqrt(k)``; 0 for f of 1 and more."""
    if not (rate > 0.0 and shape > 0.0 and t_ref >= 0.0):
        return NAN
    return max(1.0 - 0.001 * rate * t_ref, 0.0) / sqrt(shape)


@jit
def gamma_cv_bias(rate: float, shape: float, t_ref: float, n: float) -> float:
    """Return the mean error of the CV measured from n intervals, to first order in 1 / n.

    ``-c (1/4 + (3/4 + f (1 - f)) / k) / n``; ``-1 / n`` for Poisson.
    """
    c = gamma_cv(rate, shape, t_ref)
    if c != c or not n > 0:
        return NAN
    f = 1.0 - c * sqrt(shape)
    return -c * (0.25 + (0.75 + f * (1.0 - f)) / shape) / n


@jit
def gamma_lv(rate: float, shape: float, t_ref: float) -> float:
    """Return the local variation: ``3 / (2 k + 1)`` without a dead time, and less with one.

    Of two neighbours ``t_ref + a`` and ``t_ref + b``, a + b = s and (a - b) / s are independent:
    ``LV = 3 / (2 k + 1) E[(s / (s + 2 t_ref))**2]`` with a gamma-distributed s of shape 2 k.  The
    mean is summed over log s, where the trapezoidal rule errs by 1e-12 or less for k >= 0.05 (1e-4
    at 0.01).
    """
    c = gamma_cv(rate, shape, t_ref)
    if c != c or c == 0.0:
        return c
    a = 2.0 * shape
    dead = 2.0 * shape * t_ref / (1000.0 / rate - t_ref)  # 2 t_ref over the scale of a
    total = 0.0
    mean = 0.0
    left, right = 1.0 + 40.0 / a, log(1.0 + 80.0 / a) + 1.0
    for i in range(2001):
        z = -left + (left + right) * i / 2000.0
        weight = exp(a * (z + 1.0 - exp(z)))  # density of log s at log a + z, up to a factor
        fraction = a * exp(z) / (a * exp(z) + dead) if dead > 0.0 else 1.0
        total += weight
        mean += weight * fraction * fraction
    return 3.0 / (a + 1.0) * mean / total


@jit
def gamma_fano(rate: float, shape: float, t_ref: float, window: float) -> float:
    """Return the Fano factor of the counts in long windows (ms) of a stationary process.

    ``c**2 + (1/6 + c**4 / 2 - 2 c**3 / (3 sqrt(k))) / (r window)`` (Cox 1962, *Renewal
    Theory*).  What it leaves out vanishes exponentially with the window, for a Poisson process
    at once; windows of ten intervals are long.  (In the shortest windows any process has 1.)
    """
    c = gamma_cv(rate, shape, t_ref)
    if c != c or not window > 0.0:
        return NAN
    correction = 1.0 / 6.0 + c * c * c * (0.5 * c - 2.0 / (3.0 * sqrt(shape)))
    return c * c + correction / (0.001 * rate * window)


@jit
def _log_gamma(x):
    """Return the logarithm of the gamma function for x > 0, by Stirling's series from x = 10 up."""
    product = 1.0
    while x < 10.0:
        product = product * x
        x = x + 1.0
    r = 1.0 / (x * x)
    series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / x
    return (x - 0.5) * log(x) - x + HALF_LOG_TWO_PI + series - log(product)


@jit
def gamma_isi_density(interval: float, rate: float, shape: float, t_ref: float) -> float:
    """Return the probability density of the intervals (ms) in 1/ms: 0 in the dead time.

    ``x**(k - 1) exp(-x) / Gamma(k) / s`` with ``x = (interval - t_ref) / s`` and the scale
    ``s = (1000 / r - t_ref) / k``.
    """
    c = gamma_cv(rate, shape, t_ref)
    if c != c or c == 0.0:
        return NAN
    scale = (1000.0 / rate - t_ref) / shape
    x = (interval - t_ref) / scale
    if x < 0.0:
        return 0.0
    if x == 0.0:
        return (1.0 / scale if shape == 1.0 else 0.0) if shape >= 1.0 else np.inf
    return exp((shape - 1.0) * log(x) - x - _log_gamma(shape)) / scale
