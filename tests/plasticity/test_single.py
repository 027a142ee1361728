"""One synapse under a rule, beside what can be worked out by hand."""

import math
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib import pair_stdp
from snnlib.plasticity import Plasticity, WeightPath, in_order, weight_path


class Nothing(NamedTuple):
    """No traces."""


class Step(NamedTuple):
    size: float


def up(w, pre, post, c):
    return w + c.size


def double(w, pre, post, c):
    return w * 2.0


def keep(traces, c):
    return traces


PLAIN = Plasticity(Step(3.0), Nothing(), Nothing(), up, double, keep, keep)


def test_each_spike_acts_in_its_turn():
    path = weight_path(PLAIN, [1.0, 4.0], [2.0, 4.0, 9.0], 1)
    assert isinstance(path, WeightPath)
    np.testing.assert_array_equal(path.times, [1.0, 2.0, 4.0, 4.0, 9.0])
    np.testing.assert_array_equal(path.w, [4.0, 8.0, 16.0, 19.0, 38.0])


def test_of_an_arrival_and_a_spike_at_one_time_the_spike_goes_first():
    times, fires = in_order(np.array([1.0, 4.0, 9.0]), np.array([2.0, 4.0, np.nan]))
    assert times.tolist() == [1.0, 2.0, 4.0, 4.0, 9.0]
    assert fires.tolist() == [False, True, True, False, False]


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("pre", "post"), [(0.3, 0.1 + 0.2), (0.1 + 0.2, 0.3), (3 * 0.3, 0.9), (0.9, 3 * 0.3)]
)
def test_one_moment_in_two_floats_is_one_moment(pre, post):
    path = weight_path(pair_stdp(), [pre], [post], 0.5)
    np.testing.assert_array_equal(path.w, weight_path(pair_stdp(), [0.3], [0.3], 0.5).w)
    assert (np.diff(path.times) >= 0.0).all()
    later = math.nextafter(0.9, 1.0)
    for _ in range(20):
        later = math.nextafter(later, 1.0)
    assert in_order(np.array([0.9]), np.array([later]))[1].tolist() == [False, True]


@given(*[st.lists(st.integers(0, 9), max_size=6).map(sorted)] * 2)
def test_events_are_merged_as_python_sorts_them(arrivals, spikes):
    times, fires = in_order(np.array(arrivals, float), np.array(spikes, float))
    events = sorted([(t, 0) for t in spikes] + [(t, 1) for t in arrivals])
    assert times.tolist() == [t for t, _ in events]
    assert fires.tolist() == [side == 0 for _, side in events]


def test_a_side_may_change_nothing():
    assert weight_path(PLAIN._replace(on_pre=None), [1.0, 3.0], [2.0], 1.0).w.tolist() == [1, 2, 2]
    assert weight_path(PLAIN._replace(on_post=None), [1.0], [2.0], 1.0).w.tolist() == [4, 4]


def test_a_rule_may_prepare_itself_for_a_time_step():
    rule = PLAIN._replace(prepare=lambda params, dt: Step(params.size * dt))
    assert weight_path(rule, [1.0], [], 0.0, dt=0.5).w.tolist() == [1.5]


def test_no_spikes_leave_no_path():
    path = weight_path(pair_stdp(), [], [], 0.5)
    assert path.times.shape == path.w.shape == (0,)


@pytest.mark.kernel
@given(st.floats(0.01, 100.0))
def test_a_pair_gives_the_window(lag):
    rule = pair_stdp(0.02, 0.03, 15.0, 25.0)
    assert weight_path(rule, [7.0], [7.0 + lag], 0.5).w[-1] == pytest.approx(
        0.5 + 0.02 * math.exp(-(7.0 + lag - 7.0) / 15.0), rel=1e-14
    )
    assert weight_path(rule, [7.0 + lag], [7.0], 0.5).w[-1] == pytest.approx(
        0.5 - 0.03 * math.exp(-(7.0 + lag - 7.0) / 25.0), rel=1e-14
    )


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"rule": "stdp"}, TypeError, "rule must be Plasticity"),
        ({"rule": PLAIN._replace(rescale=up)}, ValueError, "rule must change weights at spikes"),
        ({"rule": PLAIN._replace(eligibility=9.0)}, ValueError, "needs a network"),
        ({"pre_times": [2.0, 1.0]}, ValueError, "pre_times must be in ascending order"),
        ({"pre_times": [[1.0]]}, ValueError, "pre_times must have one axis"),
        ({"post_times": [-1.0]}, ValueError, "post_times must not be negative"),
        ({"post_times": [np.nan]}, ValueError, "post_times"),
        ({"w": np.inf}, ValueError, "w must be a finite number"),
        ({"dt": 0.0}, ValueError, "dt must be a positive number"),
    ],
)
def test_what_cannot_be_is_refused(given, error, words):
    right = {"rule": pair_stdp(), "pre_times": [1.0], "post_times": [2.0], "w": 0.5}
    with pytest.raises(error, match=words):
        weight_path(**(right | given))
