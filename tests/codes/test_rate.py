"""Rate codes: right on average, as exact as theory says, and saturation refused by name."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.codes import rate
from snnlib.codes.rate import RateCode, poisson_encode, regular_encode, regular_time
from snnlib.spikes import to_raster

NAN, INF = math.nan, math.inf
kernel = pytest.mark.kernel
shares = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20)


@settings(max_examples=60)
@given(shares, st.floats(10.0, 500.0), st.floats(10.0, 300.0), st.integers(0, 99))
def test_a_regular_train_is_never_off_by_a_spike(values, window, max_rate, seed):
    full = window * max_rate / 1000.0
    if full < 1.0:
        return
    code = RateCode(window, max_rate, -2.0, 3.0)
    stimulus = -2.0 + 5.0 * np.array(values)
    decoded = rate.decode(regular_encode(stimulus, code, seed=seed), stimulus.shape, code)
    assert (np.abs(decoded - stimulus) < 5.0 / full * (1.0 + 1e-9)).all()


@kernel
def test_a_regular_train_has_equal_intervals_and_its_own_beginning():
    code = RateCode(200.0, 100.0)
    events = regular_encode([0.5, 0.5, 0.0], code, seed=3)
    first, second = (events.spike_times[events.spike_neurons == j] for j in (0, 1))
    np.testing.assert_allclose(np.diff(first), 20.0)
    np.testing.assert_allclose(np.diff(second), 20.0)
    assert first.size == second.size == 10
    assert abs(first[0] - second[0]) > 0.1
    assert (events.spike_neurons != 2).all()
    assert regular_time(0.5, 3, 0.25, code) == 65.0
    assert regular_time(0.0, 0, 0.25, code) == INF


@pytest.mark.parametrize("dt", [None, 1.0])
@pytest.mark.parametrize("x", [0.0, 0.13, 0.5, 1.0])
def test_poisson_counts_scatter_as_in_theory(x, dt):
    code = RateCode(100.0, 400.0)
    decoded = rate.decode(poisson_encode(np.full(20_000, x), code, dt=dt, seed=5), 20_000, code)
    error = rate.poisson_error(x, code, dt or 0.0)
    assert error == pytest.approx(math.sqrt(x * (1.0 - (0.4 * x if dt else 0.0)) / 40.0))
    assert abs(decoded.mean() - x) <= 5.0 * error / math.sqrt(20_000)
    assert decoded.std() == pytest.approx(error, rel=0.03)


@pytest.mark.parametrize("x", [0.0, 0.13, 0.5, 0.99, 1.0])
def test_regular_counts_scatter_as_in_theory(x):
    code = RateCode(95.0, 100.0)
    decoded = rate.decode(regular_encode(np.full(20_000, x), code, seed=5), 20_000, code)
    f = x * 9.5 % 1.0
    error = rate.regular_error(x, code)
    assert error == pytest.approx(math.sqrt(f * (1.0 - f)) / 9.5)
    assert abs(decoded.mean() - x) <= 5.0 * error / math.sqrt(20_000) + 1e-12
    assert decoded.std() == pytest.approx(error, rel=0.03, abs=1e-12)


def test_error_falls_with_the_root_of_the_window_or_with_the_window():
    short, long = RateCode(30.0, 100.0), RateCode(3010.0, 100.0)  # 1.5 and 150.5 spikes
    gain = rate.poisson_error(0.5, long, 0.0) / rate.poisson_error(0.5, short, 0.0)
    assert gain == pytest.approx(math.sqrt(30.0 / 3010.0))
    gain = rate.regular_error(0.5, long) / rate.regular_error(0.5, short)
    assert gain == pytest.approx(30.0 / 3010.0)


@kernel
@pytest.mark.parametrize("encode", [poisson_encode, regular_encode])
def test_on_the_grid_no_step_holds_two_spikes_of_a_neuron(encode):
    code = RateCode(100.0, 1000.0)
    values = np.linspace(0.0, 1.0, 12).reshape(3, 4)
    events = encode(values, code, dt=1.0, seed=1)
    np.testing.assert_allclose(events.spike_times, events.spike_times.round(), rtol=1e-12)
    counts = to_raster(*events, 100, 12, 1.0, kind="bool").sum(axis=0)
    assert counts[-1] == 100
    assert counts[0] == 0
    np.testing.assert_array_equal(rate.decode(events, (3, 4), code).reshape(-1), counts / 100.0)
    assert rate.value(25, code) == 0.25
    for dt in (1.001, 5.0):
        with pytest.raises(ValueError, match=r"max_rate must be at most .* one spike in a step"):
            encode(values, code, dt=dt)


@kernel
def test_a_grid_of_coins_has_less_scatter_and_saturates_without_any():
    assert rate.poisson_error(1.0, RateCode(100.0, 1000.0), 1.0) == 0.0
    assert math.isnan(rate.poisson_error(1.0, RateCode(100.0, 1100.0), 1.0))
    assert math.isnan(rate.poisson_error(-0.1, RateCode(), 0.0))


def test_the_seed_decides_and_the_shape_is_kept():
    values = np.linspace(-1.0, 1.0, 6).reshape(2, 3)
    code = RateCode(300.0, 200.0, -1.0, 1.0)
    for encode in (poisson_encode, regular_encode):
        one, same, other = (encode(values, code, seed=s) for s in (1, 1, 2))
        np.testing.assert_array_equal(one.spike_times, same.spike_times)
        assert (
            one.spike_times.size != other.spike_times.size
            or (one.spike_times != other.spike_times).any()
        )
        assert rate.decode(one, (2, 3), code).shape == (2, 3)
        assert (np.diff(one.spike_times) >= 0.0).all()
    assert isinstance(rate.decode(regular_encode(0.5), ()), float)


def test_spikes_after_the_window_do_not_count():
    assert rate.decode(([10.0, 100.0, 100.5], [0, 0, 0]), 1, RateCode(100.0, 50.0)) == [0.4]


@kernel
@pytest.mark.parametrize("encode", [poisson_encode, regular_encode])
@pytest.mark.parametrize(
    ("values", "code", "options", "error", "words"),
    [
        ([0.5, 1.2], RateCode(), {}, ValueError, "values must lie from 0 to 1, got 1.2"),
        ([-0.1], RateCode(), {}, ValueError, "values must lie from 0 to 1, got -0.1"),
        ([NAN], RateCode(), {}, ValueError, "values must be an array of finite numbers"),
        ([INF], RateCode(), {"out_of_range": "clip"}, ValueError, "finite numbers"),
        (np.empty((28, 0)), RateCode(), {}, ValueError, "got an empty one"),
        (["a"], RateCode(), {}, TypeError, "values must be an array of finite numbers"),
        ([0.5], RateCode(4.0, 200.0), {}, ValueError, "window must hold a spike .* at least 5 ms"),
        ([0.5], RateCode(0.0), {}, ValueError, "window must be a positive number"),
        ([0.5], RateCode(100.0, NAN), {}, ValueError, "max_rate must be a positive number"),
        ([0.5], RateCode(low=1.0, high=1.0), {}, ValueError, "low must be below high"),
        ([0.5], (100.0, 200.0), {}, TypeError, "code must be RateCode"),
        ([0.5], RateCode(), {"dt": 0.0}, ValueError, "dt must be a positive number"),
        ([0.5], RateCode(), {"out_of_range": "wrap"}, ValueError, "out_of_range must be 'refuse'"),
        ([0.5], RateCode(), {"seed": 0.5}, TypeError, "seed must be an integer"),
    ],
)
def test_bad_input_is_refused_by_name(encode, values, code, options, error, words):
    with pytest.raises(error, match=words):
        encode(values, code, **options)


@kernel
def test_outside_of_the_range_is_clipped_only_if_asked():
    code = RateCode(100.0, 100.0)
    clipped = regular_encode([-3.0, 0.4, 7.0], code, out_of_range="clip", seed=2)
    np.testing.assert_array_equal(
        clipped.spike_times, regular_encode([0.0, 0.4, 1.0], code, seed=2).spike_times
    )


@kernel
@pytest.mark.parametrize(
    ("events", "shape", "error", "words"),
    [
        ([1.0], 1, TypeError, "events must be SpikeEvents"),
        (([1.0], [1]), 1, ValueError, "spike_neurons must be from 0 to n_neurons - 1 = 0, got 1"),
        (([NAN], [0]), 1, ValueError, "spike_times must be an array of finite numbers"),
        (([1.0], [0]), (2, 0), ValueError, "shape must be a positive integer, got 0"),
        (([1.0], [0]), 2.0, TypeError, "shape must be a whole number or a tuple"),
        (([1.0], [0]), True, TypeError, "shape must be a whole number or a tuple"),
    ],
)
def test_bad_events_are_refused_by_name(events, shape, error, words):
    with pytest.raises(error, match=words):
        rate.decode(events, shape)
