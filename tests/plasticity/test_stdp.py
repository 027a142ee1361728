"""Pair STDP: its window and its variants, alone and in the engine."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters, Network, lif_neuron, pair_stdp
from snnlib.plasticity import stdp, weight_path
from snnlib.synapses import delta

TAU_PLUS, TAU_MINUS, A_PLUS, A_MINUS = 17.0, 34.0, 0.01, 0.006
SURE = LIFParameters(1e6, 1.0, 0.0, 10.0, 0.0, 0.0)  # one strong spike makes it fire


def change(pre_times, post_times, w=0.5, dt=1.0, rule=None, **limits):
    """Weight after given arrivals and given postsynaptic spikes, both in ms."""
    rule = rule or pair_stdp(A_PLUS, A_MINUS, TAU_PLUS, TAU_MINUS, **limits)
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


@settings(max_examples=40)
@given(steps(5), steps(5))
def test_traces_equal_the_sum_over_pairs(pre, post):
    pre, post = [float(t) for t in pre], [float(t) for t in post]
    assert change(pre, post, w_min=-10.0, w_max=10.0) == pytest.approx(
        pair_sum(pre, post), abs=2e-6
    )


@settings(max_examples=10)
@given(steps(5), steps(5))
def test_the_engine_pairs_only_the_nearest_when_told_so(pre, post):
    pre, post = [float(t) for t in pre], [float(t) for t in post]
    wide = {"w_min": -10.0, "w_max": 10.0}
    rule = pair_stdp(A_PLUS, A_MINUS, TAU_PLUS, TAU_MINUS, **wide, pairing="nearest")
    path = weight_path(rule, pre, post, 0.5)
    assert change(pre, post, **wide, pairing="nearest") == pytest.approx(path.w[-1] - 0.5, abs=2e-6)


def test_weights_stay_within_their_limits():
    pre = [float(t) for t in range(10, 100, 10)]
    assert change(pre, [t + 1 for t in pre], w=0.99) == pytest.approx(0.01, abs=1e-6)
    assert change(pre, [t - 1 for t in pre], w=0.01) == pytest.approx(-0.01, abs=1e-6)


def times(least=0, most=12):
    """Spike times on a coarse grid, so that some coincide."""
    return st.lists(st.integers(0, 60), min_size=least, max_size=most, unique=True).map(
        lambda found: [1.5 * k for k in sorted(found)]
    )


def explicit_path(pre_times, post_times, w, rule, pairing):
    """Weight after each spike: for each of them the sum over its pairs, from the definition."""
    p, tau_plus, tau_minus = rule.params, rule.pre.x, rule.post.x
    width, path = p.w_max - p.w_min, []
    nearest = pairing == "nearest"
    for t in sorted({*pre_times, *post_times}):
        if t in post_times:
            lags = [t - t_pre for t_pre in pre_times if t_pre < t]
            kernel = sum(math.exp(-lag / tau_plus) for lag in (lags[-1:] if nearest else lags))
            room = min(max((p.w_max - w) / width, 0.0), 1.0)
            w = min(w + p.A_plus * room**p.mu_plus * kernel, p.w_max)
            path.append(w)
        if t in pre_times:
            lags = [t - t_post for t_post in post_times if t_post <= t]
            kernel = sum(math.exp(-lag / tau_minus) for lag in (lags[-1:] if nearest else lags))
            room = min(max((w - p.w_min) / width, 0.0), 1.0)
            w = max(w - p.A_minus * room**p.mu_minus * kernel, p.w_min)
            path.append(w)
    return path


exponents = st.sampled_from([0.0, 1.0, 0.02, 0.5, 2.0])


@pytest.mark.kernel
@settings(max_examples=60)
@given(times(), times(), exponents, exponents, st.sampled_from(["all", "nearest"]))
def test_traces_equal_the_sum_over_pairs_under_every_variant(pre, post, up, down, pairing):
    rule = pair_stdp(0.08, 0.11, TAU_PLUS, TAU_MINUS, -0.2, 0.9, up, down, pairing)
    path = weight_path(rule, pre, post, 0.4)
    np.testing.assert_array_equal(path.times, np.sort([*pre, *post]))
    np.testing.assert_allclose(path.w, explicit_path(pre, post, 0.4, rule, pairing), atol=1e-12)


@pytest.mark.parametrize("pairing", ["all", "nearest"])
@pytest.mark.parametrize(("up", "down"), [(0, 0), (1, 1), (0, 1), (0.3, 0.3), (0, 0.5)])
def test_at_equal_times_every_variant_depresses(up, down, pairing):
    rule = pair_stdp(A_PLUS, A_MINUS, mu_plus=up, mu_minus=down, pairing=pairing)
    path = weight_path(rule, [50.0], [50.0], 0.5)
    np.testing.assert_array_equal(path.times, [50.0, 50.0])
    np.testing.assert_allclose(path.w, [0.5, 0.5 - A_MINUS * 0.5**down], rtol=1e-12)
    again = weight_path(rule, [50.0, 55.0], [50.0, 55.0], 0.5).w
    assert again[2] > again[1]  # 50 before 55
    assert again[2] > again[3]  # 55 and 55


@pytest.mark.parametrize(
    ("up", "down", "pairing"), [(1, 1, "nearest"), (0, 1, "all"), (0.05, 0.05, "all")]
)
def test_the_engine_and_a_lone_synapse_agree_at_equal_times(up, down, pairing):
    pre, post = [10.0, 14.0, 15.0, 30.0, 31.0], [9.0, 14.0, 20.0, 30.0]
    variant = {"mu_plus": up, "mu_minus": down, "pairing": pairing, "w_min": -1.0, "w_max": 2.0}
    rule = pair_stdp(A_PLUS, A_MINUS, TAU_PLUS, TAU_MINUS, **variant)
    alone = weight_path(rule, pre, post, 0.5).w[-1] - 0.5
    assert change(pre, post, **variant) == pytest.approx(alone, abs=1e-6)


@pytest.mark.kernel
@given(
    w=st.floats(0.0, 1.0),
    x=st.floats(0.0, 50.0),
    amplitude=st.floats(0.0, 5.0),
    mu=st.sampled_from([0.0, 1.0, 0.02, 0.5, 3.0]),
    limits=st.sampled_from([(0.0, 1.0), (-0.1, 0.3), (0.1, 0.1 + 1e-3), (-1e6, 1e-6)]),
    real=st.sampled_from([np.float32, np.float64]),
)
def test_no_weight_leaves_its_limits(w, x, amplitude, mu, limits, real):
    rule = pair_stdp(amplitude, amplitude, 10.0, 10.0, *limits, mu, mu)
    c = type(rule.params)(*(real(value) for value in rule.params))
    start = real(min(max(real(limits[0] + w * (limits[1] - limits[0])), c.w_min), c.w_max))
    trace = type(rule.pre)(real(x))
    grown, shrunk = rule.on_post(start, trace, trace, c), rule.on_pre(start, trace, trace, c)
    assert start <= grown <= c.w_max or grown == pytest.approx(start, rel=1e-6)
    assert c.w_min <= grown <= c.w_max
    assert c.w_min <= shrunk <= c.w_max
    assert shrunk <= start or shrunk == pytest.approx(start, rel=1e-6)


@pytest.mark.kernel
def test_a_weight_that_rounding_left_beyond_a_limit_comes_back():
    """0.1 in float32 is above 0.1 in float64, in which the rule with a power works."""
    rule = pair_stdp(0.01, 0.01, w_min=-0.1, w_max=0.1, mu_plus=0.5, mu_minus=0.5)
    trace, beyond = rule.pre._replace(x=1.0), float(np.float32(0.1))
    assert beyond > 0.1
    assert rule.on_post(beyond, trace, trace, rule.params) == 0.1
    assert rule.on_pre(-beyond, trace, trace, rule.params) == -0.1


def test_which_functions_a_rule_is_made_of():
    """The default must do without the exponents: they would cost it time."""
    default, soft, odd = pair_stdp(), pair_stdp(mu_plus=1, mu_minus=1), pair_stdp(mu_minus=0.5)
    assert (default.on_pre, default.on_post) == (stdp.depress, stdp.potentiate)
    assert default.jump_pre is default.jump_post is stdp.add_one
    assert (soft.on_pre, soft.on_post) == (
        stdp.depress_in_proportion,
        stdp.potentiate_in_proportion,
    )
    assert (odd.on_pre, odd.on_post) == (stdp.depress_by_power, stdp.potentiate)
    assert (default.dtype, soft.dtype, odd.dtype) == ("float32", "float32", "float64")


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"A_plus": -0.1}, ValueError, "A_plus must be zero or a positive number"),
        ({"A_minus": np.nan}, ValueError, "A_minus"),
        ({"tau_plus": 0.0}, ValueError, "tau_plus must be a positive number of milliseconds"),
        ({"tau_minus": np.inf}, ValueError, "tau_minus"),
        ({"w_min": 1.0}, ValueError, "w_min must be below w_max = 1.0"),
        ({"w_min": 1.0 - 1e-12}, ValueError, "single precision"),
        ({"w_max": 1e99}, ValueError, "single precision"),
        ({"mu_plus": -1}, ValueError, "mu_plus must be zero or a positive number"),
        ({"mu_minus": "one"}, TypeError, "mu_minus"),
        ({"pairing": "some"}, ValueError, "pairing must be 'all' or 'nearest', got 'some'"),
        ({"pairing": None}, TypeError, "pairing must be 'all' or 'nearest'"),
    ],
)
def test_what_cannot_be_is_refused(given, error, words):
    with pytest.raises(error, match=words):
        pair_stdp(**given)
