"""Circuits that inhibit one another find values that differ where they must."""

import numpy as np
import pytest

from snnlib.hardware import SearchParameters, differences, search_values


def ring(n):
    return differences(n, range(n), [(i + 1) % n for i in range(n)])


def test_maps_are_coloured():
    """Random planar-like graphs that have three colours: the hidden ones made them."""
    for seed in range(20):
        rng = np.random.default_rng(seed)
        hidden = rng.integers(0, 3, 30)
        pairs = rng.integers(0, 30, (60, 2))
        pairs = pairs[hidden[pairs[:, 0]] != hidden[pairs[:, 1]]]
        found = search_values(differences(30, *pairs.T), 3, seed=seed)
        assert found.solved
        assert found.conflicts == 0
        assert (found.values[pairs[:, 0]] != found.values[pairs[:, 1]]).all()
        assert set(found.values.tolist()) <= {0, 1, 2}


def test_what_has_no_solution_is_not_solved():
    found = search_values(ring(5), 2, most_steps=500)  # an odd ring has no two colours
    assert not found.solved
    assert found.conflicts > 0
    assert found.n_steps == 500
    assert search_values(ring(6), 2).solved


def test_what_is_counted():
    """Each circuit fires in the first step, and then with its rate; a spike meets two others."""
    found = search_values(ring(101), 2, SearchParameters(rate=0.25), most_steps=400)
    assert not found.solved
    assert found.n_spikes == pytest.approx(101 + 399 * 101 * 0.25, rel=0.03)
    assert found.n_deliveries == 2 * found.n_spikes
    alone = search_values(differences(3, [0], [1]), 5, seed=2)
    assert alone.solved
    assert alone.n_steps >= 1


def test_without_noise_the_network_sticks():
    """A little noise solves, next to none does not always, and much finds no rest."""
    pairs = [(i, j) for i in range(12) for j in range(i) if (i - j) % 4]  # 4 colours of 3
    network = differences(12, *np.transpose(pairs))
    share = {
        noise: np.mean([
            search_values(
                network, 4, SearchParameters(0.5, noise), seed=seed, most_steps=300
            ).solved
            for seed in range(40)
        ])
        for noise in (0.01, 0.4, 100.0)
    }  # fmt: skip
    assert share[0.4] == 1.0
    assert share[100.0] < 0.2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: differences(3, [0, 1], [1, 1]), "second must not be first: variable 1 in both"),
        (lambda: differences(3, [0], [3]), "second must be from 0 to"),
        (lambda: search_values(ring(3), 0), "n_values must be a positive integer, got 0"),
        (lambda: search_values(ring(3), 65), "n_values must be at most 64, got 65"),
        (
            lambda: search_values(ring(3), 3, SearchParameters(rate=1.5)),
            "rate must be from 0 to 1, got 1.5",
        ),
        (
            lambda: search_values(ring(3), 3, SearchParameters(noise=0.0)),
            "noise must be a positive number, got 0.0",
        ),
        (
            lambda: search_values(ring(3), 3, most_steps=0),
            "most_steps must be a positive integer, got 0",
        ),
    ],
)
def test_problems_that_are_none(call, message):
    with pytest.raises(ValueError, match=message):
        call()
