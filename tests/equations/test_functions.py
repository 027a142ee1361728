"""Hyperbolic functions and exprel against mpmath."""

import math

import mpmath
import numpy as np
import pytest

from snnlib.equations import functions
from snnlib.random import normal, uniform

X = np.concatenate([np.linspace(-30, 30, 241), np.geomspace(1e-20, 300, 60)])


def ulps(ours, theirs):
    return abs((mpmath.mpf(ours) - theirs) / mpmath.mpf(math.ulp(float(theirs))))


@pytest.mark.parametrize(("name", "most"), [("tanh", 3.0), ("cosh", 1.5), ("sinh", 2.5)])
def test_hyperbolic_functions(name, most):
    function, exact = getattr(functions, name), getattr(mpmath, name)
    worst = max(ulps(function(s * x), exact(mpmath.mpf(s * x))) for x in X for s in (1.0, -1.0))
    assert worst < most


def test_exprel():
    for x in [*X, *-X]:
        exact = mpmath.expm1(mpmath.mpf(x)) / mpmath.mpf(x) if x else mpmath.mpf(1)
        assert ulps(functions.exprel(x), exact) < 2.0
    assert functions.exprel(0.0) == 1.0


def test_ends():
    assert functions.tanh(1e6) == 1.0
    assert functions.tanh(-1e6) == -1.0
    assert functions.cosh(-1e4) == functions.sinh(1e4) == math.inf
    assert functions.sinh(-1e4) == -math.inf
    for name in ("tanh", "cosh", "sinh", "exprel"):
        assert math.isnan(getattr(functions, name)(math.nan))


def test_draws_are_those_of_random():
    assert functions.noise(3.0, 17.0) == normal(0, 3, 17)
    assert functions.uniform(3.0, 17.0) == uniform(0, 3, 17)
