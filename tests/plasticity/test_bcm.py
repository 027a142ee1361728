"""The BCM rule: selectivity, its fixed points, and the threshold that is too slow."""

import numpy as np
import pytest

from snnlib.plasticity import BCMParameters, BCMRun, bcm, bcm_step, bcm_threshold_step


@pytest.mark.kernel
def test_it_equals_the_rule_on_vectors():
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
def test_of_orthogonal_patterns_it_picks_one(n, y_0):
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


def test_the_selective_state_is_a_fixed_point():
    """With one pattern: y = theta = y_0."""
    run = bcm(np.full((100, 1), 2.0), [0.35], BCMParameters(0.01, 5.0, 0.7), theta=0.7)
    np.testing.assert_allclose(run.w, 0.35, rtol=1e-12)
    np.testing.assert_allclose(run.theta, 0.7, rtol=1e-12)


def test_a_threshold_slower_than_the_weights_makes_it_swing():
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
        ({"params": None, "w": [[1.0]]}, ValueError, "w must have the shape"),
    ],
)
def test_what_cannot_be_is_refused(given, error, words):
    with pytest.raises(error, match=words):
        bcm(**({"patterns": [[1.0]], "w": [0.5]} | given))
