"""Reward-modulated STDP: what a pair is worth, how long it is remembered, and its limits."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters, Network, lif_neuron
from snnlib.plasticity import modulated_change, reward_stdp
from snnlib.synapses import delta

pytestmark = pytest.mark.kernel

FIRES = LIFParameters(1e6, 1.0, 0.0, 1e4, 0.0, 0.0)  # at one strong spike, and only then
SHAPE = {"A_plus": 0.02, "A_minus": 0.03, "tau_plus": 15.0, "tau_minus": 25.0}


def weight_after(pre_times, post_times, releases, end, w=0.5, dt=1.0, **options):
    """Weight at the end; ``releases`` are (time, amount), in order."""
    net = Network(dt=dt)
    pre = net.replay("pre", 1, np.array(pre_times) - dt, np.zeros(len(pre_times), int))
    times = np.array(post_times) - 2 * dt
    teacher = net.replay("teacher", 1, times, np.zeros(times.size, int))
    cell = net.population("cell", 1, lif_neuron(FIRES), {"port": delta()})
    made = net.connect(pre, cell, "port", w, plasticity=reward_stdp(**{**SHAPE, **options}))
    net.connect(teacher, cell, "port", 1e6)
    for time, amount in releases:
        net.run(time - net.time)
        net.release(made, amount)
    net.run(end - net.time)
    return float(made.weights[0, 0])


def eligibility(pre_times, post_times, at, tau_e):
    """Sum over all pairs, each faded since the later of its spikes."""
    total = 0.0
    for t_pre in pre_times:
        for t_post in post_times:
            later = max(t_pre, t_post)
            if t_pre < t_post:
                worth = SHAPE["A_plus"] * math.exp((t_pre - t_post) / SHAPE["tau_plus"])
            else:
                worth = -SHAPE["A_minus"] * math.exp((t_post - t_pre) / SHAPE["tau_minus"])
            total += worth * math.exp((later - at) / tau_e)
    return total


def test_without_a_reward_nothing_is_learnt():
    assert weight_after([10.0, 30.0], [15.0, 28.0], [], 500.0) == 0.5


@pytest.mark.parametrize("delay", [1.0, 100.0, 400.0])
@pytest.mark.parametrize("lag", [5.0, -5.0, 0.0])
def test_a_late_reward_counts_as_far_as_the_pair_is_remembered(delay, lag):
    pre, post, tau_e, tau_d = [50.0], [50.0 + lag], 150.0, 20.0
    at = 60.0 + delay
    told = weight_after(pre, post, [(at, 0.7)], 4000.0, tau_e=tau_e, tau_d=tau_d)
    gain = 0.7 * eligibility(pre, post, at, tau_e) * tau_e / (tau_e + tau_d)
    assert told == pytest.approx(0.5 + gain, abs=2e-7)
    assert (gain > 0) == (lag > 0)  # at equal times the postsynaptic spike is the first
    punished = weight_after(pre, post, [(at, -0.7)], 4000.0, tau_e=tau_e, tau_d=tau_d)
    assert punished == pytest.approx(0.5 - gain, abs=2e-7)


def steps():
    return st.lists(st.integers(5, 80), min_size=1, max_size=8, unique=True).map(sorted)


@settings(max_examples=30)
@given(steps(), steps(), st.integers(81, 200))
def test_the_eligibility_is_the_faded_sum_over_pairs(pre, post, at):
    pre, post, at = [float(t) for t in pre], [float(t) for t in post], float(at)
    told = weight_after(pre, post, [(at, 1.0)], 3000.0, tau_e=60.0, tau_d=4.0, w_min=-9.0)
    gain = eligibility(pre, post, at, 60.0) * 60.0 / 64.0
    assert told == pytest.approx(0.5 + gain, abs=3e-6)


def test_a_reward_in_between_acts_on_each_side_of_a_pair():
    # released before the second pair, the modulator is still there when it comes
    two = [20.0, 60.0], [22.0, 62.0]
    tau_e, tau_d = 100.0, 50.0
    told = weight_after(*two, [(40.0, 1.0)], 3000.0, tau_e=tau_e, tau_d=tau_d, w_max=9.0)
    w, e, d, x, y, h = 0.5, 0.0, 0.0, 0.0, 0.0, 0.01
    for k in range(300000):  # small steps of Euler's
        t = k * h
        d += (k == 4000) / tau_d
        if k in (2000, 6000):
            e, x = e - SHAPE["A_minus"] * y, x + 1.0
        if k in (2200, 6200):
            e, y = e + SHAPE["A_plus"] * x, y + 1.0
        w += h * e * d
        e, d = e - h * e / tau_e, d - h * d / tau_d
        x, y = x - h * x / SHAPE["tau_plus"], y - h * y / SHAPE["tau_minus"]
        if t > 1000.0:
            break
    assert told == pytest.approx(w, rel=1e-4)


@settings(max_examples=50)
@given(st.floats(1.0, 2000.0), st.floats(1.0, 500.0), st.floats(0.0, 50.0), st.floats(0.0, 50.0))
def test_a_modulated_change_is_the_integral_of_eligibility_times_modulator(tau_e, tau_d, h, more):
    t = np.linspace(0.0, h, 20001)
    product = 0.3 * np.exp(-t / tau_e) * -0.02 * np.exp(-t / tau_d)
    assert modulated_change(0.3, -0.02, tau_e, tau_d, h) == pytest.approx(
        np.trapezoid(product, t), rel=1e-5, abs=1e-12
    )
    later = 0.3 * math.exp(-h / tau_e), -0.02 * math.exp(-h / tau_d)  # in two parts
    parts = modulated_change(0.3, -0.02, tau_e, tau_d, h)
    parts += modulated_change(*later, tau_e, tau_d, more)
    whole = modulated_change(0.3, -0.02, tau_e, tau_d, h + more)
    assert parts == pytest.approx(whole, rel=1e-12, abs=1e-15)


def test_weights_keep_within_their_limits():
    pairs = [20.0, 60.0], [22.0, 62.0]
    assert weight_after(*pairs, [(70.0, 1e3)], 900.0) == 1.0
    assert weight_after(*pairs, [(70.0, -1e3)], 900.0) == 0.0
    # what was above the limit is not given back
    assert weight_after(*pairs, [(70.0, 1e3), (900.0, -1.0)], 990.0, tau_d=20.0) < 1.0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tau_e": 0.0}, "tau_e must be a positive number of milliseconds"),
        ({"tau_d": -1.0}, "tau_d must be a positive number of milliseconds"),
        ({"tau_plus": math.nan}, "tau_plus"),
        ({"A_plus": math.inf}, "A_plus must be a finite number"),
        ({"w_min": 1.0}, "w_min must be below w_max"),
        ({"w_min": 1.0 - 1e-12}, "w_min must be below w_max"),
    ],
)
def test_bad_parameters_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        reward_stdp(**changes)


def test_a_delay_without_other_pairs_is_a_smaller_amount_and_among_others_it_is_not():
    """Chapter "learning/reward": what wiping the memory before each trial makes of a delay."""
    pre, post, options = [50.0], [55.0], {"tau_e": 200.0, "tau_d": 10.0}
    raised = 0.5 * math.exp(300.0 / 200.0)
    soon = weight_after(pre, post, [(60.0, 0.5)], 4000.0, **options)
    late = weight_after(pre, post, [(360.0, raised)], 4000.0, **options)
    assert late == pytest.approx(soon, abs=2e-7)
    assert soon > 0.5
    # with a pair of the wrong order in between, it is the later one that is taught
    among = [50.0, 255.0], [55.0, 250.0]
    assert weight_after(*among, [(60.0, 0.5)], 4000.0, **options) == pytest.approx(soon, abs=2e-7)
    assert weight_after(*among, [(360.0, raised)], 4000.0, **options) < 0.5
