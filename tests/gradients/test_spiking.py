"""A spiking network: its layers, its answers, what it counts, and what it refuses."""

import numpy as np
import pytest

from snnlib.gradients import DiscreteLIF, Output, SpikingNetwork, train
from snnlib.gradients.losses import LOSSES


def plain_run(network, X):
    """Outputs and hidden spikes of a network with one hidden layer, in plain numpy."""
    (w, b), (w_out, b_out) = network.layers
    y, hidden = np.zeros((network.n_steps, len(X), b_out.size)), 0.0
    u, potential = np.zeros((len(X), b.size)), np.zeros((len(X), b_out.size))
    for k in range(network.n_steps):
        v = network.cell.beta * u + X[:, min(k, X.shape[1] - 1)] @ w + b
        s = (v >= 1.0).astype(float)
        u, hidden = v - s, hidden + s.sum()
        potential = network.output.beta * potential + s @ w_out + b_out
        y[k] = potential
    return y.transpose(1, 0, 2), hidden


@pytest.mark.parametrize("steps", [1, 12])
def test_it_is_what_numpy_computes(steps):
    network = SpikingNetwork((5, 6, 3), 12, gain=2.0, random_state=0, dtype="float64")
    X = np.random.default_rng(1).uniform(size=(4, steps, 5))
    y, hidden = plain_run(network, X)
    assert hidden > 20
    np.testing.assert_allclose(network.traces(X), y, rtol=1e-12, atol=1e-12)
    so_far = y.cumsum(1) / np.arange(1, 13)[:, None]
    np.testing.assert_allclose(network.scores(X), so_far, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(network.predict(X), so_far[:, -1].argmax(1))
    told = network.activity(X)
    assert told.hidden_spikes == hidden / 4
    assert told.output_spikes == 0.0
    if steps == 1:
        assert (told.macs, told.input_spikes, told.synops) == (30.0, 0.0, 3 * hidden / 4)
    else:
        assert (told.macs, told.input_spikes) == (0.0, 60.0)
        assert told.synops == 60.0 * 6 + 3 * hidden / 4


def test_layers_are_views():
    network = SpikingNetwork((2, 3, 2), 5, random_state=0)
    assert [w.shape for w, _ in network.layers] == [(2, 3), (3, 2)]
    network.layers[1][1][:] = 7.0
    assert (network.weights[-2:] == 7.0).all()


@pytest.mark.parametrize("loss", range(len(LOSSES)))
@pytest.mark.parametrize("steps", ["constant", "spikes"])
def test_it_learns_by_every_loss(loss, steps):
    random = np.random.default_rng(0)
    y = random.integers(0, 3, 60)
    X = np.eye(3)[y] + 0.2 * random.uniform(size=(60, 3))
    if steps == "spikes":
        X = (random.uniform(size=(60, 15, 3)) < 0.6 * X[:, None]).astype(float)
    network = SpikingNetwork((3, 20, 3), 15, output=Output(0.9, loss), random_state=1)
    train(network, [(X, y)] * 200, 0.01, progress=False)
    assert (network.predict(X) == y).mean() > 0.9, LOSSES[loss]


def test_a_penalty_saves_spikes():
    X, y = np.repeat(np.eye(3), 10, 0), np.repeat(np.arange(3), 10)
    counts = []
    for penalty in (0.0, 0.02):
        output = Output(penalty=penalty)
        network = SpikingNetwork((3, 20, 3), 15, output=output, gain=2.0, random_state=1)
        train(network, [(X, y)] * 300, 0.01, progress=False)
        assert (network.predict(X) == y).all()
        counts.append(network.activity(X).hidden_spikes)
    assert counts[1] < 0.5 * counts[0]


def test_the_seed_decides():
    first, again, other = (SpikingNetwork((4, 3), 5, random_state=s).weights for s in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    w = SpikingNetwork((400, 300), 5, gain=2.0, random_state=0).layers[0][0]
    assert w.std() == pytest.approx(0.1, rel=0.01)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (((3,), 5), ValueError, "sizes must tell at least inputs and outputs"),
        (((3, 0), 5), ValueError, "sizes must be a positive integer"),
        (((3, 2), 0), ValueError, "n_steps must be a positive integer"),
        (((3, 2), 5, DiscreteLIF(beta=1.5)), ValueError, "beta must be from 0 to 1"),
        (((3, 2), 5, DiscreteLIF(shape=5)), ValueError, "shape must be from 0 to 4"),
        (((3, 2), 5, DiscreteLIF(), Output(loss=9)), ValueError, "loss must be from 0 to 5"),
        (((3, 2), 5, "LIF"), TypeError, r"cell must be DiscreteLIF\(...\)"),
    ],
)
def test_bad_networks_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        SpikingNetwork(*arguments)


@pytest.mark.parametrize("random_state", [-1, 2**32])
def test_bad_seeds_are_refused(random_state):
    with pytest.raises(ValueError, match="random_state must be from 0"):
        SpikingNetwork((3, 2), 5, random_state=random_state)


@pytest.mark.parametrize(
    ("X", "y", "error", "message"),
    [
        (np.full((2, 3), np.nan), [0, 1], ValueError, "X must be an array of finite numbers"),
        (np.full((2, 1, 3), np.inf, np.float32), [0, 1], ValueError, "finite numbers, got NaN or"),
        (np.zeros((2, 4)), [0, 1], ValueError, r"X must have the shape \(n_samples, 5, 3\)"),
        (np.zeros((2, 6, 3)), [0, 1], ValueError, "X must have the shape"),
        (np.zeros((2, 3)), [0, 2], ValueError, "y must be from 0 to 1, got 2"),
        (np.zeros((2, 3)), [0, -1], ValueError, "y must be from 0 to 1, got -1"),
        (np.zeros((2, 3)), [0], ValueError, "y must have one label for each of 2 samples"),
        (np.zeros((2, 3)), [0.0, 1.0], TypeError, "y must be an array of integers"),
    ],
)
def test_bad_samples_are_refused(X, y, error, message):
    with pytest.raises(error, match=message):
        SpikingNetwork((3, 2), 5, random_state=0).gradient(X, y)
