"""Counter-based random numbers with the same bits on every machine.

Every number is a pure function of ``(seed, stream, step)``: there is no state to carry, save or
lock, and the number of neuron 7 at step 1000 can be had without the 999 before it.  Give each
use its own stream (a neuron, a synapse, a kind of noise) and each moment its own step; the same
triple gives the same bits to every function, so two draws from one triple are *not* independent;
:func:`own_seed` keeps two uses of one seed apart.

The bits come from Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as
easy as 1, 2, 3", doi 10.1145/2063384.2063405): ten rounds of multiply and xor turn a 128-bit
counter into four random 32-bit words under a 64-bit key.  The key is the seed; the counter is the
step (two words), the stream (one) and the number of the draw (one) for methods that reject.

``seed, stream, step`` : int64, or float64 with a whole value below 2**53 in size (fractions are cut
off).  Negative numbers count as their two's complement; the stream counts modulo 2**32.  So
distinct seeds, distinct steps and distinct streams in [0, 2**32) never share a block.
"""

from hashlib import blake2b
from math import sqrt

import numpy as np

from snnlib._jit import jit
from snnlib.math import HALF_LOG_TWO_PI, NAN, TWO_PI, cos, exp, log, log1p

__all__ = [
    "exponential",
    "gamma",
    "geometric",
    "integer",
    "normal",
    "own_seed",
    "philox",
    "poisson",
    "shuffle",
    "uniform",
    "uniform_pair",
]

NEVER = 2**62  # what geometric gives when there is no success to wait for

# uint64 throughout: of a mixture with int64 numba makes int64, and of arrays float64.
WORD = np.uint64(0xFFFFFFFF)
SHIFT = np.uint64(32)
MULTIPLIER_0, MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL_0, WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)


@jit
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple:
    """Compute Philox4x32-10: four 32-bit words from a counter of four and a key of two (uint64)."""
    for _ in range(10):
        a = MULTIPLIER_0 * c0  # of two 32-bit words: fits into 64 bits
        b = MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (b >> SHIFT) ^ c1 ^ k0, b & WORD, (a >> SHIFT) ^ c3 ^ k1, a & WORD
        k0 = (k0 + WEYL_0) & WORD
        k1 = (k1 + WEYL_1) & WORD
    return c0, c1, c2, c3


def own_seed(seed: int, name: str) -> int:
    """Compute a seed for one use, so that two uses of the same seed draw different numbers.

    A function for Python that makes spikes, or changes them at random, calls this with its own
    name: what is lost on a line does not depend on when it was sent, whatever seeds are given.  A
    kernel draws the same numbers from the seed that this gives; under the same name, the own seed
    of an own seed is the seed itself.  For one name different seeds stay different, and for one
    seed different names do.  Both seeds are int of 64 bits; the one returned has its sign.
    """
    own = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
    mixed = (seed ^ own) & (2**64 - 1)
    return mixed - 2**64 if mixed >= 2**63 else mixed


@jit
def _low(number):
    """Return the low 32 bits of an integer (or whole float), two's complement."""
    return np.uint64(int(number) & 0xFFFFFFFF)


@jit
def _high(number):
    """Return the bits 32 to 63 of an integer (or whole float), two's complement."""
    return np.uint64((int(number) >> 32) & 0xFFFFFFFF)


@jit
def _block(seed, stream, step, draw):
    """Return the four words with this number."""
    return philox(_low(step), _high(step), _low(stream), _low(draw), _low(seed), _high(seed))


@jit
def _fraction(high, low):
    """Return the top 53 of 64 bits, as a float in [0, 1)."""
    return float((np.int64(high) << 21) | (np.int64(low) >> 11)) * 2.0**-53


@jit
def _pair(seed, stream, step, draw):
    """Draw two independent uniform numbers in [0, 1) from one block."""
    a, b, c, d = _block(seed, stream, step, draw)
    return _fraction(a, b), _fraction(c, d)


@jit
def uniform(seed: int, stream: int, step: int) -> float:
    """Draw a uniform float64 in [0, 1): each multiple of 2**-53 has the same probability."""
    return _pair(seed, stream, step, 0)[0]


@jit
def uniform_pair(seed: int, stream: int, step: int) -> tuple[float, float]:
    """Draw two independent uniform float64 in [0, 1) at one's price; the first is `uniform`."""
    return _pair(seed, stream, step, 0)


@jit
def normal(seed: int, stream: int, step: int) -> float:
    """Draw a standard normal float64: the cosine half of Box & Muller (1958), never beyond 8.6."""
    u, v = _pair(seed, stream, step, 0)
    return sqrt(-2.0 * log(1.0 - u)) * cos(TWO_PI * v)


@jit
def exponential(seed: int, stream: int, step: int) -> float:
    """Draw an exponential float64 of mean 1, by inversion: from 0 to 36.8."""
    return 0.0 - log(1.0 - uniform(seed, stream, step))


@jit
def geometric(p: float, seed: int, stream: int, step: int) -> int:
    """Draw the number of steps up to and including the first success, each of probability p.

    By inversion of ``P(n > m) = (1 - p)**m``.  This is the *geometric skip*: one draw a spike
    instead of one a step gives the gaps of a Bernoulli spike train of p spikes a step.

    The int64 is 1 or more; 1 where p >= 1; 2**62 (`NEVER`) where p <= 0, and in place of what is
    larger; -1 where p is NaN.  The 53 bits of the uniform number show for p below 1e-12 or so: the
    gaps become multiples of about ``1e-16 / p``.
    """
    p = float(p)
    inside = p if 0.0 < p < 1.0 else 0.5
    gap = np.floor(log(1.0 - uniform(seed, stream, step)) / log1p(-inside))
    n = 1 + int(gap if gap < 4e18 else 0.0)
    n = n if gap < 4e18 else NEVER
    n = n if p > 0.0 else NEVER
    n = n if p < 1.0 else 1
    return n if p == p else -1


@jit
def _log_poisson(k, lam):
    """Return the logarithm of ``exp(-lam) lam**k / k!`` for a whole number k >= 0, as a float."""
    if k < 16.0:
        probability = 1.0
        for i in range(int(k)):
            probability = probability * lam / (i + 1.0)
        return log(probability) - lam
    # Stirling's series of log(k!); log1p keeps the difference of large numbers exact
    r = 1.0 / (k * k)
    stirling = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680)))) / k
    return (k - lam) - k * log1p((k - lam) / lam) - 0.5 * log(k) - HALF_LOG_TWO_PI - stirling


@jit
def _poisson_small(lam, u):
    """Draw a Poisson number by inversion: the first k whose cumulated probability exceeds u."""
    probability = exp(-lam)
    k = 0
    while u >= probability and k < 128:  # for lam < 10 the probability of 128 is below 1e-90
        u = u - probability
        k += 1
        probability = probability * lam / k
    return k


@jit
def _poisson_large(lam, seed, stream, step):
    """Draw a Poisson number by transformed rejection, PTRS of Hörmann (1993); lam >= 10."""
    b = 0.931 + 2.53 * sqrt(lam)
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    squeeze = 0.9277 - 3.6224 / (b - 2.0)
    draw = 0
    while True:  # 1.1 to 1.4 rounds on average
        u, v = _pair(seed, stream, step, draw)
        draw += 1
        u = u - 0.5
        near = max(0.5 - abs(u), 2.0**-55)
        k = float(np.floor((2.0 * a / near + b) * u + lam + 0.43))
        if near >= 0.07 and v <= squeeze:
            return int(k)
        if k < 0.0 or (near < 0.013 and v > near):
            continue
        if log(v * inverse_alpha / (a / (near * near) + b)) <= _log_poisson(k, lam):
            return int(k)


@jit
def poisson(lam: float, seed: int, stream: int, step: int) -> int:
    """Draw a Poisson number of mean lam, from 0 to 2**50, as int64; -1 for any other lam.

    Exact up to the rounding of its 53-bit arithmetic: by inversion below lam = 10, by the
    transformed rejection of Hörmann (1993, "The transformed rejection method for generating
    Poisson random variables", Insurance: Mathematics and Economics 12, 39-45) from there.
    """
    lam = float(lam)
    if not 0.0 <= lam <= 2.0**50:
        return -1
    if lam < 10.0:
        return _poisson_small(lam, uniform(seed, stream, step))
    return _poisson_large(lam, seed, stream, step)


@jit
def integer(n: int, seed: int, stream: int, step: int) -> int:
    """Draw a whole number from 0 to n - 1, each with exactly the same probability (Lemire 2019).

    n is from 1 to 2**32; for any other the result is -1.
    """
    n = int(n)
    if n < 1 or n > 4294967296:
        return -1
    size = np.uint64(n)
    draw = 0
    while True:
        product = _block(seed, stream, step, draw)[0] * size
        low = product & WORD
        # n * word / 2**32 meets 2**32 % n values once too often: draw again for those words
        if low >= size or low >= np.uint64(4294967296 % n):
            return int(np.int64(product >> SHIFT))
        draw += 1


@jit
def shuffle(array: np.ndarray, seed: int, stream: int) -> None:
    """Put a 1-D array into random order, in place (Fisher & Yates; Durstenfeld 1964).

    Uses the steps 1 to ``array.size - 1`` of the stream.  Every order has the same probability.
    """
    for i in range(array.size - 1, 0, -1):
        j = integer(i + 1, seed, stream, i)
        array[i], array[j] = array[j], array[i]


@jit
def gamma(shape: float, seed: int, stream: int, step: int) -> float:
    """Draw a gamma-distributed float64 of mean and variance ``shape``, or NaN if not positive.

    Shape 1, the exponential law, by inversion; any other by the rejection of Marsaglia & Tsang
    (2000, "A simple method for generating gamma variables", ACM Transactions on Mathematical
    Software 26, 363-372, doi:10.1145/358407.358414), exact up to rounding; a rejected number leads
    to the next pair of draws under the same name.  A shape below 1 is made of shape + 1 by the
    factor ``U**(1 / shape)``; far below 0.01 most numbers underflow to 0.
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
