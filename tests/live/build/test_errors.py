"""What a browser cannot run is refused, with the construct's name and what to use instead."""

import math
import re
import threading

import numba
import numpy as np
import pytest

from snnlib.live import BrowserError
from snnlib.live.build.child import COMPILER
from snnlib.live.build.errors import refuse, see
from tests.live.build.test_wasm import fibonacci, kernel_of, loops

NUMBERS = [1.0, 2.0]


def lists(x, y):
    pair = [x, 1.0]
    pair.append(x)
    y[0] = pair[int(x)]


def multiplies_matrices(x, y):
    y[0] = y @ y


def prints(x, y):
    print(x)
    y[0] = x


def raises(x, y):
    if x > 1:
        raise ValueError("x is too large")
    y[0] = x


def asserts(x, y):
    # pytest rewrites assert statements
    if x <= 1:
        raise AssertionError
    y[0] = x


def draws(x, y):
    """A docstring that speaks of random numbers."""
    y[0] = np.random.random()  # noqa: NPY002


def exponential(x, y):
    y[0] = math.exp(x)


def numpy_exponential(x, y):
    y[0] = np.exp(x)


def logarithm(x, y):
    y[0] = np.log(x)


def sine(x, y):
    y[0] = math.sin(x)


def power(x, y):
    y[0] = math.pow(x, 2.5)


def starred(x, y):
    y[0] = x**x


def gamma(x, y):
    y[0] = math.gamma(x)


def remainder(x, y):
    y[0] = x % 3.0


def floor_division(x, y):
    y[0] = x // 3.0


def formats(x, y):
    y[0] = len("x" + str(x))


def returns_float(x, y):
    y[0] = x
    return x


def returns_bool(x, y):
    return x > 1


def undefined(x, y):
    y[0] = x + undefined_name  # noqa: F821


def uses_a_list(x, y):
    y[0] = NUMBERS[0] + x


def imports(x, y):
    import time

    y[0] = time.time()


def picks_from_a_tuple(x, y):
    y[0] = (1.0, 2.0)[int(x)]


def inverts(x, y):
    y[0] = x**-2


def finds_the_largest(x, y):
    y[1:3] = x
    y[0] = y.max()


def recurses_from_a_constant(x, y):
    y[0] = fibonacci(9)


def chooses(x, y):
    y[:] = np.where(y > 0.0, x, y)


LIBM = "calls the machine's mathematical library .*: use snnlib.math"
REFUSED = [
    (lists, r"makes a list, .*`pair = \[x, 1.0\]`\): use np.zeros and fill it, or a tuple"),
    (chooses, r"makes a list, .*`y\[:\] = np.where\(y > 0.0, x, y\)`"),
    (multiplies_matrices, r"calls BLAS .*`y\[0\] = y @ y`\): write the loop"),
    (prints, r"needs Python itself .*`print\(x\)`\): no print"),
    (raises, r"can raise ValueError: return a status number instead; see `raise ValueError"),
    (asserts, r"can raise AssertionError: return a status .*`raise AssertionError`"),
    (draws, r"draws from np.random .*`y\[0\] = np.random.random\(\)`\): use snnlib.random"),
    (exponential, r"math.exp\(x\).*use snnlib.math"),
    (numpy_exponential, LIBM),
    (logarithm, r"llvm.log.f64; see `y\[0\] = np.log\(x\)`\): use snnlib.math"),
    (sine, LIBM),
    (power, LIBM),
    (starred, r"llvm.pow.f64; see `y\[0\] = x \*\* x`"),
    (gamma, LIBM),
    (remainder, r"takes a float remainder \(fmod; see `y\[0\] = x % 3.0`\): floats have neither %"),
    (floor_division, r"float remainder \(fmod; see `y\[0\] = x // 3.0`\)"),
    (formats, r"makes a list, .* or a text .*`y\[0\] = len\('x' \+ str\(x\)\)`"),
    (
        returns_float,
        r"returns float64; see `return x`: a kernel returns nothing, or a whole number",
    ),
    (returns_bool, "returns bool; see `return x > 1`"),
    (undefined, "name 'undefined_name' is not defined"),
    (uses_a_list, "'NUMBERS' in globals, is not supported"),
    (imports, "IMPORT_NAME"),
    (finds_the_largest, r"reshapes an array .*`y\[0\] = y.max\(\)`\): write the loop"),
    (recurses_from_a_constant, "recursive function .*fibonacci.*give it variables"),
    (inverts, r"ZeroDivisionError: .*see `y\[0\] = x \*\* \(-2\)`: write 1 / x\*\*n for x\*\*-n"),
    (picks_from_a_tuple, "can raise IndexError: .* a tuple's index must be a plain number"),
]


@pytest.mark.parametrize(("function", "message"), REFUSED, ids=lambda p: getattr(p, "__name__", ""))
def test_what_a_browser_cannot_run_is_refused_by_name(function, message):
    with pytest.raises(BrowserError) as refused:
        kernel_of(function).compile()
    said = str(refused.value).replace("\n", " ")
    assert said.startswith(f"kernel {function.__name__} cannot run in a browser: ")
    assert re.search(message, said), said


def test_a_helper_that_divides_in_pythons_way_is_named_with_its_remedy():
    half = numba.njit(lambda a, b: a / b, error_model="python")

    def divides(x, y):
        y[0] = half(x, x - 1.0)

    with pytest.raises(BrowserError, match=r"ZeroDivisionError.*error_model='numpy'"):
        kernel_of(divides).compile()


def test_what_cannot_be_copied_is_refused():
    lock = threading.Lock()

    def holds(x, y):
        y[0] = lock

    with pytest.raises(BrowserError, match=r"refers to something that cannot be copied.*lock"):
        COMPILER.compile(holds, kernel_of(loops).parameters)


def forgets(x, y):
    y[0] = x
    y[0] = 2.0 * tau * x  # noqa: F821


def test_an_unknown_name_is_told_once_with_its_line():
    with pytest.raises(BrowserError) as told:
        kernel_of(forgets).compile()
    assert str(told.value).endswith(
        "cannot run in a browser: numba cannot compile it: "
        "name 'tau' is not defined; see `y[0] = 2.0 * tau * x`"
    )


def test_an_unknown_symbol_is_called_by_its_name():
    with pytest.raises(BrowserError, match="it needs __multi3, which a browser does not have"):
        refuse(["__multi3"])
    assert refuse([]) is None


def test_see_quotes_the_line_and_skips_docstring_and_comments():
    source = '''
    def k(y):
        """np.empty is not used."""
        # np.empty
        y[0] = np.empty(
            3)[0]
    '''
    assert see(source, r"np\.empty") == "; see `y[0] = np.empty(3)[0]`"
    assert see(source, "np.zeros") == see("", "x") == see("x = lambda: (", "x") == ""
