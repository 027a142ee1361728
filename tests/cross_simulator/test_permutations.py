"""The test by which the referees judge, on numbers whose answer is known."""

from math import comb

import numpy as np
import pytest

from tests.cross_simulator.permutations import (
    between_and_within,
    by_cv,
    by_isi,
    by_rate,
    chance,
    distances,
)
from tests.cross_simulator.simulators import Seed, statistics


def seeds(rates):
    return [Seed(rate, rate / 10.0, np.sort(rate * np.arange(1.0, 6.0))) for rate in rates]


def test_groups_apart_have_the_smallest_chance_there_is():
    d = distances(seeds([1.0, 1.1, 1.2, 1.3, 2.0, 2.1, 2.2, 2.3]), by_rate)
    assert chance(d, 4) == pytest.approx(1 / (comb(8, 4) / 2))
    between, within = between_and_within(d, 4)
    assert between == pytest.approx(1.0)
    assert within == pytest.approx(np.mean([0.1, 0.2, 0.3, 0.1, 0.2, 0.1]))


def test_mixed_groups_have_a_large_chance():
    d = distances(seeds([1.0, 1.3, 2.0, 2.3, 1.1, 1.2, 2.1, 2.2]), by_rate)
    assert chance(d, 4) > 0.5


def test_chance_is_uniform_when_nothing_differs():
    rng = np.random.default_rng(3)
    chances = [chance(distances(seeds(rng.uniform(1, 2, 10)), by_rate), 5) for _ in range(300)]
    assert np.mean(chances) == pytest.approx(0.5, abs=0.07)
    assert np.mean(np.array(chances) <= 0.1) == pytest.approx(0.1, abs=0.06)


def test_distances():
    a, b = seeds([1.0, 3.0])
    assert by_rate(a, b) == 2.0
    assert by_cv(a, b) == pytest.approx(0.2)
    assert by_isi(a, b) == pytest.approx(0.8)  # of 1, 2, 3, 4, 5 all are up to 5, of 3, 6, … one


def test_statistics_of_known_trains():
    times = np.array([5.0, 20.0, 12.0, 30.0, 11.0, 14.0, 12.0, 14.0, 18.0])
    neurons = np.array([0, 0, 1, 0, 2, 1, 2, 2, 2])
    found = statistics(times, neurons, {"n": 4, "duration": 110.0}, 10.0)
    assert found.isi.tolist() == [1.0, 2.0, 2.0, 4.0, 10.0]
    assert found.rate == pytest.approx(8 / 4 / 0.1)
    assert found.cv == pytest.approx(np.std([1.0, 2.0, 4.0], ddof=1) / (7 / 3))  # neuron 2 alone
