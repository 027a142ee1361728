"""Event lists and rasters: the borders of the steps, the way there and back, what is refused."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from snnlib import SpikeEvents, lif
from snnlib.spikes import not_after, step_of, to_events, to_raster
from tests.reference import spikes as oracle

NAN, INF = math.nan, math.inf
kernel = pytest.mark.kernel
rasters = st.tuples(st.integers(1, 12), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 3), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def nudged(time, roundings):
    for _ in range(abs(roundings)):
        time = math.nextafter(time, math.copysign(INF, roundings))
    return time


@kernel
def test_a_border_belongs_to_the_step_before_it():
    assert [step_of(t, 1.0) for t in (0.0, 1e-300, 0.5, 1.0, 1.001, 2.0)] == [0, 0, 0, 0, 1, 1]
    for time, dt, step in [(0.3, 0.1, 2), (0.9, 0.3, 2), (3 * 0.3, 0.3, 2), (0.7, 0.1, 6),
                           (0.1 + 0.2, 0.1, 2), (1.1, 0.1, 10), (1e6, 0.1, 9_999_999),
                           (5e-324, 0.1, 0)]:  # fmt: skip
        assert step_of(time, dt) == step
    assert [step_of(t, 0.1) for t in (-1e-9, -INF, NAN)] == [-1, -1, -1]
    assert step_of(INF, 0.1) == step_of(1e300, 1e-5) == 2**53 - 1


@settings(max_examples=300)
@given(st.integers(0, 10**7), st.floats(1e-3, 100.0), st.integers(-2, 2))
@example(2, 0.3, 1)
def test_the_end_of_every_step_is_in_it_however_it_was_rounded(k, dt, roundings):
    assert step_of(nudged((k + 1) * dt, roundings), dt) == k


@settings(max_examples=300)
@given(st.integers(0, 50_000), st.floats(0.01, 100.0), st.sampled_from(["float32", "float16"]))
def test_times_in_single_precision_fall_into_their_own_step(k, dt, dtype):
    k = k if dtype == "float32" else k % 200
    time = np.array([(k + 1) * dt], dtype)
    if np.isfinite(time[0]) and time[0] > 1e-3:
        assert to_raster(time, [0], k + 1, 1, dt)[k, 0] == 1


def test_what_is_no_rounding_of_single_precision_is_told_apart():
    times = np.float32(0.1 * np.arange(1, 11))
    for _ in range(6):
        times = np.nextafter(times, np.float32(9.0))
    assert to_raster(times, [0] * 10, 11, 1, 0.1)[:, 0].tolist() == [0] + [1] * 10
    assert to_raster([0.1, 0.3], [0, 0], 3, 1, np.float32(0.1))[:, 0].tolist() == [1, 0, 1]


@kernel
def test_a_moment_is_not_after_itself_however_it_was_rounded():
    for a, b in [(0.3, 0.1 + 0.2), (0.1 + 0.2, 0.3), (3 * 0.3, 0.9), (0.0, 0.0), (1.0, INF)]:
        assert not_after(a, b)
    for a, b in [(INF, 1.0), (1.0 + 1e-14, 1.0), (1e-300, 0.0), (NAN, 1.0), (1.0, NAN)]:
        assert not not_after(a, b)


@settings(max_examples=300)
@given(st.integers(1, 10**6), st.floats(1e-3, 100.0), st.integers(20, 1000))
def test_what_is_no_rounding_is_told_apart(k, dt, roundings):
    assert step_of(nudged(k * dt, roundings), dt) == k
    assert step_of(nudged(k * dt, -roundings), dt) == k - 1


@settings(max_examples=300)
@given(st.floats(0.0, 1e5), st.floats(1e-3, 1e3))
def test_steps_equal_those_of_exact_fractions(time, dt):
    assert step_of(time, dt) == oracle.step_of(time, dt)


@kernel
@pytest.mark.parametrize("dt", [0.01, 0.03, 0.1, 0.3, 0.7, 1.0, 1 / 3])
def test_grid_spikes_of_the_simulation_fall_into_their_own_step(dt):
    run = lif(np.array([[2.5, 3.0, 50.0]]), dt=dt, n_steps=3000, spike_times="grid")
    raster = to_raster(run.spike_times, run.spike_neurons, 3000, 3, dt, kind="bool")
    assert raster.sum() == run.spike_times.size > 2
    fired = (run.v == -70.0) & (np.vstack([[[-70.0] * 3], run.v[:-1]]) != -70.0)
    np.testing.assert_array_equal(raster[fired], True)  # v[k] has just been reset where it spiked
    events = to_events(raster, dt)
    np.testing.assert_array_equal(events.spike_times, run.spike_times)
    np.testing.assert_array_equal(events.spike_neurons, run.spike_neurons)


@kernel
def test_interpolated_spikes_fall_into_the_step_that_made_them():
    # 300 nA drives several spikes into each step; the first comes 1.3 ms after the beginning
    run = lif(300.0, dt=5.0, n_steps=4)
    counts = to_raster(run.spike_times, run.spike_neurons, 4, 1, 5.0)
    want = [((run.spike_times > 5.0 * k) & (run.spike_times <= 5.0 * k + 5.0)).sum()
            for k in range(4)]  # fmt: skip
    assert counts[:, 0].tolist() == want
    assert counts.sum() == run.spike_times.size
    assert counts.max() > 1


@given(rasters, st.floats(1e-3, 100.0))
def test_raster_to_events_and_back(rows, dt):
    raster = np.array(rows)
    events = to_events(raster, dt)
    assert isinstance(events, SpikeEvents)
    assert events.spike_times.dtype == np.float64
    assert events.spike_neurons.dtype == np.int64
    assert events.spike_times.size == raster.sum()
    assert (np.diff(events.spike_times) >= 0.0).all()
    back = to_raster(*events, *raster.shape, dt)
    np.testing.assert_array_equal(back, raster)
    once = raster > 0
    again = to_raster(*to_events(once, dt), *raster.shape, dt, kind="bool")
    np.testing.assert_array_equal(again, once)
    assert again.dtype == np.bool_


@given(
    st.lists(
        st.tuples(st.integers(0, 5000).map(lambda n: n / 100), st.integers(0, 3)), max_size=30
    ),
    st.floats(0.1, 5.0),
    st.permutations(range(4)),
    st.randoms(use_true_random=False),
)
def test_counts_equal_the_plain_version_in_any_order(spikes, dt, names, random):
    times, neurons = [t for t, _ in spikes], [j for _, j in spikes]
    n_steps = math.ceil(51.0 / dt)
    counts = to_raster(times, neurons, n_steps, 4, dt)
    assert counts.dtype == np.int32
    assert counts.tolist() == oracle.raster(times, neurons, n_steps, 4, dt)
    renamed = to_raster(times, [names[j] for j in neurons], n_steps, 4, dt)
    np.testing.assert_array_equal(renamed[:, list(names)], counts)
    random.shuffle(spikes)
    shuffled = to_raster([t for t, _ in spikes], [j for _, j in spikes], n_steps, 4, dt)
    np.testing.assert_array_equal(shuffled, counts)
    late = to_raster(np.array(times) + 3 * dt, neurons, n_steps + 3, 4, dt)
    np.testing.assert_array_equal(late[4:], counts[1:])  # 0 itself moves from step 0 to step 2


@kernel
def test_two_spikes_in_a_step_are_counted_or_refused_by_name():
    times, neurons = [0.5, 3.2, 3.9, 3.4], [0, 1, 1, 0]
    counts = to_raster(times, neurons, 5, 2, 1.0)
    assert counts.tolist() == [[1, 0], [0, 0], [0, 0], [1, 2], [0, 0]]
    message = (
        r"neuron 1 has 2 of them in step 3, from 3 to 4 ms; use kind='counts' or a dt below "
        r"0\.7 ms, this neuron's shortest interval$"
    )
    with pytest.raises(ValueError, match=message):
        to_raster(times, neurons, 5, 2, 1.0, kind="bool")
    assert to_raster(times, neurons, 10, 2, 0.6, kind="bool").sum() == 4
    with pytest.raises(ValueError, match=r"use kind='counts'$"):  # no dt parts these
        to_raster([1.0, 1.0], [0, 0], 5, 1, 1.0, kind="bool")
    assert to_raster([1.0, 1.0], [0, 1], 5, 2, 1.0, kind="bool").sum() == 2


@kernel
def test_silence():
    assert to_raster([], [], 3, 2).tolist() == [[0, 0]] * 3
    assert to_raster(np.empty(0), np.empty(0, int), 3, 2, kind="bool").dtype == np.bool_
    for silent in (np.zeros((3, 2), int), np.zeros((0, 2), bool)):
        events = to_events(silent)
        assert events.spike_times.shape == events.spike_neurons.shape == (0,)


@kernel
def test_the_callers_arrays_stay_as_they_are():
    times, neurons = np.array([2.0, 1.0]), np.array([1, 0])
    to_raster(times, neurons, 3, 2, 1.0)
    assert times.tolist() == [2.0, 1.0]
    assert neurons.tolist() == [1, 0]
    assert to_events(np.array([[True], [True]])).spike_times.tolist() == [0.1, 0.2]  # dt = 0.1
    assert to_raster([0.2], [0], 2, 1).tolist() == [[0], [1]]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"spike_times": [1.0, NAN]}, ValueError, "spike_times must be an array of finite"),
        ({"spike_times": [1.0, INF]}, ValueError, "spike_times"),
        ({"spike_times": [1.0, -0.1]}, ValueError, "spike_times must not be negative, got -0.1"),
        (
            {"spike_times": [1.0, 3.1]},
            ValueError,
            r"spike_times must be at most .* = 3 ms, got 3.1",
        ),
        ({"spike_times": ["1", "2"]}, TypeError, "spike_times"),
        ({"spike_times": [[1.0, 2.0]]}, ValueError, "spike_times must have one axis"),
        ({"spike_times": [1.0]}, ValueError, "spike_neurons must have one number for each of 1"),
        (
            {"spike_neurons": [0, 2]},
            ValueError,
            "spike_neurons must be from 0 to n_neurons - 1 = 1",
        ),
        ({"spike_neurons": [-1, 0]}, ValueError, "spike_neurons .* got -1"),
        ({"spike_neurons": [0.0, 1.0]}, TypeError, "spike_neurons must be an array of integers"),
        ({"spike_neurons": [True, False]}, TypeError, "spike_neurons"),
        ({"spike_neurons": []}, ValueError, "spike_neurons"),
        ({"n_steps": 0}, ValueError, "n_steps"),
        ({"n_steps": 3.0}, TypeError, "n_steps"),
        ({"n_steps": 10**9}, ValueError, r"n_steps \* n_neurons must be at most"),
        ({"n_neurons": -1}, ValueError, "n_neurons"),
        ({"dt": 0.0}, ValueError, "dt"),
        ({"dt": NAN}, ValueError, "dt"),
        ({"kind": "float"}, ValueError, "kind must be 'counts' or 'bool'"),
        ({"kind": bool}, TypeError, "kind"),
    ],
)
def test_to_raster_names_what_is_wrong(change, error, message):
    good = {"spike_times": [1.0, 2.0], "spike_neurons": [0, 1], "n_steps": 3, "n_neurons": 2,
            "dt": 1.0}  # fmt: skip
    to_raster(**good)
    with pytest.raises(error, match=f"^{message}"):
        to_raster(**(good | change))


@pytest.mark.parametrize(
    ("raster", "dt", "error", "message"),
    [
        ([[0.0, 1.0]], 0.1, TypeError, "raster must be an array of bool or int, got dtype float64"),
        ([["a"]], 0.1, TypeError, "raster"),
        ([0, 1], 0.1, ValueError, r"raster must have the axes \(time, neuron\), got shape \(2,\)"),
        ([[0, -1]], 0.1, ValueError, "raster must hold counts of zero or more, got -1"),
        ([[0, 1]], 0.0, ValueError, "dt"),
        ([[0, 1]], "1", TypeError, "dt"),
    ],
)
def test_to_events_names_what_is_wrong(raster, dt, error, message):
    with pytest.raises(error, match=f"^{message}"):
        to_events(raster, dt)
