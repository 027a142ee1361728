"""Elementary functions with the same bits on every machine.

``exp``, ``log`` and their kin differ in the last bit between C libraries and browsers, and one bit
moves a spike.  These versions use only additions, multiplications, divisions, comparisons and the
bits of a float, which IEEE 754 fixes, so numba on any processor, plain Python and WebAssembly
agree.  The algorithms are those of Sun Microsystems' *fdlibm* 5.3 (1993) as kept up in FreeBSD's
``msun``: reduce the argument to a small interval, evaluate a short polynomial, scale back.

All functions take and return one float64.  They are straight-line code (a choice picks between
values that are already computed), so that LLVM can move a call out of a loop in which its argument
does not change, and can vectorise it.  None raises: where there is no answer the result is NaN.
"""

import numpy as np

from snnlib._jit import jit

__all__ = ["exp", "expm1", "log", "log1p"]

INF = float("inf")
NAN = float("nan")

# Adding 1.5 * 2**52 to a small number leaves it rounded to an integer in the low bits.
ROUNDER = 6755399441055744.0
ROUNDER_BITS = 0x4338000000000000

# ln 2 in two parts.  The first has 21 trailing zero bits: times an exponent it is exact.
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
INV_LN2 = 1.44269504088896338700

# fdlibm's minimax coefficients, under names near its own.
P1, P2, P3 = 1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05
P4, P5 = -1.65339022054652515390e-06, 4.13813679705723846039e-08
Q1, Q2, Q3 = -3.33333333333331316428e-02, 1.58730158725481460165e-03, -7.93650757867487942473e-05
Q4, Q5 = 4.00821782732936239552e-06, -2.01099218183624371326e-07
L1, L2, L3 = 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01
L4, L5, L6 = 2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01
L7 = 1.479819860511658591e-01

MANTISSA = (1 << 52) - 1
ONE_BITS = 0x3FF << 52
SQRT_HALF_BITS = 0x3FE6A09E << 32
TINY = 2.0**-1022  # the smallest normal number


@jit
def _bits(x):
    """The 64 bits of a float, as an integer."""
    return int(np.float64(x).view(np.int64))


@jit
def _from_bits(bits):
    """The float that has these 64 bits."""
    return float(np.int64(bits).view(np.float64))


@jit
def _two_to(k):
    """``2.0**k`` for integer k from -1022 to 1023."""
    return _from_bits((k + 1023) << 52)


@jit
def _nearest(x):
    """The integer nearest to x, as a float and as an int; abs(x) < 2**50."""
    shifted = x + ROUNDER
    return shifted - ROUNDER, _bits(shifted) - ROUNDER_BITS


@jit
def _scale(y, k):
    """``y * 2**k`` in two steps, so that overflow gives inf and underflow a subnormal number."""
    half = k >> 1
    return y * _two_to(half) * _two_to(k - half)


@jit
def _two_sum(a, b):
    """``a + b``, and what that sum rounded away (Knuth 1969)."""
    total = a + b
    b_seen = total - a
    return total, (a - (total - b_seen)) + (b - b_seen)


@jit
def _exp_of_pair(high, low):
    """``exp(high + low)`` for high from -746 to 710 and a much smaller low."""
    n, k = _nearest(high * INV_LN2)
    high = high - n * LN2_HIGH
    low = n * LN2_LOW - low
    r = high - low  # abs(r) <= ln(2) / 2
    z = r * r
    # r * c / (2 - c) = exp(r) - 1 - r, by a minimax polynomial of r (exp(r) + 1) / (exp(r) - 1)
    c = r - z * (P1 + z * (P2 + z * (P3 + z * (P4 + z * P5))))
    rest = r * c / (2.0 - c) - low
    one_plus = 1.0 + high
    lost = (1.0 - one_plus) + high  # what that sum rounded away: fdlibm lets it go
    return _scale(one_plus + (lost + rest), k)


@jit
def exp(x):
    """Exponential function (fdlibm ``e_exp.c``, with a compensated last sum)."""
    x = float(x)
    clipped = x if x > -746.0 else -746.0
    clipped = clipped if clipped < 710.0 else 710.0
    y = _exp_of_pair(clipped, 0.0)
    return y if x == x else x


@jit
def _expm1_pair(x):
    """``(exp(x) - 1) / 2**k`` as a float and a much smaller one; and k.  For x from -50 to 710."""
    n, k = _nearest(x * INV_LN2)
    high = x - n * LN2_HIGH
    low = n * LN2_LOW
    r = high - low
    c = (high - r) - low  # what r rounded away
    half = 0.5 * r
    z = r * half
    q = 1.0 + z * (Q1 + z * (Q2 + z * (Q3 + z * (Q4 + z * Q5))))
    t = 3.0 - q * half
    e = z * ((q - t) / (6.0 - r * t))
    e = (r * (e - c) - c) - z  # exp(r) - 1 = r - e
    # exp(x) - 1 = 2**k ((r - e) + (1 - 2**-k)); all three sums keep what they round away
    less = _two_to(-k if k < 80 else -80)
    one = 1.0 - less
    small = r - e
    high, low = _two_sum(one, small)
    low = low + ((r - small) - e)
    return high, low + (((1.0 - one) - less) if k > 0 else 0.0), k


@jit
def expm1(x):
    """``exp(x) - 1`` without loss for small x (fdlibm ``s_expm1.c``)."""
    x = float(x)
    clipped = x if x > -50.0 else -50.0
    clipped = clipped if clipped < 710.0 else 710.0
    high, low, k = _expm1_pair(clipped)
    y = _scale(high + low, k)
    return y if abs(x) > 0.0 else x  # keeps -0.0 and NaN


@jit
def _split(x):
    """Integer k and m in [sqrt(1/2), sqrt(2)) with ``x = m * 2**k``, for finite x > 0."""
    small = x < TINY
    bits = _bits(x * 2.0**54 if small else x) + (ONE_BITS - SQRT_HALF_BITS)
    k = (bits >> 52) - 1023
    return (k - 54 if small else k), _from_bits((bits & MANTISSA) + SQRT_HALF_BITS)


@jit
def _log_sum(k, f, c):
    """``k ln 2 + log(1 + f) + c`` for 1 + f in [sqrt(1/2), sqrt(2)) and a tiny c."""
    s = f / (2.0 + f)  # log(1 + f) = 2 atanh(s) = f - f**2/2 + s (f**2/2 + R(s**2))
    z = s * s
    w = z * z
    odd = z * (L1 + w * (L3 + w * (L5 + w * L7)))
    even = w * (L2 + w * (L4 + w * L6))
    half_square = 0.5 * f * f
    tail = s * (half_square + (even + odd)) + (k * LN2_LOW + c)
    return ((tail - half_square) + f) + k * LN2_HIGH


@jit
def log(x):
    """Natural logarithm (fdlibm ``e_log.c``): log(0) = -inf, NaN below zero."""
    x = float(x)
    good = 0.0 < x < INF
    k, m = _split(x if good else 1.0)
    y = _log_sum(k, m - 1.0, 0.0)
    special = -INF if x == 0.0 else (INF if x > 0.0 else NAN)
    return y if good else special


@jit
def log1p(x):
    """``log(1 + x)`` without loss for small x (fdlibm ``s_log1p.c``)."""
    x = float(x)
    good = -1.0 < x < INF
    safe = x if good else 0.0
    u, lost = _two_sum(1.0, safe)
    k, m = _split(u)
    y = _log_sum(k, safe if k == 0 else m - 1.0, 0.0 if k == 0 else lost / u)
    y = y if x != 0.0 else x  # keeps -0.0
    special = -INF if x == -1.0 else (INF if x > 0.0 else NAN)
    return y if good else special
