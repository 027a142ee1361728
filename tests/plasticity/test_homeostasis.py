"""Synaptic scaling: its factor, what it leaves alone, and that it finds the rate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib import LIFParameters, Network, exponential, lif_neuron, pair_stdp
from snnlib.plasticity import (
    reduced_stdp,
    reward_stdp,
    scaling_factor,
    triplet_stdp,
    with_scaling,
)
from snnlib.synapses import delta

NOTHING = pair_stdp(0.0, 0.0, w_max=10.0)


@given(st.floats(0.0, 1e4), st.floats(0.1, 1e3), st.floats(1e-4, 0.5))
def test_the_factor_is_an_implicit_euler_step(rate, target, strength):
    factor = scaling_factor(rate, target, strength)
    assert 0.0 < factor <= 1.0 / (1.0 - strength)
    assert factor == pytest.approx(1.0 + strength * factor * (1.0 - rate / target), abs=1e-9)
    assert (factor > 1.0) <= (rate <= target)


def test_at_the_target_nothing_changes():
    assert scaling_factor(7.0, 7.0, 0.3) == 1.0


def driven(rule, current=0.0, seconds=2.0, rate=20.0, n=50, dt=1.0):
    """A neuron with n inputs under a rule, and the weights it began with."""
    net = Network(dt=dt, seed=3)
    cell = net.population("cell", 1, lif_neuron(), {"exc": exponential(5.0)}, current=current)
    start = np.random.default_rng(1).uniform(0.2, 1.0, (n, 1)).astype(np.float32)
    inputs = net.poisson("inputs", n, rate)
    made = net.connect(inputs, cell, "exc", start, plasticity=rule)
    net.record(cell, "spikes")
    net.run(1000.0 * seconds)
    return net.spikes(cell).spike_times, made, start


@pytest.mark.kernel
def test_ratios_of_weights_are_kept():
    """By scaling alone, also while the neuron fires far from its target."""
    rule = with_scaling(NOTHING, 5.0, tau_rate=500.0, tau_w=2000.0)
    _, made, start = driven(rule)
    ratios = made.weights / start
    assert abs(ratios[0, 0] - 1.0) > 0.05
    np.testing.assert_allclose(ratios, ratios[0, 0], rtol=1e-5)


RULES = {
    "pair": pair_stdp(w_max=1.0),
    "in float64": pair_stdp(w_max=1.0, mu_plus=0.5),
    "neighbours": reduced_stdp(w_max=1.0),
    "triplet": triplet_stdp(w_max=1.0),
    "reward": reward_stdp(w_max=1.0),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("probability", [None, 0.5])
def test_a_silent_neuron_scales_its_weights_up_to_their_limit_and_no_further(rule, probability):
    net = Network(dt=1.0, seed=1)
    inputs = net.poisson("inputs", 20, 5.0)
    cells = net.population("cells", 2, lif_neuron(), {"exc": exponential(5.0)})
    scaled = with_scaling(rule, 50.0, tau_rate=1000.0, tau_w=10_000.0)
    how = {} if probability is None else {"probability": probability}
    made = net.connect(inputs, cells, "exc", 0.5, plasticity=scaled, **how)
    net.run(20_000.0)
    assert made.weights.max() == 1.0


def double_all(total, post, c):
    return 2.0


@pytest.mark.kernel
@pytest.mark.parametrize("probability", [None, 0.9])
def test_limits_hold_where_each_spike_rescales(probability):
    net = Network(dt=1.0, seed=1)
    inputs = net.poisson("inputs", 9, 0.0)
    cells = net.population("cells", 2, lif_neuron(), {"exc": exponential(5.0)}, current=4.0)
    rule = pair_stdp(w_min=-0.5, w_max=1.0)._replace(rescale=double_all)
    how = {} if probability is None else {"probability": probability}
    up = net.connect(inputs, cells, "exc", 0.3, plasticity=rule, **how)
    down = net.connect(inputs, cells, "exc", -0.3, plasticity=rule, name="down", **how)
    net.run(500.0)
    assert set(np.unique(up.weights[up.weights != 0.0])) == {1.0}
    assert set(np.unique(down.weights[down.weights != 0.0])) == {-0.5}


@pytest.mark.kernel
def test_the_weights_follow_the_neurons_own_spikes():
    """Every factor by a plain recursion over the recorded spikes."""
    rule = with_scaling(NOTHING, 8.0, tau_rate=300.0, tau_w=1500.0, every=50.0)
    times, made, start = driven(rule, seconds=1.0)
    assert times.size > 5
    total = 1.0
    for t in np.arange(50.0, 1001.0, 50.0):
        heard = times[times <= t]
        estimate = np.exp((heard - t) / 300.0).sum() * 1000.0 / 300.0
        total /= 1.0 + 50.0 / 1500.0 * (estimate / 8.0 - 1.0)
    assert made.weights[0, 0] / start[0, 0] == pytest.approx(total, rel=1e-4)


@pytest.mark.parametrize("rate", [15.0, 40.0])
def test_it_finds_the_target_whatever_comes_in(rate):
    rule = with_scaling(NOTHING, 6.0, tau_rate=500.0, tau_w=10_000.0)
    times, *_ = driven(rule, seconds=100.0, rate=rate)
    assert (times > 60_000.0).sum() / 40.0 == pytest.approx(6.0, rel=0.1)


@pytest.mark.parametrize("rule", [pair_stdp(0.02, 0.01), triplet_stdp(0.01), NOTHING])
def test_the_other_rule_goes_on_as_before(rule):
    """With a target that is met by every rate, since it does next to nothing, weights are equal."""
    idle = with_scaling(rule, 10.0, tau_rate=1000.0, tau_w=1e12)
    alone, scaled = driven(rule), driven(idle)
    np.testing.assert_array_equal(alone[0], scaled[0])
    np.testing.assert_allclose(alone[1].weights, scaled[1].weights, rtol=1e-5)
    assert idle.name == f"{rule.name} with scaling"


def test_a_rule_that_prepares_itself_still_does():
    plain = pair_stdp(0.02, 0.01)
    prepared = plain._replace(prepare=lambda params, dt: params._replace(A_plus=dt * params.A_plus))
    half = driven(with_scaling(prepared, 10.0, tau_w=1e12), dt=0.5)
    same = driven(with_scaling(pair_stdp(0.01, 0.01), 10.0, tau_w=1e12), dt=0.5)
    np.testing.assert_array_equal(half[1].weights, same[1].weights)


def test_rules_that_count_spikes_in_other_ways_are_kept_apart():
    """The wrapped functions have one name in the text of the program."""
    all_pairs, nearest = (
        driven(with_scaling(pair_stdp(0.02, 0.02, pairing=pairing), 10.0, tau_w=1e12))[1].weights
        for pairing in ("all", "nearest")
    )
    assert np.abs(all_pairs - nearest).max() > 0.01
    alone = driven(pair_stdp(0.02, 0.02, pairing="nearest"))[1].weights
    np.testing.assert_allclose(nearest, alone, rtol=1e-5)


def test_without_it_growth_diverges_and_with_it_does_not():
    grows = pair_stdp(0.02, 0.016, w_max=3.0)
    alone = driven(grows, seconds=60.0)
    held = driven(with_scaling(grows, 6.0, tau_rate=500.0, tau_w=5000.0), seconds=60.0)
    late = [(times > 40_000.0).sum() / 20.0 for times, *_ in (alone, held)]
    assert late[0] > 100.0
    assert 5.0 < late[1] < 10.0  # growth pulls it a little above the target


@pytest.mark.parametrize("name", ["target_rate", "tau_rate", "tau_w", "every"])
@pytest.mark.parametrize("value", [0.0, -1.0, np.nan, np.inf])
def test_numbers_are_checked(name, value):
    with pytest.raises(ValueError, match=f"{name} must be"):
        with_scaling(NOTHING, **{"target_rate": 5.0, name: value})


def test_other_arguments_are_checked():
    with pytest.raises(TypeError, match="rule must be Plasticity"):
        with_scaling("pair", 5.0)
    with pytest.raises(ValueError, match="every must be at most tau_w / 2 = 50"):
        with_scaling(NOTHING, 5.0, tau_w=100.0, every=60.0)
    with pytest.raises(ValueError, match="rule must not have a rescale of its own"):
        with_scaling(with_scaling(NOTHING, 5.0), 5.0)


def test_delta_synapses_and_sparse_connections_take_it():
    net = Network(dt=1.0, seed=1)
    cells = net.population("cells", 3, lif_neuron(LIFParameters()), {"exc": delta()})
    inputs = net.poisson("inputs", 40, 30.0)
    rule = with_scaling(NOTHING, 5.0, tau_rate=500.0, tau_w=1000.0)
    made = net.connect(inputs, cells, "exc", 1.0, probability=0.5, plasticity=rule)
    net.run(3000.0)
    for j in range(3):  # each neuron has one factor for all of its synapses
        own = made.weights[made.targets == j]
        np.testing.assert_allclose(own, own[0], rtol=1e-5)
    assert np.unique(made.weights.round(4)).size == 3
