"""Answers of damaged networks against plain numpy, and what gets lost or moved."""

import numpy as np
import pytest

from snnlib.studies.claims.lossy_answers import (
    Layers,
    jitter,
    lose,
    perceptron_answer,
    spiking_answer,
)

pytestmark = pytest.mark.kernel
RNG = np.random.default_rng(1)


def some_layers():
    shapes = (6, 5), (5,), (5, 3), (3,)
    return Layers(*(RNG.normal(0.0, 1.0, shape) for shape in shapes))


@pytest.mark.parametrize("constant", [True, False])
def test_a_whole_spiking_network_answers_as_a_plain_one(constant):
    for _ in range(20):
        layers, x = some_layers(), RNG.uniform(0.0, 1.0, (1 if constant else 8, 6))
        u, y, score = np.zeros(5), np.zeros(3), np.zeros(3)
        for k in range(8):
            u = 0.9 * u + x[0 if constant else k] @ layers.w_hidden + layers.b_hidden
            s = u >= 1.0
            u = u - s
            y = 0.9 * y + s @ layers.w_out + layers.b_out
            score += y
        assert spiking_answer(x, 8, layers, 0.9, 0.0, 1, 2) == score.argmax()


def test_a_whole_perceptron_answers_as_a_plain_one():
    for _ in range(20):
        layers, x = some_layers(), RNG.uniform(0.0, 1.0, (1, 6))
        hidden = np.maximum(x @ layers.w_hidden + layers.b_hidden, 0.0)
        out = hidden @ layers.w_out + layers.b_out
        assert perceptron_answer(x, layers, 0.0, 1, 1, 2) == out.argmax()


def test_messages_are_lost_with_their_probability():
    messages = np.full((40, 100), 2.0)
    messages[0] = 0.0
    lose(messages, 0.3, 1, 5, 6)
    assert set(np.unique(messages)) == {0.0, 2.0}
    assert np.mean(messages[1:] == 0.0) == pytest.approx(0.3, abs=0.03)
    whole = np.ones((3, 4))
    lose(whole, 0.0, 1, 5, 6)
    assert (whole == 1.0).all()


def test_copies_arrive_as_their_mean():
    messages = np.full((40, 100), 2.0)
    lose(messages, 0.3, 10, 5, 6)
    assert messages.mean() == pytest.approx(1.4, abs=0.02)
    assert messages.std() == pytest.approx(2.0 * np.sqrt(0.3 * 0.7 / 10), rel=0.05)


def test_jitter_moves_spikes_and_keeps_them_in_time():
    spikes = np.zeros((9, 2000))
    spikes[4] = 1.0
    assert (jitter(spikes, 0.0, 1, 2) == spikes).all()
    moved = jitter(spikes, 1.0, 1, 2)
    assert (moved.sum(0) == 1.0).all()  # each line had one
    by = moved.argmax(0) - 4
    assert by.mean() == pytest.approx(0.0, abs=0.1)
    assert by.std() == pytest.approx(np.sqrt(1.0 + 1.0 / 12.0), rel=0.05)  # rounded to steps
    assert jitter(spikes, 50.0, 1, 2).sum() == 2000
