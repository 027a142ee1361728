"""What only compiled code calls: compiled with its callers, and nothing is lost by it."""

import os

import numba
import numpy as np
import pytest

from snnlib._callees import Callee
from snnlib._jit import for_compiled_code, jit

pytestmark = pytest.mark.skipif(
    os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="about what is compiled"
)


@jit
def weighted(a, b):
    """A callee that calls no other."""
    return 0.1 * a + 0.2 * b


@jit
def many_weighted(a, rows):
    """A callee of a callee."""
    total = 0.0
    for row in range(rows):
        total += weighted(a, float(row))
    return total


def libraries(function):
    return [overload.library for overload in function.overloads.values()]


def test_it_gives_the_bits_that_python_gives():
    caller = numba.njit(lambda a: many_weighted(a, 7))
    assert caller(0.3) == sum(0.1 * 0.3 + 0.2 * row for row in range(7))


def test_it_has_no_machine_code_of_its_own():
    numba.njit(lambda a: many_weighted(a, 7))(0.3)
    inner = many_weighted._inner
    assert libraries(inner)
    assert all(isinstance(library, Callee) for library in libraries(inner))
    defined = [
        name.name for library in libraries(inner) for name in library.get_defined_functions()
    ]
    assert defined == []


def test_numbers_that_a_caller_writes_share_one_function():
    numba.njit(lambda a: many_weighted(a, 7) + many_weighted(a, 8) + many_weighted(a, int(a)))(9.0)
    counts = [
        sum(part is not numba.float64 for part in args) for args in many_weighted._inner.overloads
    ]
    assert counts == [1]


def test_functions_that_call_each_other_find_each_other():
    @numba.njit
    def even(n):
        return True if n == 0 else odd(n - 1)

    @numba.njit
    def odd(n):
        return False if n == 0 else even(n - 1)

    inner = for_compiled_code(lambda n: even(n), nopython=True)
    assert numba.njit(lambda n: inner(n))(10)
    assert not numba.njit(lambda n: inner(n))(7)


def test_what_it_raises_reaches_python():
    @jit
    def refuse(a):
        if a < 0:
            raise ValueError("no root of a negative number")
        return np.sqrt(a)

    caller = numba.njit(lambda a: refuse(a))
    assert caller(4.0) == 2.0
    with pytest.raises(ValueError, match="no root of a negative number"):
        caller(-4.0)
