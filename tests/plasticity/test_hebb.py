"""Hebb's rule: exponential growth along the first principal component."""

import numpy as np
import pytest

from snnlib.plasticity import HebbParameters, RateRun, hebb, hebb_step


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


def test_one_pattern_grows_by_the_same_factor_in_each_step():
    x = np.array([0.6, 0.8, 2.0])
    run = hebb(np.tile(x, (30, 1)), [0.1, 0.2, -0.05], HebbParameters(0.02), dt=0.5)
    assert isinstance(run, RateRun)
    y = run.y[0] * (1.0 + 0.5 * 0.02 * (x @ x)) ** np.arange(30)
    np.testing.assert_allclose(run.y, y, rtol=1e-12)
    np.testing.assert_allclose(run.y[0], 0.06 + 0.16 - 0.1, rtol=1e-12)
    np.testing.assert_allclose(run.w[-1] - run.w[0], 0.01 * x * run.y.sum(), rtol=1e-10)


@pytest.mark.kernel
def test_it_equals_the_rule_on_vectors():
    x, _ = cloud(50)
    run = hebb(x, [0.3, -0.1], HebbParameters(0.03), dt=2.0)
    w, y = plain(x, [0.3, -0.1], lambda w, x, y: 0.03 * x * y, 2.0)
    np.testing.assert_allclose(run.w, w, rtol=1e-12)
    np.testing.assert_allclose(run.y, y, rtol=1e-10, atol=1e-14)
    assert hebb_step(0.3, x[0, 0], y[0], HebbParameters(0.03), 2.0) == run.w[1, 0]


def test_growth_is_along_the_first_component_at_the_rate_of_its_eigenvalue():
    x, moments = cloud()
    values, vectors = np.linalg.eigh(moments)
    eta, rounds = 1e-4, 60
    run = hebb(np.tile(x, (rounds, 1)), [0.2, -0.4], HebbParameters(eta))
    end = run.w[-1] / np.linalg.norm(run.w[-1])
    assert abs(end @ vectors[:, -1]) == pytest.approx(1.0, abs=1e-5)
    later = [np.linalg.norm(run.w[k * len(x)]) for k in (rounds // 2, rounds)]
    rate = np.log(later[1] / later[0]) / (rounds // 2 * len(x))
    assert rate == pytest.approx(eta * values[-1], rel=0.01)


def test_it_does_not_stop_at_any_number():
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
def test_what_cannot_be_is_refused(given, error, words):
    right = {"patterns": [[1.0, 2.0]], "w": [0.1, 0.2]}
    with pytest.raises(error, match=words):
        hebb(**(right | given))
