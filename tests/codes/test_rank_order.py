"""Rank order: the order and only that, and the tables that read it."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from snnlib import SpikeEvents
from snnlib.codes import rank_order
from snnlib.codes.rank_order import RankOrder, rank_of, rank_value
from snnlib.studies.code_race.readers import even_rank_value

kernel = pytest.mark.kernel
some = settings(max_examples=60)


@some
@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=20))
@example([math.nextafter(1.0, 0.0), 1.0])
def test_rank_order_keeps_the_order_and_only_that(values):
    x = np.array(values)
    events = rank_order.encode(x)
    order = np.argsort(-x, kind="stable")
    np.testing.assert_array_equal(events.spike_neurons, order)
    assert (np.diff(events.spike_times) > 0.0).all()
    np.testing.assert_array_equal(np.argsort(-rank_order.decode(events, x.size)), order)
    smaller = np.sqrt(x) / 3.0  # any rising function leaves the spikes alone
    if np.unique(smaller).size == np.unique(x).size:  # this one rises where roundings let it
        np.testing.assert_array_equal(rank_order.encode(smaller).spike_neurons, order)
    assert [rank_of(j, -x) for j in order] == list(range(x.size))


@kernel
def test_rank_order_gives_back_values_that_fall_geometrically():
    code = RankOrder(2.0, 0.8, -1.0, 3.0)
    stimulus = -1.0 + 4.0 * np.array([[0.8**2, 1.0], [0.8**3, 0.8]])
    events = rank_order.encode(stimulus, code)
    np.testing.assert_array_equal(events.spike_times, [0.0, 2.0, 4.0, 6.0])
    np.testing.assert_allclose(rank_order.decode(events, (2, 2), code), stimulus)
    assert rank_value(3, code) == pytest.approx(0.8**3)


@pytest.mark.parametrize("size", [2, 9])
def test_the_table_for_even_values_has_the_error_of_order_statistics(size):
    rng = np.random.default_rng(2)
    table = [even_rank_value(k, size) for k in range(size)]
    assert table == pytest.approx([(size - k) / (size + 1) for k in range(size)])
    errors = []
    for _ in range(3000):
        x = rng.random(size)
        errors.append(rank_order.decode(rank_order.encode(x), size, table=table) - x)
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(
        1.0 / math.sqrt(6.0 * (size + 1.0)), rel=0.03
    )


@kernel
def test_a_reading_neuron_answers_most_to_the_order_of_its_weights():
    weights = [0.1, 0.7, 0.4, 0.2]
    answers = {
        order: rank_order.match(SpikeEvents(np.arange(4.0), np.array(order)), weights)
        for order in permutations(range(4))
    }
    assert max(answers, key=answers.get) == (1, 2, 3, 0)
    assert min(answers, key=answers.get) == (0, 3, 2, 1)
    assert answers[1, 2, 3, 0] == pytest.approx(0.7 + 0.9 * 0.4 + 0.81 * 0.2 + 0.729 * 0.1)


@kernel
def test_a_neuron_that_does_not_fire_comes_last():
    events = SpikeEvents(np.array([3.0, 5.0]), np.array([2, 0]))
    np.testing.assert_allclose(rank_order.decode(events, 3), [0.9, 0.0, 1.0])
    assert rank_order.match(events, [1.0, 10.0, 100.0]) == pytest.approx(100.9)
