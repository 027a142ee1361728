"""One neuron and one layer in steps, against the LIF neuron of the library and against numpy."""

import numpy as np
import pytest

import snnlib
from snnlib import LIFParameters
from snnlib.gradients import layers
from snnlib.gradients.layers import DiscreteLIF

pytestmark = pytest.mark.kernel


@pytest.fixture
def random():
    return np.random.default_rng(1)


def test_it_is_the_third_face_of_the_lif_neuron(random):
    """With the factor 1 - beta in the weights and a reset to rest, the spikes are the same."""
    current = np.repeat(random.uniform(0.0, 6.0, 20), 15)  # nA
    beta = layers.decay(20.0, 1.0)
    run = snnlib.lif(current, LIFParameters(t_ref=0.0), dt=1.0, spike_times="grid")
    v, s = np.empty((300, 1)), np.empty((300, 1))
    unitless = (1.0 - beta) * 10.0 * current[:, None] / 20.0
    layers.lif_forward(unitless, DiscreteLIF(beta, reset=layers.TO_ZERO), v, s)
    assert s.sum() > 10
    np.testing.assert_array_equal(np.flatnonzero(s[:, 0]) + 1.0, run.spike_times)


def test_beta_and_time_constant_belong_together():
    assert layers.decay(20.0, 1.0) == pytest.approx(np.exp(-0.05), rel=1e-15)
    assert layers.time_constant(layers.decay(20.0, 0.5), 0.5) == pytest.approx(20.0)


@pytest.mark.parametrize(("reset", "after"), [(layers.SUBTRACT, 0.25), (layers.TO_ZERO, 0.0)])
def test_a_reset_subtracts_the_threshold_or_puts_to_zero(reset, after):
    s, v, u = layers.lif_step(0.75, 1.0, DiscreteLIF(0.5, reset=reset))
    assert (s, v, u) == (1.0, 1.25, after)
    assert layers.lif_step(0.5, 1.0, DiscreteLIF(0.5, reset=reset))[0] == 1.0  # at the threshold
    assert layers.lif_step(0.25, 1.0, DiscreteLIF(0.5, reset=reset)) == (0.0, 0.75, 0.75)


def test_a_detached_reset_lets_no_error_through():
    v, s, grad_s, grad_u = 1.5, 1.0, 0.0, 1.0
    attached, detached = DiscreteLIF(0.5, 2.0), DiscreteLIF(0.5, 2.0, attached=0)
    slope = 1.0 / (1.0 + 2.0 * 0.5) ** 2
    assert layers.lif_step_back(grad_s, grad_u, v, s, attached)[0] == 1.0 - slope
    assert layers.lif_step_back(grad_s, grad_u, v, s, detached) == (1.0, 0.5)
    to_zero = attached._replace(reset=layers.TO_ZERO)
    assert layers.lif_step_back(grad_s, grad_u, v, s, to_zero)[0] == -1.5 * slope


def test_products_are_those_of_numpy(random):
    x = random.normal(size=(5, 4)) * random.integers(0, 2, (5, 4))
    w, b, error = random.normal(size=(4, 3)), random.normal(size=3), random.normal(size=(5, 3))
    current, grad_x = np.empty((5, 3)), np.empty((5, 4))
    layers.currents(x, w, b, current)
    np.testing.assert_allclose(current, x @ w + b, rtol=1e-13, atol=1e-14)
    layers.input_gradient(w.T.copy(), error, grad_x)
    np.testing.assert_allclose(grad_x, error @ w.T, rtol=1e-13, atol=1e-14)
    grad_w, grad_b = np.ones((4, 3)), np.ones(3)
    layers.add_weight_gradient(x, error, grad_w, grad_b)
    np.testing.assert_allclose(grad_w, 1.0 + x.T @ error, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(grad_b, 1.0 + error.sum(0), rtol=1e-13)


def test_a_constant_current_is_one_in_every_step(random):
    cell, one = DiscreteLIF(0.8, smooth=1), random.normal(size=(1, 3))
    v, s = np.empty((2, 6, 3)), np.empty((2, 6, 3))
    for k, current in enumerate((one, np.repeat(one, 6, 0))):
        layers.lif_forward(current, cell, v[k], s[k])
    np.testing.assert_array_equal(s[0], s[1])
    error, together, apart = random.normal(size=(6, 3)), np.empty((1, 3)), np.empty((6, 3))
    layers.lif_backward(error, v[0], s[0], cell, together)
    layers.lif_backward(error, v[0], s[0], cell, apart)
    np.testing.assert_allclose(together[0], apart.sum(0), rtol=1e-13)
    layers.leaky_backward(error, 0.7, together)
    layers.leaky_backward(error, 0.7, apart)
    np.testing.assert_allclose(together[0], apart.sum(0), rtol=1e-13)


def test_the_leaky_integrator_and_its_way_back_are_one_matrix(random):
    """y = K I with K[k, l] = beta**(k - l), so that the way back is that of K's transpose."""
    current, error, beta = random.normal(size=(7, 2)), random.normal(size=(7, 2)), 0.6
    later = np.subtract.outer(np.arange(7), np.arange(7))
    kernel = np.where(later >= 0, beta ** np.maximum(later, 0), 0.0)
    y, back = np.empty((7, 2)), np.empty((7, 2))
    layers.leaky_forward(current, beta, y)
    layers.leaky_backward(error, beta, back)
    np.testing.assert_allclose(y, kernel @ current, rtol=1e-12)
    np.testing.assert_allclose(back, kernel.T @ error, rtol=1e-12)
