"""Latency, rank-order, phase and burst codes: the way there and back, and what noise costs."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters, SpikeEvents, lif
from snnlib.codes import burst, latency, perturb, phase, rank_order
from snnlib.codes.burst import BurstCode
from snnlib.codes.latency import LinearLatency, MembraneLatency, smallest_seen
from snnlib.codes.phase import PhaseCode
from snnlib.codes.rank_order import RankOrder, even_rank_value, rank_of, rank_value

NAN, INF = math.nan, math.inf
kernel = pytest.mark.kernel
some = settings(deadline=None, max_examples=60)
shares = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20)
n = 20_000


def later(events, by):
    return SpikeEvents(events.spike_times + by, events.spike_neurons)


# latency


@some
@given(shares, st.floats(0.1, 1e3))
def test_linear_latency_is_exact_both_ways(values, window):
    code = LinearLatency(window, -5.0, 5.0)
    stimulus = 10.0 * np.array(values) - 5.0
    events = latency.encode(stimulus, code)
    assert events.spike_times.size == stimulus.size
    back = latency.decode(events, stimulus.shape, code)
    np.testing.assert_allclose(back, stimulus, atol=1e-12)


@some
@given(shares, st.floats(1.0, 200.0), st.floats(0.01, 0.9))
def test_membrane_latency_is_exact_for_what_fires_in_the_window(values, tau_m, threshold):
    code = MembraneLatency(3000.0, tau_m, threshold)
    x = np.array(values)
    events = latency.encode(x, code)
    back = latency.decode(events, x.shape, code)
    fires = x > smallest_seen(code) * (1.0 + 1e-9)
    np.testing.assert_allclose(back[fires], x[fires], rtol=1e-6)
    # at the long end the exponential hardly changes: all values near the threshold look alike
    assert (np.abs(back - x)[~fires] <= 0.5 * smallest_seen(code) * (1.0 + 1e-9)).all()


@kernel
def test_membrane_latency_is_the_first_spike_of_a_lif_neuron():
    code = MembraneLatency(100.0, 25.0, 0.3)
    params = LIFParameters(25.0, 1.0, 0.0, 0.3, 0.0, 0.0)
    for x in (0.31, 0.5, 0.9, 1.0):
        first = lif(x, params, dt=1.0, n_steps=100).spike_times[0]
        assert latency.membrane_time(x, code) == pytest.approx(first, rel=1e-12)
    assert latency.membrane_time(0.3, code) == latency.membrane_time(0.0, code) == INF
    low = smallest_seen(code)
    assert latency.membrane_time(low * 1.000001, code) == pytest.approx(100.0, rel=1e-3)
    assert latency.membrane_time(low * 0.999999, code) == INF
    assert latency.membrane_value(INF, code) == latency.membrane_value(100.5, code) == low / 2
    assert latency.membrane_value(0.0, code) == latency.membrane_value(0.1, code) == 1.0


@kernel
def test_the_first_spike_counts_and_a_silent_neuron_is_at_the_bottom():
    events = SpikeEvents(np.array([60.0, 20.0, 140.0]), np.array([0, 0, 1]))
    decoded = latency.decode(events, 3, LinearLatency(100.0))
    np.testing.assert_array_equal(decoded, [0.8, 0.0, 0.0])
    assert latency.linear_time(0.25, LinearLatency(100.0)) == 75.0
    assert latency.linear_value(25.0, LinearLatency(100.0)) == 0.75


@pytest.mark.parametrize(
    ("code", "cost"),
    [
        (LinearLatency(100.0), lambda x: 1.0 / 100.0),
        (MembraneLatency(100.0, 40.0, 0.2), lambda x: x * (x - 0.2) / (0.2 * 40.0)),
    ],
)
@pytest.mark.parametrize("x", [0.4, 0.6])
def test_jitter_costs_a_latency_what_its_slope_says(code, cost, x):
    events = perturb.jitter(latency.encode(np.full(n, x), code), 0.3, seed=4)
    decoded = latency.decode(events, n, code)
    assert decoded.std() == pytest.approx(0.3 * cost(x), rel=0.03)


# rank order


@some
@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=20))
def test_rank_order_keeps_the_order_and_only_that(values):
    x = np.array(values)
    events = rank_order.encode(x)
    order = np.argsort(-x, kind="stable")
    np.testing.assert_array_equal(events.spike_neurons, order)
    assert (np.diff(events.spike_times) > 0.0).all()
    np.testing.assert_array_equal(np.argsort(-rank_order.decode(events, x.size)), order)
    squeezed = rank_order.encode(np.sqrt(x) / 3.0)  # any rising function leaves the spikes alone
    if np.unique(np.sqrt(x)).size == np.unique(x).size:
        np.testing.assert_array_equal(squeezed.spike_neurons, order)
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


# phase


@some
@given(shares, st.floats(1.0, 200.0), st.integers(1, 6), st.floats(0.05, 0.95))
def test_phase_is_exact_both_ways(values, period, n_cycles, span):
    code = PhaseCode(period, n_cycles, span, 2.0, 4.0)
    stimulus = 2.0 + 2.0 * np.array(values)
    events = phase.encode(stimulus, code)
    assert events.spike_times.size == n_cycles * stimulus.size
    assert events.spike_times.max() < n_cycles * period
    back = phase.decode(events, stimulus.shape, code)
    np.testing.assert_allclose(back, stimulus, atol=1e-11)
    shifted = phase.decode(later(events, 7 * period), stimulus.shape, code)  # no onset needed
    np.testing.assert_allclose(shifted, stimulus, atol=1e-10)


@kernel
def test_phases_by_hand():
    code = PhaseCode(40.0, 2, 0.5)
    assert [phase.time(x, 1, code) for x in (0.0, 0.5, 1.0)] == [70.0, 60.0, 50.0]
    assert [phase.offset(t, code) for t in (0.0, 20.0, 50.0)] == [-0.5, 0.0, -0.25]
    assert [phase.value(d, code) for d in (0.4, 0.0, 0.125, -0.4)] == [0.0, 0.5, 0.25, 1.0]
    np.testing.assert_array_equal(phase.decode(([50.0], [1]), 2, code), [0.5, 1.0])


@pytest.mark.parametrize("n_cycles", [1, 4])
def test_cycles_average_the_jitter_away(n_cycles):
    code = PhaseCode(25.0, n_cycles, 0.8)
    events = perturb.jitter(phase.encode(np.full(n, 0.5), code), 1.0, seed=4)
    expected = 1.0 / (0.8 * 25.0 * math.sqrt(n_cycles))
    assert phase.decode(events, n, code).std() == pytest.approx(expected, rel=0.03)


@kernel
def test_phases_go_round_when_they_are_averaged():
    code = PhaseCode(40.0, 2, 0.5)
    # one spike just before the end of its cycle, one just after the beginning of the next
    read = phase.decode(SpikeEvents(np.array([38.0, 44.0]), np.array([0, 0])), 1, code)
    assert read[0] == 1.0  # the mean is at the beginning of a cycle, 1 ms on, not in its middle
    assert phase.mean_offset(0.0, 0.0) == 0.0
    total = np.sum([phase.direction(t, code) for t in (50.0, 52.0, 99.0)], axis=0)
    assert phase.mean_offset(*total) == pytest.approx(-0.167, abs=0.03)


@pytest.mark.parametrize(("span", "sigma"), [(0.9, 1.0), (0.8, 2.0)])
def test_jitter_may_cross_the_border_of_a_cycle(span, sigma):
    """With an arithmetic mean of the offsets the errors are 2.1 and 1.6 times the formula's."""
    code = PhaseCode(25.0, 4, span)
    x = np.repeat(np.linspace(0.0, 1.0, 101), 200)
    events = perturb.jitter(later(phase.encode(x, code), 100.0), sigma, seed=4)
    off = phase.decode(events, x.size, code) - x
    formula = sigma / (span * 25.0 * 2.0)
    assert np.sqrt(np.mean(off**2)) < 1.25 * formula
    assert off[(x > 0.2) & (x < 0.8)].std() == pytest.approx(formula, rel=0.03)


# bursts


@some
@given(shares, st.integers(1, 9), st.floats(0.5, 10.0), st.floats(0.5, 30.0))
def test_bursts_come_back_within_half_a_spike(values, most, shortest, more):
    code = BurstCode(most, shortest, shortest + more, -1.0, 1.0)
    x = np.array(values)
    stimulus = 2.0 * x - 1.0
    events = burst.encode(stimulus, code)
    half = 1.0 / most * (1.0 + 1e-9)  # of the range, which is 2
    by_count = burst.decode(events, x.shape, code, by="count")
    by_interval = burst.decode(events, x.shape, code)
    assert (np.abs(by_count - stimulus) <= half).all()
    assert (np.abs(by_interval - stimulus) <= half).all()
    two = np.array([burst.size(share, code) > 1 for share in x])
    np.testing.assert_allclose(by_interval[two], stimulus[two], atol=1e-9)
    events = later(events, 33.0)  # where the burst begins does not matter
    shifted = burst.decode(events, x.shape, code)
    np.testing.assert_allclose(shifted, by_interval, atol=1e-9)


@kernel
def test_bursts_by_hand():
    code = BurstCode(5, 4.0, 20.0)
    sizes = [burst.size(x, code) for x in (0.0, 1e-9, 0.2, 0.21, 0.4, 0.6, 0.7, 1.0)]
    assert sizes == [0, 1, 1, 2, 2, 3, 4, 5]
    assert [burst.interval(x, code) for x in (0.0, 0.5, 1.0)] == [20.0, 12.0, 4.0]
    assert [burst.count_value(k, code) for k in (0, 1, 5, 9)] == [0.0, 0.1, 0.9, 0.9]
    assert burst.interval_value(3, 10.0, 34.0, code) == 0.5
    assert burst.interval_value(2, 10.0, 11.0, code) == 1.0
    assert burst.interval_value(2, 10.0, 99.0, code) == 0.0
    assert burst.interval_value(1, 10.0, 10.0, code) == 0.1
    assert burst.interval_value(0, 0.0, 0.0, code) == 0.0


def test_jitter_moves_the_interval_and_not_the_count():
    code = BurstCode(5, 4.0, 20.0)
    events = later(burst.encode(np.full(n, 0.7), code), 50.0)
    shaken = perturb.jitter(events, 0.5, seed=3)
    expected = math.sqrt(2.0) * 0.5 / (3 * 16.0)
    assert burst.decode(shaken, n, code).std() == pytest.approx(expected, rel=0.03)
    assert (burst.decode(shaken, n, code, by="count") == 0.7).all()


# what all refuse


ENCODERS = [
    (latency.encode, LinearLatency),
    (latency.encode, MembraneLatency),
    (rank_order.encode, RankOrder),
    (phase.encode, PhaseCode),
    (burst.encode, BurstCode),
]


@kernel
@pytest.mark.parametrize(("encode", "kind"), ENCODERS)
def test_bad_values_are_refused_by_name_or_clipped(encode, kind):
    for values, words in [
        ([0.5, 1.5], "values must lie from 0 to 1, got 1.5"),
        ([-0.5, 0.5], "values must lie from 0 to 1, got -0.5"),
        ([NAN, 0.5], "values must be an array of finite numbers"),
        ([], "got an empty one"),
    ]:
        with pytest.raises(ValueError, match=words):
            encode(values, kind())
    with pytest.raises(TypeError, match="code must be"):
        encode([0.5, 0.6], (1.0, 2.0))
    for low, high in ((0.5, 0.5), (NAN, 1.0), (0.0, INF)):
        with pytest.raises(ValueError, match=r"low|high"):
            encode([0.5, 0.6], kind(low=low, high=high))
    clipped = encode([-4.0, 0.5, 7.0], kind(), out_of_range="clip")
    plain = encode([0.0, 0.5, 1.0], kind())
    np.testing.assert_array_equal(clipped.spike_times, plain.spike_times)
    np.testing.assert_array_equal(clipped.spike_neurons, plain.spike_neurons)


@kernel
@pytest.mark.parametrize(
    ("encode", "code", "words"),
    [
        (latency.encode, LinearLatency(window=0.0), "window must be a positive number"),
        (latency.encode, MembraneLatency(window=8.0), "window must be at least 8.92574 ms"),
        (latency.encode, MembraneLatency(threshold=1.0), "threshold must be below 1"),
        (latency.encode, MembraneLatency(tau_m=-1.0), "tau_m must be a positive number"),
        (rank_order.encode, RankOrder(interval=0.0), "interval must be a positive number"),
        (rank_order.encode, RankOrder(sensitivity=1.0), "sensitivity must be below 1"),
        (phase.encode, PhaseCode(span=1.0), "span must be below 1"),
        (phase.encode, PhaseCode(n_cycles=0), "n_cycles must be a positive integer"),
        (phase.encode, PhaseCode(period=NAN), "period must be a positive number"),
        (burst.encode, BurstCode(shortest=20.0), "shortest must be below longest = 20"),
        (burst.encode, BurstCode(max_spikes=0), "max_spikes must be a positive integer"),
    ],
)
def test_bad_codes_are_refused_by_name(encode, code, words):
    with pytest.raises(ValueError, match=words):
        encode([0.5, 0.6], code)


@kernel
def test_other_bad_arguments():
    with pytest.raises(ValueError, match="values must be two or more"):
        rank_order.encode([0.5])
    with pytest.raises(TypeError, match="max_spikes must be a positive integer"):
        burst.encode([0.5], BurstCode(max_spikes=2.0))
    with pytest.raises(ValueError, match="fewer than 1e\\+08 spikes"):
        phase.encode(np.zeros(100), PhaseCode(n_cycles=10**6))
    with pytest.raises(ValueError, match="by must be 'interval' or 'count'"):
        burst.decode(([1.0], [0]), 1, by="rank")
    with pytest.raises(ValueError, match="table must have the shape"):
        rank_order.decode(([1.0], [0]), 2, table=[1.0])
    for decode in (latency.decode, rank_order.decode, phase.decode, burst.decode):
        with pytest.raises(ValueError, match="spike_times must not be negative"):
            decode(([-1.0], [0]), 1)
