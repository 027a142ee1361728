"""STDP of neighbours: of the arrivals between two spikes only the first and the last count."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.plasticity import reduced_stdp, weight_path
from tests.plasticity.test_stdp import change

A_PLUS, A_MINUS, TAU_PLUS, TAU_MINUS = 0.01, 0.006, 17.0, 34.0
WIDE = {"w_min": -10.0, "w_max": 10.0}
RULE = reduced_stdp(A_PLUS, A_MINUS, TAU_PLUS, TAU_MINUS, **WIDE)


def neighbours(pre_times, post_times):
    """Sum over neighbours in time; of two spikes at one time the neuron's own goes first."""
    total = 0.0
    events = sorted([(t, 1) for t in pre_times] + [(t, 0) for t in post_times])
    for (t, arrives), (after, arrives_after) in itertools.pairwise(events):
        if arrives and not arrives_after:
            total += A_PLUS * math.exp((t - after) / TAU_PLUS)
        elif arrives_after and not arrives:
            total -= A_MINUS * math.exp((t - after) / TAU_MINUS)
    return total


def times(least):
    return st.lists(st.integers(least, 80), min_size=1, max_size=12, unique=True).map(
        lambda steps: [float(t) for t in sorted(steps)]
    )


@pytest.mark.kernel
@settings(max_examples=60)
@given(times(0), times(0))
def test_traces_equal_the_sum_over_neighbours(pre, post):
    path = weight_path(RULE, pre, post, 0.5)
    assert path.w[-1] - 0.5 == pytest.approx(neighbours(pre, post), abs=1e-12)


@settings(max_examples=15)
@given(times(5), times(5))
def test_the_engine_does_the_same_in_single_precision(pre, post):
    assert change(pre, post, rule=RULE) == pytest.approx(neighbours(pre, post), abs=2e-6)


@pytest.mark.kernel
def test_only_the_first_and_the_last_arrival_count():
    once = weight_path(RULE, [5.0, 12.0], [1.0, 20.0], 0.5).w[-1]
    often = weight_path(RULE, [5.0, 6.0, 8.0, 9.5, 12.0], [1.0, 20.0], 0.5).w[-1]
    assert often == pytest.approx(once, abs=1e-15)
    assert once - 0.5 == pytest.approx(A_PLUS * np.exp(-8 / 17) - A_MINUS * np.exp(-4 / 34))


@pytest.mark.kernel
def test_at_equal_times_the_synapse_shrinks_and_the_arrival_waits_for_the_next_spike():
    path = weight_path(RULE, [10.0], [10.0, 15.0], 0.5)
    assert path.w[1] == pytest.approx(0.5 - A_MINUS)
    assert path.w[2] == pytest.approx(0.5 - A_MINUS + A_PLUS * np.exp(-5 / 17))


@pytest.mark.kernel
def test_weights_stay_within_their_limits():
    rule = reduced_stdp(0.4, 0.4, w_min=0.2, w_max=0.7)
    path = weight_path(rule, [1.0, 11.0, 21.0], [2.0, 12.0, 22.0], 0.5)
    assert path.w.max() == 0.7
    path = weight_path(rule, [2.0, 12.0, 22.0], [1.0, 11.0, 21.0], 0.5)
    assert path.w.min() == 0.2


def test_the_default_is_the_rule_of_masquelier():
    rule = reduced_stdp()
    assert (rule.params.A_plus, rule.params.A_minus) == (0.03125, 0.85 * 0.03125)
    assert tuple(rule.pre) == tuple(rule.post) == (16.8, 33.7)
    assert rule.dtype == "float32"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"A_plus": -0.1}, "A_plus must be"),
        ({"A_minus": math.nan}, "A_minus must be"),
        ({"tau_plus": 0.0}, "tau_plus must be"),
        ({"tau_minus": math.inf}, "tau_minus must be"),
        ({"w_min": 1.0}, "w_min must be below w_max"),
    ],
)
def test_bad_rules_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        reduced_stdp(**wrong)
