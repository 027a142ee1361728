"""Elementary functions with the same bits on every machine.

``exp``, ``log`` and their kin differ in the last bit between C libraries and browsers, and one bit
moves a spike.  These versions use only additions, multiplications, divisions, comparisons and the
bits of a float, which IEEE 754 fixes: numba on any processor, plain Python and WebAssembly agree.
The algorithms are those of Sun Microsystems' *fdlibm* 5.3 (1993, kept up in FreeBSD's ``msun``):
reduce the argument to a small interval, evaluate a short polynomial, scale back.

All functions take and return one float64.  They are straight-line code (a choice picks between
values that are already computed), so that LLVM can move a call out of a loop in which its argument
does not change, and can vectorise it.  None raises: where there is no answer the result is NaN.
"Within 0.64 ulp" is the largest error found against mpmath, in units of the result's last place.
"""

import numpy as np

from snnlib._jit import jit

__all__ = ["atan2", "cos", "exp", "expm1", "log", "log1p", "power", "sin"]

INF, NAN = float("inf"), float("nan")
TWO_PI = 6.283185307179586
HALF_LOG_TWO_PI = 0.9189385332046727

# Adding 1.5 * 2**52 to a small number leaves it rounded to an integer in the low bits.
ROUNDER, ROUNDER_BITS = 6755399441055744.0, 0x4338 << 48

# ln 2 in two parts.  The first has 21 trailing zero bits: times an exponent it is exact.
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
INV_LN2 = 1.44269504088896338700

# fdlibm's minimax coefficients, under names near its own.
P1, P2, P3 = 1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05
P4, P5 = -1.65339022054652515390e-06, 4.13813679705723846039e-08
L1, L2, L3 = 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01
L4, L5, L6 = 2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01
L7 = 1.479819860511658591e-01

S1, S2, S3 = -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04
S4, S5, S6 = 2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10
C1, C2, C3 = 4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05
C4, C5, C6 = -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11

A0, A1, A2 = 3.33333333333329318027e-01, -1.99999999998764832476e-01, 1.42857142725034663711e-01
A3, A4, A5 = -1.11111104054623557880e-01, 9.09088713343650656196e-02, -7.69187620504482999495e-02
A6, A7, A8 = 6.66107313738753120669e-02, -5.83357013379057348645e-02, 4.97687799461593236017e-02
A9, A10 = -3.65315727442169155270e-02, 1.62858201153657823623e-02

# the arc tangents of 1/2, 1 and infinity, and pi, each with what its float leaves out
ATAN_HALF, ATAN_HALF_LOW = 4.63647609000806093515e-01, 2.26987774529616870924e-17
ATAN_ONE, ATAN_ONE_LOW = 7.85398163397448278999e-01, 3.06161699786838301793e-17
HALF_PI, HALF_PI_LOW = 1.57079632679489655800e00, 6.12323399573676603587e-17
PI, PI_LOW = 3.14159265358979311600e00, 1.22464679914735317720e-16

# pi / 2 in four parts; the first three have 33 bits: times an integer below 2**20 they are exact.
QUARTER_1, QUARTER_2 = 1.57079632673412561417e00, 6.07710050630396597660e-11
QUARTER_3, QUARTER_4 = 2.02226624871116645580e-21, 8.47842766036889956997e-32
INV_QUARTER = 6.36619772367581382433e-01
LARGEST_ANGLE = 1647099.0  # just below 2**20 pi / 2

THIRD_LOW = 1.850371707708594e-17  # what 1/3 rounds away

MANTISSA, ONE_BITS, SQRT_HALF_BITS = (1 << 52) - 1, 0x3FF << 52, 0x3FE6A09E << 32


@jit
def _bits(x):
    """Return the 64 bits of a float, as an integer."""
    return int(np.float64(x).view(np.int64))


@jit
def _from_bits(bits):
    """Return the float that has these 64 bits."""
    return float(np.int64(bits).view(np.float64))


@jit
def _two_to(k):
    """Return ``2.0**k`` for integer k from -1022 to 1023."""
    return _from_bits((k + 1023) << 52)


@jit
def _nearest(x):
    """Return the integer nearest to x, as a float and as an int; abs(x) < 2**50."""
    shifted = x + ROUNDER
    return shifted - ROUNDER, _bits(shifted) - ROUNDER_BITS


@jit
def _scale(y, k):
    """``y * 2**k`` in two steps, so that overflow gives inf and underflow a subnormal number."""
    half = k >> 1
    return y * _two_to(half) * _two_to(k - half)


@jit
def _two_sum(a, b):
    """Return ``a + b``, and what that sum rounded away (Knuth 1969)."""
    total = a + b
    b_seen = total - a
    return total, (a - (total - b_seen)) + (b - b_seen)


@jit
def _two_product(a, b):
    """``a * b``, and what that product rounded away (Dekker 1971), for abs(a), abs(b) < 2**900."""
    product = a * b
    c = 134217729.0 * a  # 2**27 + 1: cuts a into two halves of 26 bits
    a_high = c - (c - a)
    a_low = a - a_high
    c = 134217729.0 * b
    b_high = c - (c - b)
    b_low = b - b_high
    lost = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    return product, lost


@jit
def _pair_product(a, a_low, b, b_low):
    """Return ``(a + a_low) * (b + b_low)`` as a pair, right to some 100 bits."""
    product, lost = _two_product(a, b)
    return product, lost + (a * b_low + a_low * b)


@jit
def _exp_parts(x, x_low):
    """``exp(x + x_low) = 2**k (1 + r + s)``, as r, a smaller s, and k.  For x from -746 to 710."""
    n, k = _nearest(x * INV_LN2)
    high = x - n * LN2_HIGH
    low = n * LN2_LOW - x_low
    r = high - low  # abs(r) <= ln(2) / 2
    lost = (high - r) - low
    z = r * r
    half = 0.5 * z
    # exp(r) - 1 - r = r c / (2 - c) with c = r - z t and a minimax polynomial t (fdlibm); here as
    # z/2 plus a rest of order r**3 / 6, which makes the rounding errors three times smaller
    t = P1 + z * (P2 + z * (P3 + z * (P4 + z * P5)))
    rest = half * r * (1.0 - t * (2.0 + r)) / (2.0 - (r - z * t))
    return r, half + (rest + (lost + r * lost)), k


@jit
def _exp_of_pair(x, x_low):
    """Return ``exp(x + x_low)`` for x from -746 to 710 and a much smaller x_low."""
    r, s, k = _exp_parts(x, x_low)
    one = 1.0 + r
    return _scale(one + (((1.0 - one) + r) + s), k)


@jit
def exp(x: float) -> float:
    """Compute the exponential function, within 0.59 ulp, subnormal results 0.76 (``e_exp.c``)."""
    x = float(x)
    y = _exp_of_pair(min(max(-746.0, x), 710.0), 0.0)
    return y if x == x else x


@jit
def expm1(x: float) -> float:
    """Compute ``exp(x) - 1`` without loss for small x, within 0.86 ulp (the parts of ``exp``)."""
    x = float(x)
    r, s, k = _exp_parts(min(max(-50.0, x), 710.0), 0.0)
    less = _two_to(-min(k, 80))
    one = 1.0 - less
    high, low = _two_sum(one, r)
    high, low = _two_sum(high, low + (s + (((1.0 - one) - less) if k > 0 else 0.0)))
    y = _scale(high + low, k)
    return y if abs(x) > 0.0 else x  # keeps -0.0 and NaN


@jit
def _split(x):
    """Return integer k and m in [sqrt(1/2), sqrt(2)) with ``x = m * 2**k``, for finite x > 0."""
    small = x < 2.0**-1022  # a subnormal number
    bits = _bits(x * 2.0**54 if small else x) + (ONE_BITS - SQRT_HALF_BITS)
    k = (bits >> 52) - 1023
    return (k - 54 if small else k), _from_bits((bits & MANTISSA) + SQRT_HALF_BITS)


@jit
def _log_sum(k, f, c):
    """Return ``k ln 2 + log(1 + f) + c`` for 1 + f in [sqrt(1/2), sqrt(2)) and a tiny c."""
    s = f / (2.0 + f)  # log(1 + f) = 2 atanh(s) = f - f**2/2 + s (f**2/2 + R(s**2))
    z = s * s
    w = z * z
    odd = z * (L1 + w * (L3 + w * (L5 + w * L7)))
    even = w * (L2 + w * (L4 + w * L6))
    half_square = 0.5 * f * f
    tail = s * (half_square + (even + odd)) + (k * LN2_LOW + c)
    return ((tail - half_square) + f) + k * LN2_HIGH


@jit
def log(x: float) -> float:
    """Compute the natural logarithm, within 0.84 ulp (``e_log.c``); log(0) = -inf, NaN below 0."""
    x = float(x)
    good = 0.0 < x < INF
    k, m = _split(x if good else 1.0)
    y = _log_sum(k, m - 1.0, 0.0)
    return y if good else (-INF if x == 0.0 else (INF if x > 0.0 else NAN))


@jit
def log1p(x: float) -> float:
    """Compute ``log(1 + x)`` without loss for small x, within 0.86 ulp (``s_log1p.c``)."""
    x = float(x)
    good = -1.0 < x < INF
    safe = x if good else 0.0
    u, lost = _two_sum(1.0, safe)
    k, m = _split(u)
    f, c = m - 1.0, lost / u
    y = _log_sum(k, safe if k == 0 else f, 0.0 if k == 0 else c)
    y = y if x != 0.0 else x  # keeps -0.0
    return y if good else (-INF if x == -1.0 else (INF if x > 0.0 else NAN))


@jit
def _circle(x, turn):
    """Return ``sin(x + turn * pi / 2)`` for an integer turn."""
    good = abs(x) <= LARGEST_ANGLE
    n, k = _nearest((x if good else 0.0) * INV_QUARTER)
    # x - n pi/2, part by part (Cody & Waite 1980): every product and the first difference is exact
    a, a_low = _two_sum((x if good else 0.0) - n * QUARTER_1, -n * QUARTER_2)
    b, b_low = _two_sum(a, -n * QUARTER_3)
    low = (a_low + b_low) - n * QUARTER_4
    r = b + low
    low = (b - r) + low
    z = r * r
    cube = z * r
    odd = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)))
    sine = r - ((z * (0.5 * low - cube * odd) - low) - cube * S1)
    even = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))))
    one = 1.0 - 0.5 * z
    cosine = one + (((1.0 - one) - 0.5 * z) + (z * even - r * low))
    y = cosine if (k + turn) & 1 else sine
    return (-y if (k + turn) & 2 else y) if good else NAN


@jit
def sin(x: float) -> float:
    """Compute the sine of x radians, within 0.79 ulp (``k_sin.c``); NaN for abs(x) > 1647099."""
    x = float(x)
    y = _circle(x, 0)
    return y if x != 0.0 else x  # keeps -0.0


@jit
def cos(x: float) -> float:
    """Compute the cosine of x radians, within 0.79 ulp (``k_cos.c``); NaN for abs(x) > 1647099."""
    return _circle(float(x), 1)


@jit
def atan2(y: float, x: float) -> float:
    """Compute the angle of the point (x, y), from -pi to pi, within 1.7 ulp (``s_atan.c``).

    0 for the point (0, 0); NaN where a coordinate is not finite.
    """
    y, x = float(y), float(x)
    a, b = max(abs(x), abs(y)), min(abs(x), abs(y))
    good = a < INF and x == x and y == y
    t = b / a if a > 0.0 else 0.0
    # the angle from the nearer axis: from 0, 1/2 or 1, whichever arc tangent is nearest
    half, one = t >= 0.4375 and t < 0.6875, t >= 0.6875
    top = 2.0 * t - 1.0 if half else (t - 1.0 if one else t)
    low = 2.0 + t if half else (t + 1.0 if one else 1.0)
    r = top / low
    z = r * r
    w = z * z
    even = z * (A0 + w * (A2 + w * (A4 + w * (A6 + w * (A8 + w * A10)))))
    odd = w * (A1 + w * (A3 + w * (A5 + w * (A7 + w * A9))))
    from_high = ATAN_HALF if half else (ATAN_ONE if one else 0.0)
    from_low = ATAN_HALF_LOW if half else (ATAN_ONE_LOW if one else 0.0)
    angle = from_high - ((r * (even + odd) - from_low) - r)
    angle = HALF_PI - (angle - HALF_PI_LOW) if abs(y) > abs(x) else angle
    angle = PI - (angle - PI_LOW) if x < 0.0 else angle
    return (-angle if y < 0.0 else angle) if good else NAN


@jit
def _log_pair(x):
    """``log(x)`` as a float and a much smaller one, right to some 68 bits, for finite x > 0."""
    k, m = _split(x)
    # log(m) = 2 atanh(s) = 2 s (1 + z/3 + z**2/5 + ...) with s = (m - 1) / (m + 1), z = s**2 < 0.03
    below, below_low = _two_sum(m, 1.0)
    s = (m - 1.0) / below
    back, back_low = _two_product(s, below)
    s_low = ((((m - 1.0) - back) - back_low) - s * below_low) / below
    z, z_low = _pair_product(s, s_low, s, s_low)
    tail = 1 / 15 + z * (1 / 17 + z * (1 / 19 + z * (1 / 21 + z * (1 / 23 + z / 25))))
    tail = 1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13 + z * tail)))
    a, a_low = _two_sum(1 / 5, z * tail)
    a, a_low = _pair_product(a, a_low, z, z_low)
    a, lost = _two_sum(1 / 3, a)
    a, a_low = _pair_product(a, a_low + lost + THIRD_LOW, z, z_low)
    a, a_low = _pair_product(a, a_low, s, s_low)
    high, lost = _two_sum(k * LN2_HIGH, 2.0 * s)
    high, lost_too = _two_sum(high, 2.0 * a)
    return _two_sum(high, lost + lost_too + (2.0 * (s_low + a_low) + k * LN2_LOW))


@jit
def power(x: float, y: float) -> float:
    """Compute x to the power y, within 0.76 ulp (special values as in C99; NaN: no real power)."""
    x, y = float(x), float(y)
    size = abs(x)
    few = min(max(-(2.0**64), y), 2.0**64)  # larger ones are even too, and also give 0, 1 or inf
    whole = np.floor(few) == few
    odd = whole and np.floor(0.5 * few) != 0.5 * few
    high, low = _log_pair(size if 0.0 < size < INF else 1.0)
    t, t_low = _pair_product(high, low, few, 0.0)
    t = t if 0.0 < size < INF else (710.0 if (y > 0.0) == (size > 1.0) else -746.0)
    z = _exp_of_pair(min(max(-746.0, t), 710.0), t_low if -746.0 < t < 710.0 else 0.0)
    z = z if x >= 0.0 or whole or size == INF else NAN
    z = -z if odd and _bits(x) < 0 else z
    return 1.0 if y == 0.0 or x == 1.0 else (z if x == x and y == y else NAN)
