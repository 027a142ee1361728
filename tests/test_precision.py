"""Single precision: what a function is made of is single, the functions that it calls included."""

import math
import os

import numba
import numpy as np
import pytest

import snnlib
from snnlib._jit import jit
from snnlib._precision import single

pytestmark = pytest.mark.skipif(
    os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="of numba's types"
)

THIRD = 1.0 / 3.0


@jit
def literal(x):
    return x * 0.1 + 1.0


@jit
def global_name(x):
    return x * THIRD


@jit
def helper(x):
    return literal(x) + 0.5


@jit
def of_a_module(x):
    return snnlib.neurons.leaky.relax(x, 2.0, 0.5)


@jit
def mathematics(x):
    return snnlib.math.exp(x) * 0.1


@jit
def two_returns(x):
    if x > 1.0:
        return 0.0
    return x


CASES = [
    (literal, 1.1),
    (global_name, 1.0 / 3.0),
    (helper, 1.6),
    (of_a_module, 1.5),
    (mathematics, math.e * 0.1),
    (two_returns, 1.0),
]


@pytest.mark.parametrize(("function", "expected"), CASES)
def test_all_is_single(function, expected):
    compiled = single(function)
    assert compiled(np.float32(1.0)) == pytest.approx(expected, rel=1e-6)
    assert compiled.nopython_signatures[0].return_type == numba.float32
    assert single(function) is compiled


def test_the_function_itself_stays_double():
    single(literal)(np.float32(1.0))
    assert literal(1.0) == 0.1 + 1.0
    literal(np.float32(1.0))
    assert {s.return_type for s in literal.nopython_signatures} == {numba.float64}


def test_whole_numbers_and_truths_stay_what_they_are():
    @numba.njit
    def mixed(n, x):
        return n + 1, x > 0.5, x * 0.5

    assert str(single(mixed).compile((numba.int64, numba.float32))) != ""
    returned = single(mixed).nopython_signatures[0].return_type
    assert returned == numba.types.Tuple((numba.int64, numba.boolean, numba.float32))
