"""The error of both channels of a chain of noisy repeaters, in closed form.

With ``sigma = noise / arriving``, the noise of one stage before the amplifier, after n stages

* the analog amplitude is the value plus Gaussian noise of variance ``n sigma**2``, which the reader
  cuts off at 0 and 1;
* a pulse or gap has been turned into its opposite with the chance ``P = (1 - (1 - 2 p)**n) / 2``,
  where ``p = Q(h / (2 sigma))`` is the chance in one stage (h: height of the pulses, Q: tail of the
  normal law).  Of m slots with K pulses, ``K (1 - P) + (m - K) P`` are heard on average, with the
  variance ``m P (1 - P)``.

The model is in :mod:`snnlib.spikes.repeaters`.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.math import exp, expm1, log1p
from snnlib.spikes.repeaters import Wire, checked, pulse_count

ROOT_TWO_PI = 2.5066282746310002


class RepeaterTheory(NamedTuple):
    """Root of the expected mean squared error after 0, 1, ..., n_stages stages."""

    analog_rmse: np.ndarray  # (n_stages + 1,) float64
    spiking_rmse: np.ndarray  # (n_stages + 1,) float64


@jit
def normal_density(x):
    """Density of the standard normal law."""
    return exp(-0.5 * x * x) / ROOT_TWO_PI


@jit
def normal_tail(x):
    """Q(x), the chance that a standard normal number exceeds x, to a relative error of 1e-13."""
    size = min(abs(x), 50.0)
    if size < 2.0:  # 1/2 less the integral from 0 to x, a series of positive terms
        term = size
        total = size
        for i in range(1, 40):
            term = term * size * size / (2 * i + 1)
            total += term
        tail = 0.5 - normal_density(size) * total
    else:  # Laplace's continued fraction, which needs the fewer terms the larger x is
        fraction = size
        for i in range(8 + int(520.0 / (size * size)), 0, -1):
            fraction = size + i / fraction
        tail = normal_density(size) / fraction
    return tail if x >= 0.0 else 1.0 - tail


@jit
def flip_chance(height, wire, n_stages):
    """Chance that a pulse or gap arrives as its opposite after n stages."""
    if n_stages == 0 or wire.noise == 0.0:
        return 0.0
    p = normal_tail(0.5 * height * wire.arriving / wire.noise)
    return -0.5 * expm1(n_stages * log1p(-2.0 * p)) if p < 0.5 else 0.5


@jit
def analog_error(value, wire, n_stages):
    """Expected squared error of one value in the analog channel after n stages."""
    s = wire.noise / wire.arriving * sqrt(n_stages)
    if s == 0.0:
        return 0.0
    above, below = (1.0 - value) / s, value / s
    # noise between the cuts: integral of z**2 times the normal density from -below to above
    cut, cut_below = normal_tail(above), normal_tail(below)
    inside = 1.0 - cut - cut_below
    inside -= above * normal_density(above) + below * normal_density(below)
    return s * s * inside + (1.0 - value) * (1.0 - value) * cut + value * value * cut_below


@jit
def spiking_error(value, n_pulses, flip):
    """Expected squared error of one value in the spiking channel; ``flip``: `flip_chance`."""
    n_sent = pulse_count(value, n_pulses)
    bias = (n_sent * (1.0 - flip) + (n_pulses - n_sent) * flip) / n_pulses - value
    return bias * bias + flip * (1.0 - flip) / n_pulses


@jit
def fill_repeaters_theory(message, n_pulses, height, wire, analog_rmse, spiking_rmse):
    """Fill the expected errors after 0, 1, ... stages, for a kernel; see `repeaters_theory`."""
    for s in range(analog_rmse.size):
        flip = flip_chance(height, wire, s)
        analog = 0.0
        spiking = 0.0
        for i in range(message.size):
            analog += analog_error(message[i], wire, s)
            spiking += spiking_error(message[i], n_pulses, flip)
        analog_rmse[s] = sqrt(max(analog, 0.0) / message.size)
        spiking_rmse[s] = sqrt(spiking / message.size)


def repeaters_theory(message, n_stages, n_pulses, wire=Wire(), *, same):  # noqa: B008
    """Errors to be expected of :func:`snnlib.repeaters`, averaged over the noise.

    Parameters
    ----------
    message, n_stages, n_pulses, wire, same
        As there.

    Returns
    -------
    theory : RepeaterTheory

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    Examples
    --------
    >>> theory = repeaters_theory([0.2, 0.5, 0.8], 16, 10, Wire(noise=0.01), same="noise")
    >>> theory.analog_rmse[[1, 16]].round(3), float(theory.spiking_rmse[16])
    (array([0.01, 0.04]), 0.0)
    """
    message, n_stages, n_pulses, wire, height = checked(message, n_stages, n_pulses, wire, same)
    analog_rmse, spiking_rmse = np.empty((2, n_stages + 1))
    fill_repeaters_theory(message, n_pulses, height, wire, analog_rmse, spiking_rmse)
    return RepeaterTheory(analog_rmse, spiking_rmse)
