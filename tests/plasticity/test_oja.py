"""Oja's rule: the first principal component, with length 1."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.plasticity import OjaParameters, hebb, oja, oja_step
from tests.plasticity.test_hebb import cloud, plain


@pytest.mark.kernel
def test_it_equals_the_rule_on_vectors():
    x, _ = cloud(50)
    run = oja(x, [0.3, -0.1], OjaParameters(0.01), dt=2.0)
    w, y = plain(x, [0.3, -0.1], lambda w, x, y: 0.01 * y * (x - y * w), 2.0)
    np.testing.assert_allclose(run.w, w, rtol=1e-12)
    np.testing.assert_allclose(run.y, y, rtol=1e-10, atol=1e-14)
    assert oja_step(0.3, x[0, 0], y[0], OjaParameters(0.01), 2.0) == run.w[1, 0]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6), st.floats(-3.0, 3.0))
def test_it_ends_on_the_first_component_of_any_cloud(seed, angle):
    x, moments = cloud(200, seed)
    _, vectors = np.linalg.eigh(moments)
    start = [0.2 * np.cos(angle), 0.2 * np.sin(angle)]
    if abs(np.dot(start, vectors[:, -1])) < 0.01:  # it leaves the saddle too slowly
        start = 0.1 * vectors[:, -1]
    run = oja(np.tile(x, (200, 1)), start, OjaParameters(5e-4))
    assert np.linalg.norm(run.w[-1]) == pytest.approx(1.0, abs=0.02)
    assert abs(run.w[-1] @ vectors[:, -1]) == pytest.approx(1.0, abs=0.02)


def test_one_pattern_is_learnt_exactly():
    x = np.array([0.6, 0.8, 2.0])
    run = oja(np.tile(x, (3000, 1)), [0.1, 0.2, -0.05], OjaParameters(0.05))
    np.testing.assert_allclose(run.w[-1], x / np.linalg.norm(x), rtol=1e-12)


def test_the_second_component_alone_is_left_at_the_least_push():
    """It is a fixed point, and an unstable one."""
    corners = np.array([[2.0, 0.0], [0.0, 1.0], [-2.0, 0.0], [0.0, -1.0]])
    patterns = np.tile(corners, (3000, 1))
    stays, goes = (oja(patterns, [push, 1.0], OjaParameters(0.01)).w[-1] for push in (0.0, 1e-9))
    np.testing.assert_allclose(stays, [0.0, 1.0], atol=1e-12)
    np.testing.assert_allclose(np.abs(goes), [1.0, 0.0], atol=1e-9)


def test_too_large_a_rate_breaks_it():
    x = np.tile([[3.0, 0.0]], (50, 1))
    assert not np.isfinite(oja(x, [0.5, 0.5], OjaParameters(1.0)).w[-1]).all()
    assert np.isfinite(hebb(x, [0.5, 0.5]).w).all()


def test_the_parameters_are_ojas():
    with pytest.raises(TypeError, match="params must be OjaParameters"):
        oja([[1.0]], [1.0], params=(0.1,))
    with pytest.raises(ValueError, match="eta"):
        oja([[1.0]], [1.0], OjaParameters(-0.1))
