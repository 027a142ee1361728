"""Rules of rates: Hebb's growth, Oja's length of 1, and the selectivity of BCM."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.plasticity import (
    BCMParameters,
    BCMRun,
    HebbParameters,
    OjaParameters,
    RateRun,
    bcm,
    bcm_step,
    bcm_threshold_step,
    hebb,
    hebb_step,
    oja,
    oja_step,
)


def cloud(n=400, seed=3):
    """Correlated inputs with two components, in random order, and their second moments."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, 2)) * [2.0, 0.5]
    turn = np.array([[np.cos(0.6), np.sin(0.6)], [-np.sin(0.6), np.cos(0.6)]])
    x = x @ turn
    return x, x.T @ x / n


def plain(patterns, w, change, dt):
    """The rule on whole vectors: weights before and after each step, and responses."""
    path, ys = [np.array(w, float)], []
    for x in patterns:
        y = path[-1] @ x
        ys.append(y)
        path.append(path[-1] + dt * change(path[-1], x, y))
    return np.array(path), np.array(ys)


def test_under_hebb_one_pattern_grows_by_the_same_factor_in_each_step():
    x = np.array([0.6, 0.8, 2.0])
    run = hebb(np.tile(x, (30, 1)), [0.1, 0.2, -0.05], HebbParameters(0.02), dt=0.5)
    assert isinstance(run, RateRun)
    y = run.y[0] * (1.0 + 0.5 * 0.02 * (x @ x)) ** np.arange(30)
    np.testing.assert_allclose(run.y, y, rtol=1e-12)
    np.testing.assert_allclose(run.y[0], 0.06 + 0.16 - 0.1, rtol=1e-12)
    np.testing.assert_allclose(run.w[-1] - run.w[0], 0.01 * x * run.y.sum(), rtol=1e-10)


@pytest.mark.kernel
def test_hebb_equals_the_rule_on_vectors():
    x, _ = cloud(50)
    run = hebb(x, [0.3, -0.1], HebbParameters(0.03), dt=2.0)
    w, y = plain(x, [0.3, -0.1], lambda w, x, y: 0.03 * x * y, 2.0)
    np.testing.assert_allclose(run.w, w, rtol=1e-12)
    np.testing.assert_allclose(run.y, y, rtol=1e-10, atol=1e-14)
    assert hebb_step(0.3, x[0, 0], y[0], HebbParameters(0.03), 2.0) == run.w[1, 0]


def test_hebbs_growth_is_along_the_first_component_at_the_rate_of_its_eigenvalue():
    x, moments = cloud()
    values, vectors = np.linalg.eigh(moments)
    eta, rounds = 1e-4, 60
    run = hebb(np.tile(x, (rounds, 1)), [0.2, -0.4], HebbParameters(eta))
    end = run.w[-1] / np.linalg.norm(run.w[-1])
    assert abs(end @ vectors[:, -1]) == pytest.approx(1.0, abs=1e-5)
    later = [np.linalg.norm(run.w[k * len(x)]) for k in (rounds // 2, rounds)]
    rate = np.log(later[1] / later[0]) / (rounds // 2 * len(x))
    assert rate == pytest.approx(eta * values[-1], rel=0.01)


def test_hebb_does_not_stop_at_any_number():
    run = hebb(np.full((4000, 1), 10.0), [1.0], HebbParameters(1.0))
    assert np.isinf(run.w[-1]).all()


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"patterns": [1.0, 2.0]}, ValueError, r"patterns must have the shape \(n_steps, n_inputs"),
        ({"patterns": [[np.nan, 1.0]]}, ValueError, "patterns"),
        ({"patterns": np.empty((0, 2))}, ValueError, "patterns"),
        ({"w": [1.0]}, ValueError, r"w must have the shape \(2,\)"),
        ({"w": [1.0, np.inf]}, ValueError, "w must be"),
        ({"params": 0.1}, TypeError, "params must be HebbParameters"),
        ({"params": HebbParameters(0.0)}, ValueError, "eta must be a positive number"),
        ({"params": HebbParameters("fast")}, TypeError, "eta"),
        ({"dt": -1.0}, ValueError, "dt must be a positive number of milliseconds"),
    ],
)
def test_what_hebb_cannot_take_is_refused(given, error, words):
    right = {"patterns": [[1.0, 2.0]], "w": [0.1, 0.2]}
    with pytest.raises(error, match=words):
        hebb(**(right | given))


@pytest.mark.kernel
def test_oja_equals_the_rule_on_vectors():
    x, _ = cloud(50)
    run = oja(x, [0.3, -0.1], OjaParameters(0.01), dt=2.0)
    w, y = plain(x, [0.3, -0.1], lambda w, x, y: 0.01 * y * (x - y * w), 2.0)
    np.testing.assert_allclose(run.w, w, rtol=1e-12)
    np.testing.assert_allclose(run.y, y, rtol=1e-10, atol=1e-14)
    assert oja_step(0.3, x[0, 0], y[0], OjaParameters(0.01), 2.0) == run.w[1, 0]


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.floats(-3.0, 3.0))
def test_oja_ends_on_the_first_component_of_any_cloud(seed, angle):
    x, moments = cloud(200, seed)
    _, vectors = np.linalg.eigh(moments)
    start = [0.2 * np.cos(angle), 0.2 * np.sin(angle)]
    if abs(np.dot(start, vectors[:, -1])) < 0.01:  # it leaves the saddle too slowly
        start = 0.1 * vectors[:, -1]
    run = oja(np.tile(x, (200, 1)), start, OjaParameters(5e-4))
    assert np.linalg.norm(run.w[-1]) == pytest.approx(1.0, abs=0.02)
    assert abs(run.w[-1] @ vectors[:, -1]) == pytest.approx(1.0, abs=0.02)


def test_under_oja_one_pattern_is_learnt_exactly():
    x = np.array([0.6, 0.8, 2.0])
    run = oja(np.tile(x, (3000, 1)), [0.1, 0.2, -0.05], OjaParameters(0.05))
    np.testing.assert_allclose(run.w[-1], x / np.linalg.norm(x), rtol=1e-12)


def test_under_oja_the_second_component_alone_is_left_at_the_least_push():
    """It is a fixed point, and an unstable one."""
    corners = np.array([[2.0, 0.0], [0.0, 1.0], [-2.0, 0.0], [0.0, -1.0]])
    patterns = np.tile(corners, (3000, 1))
    stays, goes = (oja(patterns, [push, 1.0], OjaParameters(0.01)).w[-1] for push in (0.0, 1e-9))
    np.testing.assert_allclose(stays, [0.0, 1.0], atol=1e-12)
    np.testing.assert_allclose(np.abs(goes), [1.0, 0.0], atol=1e-9)


def test_too_large_a_rate_breaks_oja():
    x = np.tile([[3.0, 0.0]], (50, 1))
    assert not np.isfinite(oja(x, [0.5, 0.5], OjaParameters(1.0)).w[-1]).all()
    assert np.isfinite(hebb(x, [0.5, 0.5]).w).all()


def test_ojas_parameters_are_its_own():
    with pytest.raises(TypeError, match="params must be OjaParameters"):
        oja([[1.0]], [1.0], params=(0.1,))
    with pytest.raises(ValueError, match="eta"):
        oja([[1.0]], [1.0], OjaParameters(-0.1))


@pytest.mark.kernel
def test_bcm_equals_the_rule_on_vectors():
    rng = np.random.default_rng(5)
    x, w, theta = rng.uniform(0.0, 1.0, (60, 3)), np.array([0.3, 0.5, 0.1]), 0.4
    run = bcm(x, w, BCMParameters(0.05, 10.0, 1.5), dt=0.5, theta=theta)
    assert isinstance(run, BCMRun)
    for k in range(60):
        y = w @ x[k]
        assert run.y[k] == pytest.approx(y, rel=1e-12)
        assert run.theta[k] == pytest.approx(theta, rel=1e-12)
        np.testing.assert_allclose(run.w[k], w, rtol=1e-12)
        w = w + 0.5 * 0.05 * x[k] * y * (y - theta)
        theta = theta + 0.5 / 10.0 * (y * y / 1.5 - theta)
    np.testing.assert_allclose(run.w[-1], w, rtol=1e-12)
    p = BCMParameters(0.05, 10.0, 1.5)
    assert bcm_threshold_step(run.theta[3], run.y[3], p, 0.5) == run.theta[4]
    assert bcm_step(run.w[3, 1], x[3, 1], run.y[3], run.theta[3], p, 0.5) == run.w[4, 1]


@pytest.mark.parametrize("n", [2, 3, 5])
@pytest.mark.parametrize("y_0", [1.0, 0.7])
def test_bcm_picks_one_of_orthogonal_patterns(n, y_0):
    """The response goes to n y_0 for one pattern, and to 0 for the others.

    Shown in turn, theta falls from one showing to the next: by (1 - dt / tau_theta)**(n - 1).
    """
    rng = np.random.default_rng(n)
    patterns = np.linalg.qr(rng.standard_normal((n, n)))[0]
    w = patterns.T @ (0.2 + 0.1 * rng.random(n))
    order = np.tile(np.arange(n), 60_000 // n)
    tau_theta = 60.0
    run = bcm(patterns[order], w, BCMParameters(0.01, tau_theta, y_0), theta=0.1)
    responses = np.sort(patterns @ run.w[-1])
    left = 1.0 - 1.0 / tau_theta
    shown_in_turn = y_0 * tau_theta * (1.0 - left**n) / left ** (n - 1)
    np.testing.assert_allclose(responses[:-1], 0.0, atol=1e-6)
    assert responses[-1] == pytest.approx(shown_in_turn, rel=1e-6)
    assert shown_in_turn == pytest.approx(n * y_0, rel=0.04)
    assert run.theta[-n:].mean() == pytest.approx(responses[-1] ** 2 / (n * y_0), rel=1e-6)


def test_bcms_selective_state_is_a_fixed_point():
    """With one pattern: y = theta = y_0."""
    run = bcm(np.full((100, 1), 2.0), [0.35], BCMParameters(0.01, 5.0, 0.7), theta=0.7)
    np.testing.assert_allclose(run.w, 0.35, rtol=1e-12)
    np.testing.assert_allclose(run.theta, 0.7, rtol=1e-12)


def test_a_bcm_threshold_slower_than_the_weights_makes_them_swing():
    """Around y = theta = y_0 a swing grows where eta |x|**2 y_0 > 1 / tau_theta."""
    eta, x, dt = 0.01, 2.0, 0.1
    for y_0 in (1.0, 1.5):
        for slowness, settles in [(0.5, True), (0.9, True), (1.1, False), (1.5, False)]:
            params = BCMParameters(eta, slowness / (eta * x * x * y_0), y_0)
            y = bcm(np.full((60_000, 1), x), [1.01 * y_0 / x], params, dt, theta=y_0).y
            swing = np.ptp(y[30_000:])
            assert swing < 1e-3 if settles else swing > y_0


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"params": BCMParameters(tau_theta=0.0)}, ValueError, "tau_theta must be a positive"),
        ({"params": BCMParameters(y_0=-1.0)}, ValueError, "y_0 must be a positive"),
        ({"theta": -0.1}, ValueError, "theta must be zero or a positive number"),
        ({"theta": np.nan}, ValueError, "theta"),
        ({"w": [[1.0]]}, ValueError, "w must have the shape"),
    ],
)
def test_what_bcm_cannot_take_is_refused(given, error, words):
    with pytest.raises(error, match=words):
        bcm(**({"patterns": [[1.0]], "w": [0.5]} | given))
