"""The checks of input: what passes comes back in the kernels' form, the rest is named."""

import decimal
import fractions

import numpy as np
import pytest

from snnlib import _checks, _declared

NOT_NUMBERS = [True, np.True_, "3", None, 1 + 0j, [1.0], np.array(1.0), decimal.Decimal(1)]
NOT_FINITE = [float("nan"), float("inf"), -np.inf, np.float32("inf"), 10**400, -(10**400), 1e101]


@pytest.mark.parametrize("value", [3.0, 3, np.float32(3), np.int8(3), fractions.Fraction(3)])
def test_numbers_come_back_as_floats(value):
    for check in (
        _checks.finite_number,
        _checks.positive_number,
        _checks.non_negative_number,
    ):
        number = check("x", value)
        assert type(number) is float
        assert number == 3.0


def test_the_sign_of_numbers():
    assert _checks.finite_number("x", -3) == -3.0
    assert _checks.non_negative_number("x", 0) == 0.0
    assert _checks.positive_number("x", 1e-100) == 1e-100
    assert _checks.finite_number("x", -1e100) == -1e100
    for value in (0.0, -0.0, -3.0, 1e-101):
        with pytest.raises(ValueError, match="x must be a positive number"):
            _checks.positive_number("x", value)
    with pytest.raises(ValueError, match="x must be zero or a positive number, got -1e-09"):
        _checks.non_negative_number("x", -1e-9)


def test_probabilities_times_and_ranges_of_whole_numbers():
    assert (_checks.probability("p", 0), _checks.probability("p", 1)) == (0.0, 1.0)
    for value in (1.0 + 1e-15, 2):
        with pytest.raises(ValueError, match="p must be from 0 to 1"):
            _checks.probability("p", value)
    assert _checks.positive_times(tau=2, dt=0.1) == (2.0, 0.1)
    with pytest.raises(ValueError, match="dt must be a positive number of milliseconds, got 0"):
        _checks.positive_times(tau=2.0, dt=0.0)
    bits = _declared.Between(2, 32)
    assert [bits.check("bits", value) for value in (2, np.int8(32))] == [2, 32]
    assert type(bits.check("bits", np.int8(3))) is int
    for value in (1, 33, -2):
        with pytest.raises(ValueError, match=f"bits must be from 2 to 32, got {value}"):
            bits.check("bits", value)
    for value in (2.0, True, "2", None):
        with pytest.raises(TypeError, match="bits must be a whole number from 2 to 32, got"):
            bits.check("bits", value)


def test_the_message_names_parameter_unit_and_value():
    with pytest.raises(
        ValueError, match=r"^tau_m must be a positive number of milliseconds, got -3"
    ):
        _checks.positive_number("tau_m", -3, "milliseconds")
    with pytest.raises(TypeError, match=r"^t_ref must be zero or a pos.*seconds, got '2 ms'$"):
        _checks.non_negative_number("t_ref", "2 ms", "milliseconds")
    with pytest.raises(ValueError, match=r"^v must be a finite number of millivolts.*got nan$"):
        _checks.finite_number("v", np.nan, "millivolts")


@pytest.mark.parametrize(
    "check", [_checks.finite_number, _checks.positive_number, _checks.non_negative_number]
)
def test_what_is_no_number_is_refused(check):
    for value in NOT_NUMBERS:
        with pytest.raises(TypeError, match=r"^x must be"):
            check("x", value)
    for value in NOT_FINITE:
        with pytest.raises(ValueError, match=r"^x must be"):
            check("x", value)


def test_positive_integer():
    for value in (7, np.int64(7), np.uint8(7)):
        number = _checks.positive_integer("n", value)
        assert type(number) is int
        assert number == 7
    for value in (7.0, np.float64(7), True, "7", None, [7], np.array([7])):
        with pytest.raises(TypeError, match=r"^n must be a positive integer, got"):
            _checks.positive_integer("n", value)
    for value in (0, -1, -(10**30)):
        with pytest.raises(ValueError, match=r"^n must be a positive integer, got"):
            _checks.positive_integer("n", value)


def test_one_of_and_instance_of():
    assert _checks.one_of("mode", "b", ("a", "b")) == "b"
    with pytest.raises(ValueError, match=r"^mode must be 'a' or 'b', got 'c'$"):
        _checks.one_of("mode", "c", ("a", "b"))
    for value in (1, None, ["a"]):
        with pytest.raises(TypeError, match=r"^mode must be 'a' or 'b', got"):
            _checks.one_of("mode", value, ("a", "b"))
    assert _checks.instance_of("params", (1,), tuple) == (1,)
    with pytest.raises(TypeError, match=r"^params must be tuple\(...\), got \[1\]$"):
        _checks.instance_of("params", [1], tuple)


@pytest.mark.parametrize(
    "value",
    [
        [1, 2, 3],
        (1.0, 2.0, 3.0),
        np.array([1, 2, 3], np.uint8),
        np.array([1, 2, 3], np.float16),
        np.array([1, 2, 3], ">f8"),
        np.array([1, 2, 3], np.longdouble),
        np.arange(1.0, 10.0).reshape(3, 3)[0],
        np.array([1.0, 9.0, 2.0, 9.0, 3.0])[::2],
        np.broadcast_to(np.array([1.0, 2.0, 3.0]), (1, 3))[0],
    ],
)
def test_arrays_come_back_as_the_kernels_want_them(value):
    array = _checks.finite_array("x", value, shape=(3,))
    assert array.dtype == np.float64
    assert array.dtype.isnative
    assert array.flags.carray  # contiguous, aligned, writeable
    assert array.tolist() == [1.0, 2.0, 3.0]


def test_a_good_array_is_not_copied():
    value = np.ones((2, 3))
    assert _checks.finite_array("x", value) is value


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ([], ValueError),
        (np.empty((3, 0)), ValueError),
        ([1.0, np.nan], ValueError),
        ([1.0, -np.inf], ValueError),
        ([np.inf, 1.0], ValueError),
        ([1.0, 1e101], ValueError),
        ([-1e101, 1.0], ValueError),
        (np.array([1.0, np.longdouble("1e400")]), ValueError),
        ([[1.0, 2.0], [3.0]], ValueError),
        (np.ones((1, 1, 1)), ValueError),
        (np.ma.masked_invalid([1.0, np.nan]), TypeError),
        ("1.0", TypeError),
        (["1.0", "2.0"], TypeError),
        ([True, False], TypeError),
        (True, TypeError),
        (None, TypeError),
        ([1.0, None], TypeError),
        ([1.0, 2j], TypeError),
        ([10**400], TypeError),
        (np.array([1.0, 2.0], object), TypeError),
        (np.array(["2020"], "M8[Y]"), TypeError),
        ({1.0}, TypeError),
        (lambda: 1.0, TypeError),
    ],
)
def test_bad_arrays_are_refused(value, error):
    with pytest.raises(error, match=r"^current must"):
        _checks.finite_array("current", value, max_ndim=2)


def test_the_message_of_a_bad_array_shows_the_bad_value_and_the_shape():
    values = np.ones((50, 50))
    values[7, 9] = -np.inf
    with pytest.raises(ValueError, match=r"finite numbers of nanoamperes.* got -inf$"):
        _checks.finite_array("current", values, unit="nanoamperes")
    with pytest.raises(ValueError, match=r"^w must have the shape \(2, 3\), got \(3, 2\)$"):
        _checks.finite_array("w", np.ones((3, 2)), shape=(2, 3))


@pytest.mark.parametrize(
    ("value", "n_steps", "n_neurons", "laid_out", "shape"),
    [
        (2.0, 5, None, (1, 1), (5,)),
        (2.0, 5, 3, (1, 1), (5, 3)),
        (np.float64(2.0), 1, 1, (1, 1), (1, 1)),
        (np.ones(5), None, None, (5, 1), (5,)),
        (np.ones(5), 5, None, (5, 1), (5,)),
        (np.ones(5), None, 3, (5, 1), (5, 3)),
        ([2.0], 5, None, (1, 1), (5,)),
        (np.ones((5, 3)), None, None, (5, 3), (5, 3)),
        (np.ones((5, 1)), None, None, (5, 1), (5, 1)),
        (np.ones((5, 1)), None, 3, (5, 1), (5, 3)),
        (np.ones((1, 3)), 5, None, (1, 3), (5, 3)),
        (np.ones((1, 3)), None, None, (1, 3), (1, 3)),
    ],
)
def test_input_over_time_stretches_axes_of_length_one(value, n_steps, n_neurons, laid_out, shape):
    array, steps, neurons, out = _checks.input_over_time("x", value, n_steps, n_neurons)
    assert array.shape == laid_out
    assert array.flags.carray
    assert out == shape
    assert (steps, neurons) == (*out, 1)[:2]


@pytest.mark.parametrize(
    ("value", "n_steps", "n_neurons", "message"),
    [
        (2.0, None, None, "^n_steps must be given when x is a single number"),
        (2.0, None, 3, "^n_steps must be given when x is a single number"),
        (np.ones(3), 5, None, r"^x must have 1 or n_steps = 5 rows .*shape \(1, n_neurons\)"),
        (np.ones((5, 3)), None, 2, "^x must have 1 or n_neurons = 2 columns .*got 3"),
        (np.ones((5, 2, 2)), None, None, "^x must have at most 2 axes"),
        (2.0, 0, None, "^n_steps must be a positive integer"),
        (2.0, 5, -1, "^n_neurons must be a positive integer"),
        (2.0, 10**30, None, "^n_steps \\* n_neurons must be at most"),
        (2.0, 10**5, 10**5, "^n_steps \\* n_neurons must be at most"),
    ],
)
def test_input_over_time_refuses_what_does_not_fit(value, n_steps, n_neurons, message):
    with pytest.raises(ValueError, match=message):
        _checks.input_over_time("x", value, n_steps, n_neurons)


def test_value_per_neuron():
    assert _checks.value_per_neuron("v0", -60, 3).tolist() == [-60.0, -60.0, -60.0]
    assert _checks.value_per_neuron("v0", [1, 2, 3], 3).tolist() == [1.0, 2.0, 3.0]
    for value in ([1.0, 2.0], [[1.0, 2.0, 3.0]], []):
        with pytest.raises(ValueError, match=r"^v0 must"):
            _checks.value_per_neuron("v0", value, 3)
    for value in ("a", True, None, ["a", "b", "c"]):
        with pytest.raises(TypeError, match=r"^v0 must"):
            _checks.value_per_neuron("v0", value, 3)
