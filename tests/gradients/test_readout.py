"""Scores that are read without the outputs' potentials, against those that are read from them."""

import numpy as np
import pytest

from snnlib.gradients import DiscreteLIF, Output, SpikingNetwork, cross_entropy, readout
from snnlib.gradients.losses import LAST, LOSSES, MEAN

pytestmark = pytest.mark.kernel


def test_of_which_losses():
    assert [name for k, name in enumerate(LOSSES) if readout.is_linear(k)] == ["mean", "last"]


@pytest.mark.parametrize("loss", [MEAN, LAST])
@pytest.mark.parametrize("beta", [0.0, 0.7, 1.0])
def test_the_importance_of_a_step_is_the_response_to_an_input_in_it(loss, beta):
    c = np.empty(6)
    readout.fill_importance(loss, beta, c)
    for k in range(6):
        response = np.where(np.arange(6) >= k, beta ** np.maximum(np.arange(6) - k, 0), 0.0)
        expected = response.mean() if loss == MEAN else response[-1]
        assert c[k] == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("loss", [MEAN, LAST])
@pytest.mark.parametrize("sizes", [(5, 7, 3), (5, 4, 6, 3), (5, 3)])
def test_the_loss_is_that_of_the_traces(loss, sizes):
    output = Output(0.8, loss, sharpness=1.7)
    cell = DiscreteLIF(0.9)
    net = SpikingNetwork(sizes, 9, cell, output, gain=3.0, random_state=0, dtype="float64")
    net.weights += 0.01  # biases, too
    random = np.random.default_rng(0)
    X, y = random.normal(size=(4, 5)), np.array([0, 1, 2, 1])
    scores, found = net.scores(X)[:, -1], net.gradient(X, y)
    losses = [cross_entropy(s, label, np.empty(3)) for s, label in zip(scores, y, strict=True)]
    assert found.loss == pytest.approx(np.mean(losses), rel=1e-13)
    assert found.accuracy == np.mean(scores.argmax(1) == y)
    assert found.spikes == pytest.approx(net.activity(X).hidden_spikes, rel=1e-13)
    assert len(sizes) == 2 or found.spikes > 1.0
