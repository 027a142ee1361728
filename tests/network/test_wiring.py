"""Random and given wiring."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.network import wiring
from snnlib.network.parts import NO_SELF

pytestmark = pytest.mark.kernel


def pairs(rows, targets):
    return np.repeat(np.arange(rows.size - 1), np.diff(rows)), targets.astype(int)


@given(st.integers(1, 30), st.integers(1, 30), st.floats(0.01, 1.0), st.integers(0, 99))
def test_random_pairs_are_distinct_in_order_and_in_range(n_pre, n_post, probability, seed):
    rows, targets = wiring.random_pairs(n_pre, n_post, probability, NO_SELF, seed, 3)
    pre, post = pairs(rows, targets)
    assert rows[0] == 0
    assert rows[-1] == targets.size
    assert (np.diff(pre * n_post + post) > 0).all()
    assert (post < n_post).all()


def test_random_pairs_have_the_chance_that_was_asked_for():
    counts = [wiring.random_pairs(200, 300, 0.05, NO_SELF, seed, 0)[1].size for seed in range(40)]
    mean, sd = 200 * 300 * 0.05, np.sqrt(200 * 300 * 0.05 * 0.95)
    assert abs(np.mean(counts) - mean) < 4 * sd / np.sqrt(40)
    assert 0.6 * sd < np.std(counts) < 1.5 * sd


def test_each_pair_has_the_same_chance():
    counts = np.zeros((6, 5))
    for seed in range(2000):
        pre, post = pairs(*wiring.random_pairs(6, 5, 0.3, NO_SELF, seed, 1))
        counts[pre, post] += 1
    chi2 = ((counts - 600) ** 2 / (600 * 0.7)).sum()
    assert 10 < chi2 < 60  # 30 degrees of freedom


def test_probability_one_takes_every_pair():
    rows, targets = wiring.random_pairs(4, 3, 1.0, NO_SELF, 0, 0)
    assert rows.tolist() == [0, 3, 6, 9, 12]
    assert targets.tolist() == [0, 1, 2] * 4


def test_no_neuron_is_connected_with_itself():
    pre, post = pairs(*wiring.random_pairs(20, 20, 0.9, 0, 5, 0))
    assert (pre != post).all()
    pre, post = pairs(*wiring.random_pairs(20, 10, 0.9, 5, 5, 0))  # post begins at neuron 5
    assert (pre != post + 5).all()
    assert (pre == post + 4).any()


@given(st.integers(2, 12), st.integers(1, 12), st.integers(0, 99), st.booleans())
def test_fan_in_is_exact_and_without_repetition(n_pre, n_post, seed, loops):
    fan_in = n_pre // 2
    loop = NO_SELF if loops else 0
    pre, post = pairs(*wiring.fan_in_pairs(n_pre, n_post, fan_in, loop, seed, 0))
    assert (np.bincount(post, minlength=n_post) == fan_in).all()
    assert len({*zip(pre.tolist(), post.tolist(), strict=True)}) == fan_in * n_post
    assert loops or (pre != post).all()


def test_fan_in_takes_each_neuron_as_often():
    counts = np.zeros(8)
    for seed in range(1000):
        pre, _ = pairs(*wiring.fan_in_pairs(8, 2, 3, NO_SELF, seed, 0))
        counts += np.bincount(pre, minlength=8)
    assert (abs(counts - 750) < 5 * np.sqrt(750)).all()


def test_all_but_self():
    pre, post = pairs(*wiring.all_but_self(3, 3, 0))
    assert list(zip(pre, post, strict=True)) == [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]


@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 99))
def test_rows_split_by_delay_and_seen_from_the_other_side_hold_the_same_synapses(n, m, seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 30))
    pre, post = rng.integers(0, n, size), rng.integers(0, m, size).astype(np.uint16)
    delays = rng.integers(1, 4, size)
    rows, targets, order = wiring.ordered_pairs(pre, post, n)
    different, split, again, order2 = wiring.split_by_delay(rows, targets, delays[order])
    line = np.repeat(np.arange(split.size - 1), np.diff(split))
    found = sorted(
        zip(line // different.size, again, different[line % different.size], strict=True)
    )
    assert found == sorted(zip(pre, post, delays, strict=True))
    np.testing.assert_array_equal(delays[order][order2], different[line % different.size])

    rows_of_post, places, lines = wiring.seen_from_post(split, again, m)
    for j in range(m):
        here = places[rows_of_post[j] : rows_of_post[j + 1]]
        assert (again[here] == j).all()
        np.testing.assert_array_equal(line[here], lines[rows_of_post[j] : rows_of_post[j + 1]])
    assert rows_of_post[-1] == size


def test_too_many_synapses_are_refused():
    with pytest.raises(ValueError, match=r"probability = 0\.5 would make"):
        wiring.random_pairs(10**6, 10**6, 0.5, NO_SELF, 0, 0)


@given(st.integers(1, 9), st.integers(0, 60), st.integers(0, 99))
def test_pairs_come_into_the_order_of_both_and_equal_ones_keep_theirs(n, n_pairs, seed):
    rng = np.random.default_rng(seed)
    pre, post = rng.integers(0, n, n_pairs), rng.integers(0, 2 * n, n_pairs).astype(np.uint16)
    rows, targets, order = wiring.ordered_pairs(pre, post, n + 1)
    assert order.tolist() == np.lexsort((post, pre)).tolist()
    assert targets.dtype == np.uint16
    assert targets.tolist() == post[order].tolist()
    assert rows.tolist() == [(pre < i).sum() for i in range(n + 2)]


@given(st.integers(1, 9), st.integers(1, 60), st.integers(0, 99))
def test_rows_are_split_by_delay(n, n_pairs, seed):
    rng = np.random.default_rng(seed)
    pre, post = rng.integers(0, n, n_pairs), rng.integers(0, 9, n_pairs).astype(np.uint16)
    rows, targets, _ = wiring.ordered_pairs(pre, post, n)
    delays = rng.choice([3, 4, 70], n_pairs)
    different, split, ends, order = wiring.split_by_delay(rows, targets, delays)
    assert different.tolist() == sorted(set(delays.tolist()))
    row = np.repeat(np.arange(split.size - 1), np.diff(split))
    sources = np.repeat(np.arange(n), np.diff(rows))[order]
    assert (row // different.size).tolist() == sources.tolist()
    assert different[row % different.size].tolist() == delays[order].tolist()
    assert ends.tolist() == targets[order].tolist()
