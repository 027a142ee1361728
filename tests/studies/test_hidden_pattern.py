"""The hidden pattern: afferents that fire as they should, and a pattern that comes back."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib import Network
from snnlib.studies import hidden_pattern
from snnlib.studies.hidden_pattern import (
    HiddenPattern,
    drifting_rate,
    fill_window,
    free_spikes,
    pattern_shown,
    pattern_spikes,
    poisson_ramp,
    ramp_time,
    window_scratch,
    window_spikes,
)

CLEAN = HiddenPattern(20, 12, noise=0.0, jitter=0.0)
TIMES = np.zeros(64)
RATES = st.just(0.0) | st.floats(1e-100, 100.0)  # Hz


def pattern(i, window, params, seed=2):
    """An afferent's part of the pattern in a window, in ms, in no order."""
    return TIMES[: pattern_spikes(i, window, params, seed, TIMES)].copy()


def counts(stimulus, n, n_windows, length=50.0):
    """Spikes of each afferent in each window."""
    window = np.ceil(stimulus.spike_times / length - 1e-9).astype(int) - 1
    return np.bincount(window * n + stimulus.spike_neurons, minlength=n * n_windows).reshape(-1, n)


def in_window(stimulus, start, n_pattern):
    """Times within the window, in steps, and neurons of the afferents of the pattern."""
    t, i = stimulus.spike_times, stimulus.spike_neurons
    here = (t > start + 1e-9) & (t < start + 50.0 + 1e-9) & (i < n_pattern)
    return np.rint((t[here] - start) / 0.1).astype(int), i[here]


@pytest.mark.kernel
@given(RATES, RATES, st.floats(0.0, 1.0, exclude_max=True))
def test_a_place_on_the_ramp_is_the_inverse_of_what_has_passed(a, b, u):
    t = ramp_time(u, a, b)
    assert 0.0 <= t <= 1.0
    passed = a * t + 0.5 * (b - a) * t * t
    assert passed == pytest.approx(u * 0.5 * (a + b), abs=1e-9)


@pytest.mark.kernel
def test_rates_drift_between_their_limits():
    params = HiddenPattern(rate_low=18.0)
    rates = np.array([drifting_rate(3, k, params, 7) for k in range(400)])
    assert 18.0 <= rates.min() < 20.0
    assert 88.0 < rates.max() < 90.0
    assert rates.mean() == pytest.approx(54.0, abs=4 * 72.0 / math.sqrt(12 * 400))


@pytest.mark.kernel
def test_poisson_spikes_follow_a_ramp_of_rates():
    found = []
    for window in range(1000):
        found += list(TIMES[: poisson_ramp(3, 1, window, 20.0, 80.0, CLEAN, 5, TIMES, 0)])
    assert len(found) == pytest.approx(2500, abs=5 * 50)
    late = np.mean(np.array(found) > 25.0)
    assert late == pytest.approx(0.65, abs=5 * math.sqrt(0.23 / len(found)))
    assert poisson_ramp(3, 1, 0, 0.0, 0.0, CLEAN, 5, TIMES, 7) == 7


@pytest.mark.kernel
@pytest.mark.parametrize("silence", [20.0, 50.0, 70.0])
def test_no_afferent_is_silent_for_longer_than_told(silence):
    params = CLEAN._replace(silence=silence, rate_high=40.0)
    last, times = -3.0, []
    for window in range(300):
        n, last = free_spikes(0, window, last, params, 4, TIMES)
        times += [t + 50.0 * window for t in TIMES[:n]]
        assert 50.0 * (window + 1) + last == pytest.approx(max([-3.0, *times]))
    gaps = np.diff([-3.0, *sorted(times)])
    assert gaps.max() == pytest.approx(silence)
    forced = np.isclose(gaps, silence, rtol=0.0, atol=1e-9)
    assert 0.02 < forced.mean() < 0.9
    mean = 0.02 * 300 * 50.0  # at the rate alone
    assert (~forced).sum() == pytest.approx(mean, abs=5 * math.sqrt(1.2 * mean))


def test_all_afferents_fire_alike_with_and_without_the_pattern():
    n, n_windows = 400, 400
    stimulus = hidden_pattern.generate(50.0 * n_windows, HiddenPattern(n, 200), seed=3)
    each = counts(stimulus, n, n_windows) / 0.05
    assert 60.0 < each.mean() < 64.0
    shown = np.rint(stimulus.starts / 50.0).astype(int)
    assert each[shown].mean() == pytest.approx(each.mean(), rel=0.04)  # one draw of 200 trains
    assert each[:, 200:].mean() == pytest.approx(each[:, :200].mean(), rel=0.02)


def test_the_pattern_fills_its_share_and_never_comes_twice_in_a_row():
    for fraction in (0.1, 0.25, 0.5):
        windows = (
            hidden_pattern.generate(50.0 * 2000, HiddenPattern(1, 1, fraction=fraction), 5).starts
            / 50.0
        )
        assert np.diff(windows).min() >= 2.0
        assert windows.size / 2000 == pytest.approx(fraction, abs=0.03)
    assert hidden_pattern.generate(500.0, HiddenPattern(1, 1, fraction=0.0)).starts.size == 0


@pytest.mark.kernel
def test_after_a_pause_the_pattern_comes_with_a_chance_that_makes_up_the_share():
    third = [pattern_shown(k, False, CLEAN, 1) for k in range(900)]
    assert np.mean(third) == pytest.approx(1 / 3, abs=0.06)
    assert not any(pattern_shown(k, True, CLEAN, 1) for k in range(900))


def test_without_jitter_and_noise_the_pattern_is_the_same_each_time():
    stimulus = hidden_pattern.generate(5000.0, CLEAN, seed=2)
    first, *others = (in_window(stimulus, start, 12) for start in stimulus.starts)
    assert first[0].size > 20
    assert len(others) > 10
    for steps, neurons in others:
        np.testing.assert_array_equal(steps, first[0])
        np.testing.assert_array_equal(neurons, first[1])


@pytest.mark.kernel
def test_jitter_moves_the_spikes_by_a_normal_number_and_keeps_them_inside():
    moves = []
    for i in range(12):
        clean = pattern(i, 0, CLEAN)
        for k in range(150):
            times = pattern(i, k, CLEAN._replace(jitter=2.0))
            assert (times >= 0.0).all()
            assert (times <= 50.0).all()
            moves += list((times - clean)[(clean > 10.0) & (clean < 40.0)])
    assert np.mean(moves) == pytest.approx(0.0, abs=5 * 2.0 / math.sqrt(len(moves)))
    assert np.std(moves) == pytest.approx(2.0, rel=0.05)


@pytest.mark.kernel
def test_deleted_spikes_are_put_elsewhere():
    same = total = 0
    for i in range(12):
        clean = pattern(i, 0, CLEAN)
        for k in range(100):
            times = pattern(i, k, CLEAN._replace(deletion=0.3))
            same, total = same + (times == clean).sum(), total + clean.size
    assert same / total == pytest.approx(0.7, abs=5 * math.sqrt(0.21 / total))


@pytest.mark.kernel
def test_noise_is_added_to_the_pattern_and_others_go_on():
    noisy, last = CLEAN._replace(noise=40.0), np.zeros(20)
    plain = pattern(0, 0, CLEAN).size
    more = [window_spikes(0, k, True, noisy, 2, last, TIMES) for k in range(500)]
    assert np.mean(more) - plain == pytest.approx(2.0, abs=5 * math.sqrt(2.0 / 500))
    other = window_spikes(15, 0, True, CLEAN, 2, last, TIMES)  # takes no part
    found = sorted(TIMES[:other])
    assert other == window_spikes(15, 0, False, CLEAN, 2, last, TIMES)
    assert found == sorted(TIMES[:other])


def test_a_list_is_in_order_for_a_network_and_the_same_for_the_same_seed():
    stimulus = hidden_pattern.generate(1000.0, CLEAN._replace(noise=200.0), seed=8)
    steps = np.rint(stimulus.spike_times / 0.1).astype(int)
    assert (np.diff(steps * 20 + stimulus.spike_neurons) > 0).all()
    assert steps.min() >= 1
    assert steps.max() <= 10_000
    again = hidden_pattern.generate(1000.0, CLEAN._replace(noise=200.0), seed=8)
    np.testing.assert_array_equal(again.spike_times, stimulus.spike_times)
    other = hidden_pattern.generate(1000.0, CLEAN._replace(noise=200.0), seed=9)
    assert other.spike_times.size != stimulus.spike_times.size
    net = Network(dt=0.1)
    source = net.replay("afferents", 20, stimulus.spike_times, stimulus.spike_neurons)
    net.record(source, "spikes")
    net.run(1000.0)
    np.testing.assert_allclose(net.spikes(source).spike_times, stimulus.spike_times, rtol=1e-15)
    np.testing.assert_array_equal(net.spikes(source).spike_neurons, stimulus.spike_neurons)


def test_a_pattern_with_more_spikes_than_expected_finds_room():
    params = HiddenPattern(1, 1, fraction=0.5, noise=0.0, jitter=0.0)
    seed = max(range(300), key=lambda s: pattern(0, 0, params, s).size)
    crowd = pattern(0, 0, params, seed)
    assert crowd.size > 7
    stimulus = hidden_pattern.generate(50_000.0, params, seed)
    shown = np.rint(stimulus.starts / 50.0).astype(int)
    assert shown.size > 400
    assert set(counts(stimulus, 1, 1000)[shown, 0]) == {len(set((crowd / 0.1).astype(int)))}


def test_answers_are_told_from_false_alarms():
    found = hidden_pattern.detect(
        [10.0, 103.0, 104.0, 151.0, 300.0, 350.0], [100.0, 200.0, 300.0], 50.0
    )
    np.testing.assert_array_equal(found.latencies, [3.0, np.nan, 50.0])
    assert found.false_alarms.tolist() == [10.0, 151.0, 300.0]
    silent = hidden_pattern.detect([], [100.0], 50.0)
    assert np.isnan(silent.latencies).tolist() == [True]
    assert silent.false_alarms.size == 0
    assert hidden_pattern.detect([5.0], [], 50.0).false_alarms.tolist() == [5.0]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: hidden_pattern.generate(1020.0), ValueError, "duration must be a multiple"),
        (lambda: hidden_pattern.generate(0.0), ValueError, "duration must be at least"),
        (lambda: hidden_pattern.generate(math.nan), ValueError, "duration must be"),
        (
            lambda: hidden_pattern.generate(1000.0, (2000, 1000)),
            TypeError,
            "params must be HiddenPattern",
        ),
        (lambda: hidden_pattern.generate(1000.0, seed=0.5), TypeError, "seed must be"),
        (lambda: hidden_pattern.generate(1000.0, dt=-0.1), ValueError, "dt must be"),
        (
            lambda: hidden_pattern.generate(1000.0, dt=0.3),
            ValueError,
            "length must be a multiple of dt",
        ),
        (
            lambda: hidden_pattern.generate(1000.0, HiddenPattern(n=0)),
            ValueError,
            "params.n must be",
        ),
        (
            lambda: hidden_pattern.generate(1000.0, HiddenPattern(n_pattern=3000)),
            ValueError,
            "params.n_pattern is out of range: 3000",
        ),
        (
            lambda: hidden_pattern.generate(1000.0, HiddenPattern(fraction=0.6)),
            ValueError,
            "params.fraction",
        ),
        (
            lambda: hidden_pattern.generate(1000.0, HiddenPattern(jitter=-1.0)),
            ValueError,
            "params.jitter",
        ),
        (
            lambda: hidden_pattern.generate(1000.0, HiddenPattern(length=0.0)),
            ValueError,
            "params.length",
        ),
        (
            lambda: hidden_pattern.generate(1000.0, HiddenPattern(rate_low=99.0)),
            ValueError,
            "rate_low",
        ),
        (
            lambda: hidden_pattern.generate(1000.0, HiddenPattern(noise=1e4)),
            ValueError,
            "params.rate_high",
        ),
        (
            lambda: hidden_pattern.generate(1000.0, HiddenPattern(deletion=2.0)),
            ValueError,
            "deletion",
        ),
        (
            lambda: hidden_pattern.generate(1000.0, HiddenPattern(silence=1.0)),
            ValueError,
            "params.silence",
        ),
        (
            lambda: hidden_pattern.detect([2.0, 1.0], [0.0], 50.0),
            ValueError,
            "spike_times must be in",
        ),
        (lambda: hidden_pattern.detect([1.0], [2.0, 0.0], 50.0), ValueError, "starts must be in"),
        (lambda: hidden_pattern.detect([1.0], [0.0], 0.0), ValueError, "length must be"),
    ],
)
def test_bad_input_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_windows_are_filled_in_order_as_they_come():
    params, dt = HiddenPattern(30, 15), 0.1
    whole = hidden_pattern.generate(200.0, params, seed=4)
    scratch, shown, end = window_scratch(30, 500), False, 0
    steps, neurons = np.zeros((2, 4 * 64 * 30), np.int64)
    for k in range(4):
        shown = pattern_shown(k, shown, params, 4)
        end = fill_window(k, shown, params, 4, dt, scratch, steps, neurons, end)
    np.testing.assert_array_equal((steps[:end] + 1) * dt, whole.spike_times)
    np.testing.assert_array_equal(neurons[:end], whole.spike_neurons)
    order = steps[:end] * 30 + neurons[:end]
    assert (np.diff(order) > 0).all()  # and never two spikes of one afferent in a step
