"""The coincidence factor and synchrony: known cases, chance level, and bad input."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.spikes import coincidence_factor, coincidences, poisson_process, synchrony

kernel = pytest.mark.kernel
times = st.lists(st.integers(0, 60), max_size=6, unique=True).map(sorted)


def most_pairs(a, b, precision):
    """The largest number of pairs, by trying all."""
    if not a or not b:
        return 0
    best = most_pairs(a[1:], b, precision)
    for j, time in enumerate(b):
        if abs(a[0] - time) <= precision:
            best = max(best, 1 + most_pairs(a[1:], b[:j] + b[j + 1 :], precision))
    return best


@given(times, times, st.integers(0, 12))
def test_no_pairing_has_more_pairs(a, b, precision):
    arrays = np.array(a, float), np.array(b, float)
    found = coincidences(arrays[0], len(a), arrays[1], len(b), float(precision))
    assert found == most_pairs(a, b, precision)
    assert found == coincidences(arrays[1], len(b), arrays[0], len(a), float(precision))


@kernel
def test_the_factor_of_known_trains():
    train = [10.0, 20.0, 35.0, 70.0]
    assert coincidence_factor(train, train, 1000.0) == pytest.approx(1.0)
    away = [100.0, 200.0, 350.0, 700.0]
    chance = 2.0 * 2.0 * 4 / 1000.0
    assert coincidence_factor(away, train, 1000.0) == pytest.approx(-chance / (1.0 - chance))
    assert coincidence_factor([], train, 1000.0) == 0.0
    assert math.isnan(coincidence_factor([], [], 1000.0))


def test_a_poisson_train_comes_to_zero():
    data = poisson_process(40.0, 100_000.0, seed=1).spike_times
    found = [
        coincidence_factor(poisson_process(40.0, 1e5, seed=k).spike_times, data, 1e5, 1.0)
        for k in range(2, 12)
    ]
    # one value scatters by some 0.005; without taking chance away it would be 0.08
    assert abs(np.mean(found)) < 0.01
    assert max(map(abs, found)) < 0.03


@kernel
def test_synchrony_of_known_samples():
    wave = np.sin(np.arange(200) * 0.1 * math.pi)
    assert synchrony(np.column_stack([wave, wave, wave])) == pytest.approx(1.0)
    assert synchrony(np.column_stack([wave, -wave])) == pytest.approx(0.0, abs=1e-12)
    assert synchrony(np.column_stack([wave, 3.0 * wave])) == pytest.approx(2.0 / math.sqrt(5.0))
    assert synchrony(np.column_stack([wave, 0.0 * wave])) == pytest.approx(math.sqrt(0.5))
    assert math.isnan(synchrony(np.ones((5, 3))))


def test_independent_neurons_come_to_one_over_the_root_of_n():
    samples = np.random.default_rng(1).standard_normal((4000, 100))
    assert synchrony(samples) == pytest.approx(0.1, rel=0.06)  # deviation 1.1 %
    moved = samples + np.arange(100.0)  # a constant for each neuron
    assert synchrony(moved[::-1, ::-1]) == pytest.approx(synchrony(samples), rel=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: coincidence_factor([2.0, 1.0], [1.0], 10.0), "model_times must be in ascending"),
        (lambda: coincidence_factor([1.0], [1.0, 11.0], 10.0), "data_times must be at most durat"),
        (lambda: coincidence_factor([1.0], [1.0], 10.0, 0.0), "precision must be a positive"),
        (lambda: coincidence_factor([1.0, 2.0], [1.0], 10.0, 2.5), "precision must be below 2.5"),
        (lambda: coincidence_factor([1.0], [1.0], -1.0), "duration must be a positive"),
        (lambda: synchrony([1.0, 2.0]), "samples must have two axes"),
        (lambda: synchrony(np.empty((0, 3))), "samples must"),
        (lambda: synchrony([[math.nan, 1.0]]), "samples must be"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()


def test_pairs_are_counted_in_time_order_among_the_given_number():
    a, b = np.array([1.0, 5.0, 9.0]), np.array([1.2, 4.8, 9.1])
    for n_a, n_b in itertools.product(range(4), repeat=2):
        assert coincidences(a, n_a, b, n_b, 0.5) == min(n_a, n_b)
