"""The gradient of the library's kernel against finite differences of its own loss."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from snnlib.gradients import DiscreteLIF, Output, SpikingNetwork
from snnlib.gradients.losses import LOSSES
from snnlib.gradients.surrogates import SHAPES

H = 1e-5


def difference(network, X, y, direction):
    """The loss's slope along a direction, to fourth order in H."""
    weights, found = network.weights.copy(), []
    for k in (-2, -1, 1, 2):
        network.weights[:] = weights + k * H * direction
        found.append(network.gradient(X, y).loss)
    network.weights[:] = weights
    return (found[0] - 8.0 * found[1] + 8.0 * found[2] - found[3]) / (12.0 * H)


@st.composite
def networks(draw, shapes):
    sizes = [draw(st.integers(1, 6)) for _ in range(draw(st.integers(2, 4)))]
    sizes[-1] = max(sizes[-1], 2)
    cell = DiscreteLIF(
        draw(st.floats(0.0, 1.0)),
        draw(st.floats(0.5, 3.0)),
        draw(st.sampled_from(shapes)),
        draw(st.integers(0, 1)),
        attached=1,
        smooth=1,
    )
    loss = draw(st.integers(0, len(LOSSES) - 1))
    output = Output(draw(st.floats(0.0, 1.0)), loss, draw(st.floats(0.1, 1.0)), 0.01)
    n_steps, seed = draw(st.integers(1, 12)), draw(st.integers(0, 2**16))
    network = SpikingNetwork(
        sizes, n_steps, cell, output, gain=1.0, random_state=seed, dtype="float64"
    )
    random = np.random.default_rng(seed)
    network.weights[:] += 0.1 * random.normal(size=network.weights.size)  # biases, too
    steps = draw(st.sampled_from([1, n_steps]))
    X = random.normal(size=(draw(st.integers(1, 4)), steps, sizes[0]))
    return network, X, random.integers(0, sizes[-1], len(X)), random


def relative_error(network, X, y, random):
    direction = random.normal(size=network.weights.size)
    expected = difference(network, X, y, direction)
    found = float(network.gradient(X, y).gradient @ direction)
    assume(abs(expected) > 1e-4)  # of what is nearly 0, the differences keep few digits
    return abs(found - expected) / abs(expected)


SMOOTH = [SHAPES.index(name) for name in ("fast sigmoid", "arc tangent", "sigmoid")]


@given(networks(SMOOTH))
def test_the_gradient_is_that_of_finite_differences(drawn):
    assert relative_error(*drawn) < 1e-6


@given(networks([SHAPES.index("triangle"), SHAPES.index("boxcar")]))
def test_where_the_surrogate_has_kinks_too(drawn):
    assert relative_error(*drawn) < 1e-6


def test_of_real_spikes_finite_differences_know_nothing():
    """That is what the surrogate is for: a small change moves no spike, and the loss stays."""
    network = SpikingNetwork((3, 4, 2), 8, random_state=0, gain=3.0, dtype="float64")
    random = np.random.default_rng(0)
    X, y = random.normal(size=(5, 3)), np.array([0, 1, 0, 1, 0])
    into_hidden = np.arange(network.weights.size) < (3 + 1) * 4
    direction = np.where(into_hidden, random.normal(size=network.weights.size), 0.0)
    assert network.gradient(X, y).spikes > 1.0
    assert abs(difference(network, X, y, direction)) < 1e-9
    assert abs(network.gradient(X, y).gradient @ direction) > 0.01


@pytest.mark.parametrize("loss", range(len(LOSSES)))
def test_single_precision_is_the_same_but_for_rounding(loss):
    settings = (7, 6, 3), 9, DiscreteLIF(smooth=1), Output(0.8, loss)
    X = np.random.default_rng(1).normal(size=(4, 7)).astype(np.float32)
    found = {}
    for dtype in ("float32", "float64"):
        network = SpikingNetwork(*settings, random_state=0, dtype=dtype)
        found[dtype] = network.gradient(X, [0, 1, 2, 0])
        assert found[dtype].gradient.dtype == dtype
    scale = np.abs(found["float64"].gradient).max()
    np.testing.assert_allclose(
        found["float32"].gradient, found["float64"].gradient, rtol=1e-3, atol=1e-5 * scale
    )
    assert found["float32"].loss == pytest.approx(found["float64"].loss, rel=1e-5)
