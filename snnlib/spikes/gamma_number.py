"""Gamma-distributed random numbers, in the manner of :mod:`snnlib.random`."""

from math import sqrt

from snnlib._jit import jit
from snnlib.math import cos, exp, log
from snnlib.random import TWO_PI, _pair, exponential

NAN = float("nan")


@jit
def gamma_number(shape, seed, stream, step):
    """Gamma-distributed float64 of mean and variance ``shape``.

    Shape 1, the exponential law, by inversion; any other by the rejection of Marsaglia & Tsang
    (2000, "A simple method for generating gamma variables", ACM Transactions on Mathematical
    Software 26, 363-372, doi:10.1145/358407.358414), exact up to rounding.  A shape below 1 is made
    of shape + 1 by the factor ``U**(1 / shape)``.

    Parameters
    ----------
    shape : float
        Positive; far below 0.01 most numbers underflow to 0.
    seed, stream, step : int64
        The number's name, see :mod:`snnlib.random`; a rejected number leads to the next pair of
        draws under the same name.

    Returns
    -------
    float64
        NaN where the shape is not positive.
    """
    if not shape > 0.0:
        return NAN
    if shape == 1.0:
        return exponential(seed, stream, step)
    d = (shape if shape >= 1.0 else shape + 1.0) - 1.0 / 3.0
    c = 1.0 / sqrt(9.0 * d)
    draw = 0
    while True:  # 1.05 rounds on average, or fewer
        u, angle = _pair(seed, stream, step, draw)
        accept, boost = _pair(seed, stream, step, draw + 1)
        draw += 2
        x = sqrt(-2.0 * log(1.0 - u)) * cos(TWO_PI * angle)  # normal: Box & Muller (1958)
        v = 1.0 + c * x
        v = v * v * v
        if v > 0.0 and log(1.0 - accept) < 0.5 * x * x + d * (1.0 - v + log(v)):
            return d * v if shape >= 1.0 else d * v * exp(log(1.0 - boost) / shape)
