"""Surrogate slopes: their shape, and the antiderivatives that they belong to."""

import numpy as np
import pytest

from snnlib.gradients.surrogates import SHAPES, smooth_spike, surrogate, surrogate_slope

X = np.linspace(-3.0, 3.0, 601)[np.arange(601) != 300]  # kinks are at 0 and at 1 / steepness


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("steepness", [0.7, 2.0, 9.0])
def test_the_slope_is_that_of_the_antiderivative(shape, steepness):
    h = 1e-6
    smooth = np.abs(np.abs(X) - 1.0 / steepness) > 0.01
    rise = surrogate(X + h, shape, steepness)[1] - surrogate(X - h, shape, steepness)[1]
    slope = surrogate(X, shape, steepness)[0]
    np.testing.assert_allclose((rise / (2.0 * h))[smooth], slope[smooth], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_bump_is_one_high_and_falls_to_both_sides(shape):
    slope, spike = surrogate(X, shape, 2.0)
    np.testing.assert_array_equal(slope, surrogate(-X, shape, 2.0)[0])
    assert (np.diff(slope[X > 0.0]) <= 0.0).all()
    assert (np.diff(spike) >= 0.0).all()
    (peak,), (half,) = surrogate([0.0], shape, 2.0)
    assert (peak, half) == (1.0, 0.5)


def test_steepness_is_one_over_the_half_width():
    at = np.array([0.499999, 0.500001])
    np.testing.assert_array_equal(surrogate(at, "boxcar", 2.0)[0], [1.0, 0.0])
    np.testing.assert_allclose(surrogate(at, "triangle", 2.0)[0], [2e-6, 0.0], atol=1e-12)
    np.testing.assert_allclose(surrogate(at, "fast sigmoid", 2.0)[0], 0.25, rtol=1e-5)
    np.testing.assert_allclose(surrogate(at, "arc tangent", 2.0)[0], 0.5, rtol=1e-5)
    np.testing.assert_allclose(surrogate(at, "sigmoid", 2.0)[0], np.cosh(0.5) ** -2, rtol=1e-5)


def test_the_sigmoid_s_slope_is_finite_far_from_the_threshold():
    for x in (-1e6, 1e6):
        assert surrogate_slope(x, SHAPES.index("sigmoid"), 5.0) == 0.0
        assert smooth_spike(x, SHAPES.index("sigmoid"), 5.0) == 0.5 + np.sign(x) * 0.4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([np.nan],), "x must be an array of finite numbers"),
        (([0.0], "gauss"), "shape must be 'fast sigmoid' or"),
        (([0.0], "boxcar", 0.0), "steepness must be a positive number"),
    ],
)
def test_bad_input_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        surrogate(*arguments)
