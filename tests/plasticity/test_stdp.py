"""The window of pair STDP, in the engine."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters
from snnlib.network import Network, delta, lif_neuron, pair_stdp

TAU_PLUS, TAU_MINUS, A_PLUS, A_MINUS = 17.0, 34.0, 0.01, 0.006
SURE = LIFParameters(1e6, 1.0, 0.0, 10.0, 0.0, 0.0)  # one strong spike makes it fire


def change(pre_times, post_times, w=0.5, dt=1.0, **limits):
    """Weight after given arrivals and given postsynaptic spikes, both in ms."""
    rule = pair_stdp(A_PLUS, A_MINUS, TAU_PLUS, TAU_MINUS, **limits)
    net = Network(dt=dt)
    pre = net.replay("pre", 1, np.array(pre_times) - dt, np.zeros(len(pre_times), int))
    teacher = net.replay(
        "teacher", 1, np.array(post_times) - 2 * dt, np.zeros(len(post_times), int)
    )
    cell = net.population("cell", 1, lif_neuron(SURE), {"weak": delta(), "strong": delta()})
    made = net.connect(pre, cell, "weak", w, delay=dt, plasticity=rule)
    net.connect(teacher, cell, "strong", 100.0, delay=dt)
    net.record(cell, "spikes")
    net.run(max(*pre_times, *post_times) + 2 * dt)
    np.testing.assert_allclose(net.spikes(cell).spike_times, sorted(post_times))
    return float(made.weights[0, 0]) - w


def pair_sum(pre_times, post_times):
    """Sum over all pairs, without a limit."""
    total = 0.0
    for t_pre in pre_times:
        for t_post in post_times:
            if t_pre < t_post:
                total += A_PLUS * np.exp((t_pre - t_post) / TAU_PLUS)
            else:
                total -= A_MINUS * np.exp((t_post - t_pre) / TAU_MINUS)
    return total


@pytest.mark.parametrize("lag", [1, 5, 20, 60])
def test_the_window(lag):
    assert change([50.0], [50.0 + lag]) == pytest.approx(A_PLUS * np.exp(-lag / TAU_PLUS), rel=1e-4)
    assert change([50.0 + lag], [50.0]) == pytest.approx(
        -A_MINUS * np.exp(-lag / TAU_MINUS), rel=1e-4
    )


def test_at_equal_times_the_synapse_shrinks():
    assert change([50.0], [50.0]) == pytest.approx(-A_MINUS, rel=1e-4)


def steps(least):
    return st.lists(st.integers(least, 80), min_size=1, max_size=8, unique=True).map(sorted)


@settings(deadline=None, max_examples=40)
@given(steps(5), steps(5))
def test_traces_equal_the_sum_over_pairs(pre, post):
    pre, post = [float(t) for t in pre], [float(t) for t in post]
    assert change(pre, post, w_min=-10.0, w_max=10.0) == pytest.approx(
        pair_sum(pre, post), abs=2e-6
    )


def test_weights_stay_within_their_limits():
    pre = [float(t) for t in range(10, 100, 10)]
    assert change(pre, [t + 1 for t in pre], w=0.99) == pytest.approx(0.01, abs=1e-6)
    assert change(pre, [t - 1 for t in pre], w=0.01) == pytest.approx(-0.01, abs=1e-6)
