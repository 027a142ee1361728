"""One LSTM cell: its gates, and the way back through a step."""

import numpy as np
import pytest

from snnlib.gradients.lstm import lstm_step, lstm_step_back, sigmoid, tanh

pytestmark = pytest.mark.kernel


def test_the_gates_are_those_of_mathematics():
    for x in np.linspace(-30.0, 30.0, 121):
        assert tanh(x) == pytest.approx(np.tanh(x), abs=4e-16)
        assert sigmoid(x) == pytest.approx(1.0 / (1.0 + np.exp(-x)), rel=1e-15)
    assert [sigmoid(-1000.0), sigmoid(1000.0), tanh(-1000.0), tanh(1000.0)] == [0.0, 1.0, -1.0, 1.0]


def test_a_cell_keeps_what_its_gates_let_it():
    assert lstm_step(0.0, 1.0, 0.9, 0.0, 0.25) == (0.25, 0.0)  # kept, and not told
    assert lstm_step(1.0, 0.0, 0.5, 1.0, 7.0) == (0.5, pytest.approx(np.tanh(0.5)))  # replaced
    assert lstm_step(1.0, 1.0, 0.5, 0.0, 0.25)[0] == 0.75  # added up


def test_the_way_back_is_that_of_finite_differences():
    random = np.random.default_rng(0)

    def loss(sums, c):
        i, f, o = (sigmoid(sums[k]) for k in (0, 1, 3))
        c, h = lstm_step(i, f, tanh(sums[2]), o, c)
        return 0.7 * h - 0.4 * c

    for _ in range(20):
        sums, before, moved = random.normal(size=4), random.normal(), []
        for k in range(5):
            step = 1e-6 * (np.arange(5) == k)
            high, low = (loss(sums + sign * step[:4], before + sign * step[4]) for sign in (1, -1))
            moved.append((high - low) / 2e-6)
        i, f, o = (sigmoid(sums[k]) for k in (0, 1, 3))
        g = tanh(sums[2])
        c, _ = lstm_step(i, f, g, o, before)
        found = lstm_step_back(0.7, -0.4, i, f, g, o, c, before)
        np.testing.assert_allclose(found, moved, rtol=1e-6, atol=1e-9)
