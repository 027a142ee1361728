import hashlib
import math
import struct
import time

import mpmath
import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import snnlib.math as sm

INF, NAN = math.inf, math.nan
UNARY = ["exp", "expm1", "log", "log1p", "sin", "cos"]

needs_jit = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="20000 points: too slow as Python")


def bits(x):
    return struct.pack(">d", x).hex()


def in_ulp(values, exact):
    """Errors in units of the last place of the exact result (subnormal numbers share one place)."""
    errors = []
    for value, number in zip(values, exact, strict=True):
        _, exponent = mpmath.frexp(number)  # 2**(exponent - 1) <= abs(number) < 2**exponent
        place = mpmath.ldexp(1, max(exponent - 53, -1074))
        errors.append(float(abs(value - number) / place))
    return np.array(errors)


def both_signs(x):
    return np.concatenate([x, -x])


def around(points, steps=3):
    """The given floats and their neighbours."""
    points = np.asarray(points, float)
    return np.concatenate([points + k * np.spacing(points) for k in range(-steps, steps + 1)])


def sample(name, rng):
    """About 20000 arguments at which the result is a finite number other than 0."""
    tiny = both_signs(10.0 ** rng.uniform(-300, -1, 1500))
    halves = both_signs((np.arange(1, 40) - 0.5) * math.log(2))  # where the reduction jumps
    if name == "exp":
        x = [rng.uniform(-745, 709.7, 9000), rng.uniform(-1, 1, 5000), tiny, around(halves)]
        x += [rng.uniform(-745, -708, 2000), around([709.78, -708.4, -745.1])]
    elif name == "expm1":
        x = [rng.uniform(-40, 709.7, 4000), rng.uniform(-3, 3, 6000), tiny, around(halves)]
        x += [rng.uniform(0.3, 0.45, 6000), around([709.78, -36.7])]
    elif name == "log":
        x = [10 ** rng.uniform(-307, 308, 6000), rng.uniform(0.5, 2, 9000), 1.0 + tiny[:3000] / 2]
        x += [around(2.0 ** np.arange(-1070, 1020, 7)), around(math.sqrt(2) * 2.0 ** np.arange(9))]
        x += [5e-324 * rng.integers(1, 2**52, 500)]
    elif name == "log1p":
        x = [rng.uniform(-1, 3, 9000), rng.uniform(0.3, 0.5, 5000), tiny, around([-0.29, 0.41])]
        x += [10 ** rng.uniform(-3, 307, 3000), 2.0**-53 - 1 + np.zeros(1)]
    elif name in ("sin", "cos"):
        quarter = np.arange(1.0, 2**20, 700) * (math.pi / 2)  # the result or its slope is almost 0
        x = [rng.uniform(-7, 7, 6000), rng.uniform(-1.647e6, 1.647e6, 4000), tiny, around(quarter)]
    else:
        x = [rng.uniform(-1, 1, 9000), rng.uniform(-22, 22, 5000), tiny, around([0.17, 0.55, 21.9])]
        x += [rng.uniform(0.15, 0.2, 3000)]
    x = np.concatenate(x)
    return x[(x != 0) & ((x != 1) | (name != "log")) & ((x > 0) | (name != "log"))]


@needs_jit
@pytest.mark.parametrize(
    ("name", "bound"),  # the bounds that the docstrings state
    [
        ("exp", 0.76),
        ("expm1", 0.86),
        ("log", 0.84),
        ("log1p", 0.86),
        ("sin", 0.79),
        ("cos", 0.79),
    ],
)
def test_error_is_within_the_stated_bound(name, bound):
    x = sample(name, np.random.default_rng(1))
    function, referee = getattr(sm, name), getattr(mpmath, name)
    assert f"within {bound} ulp" in function.__doc__ or f"results {bound}" in function.__doc__
    with mpmath.workprec(130):
        exact = [referee(mpmath.mpf(v)) for v in x.tolist()]
        errors = in_ulp([function(v) for v in x.tolist()], exact)
    assert x.size > 15_000
    assert errors.max() < bound, f"{errors.max()} at {x[errors.argmax()]!r}"


def angles(rng):
    """About 20000 points (y, x): all directions, small and large, and where the reduction jumps."""
    turn = rng.uniform(-math.pi, math.pi, 8000)
    size = 10.0 ** rng.uniform(-150, 150, 8000)
    near = around([0.4375, 0.6875, 1.0, 1.0 / 0.6875, 1.0 / 0.4375], 20)
    y = [size * np.sin(turn), 10.0 ** rng.uniform(-20, 20, 4000), both_signs(near)]
    y += [rng.random(8000)]
    x = [size * np.cos(turn), rng.uniform(-1.0, 1.0, 4000), np.ones(2 * near.size)]
    x += [rng.choice([-1.0, 1.0], 8000)]
    return np.concatenate(y).tolist(), np.concatenate(x).tolist()


@needs_jit
def test_error_of_atan2_is_within_the_stated_bound():
    y, x = angles(np.random.default_rng(3))
    assert "within 1.7 ulp" in sm.atan2.__doc__
    with mpmath.workprec(130):
        exact = [mpmath.atan2(mpmath.mpf(a), mpmath.mpf(b)) for a, b in zip(y, x, strict=True)]
        errors = in_ulp([sm.atan2(a, b) for a, b in zip(y, x, strict=True)], exact)
    assert len(x) > 15_000
    assert errors.max() < 1.7, f"{errors.max()} at {y[errors.argmax()]!r}, {x[errors.argmax()]!r}"


def test_atan2_on_the_axes_and_where_there_is_no_answer():
    for (y, x), angle in {
        (0.0, 0.0): 0.0, (0.0, 2.0): 0.0, (0.0, -2.0): math.pi, (3.0, 0.0): math.pi / 2,
        (-3.0, 0.0): -math.pi / 2, (1.0, 1.0): math.pi / 4, (-1.0, -1.0): -3 * math.pi / 4,
        (5e-324, 1.0): 5e-324, (1e308, -1e308): 3 * math.pi / 4,
    }.items():  # fmt: skip
        assert sm.atan2(y, x) == angle
    for y, x in ((NAN, 1.0), (1.0, NAN), (INF, 1.0), (1.0, -INF), (NAN, INF)):
        assert math.isnan(sm.atan2(y, x))


@needs_jit
def test_error_of_power_is_within_the_stated_bound():
    rng = np.random.default_rng(2)
    x = [rng.uniform(0.7, 1.42, 6000), 10 ** rng.uniform(-10, 10, 6000)]
    y = [rng.uniform(-2000, 2000, 6000), rng.uniform(-30, 30, 6000)]
    x += [10 ** rng.uniform(-307, 307, 4000), 1 + both_signs(10 ** rng.uniform(-12, -3, 1000))]
    y += [rng.uniform(-1, 1, 4000), both_signs(10 ** rng.uniform(0, 5, 1000))]
    x += [5e-324 * rng.integers(1, 2**52, 1000), 10 ** rng.uniform(2, 5, 1000)]
    y += [rng.uniform(-0.9, 0.9, 1000), rng.uniform(-70, -60, 1000)]
    x, y = np.concatenate(x).tolist(), np.concatenate(y).tolist()
    z = [sm.power(a, b) for a, b in zip(x, y, strict=True)]
    keep = [i for i, c in enumerate(z) if 0 < c < INF]
    assert len(keep) > 17_000
    with mpmath.workprec(130):
        exact = [mpmath.mpf(x[i]) ** mpmath.mpf(y[i]) for i in keep]
        errors = in_ulp([z[i] for i in keep], exact)
    assert "within 0.76 ulp" in sm.power.__doc__
    assert errors.max() < 0.76, f"{errors.max()} at {x[keep[errors.argmax()]]!r}"


# Argument, result, argument, result...
SPECIAL = {
    "exp": """0 1  -0 1  inf inf  -inf 0  710 inf  -746 0  1e308 inf  -1e308 0  5e-324 1
        709.782712893384 1.7976931348622732e308  -745.1332191019411 5e-324""",
    "expm1": """0 0  -0 -0  inf inf  -inf -1  710 inf  -1e308 -1  -50 -1  5e-324 5e-324
        -1e-310 -1e-310  1e-20 1e-20""",
    "log": """0 -inf  -0 -inf  -1 nan  -inf nan  inf inf  1 0  5e-324 -744.4400719213812
        -5e-324 nan  1.7976931348623157e308 709.782712893384""",
    "log1p": """0 0  -0 -0  -1 -inf  -1.5 nan  -inf nan  inf inf  5e-324 5e-324
        -1e-310 -1e-310  1.7976931348623157e308 709.782712893384""",
    "sin": """0 0  -0 -0  inf nan  -inf nan  1647099.5 nan  -1e300 nan  5e-324 5e-324
        3.141592653589793 1.2246467991473532e-16""",
    "cos": """0 1  -0 1  inf nan  -inf nan  1647099.5 nan  -1e300 nan  5e-324 1
        3.141592653589793 -1  1.5707963267948966 6.123233995736766e-17""",
}


@pytest.mark.kernel
@pytest.mark.parametrize("name", UNARY)
def test_special_values_and_signs_of_zero(name):
    function = getattr(sm, name)
    assert math.isnan(function(NAN))
    numbers = [float(word) for word in SPECIAL[name].split()]
    for x, y in zip(numbers[::2], numbers[1::2], strict=True):
        result = function(x)
        assert isinstance(result, float)
        assert (math.isnan(result) and math.isnan(y)) or bits(result) == bits(y), (x, result, y)
        assert bits(function(np.float64(x))) == bits(result)


@pytest.mark.kernel
def test_special_values_of_power_are_those_of_c99():
    odd, even, half, huge = 3.0, 4.0, 0.5, 1e300
    cases = [(x, y, 1.0) for x in (0.0, -0.0, 1.0, -2.0, INF, -INF, NAN) for y in (0.0, -0.0)]
    cases += [(1.0, y, 1.0) for y in (INF, -INF, NAN, 2.5)] + [(-1.0, INF, 1.0), (-1.0, -INF, 1.0)]
    cases += [(0.0, odd, 0.0), (-0.0, odd, -0.0), (-0.0, even, 0.0), (-0.0, half, 0.0)]
    cases += [(0.0, -odd, INF), (-0.0, -odd, -INF), (-0.0, -even, INF), (-0.0, -half, INF)]
    cases += [(INF, half, INF), (INF, -half, 0.0), (-INF, odd, -INF), (-INF, even, INF)]
    cases += [(-INF, -odd, -0.0), (-INF, -even, 0.0), (-INF, half, INF), (-INF, -half, 0.0)]
    cases += [(0.5, INF, 0.0), (0.5, -INF, INF), (2.0, INF, INF), (2.0, -INF, 0.0), (0.0, INF, 0.0)]
    cases += [(-0.5, INF, 0.0), (-2.0, INF, INF), (0.0, -INF, INF), (-INF, INF, INF)]
    cases += [(2.0, huge, INF), (2.0, -huge, 0.0), (1 - 2.0**-53, huge, 0.0), (-2.0, huge, INF)]
    cases += [(-2.0, odd, -8.0), (-2.0, even, 16.0), (-2.0, half, NAN), (NAN, 2.0, NAN)]
    cases += [(2.0, NAN, NAN), (2.0, -1074.0, 5e-324), (-2.0, -1073.0, -1e-323), (2.0, 1024.0, INF)]
    cases += [(-2.0, 2.0**53 - 1, -INF), (-1.0, 2.0**53 - 1, -1.0), (-1.0, 2.0**53, 1.0)]
    cases += [(5e-324, 1.0, 5e-324), (2.0**-1060, 0.5, 2.0**-530), (2.0, 5e-324, 1.0)]
    for x, y, z in cases:
        result = sm.power(x, y)
        assert isinstance(result, float)
        assert (math.isnan(result) and math.isnan(z)) or bits(result) == bits(z), (x, y, result, z)


@pytest.mark.kernel
def test_power_of_whole_numbers_is_exact():
    for x in range(1, 13):
        for y in range(15):
            assert sm.power(float(x), float(y)) == float(x**y)


def spread(low, high, n):
    """n numbers from low to high by operations that IEEE 754 fixes (no numpy: it may change)."""
    return [low + (high - low) * (i / n) for i in range(n)]


ARGUMENTS = {
    "exp": spread(-750.0, 715.0, 700) + spread(-2.0, 2.0, 300),
    "expm1": spread(-60.0, 715.0, 500) + spread(-1.0, 1.0, 500),
    "log": [*spread(1e-3, 40.0, 900), 5e-324, 1e-310, 1e-200, 1e200, 1e308],
    "log1p": [*spread(-0.999, 8.0, 900), 1e-300, 1e-17, -1e-12, 1e200],
    "sin": spread(-20.0, 20.0, 500) + spread(-1.6e6, 1.6e6, 500),
    "cos": spread(-20.0, 20.0, 500) + spread(-1.6e6, 1.6e6, 500),
}
# SHA-256 (first 16 digits) of the results' bytes: equal on every processor, with and without numba.
DIGESTS = {
    "exp": "e71c0ddf5c00ec09",
    "expm1": "9dc0be962bc14ad8",
    "log": "aa5db903e1ed5245",
    "log1p": "62c87ad9bc94454a",
    "sin": "3355ba0ce42803ab",
    "cos": "57f079748c9aa757",
}
POWER_DIGEST = "ad46aa8f34497fe7"


@pytest.mark.kernel
@pytest.mark.parametrize("name", UNARY)
def test_bits_are_the_same_on_every_machine(name):
    function = getattr(sm, name)
    data = b"".join(struct.pack("<d", function(x)) for x in ARGUMENTS[name])
    assert hashlib.sha256(data).hexdigest()[:16] == DIGESTS[name]


@pytest.mark.kernel
def test_bits_of_power_are_the_same_on_every_machine():
    points = zip(spread(1e-3, 9.0, 500), spread(-80.0, 300.0, 500), strict=True)
    data = b"".join(struct.pack("<d", sm.power(x, y)) for x, y in points)
    assert hashlib.sha256(data).hexdigest()[:16] == POWER_DIGEST


@given(st.floats(-1.6e6, 1.6e6))
def test_symmetries_hold_to_the_bit(x):
    assert bits(sm.sin(-x)) == bits(-sm.sin(x))
    assert bits(sm.cos(-x)) == bits(sm.cos(x))
    assert abs(sm.sin(x) ** 2 + sm.cos(x) ** 2 - 1.0) < 4e-16


@given(st.floats(-700, 700), st.floats(0, 10))
def test_exp_never_falls(x, more):
    assert sm.exp(x) <= sm.exp(x + more)


@given(st.floats(1e-300, 1e300))
def test_log_undoes_exp(x):
    # exp magnifies the error of log, half a unit of some 700, by its slope
    assert sm.exp(sm.log(x)) == pytest.approx(x, rel=2e-13)


@pytest.mark.kernel
def test_all_names_are_there():
    assert sorted(sm.__all__) == sorted([*UNARY, "atan2", "power"])
    assert all(callable(getattr(sm, name)) for name in sm.__all__)


@numba.njit(error_model="numpy")
def _decay_by_exp(n, dt, tau):
    v = 1.0
    for _ in range(n):
        v = v * sm.exp(-dt / tau) + 0.1
    return v


@numba.njit(error_model="numpy")
def _decay_by_number(n, decay):
    v = 1.0
    for _ in range(n):
        v = v * decay + 0.1
    return v


@needs_jit
def test_exp_of_constants_moves_out_of_the_loop():
    def fastest(function, *arguments):
        times = []
        for _ in range(7):
            start = time.perf_counter()
            function(*arguments)
            times.append(time.perf_counter() - start)
        return min(times)

    n, dt, tau = 200_000, 0.1, 20.0
    decay = sm.exp(-dt / tau)
    assert _decay_by_exp(n, dt, tau) == _decay_by_number(n, decay)  # and compiles both
    # 1.0 when moved out, above 8 when not; the best of seven runs is not that noisy
    assert fastest(_decay_by_exp, n, dt, tau) < 3 * fastest(_decay_by_number, n, decay)
