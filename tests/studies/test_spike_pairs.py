"""Two spike trains and the synapse between them, beside the library's rule and the window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib import pair_stdp
from snnlib.plasticity import weight_path
from snnlib.studies.spike_pairs import (
    ALL,
    NEAREST,
    PairRule,
    are_neighbours,
    list_pairs,
    pair_change,
    weight_course,
)

trains = st.lists(st.integers(0, 100), unique=True, max_size=8).map(
    lambda times: np.sort(np.array(times, float))
)


def pairs_of(pre, post, rule):
    lags, changes = np.full(100, np.nan), np.full(100, np.nan)
    n = list_pairs(pre, post, rule, lags, changes)
    assert np.isnan(lags[n:]).all()
    return lags[:n], changes[:n]


@given(trains, trains, st.sampled_from([ALL, NEAREST]))
def test_traces_pairs_and_the_library_s_rule_agree(pre, post, pairing):
    rule = PairRule(0.001, 0.0012, 15.0, 25.0, pairing)
    x, y, w = np.empty((3, 201))
    weight_course(pre, post, rule, 0.5, 0.5, x, y, w)
    name = ["all", "nearest"][pairing]
    path = weight_path(pair_stdp(0.001, 0.0012, 15.0, 25.0, pairing=name), pre, post, 0.5)
    at_the_end = path.w[-1] if path.w.size else 0.5
    assert w[-1] == pytest.approx(at_the_end, abs=1e-14)
    assert w[-1] - 0.5 == pytest.approx(pairs_of(pre, post, rule)[1].sum(), abs=1e-14)
    for t, weight in zip(path.times, path.w, strict=True):
        if not (path.times > t).any() or path.times[path.times > t][0] > t:
            assert w[int(2 * t)] == pytest.approx(path.w[path.times <= t][-1], abs=1e-14)
        assert weight >= 0.0
    last = pre[-1] if pre.size else np.inf
    steps = np.exp(-(100.0 - pre) / 15.0)
    seen = steps.sum() if pairing == ALL else steps.max(initial=0.0)
    assert x[-1] == pytest.approx(seen if last <= 100.0 else 0.0, abs=1e-14)


def test_the_weight_keeps_to_its_bounds():
    x, y, w = np.empty((3, 101))
    spikes = np.arange(0.0, 50.0, 5.0)
    weight_course(spikes, spikes + 1.0, PairRule(0.3, 0.0, 20.0, 20.0), 0.5, 0.5, x, y, w)
    assert w.max() == w[-1] == 1.0
    weight_course(spikes + 1.0, spikes, PairRule(0.0, 0.3, 20.0, 20.0), 0.5, 0.5, x, y, w)
    assert w.min() == w[-1] == 0.0


def test_unused_places_are_no_spikes():
    rule = PairRule(0.1, 0.1, 20.0, 20.0)
    pre, post = np.array([10.0, np.nan, np.nan]), np.array([15.0, 25.0, np.nan])
    assert pairs_of(pre, post, rule)[0].tolist() == [5.0, 15.0]
    found = np.empty((2, 3, 101))
    weight_course(pre, post, rule, 0.5, 0.5, *found[0])
    weight_course(pre[:1], post[:2], rule, 0.5, 0.5, *found[1])
    np.testing.assert_array_equal(*found)


def test_the_window_is_an_exponential_on_either_side_and_jumps():
    rule = PairRule(0.1, 0.2, 10.0, 30.0)
    assert pair_change(10.0, True, rule) == pytest.approx(0.1 * np.exp(-1.0), rel=1e-15)
    assert pair_change(-15.0, False, rule) == pytest.approx(-0.2 * np.exp(-0.5), rel=1e-15)
    assert (pair_change(0.0, True, rule), pair_change(0.0, False, rule)) == (0.1, -0.2)
    assert pairs_of(np.array([5.0]), np.array([5.0]), rule)[1].tolist() == [-0.2]


def test_only_the_last_spike_before_is_a_neighbour():
    pre, post = np.array([10.0, 20.0]), np.array([12.0, 20.0, 30.0])
    found = [[bool(are_neighbours(pre, i, post, j)) for j in range(3)] for i in range(2)]
    assert found == [[True, True, False], [False, True, True]]
