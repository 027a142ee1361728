"""Delta and sigma-delta: the bounds that they promise, and what a lost spike does to each."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import SpikeEvents
from snnlib.codes import delta
from snnlib.codes.delta import (
    DeltaCode,
    SigmaDeltaCode,
    sigma_delta_decode,
    sigma_delta_encode,
    sigma_delta_step,
)

WAVE = 0.5 + 0.45 * np.sin(np.arange(600) / 37.0)


@settings(max_examples=60)
@given(
    values=st.lists(st.floats(-3.0, 5.0), min_size=1, max_size=40),
    threshold=st.floats(0.01, 4.0),
    dt=st.floats(0.01, 20.0),
)
def test_delta_is_never_a_threshold_off(values, threshold, dt):
    code = DeltaCode(threshold, dt, low=-3.0, high=5.0)
    events = delta.encode(values, code)
    decoded = delta.decode(events, len(values), code)
    assert np.abs(decoded - values).max() <= threshold * (1.0 + 1e-9)
    steps = np.ceil(np.round(events.spike_times / dt, 6)) - 1  # within the step that made them
    assert ((steps >= 0) & (steps < len(values))).all()
    assert np.unique(events.spike_times).size == events.spike_times.size


@pytest.mark.kernel
def test_delta_steps_by_hand():
    assert delta.step(0.35, 0.0, 0.1) == (3, 3.0)
    assert delta.step(0.25, 3.0, 0.1) == (0, 3.0)
    assert delta.step(-0.15, 3.0, 0.1) == (-4, -1.0)
    events = delta.encode([0.15, 0.35, 0.12])
    assert events.spike_neurons.tolist() == [0, 0, 0, 1]
    assert events.spike_times.tolist() == [1.0, 1.5, 2.0, 3.0]
    assert delta.encode(np.full(50, 0.05)).spike_times.size == 0


@pytest.mark.kernel
def test_sigma_delta_steps_by_hand():
    assert sigma_delta_step(1.0, 0.5, 0.5) == (True, 0.0)
    assert sigma_delta_step(0.5, 0.5, 0.5) == (False, 0.75)
    assert sigma_delta_encode(np.ones(6)).spike_times.tolist() == [1.0, 3.0, 5.0]
    assert sigma_delta_encode(np.zeros(6)).spike_times.size == 0


@settings(max_examples=60)
@given(
    values=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=80),
    rate=st.floats(100.0, 1000.0),
    steps=st.integers(10, 40),
)
def test_sigma_delta_means_are_less_than_a_spike_off(values, rate, steps):
    code = SigmaDeltaCode(rate, window=float(steps))
    decoded = sigma_delta_decode(sigma_delta_encode(values, code), len(values), code)
    for k in range(len(values)):
        part = values[max(k + 1 - steps, 0) : k + 1]
        bound = 1.0 / (0.001 * rate * len(part))
        assert abs(decoded[k] - np.mean(part)) <= bound * (1.0 + 1e-9)


@pytest.mark.parametrize("threshold", [0.1, 0.05, 0.01, 1 / 3, 1 / 7, 0.3])
@pytest.mark.parametrize(("low", "span"), [(0.0, 1.0), (10.0, 10.0), (-1.0, 2.0), (100.0, 1.0)])
def test_a_signal_on_a_level_is_told_as_that_level(threshold, low, span):
    code = DeltaCode(threshold * span, low=low, high=low + span)
    levels = np.arange(int(1.0 / threshold + 1e-9) + 1)
    up = low + levels * (threshold * span)
    for signal in (up, up[::-1], low + span * levels / round(1.0 / threshold)):
        if (
            np.abs(signal - up).max() > 0.01 * span
            and np.abs(signal[::-1] - up).max() > 0.01 * span
        ):
            continue  # a threshold that does not divide the range
        signal = signal.clip(low, low + span)
        decoded = delta.decode(delta.encode(signal, code), signal.size, code)
        np.testing.assert_allclose(decoded, signal, rtol=0.0, atol=1e-9 * span)


@pytest.mark.kernel
def test_what_is_short_of_a_level_is_not_told_as_that_level():
    assert delta.step(0.3 - 1e-13, 0.0, 0.1)[0] == 2
    assert delta.step(0.1 + 0.2, 0.0, 0.1)[0] == delta.step(0.3, 0.0, 0.1)[0] == 3
    assert delta.step(0.3, 5.0, 0.1)[0] == delta.step(0.1 + 0.2, 5.0, 0.1)[0] == -2
    assert delta.step(0.3 + 1e-13, 5.0, 0.1)[0] == -1


def test_delta_never_forgets_a_lost_spike_and_sigma_delta_does():
    lost = 2  # an ON spike
    events = delta.encode(WAVE)
    without = SpikeEvents(*(np.delete(part, lost) for part in events))
    shift = delta.decode(without, 600) - delta.decode(events, 600)
    after = int(np.ceil(events.spike_times[lost])) - 1
    np.testing.assert_allclose(shift[after:], -0.1, atol=1e-12)
    events = sigma_delta_encode(WAVE)
    without = SpikeEvents(*(np.delete(part, lost) for part in events))
    off = sigma_delta_decode(without, 600) != sigma_delta_decode(events, 600)
    assert off.sum() == 20  # the window


def test_channels_are_independent_and_shapes_come_back():
    both = np.stack([WAVE, WAVE[::-1]], axis=1)
    for encode, decode in ((delta.encode, delta.decode), (sigma_delta_encode, sigma_delta_decode)):
        decoded = decode(encode(both), (600, 2))
        assert decoded.shape == (600, 2)
        np.testing.assert_array_equal(decoded[:, 0], decode(encode(WAVE), 600))
        np.testing.assert_array_equal(decoded[:, 1], decode(encode(WAVE[::-1]), 600))
    assert set(delta.encode(both).spike_neurons) == {0, 1, 2, 3}


def test_ranges_scale():
    wide = DeltaCode(1.0, low=10.0, high=20.0)
    events = delta.encode(10.0 + 10.0 * WAVE, wide)
    np.testing.assert_array_equal(events.spike_neurons, delta.encode(WAVE).spike_neurons)
    clipped = delta.encode([25.0], wide, out_of_range="clip")
    assert clipped.spike_times.size == 10
    code = SigmaDeltaCode(low=-1.0, high=1.0)
    decoded = sigma_delta_decode(sigma_delta_encode(np.full(200, -0.3), code), 200, code)
    assert np.abs(decoded[20:] + 0.3).max() <= 0.2


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: delta.encode([1.2]), ValueError, "values must lie from 0 to 1, got 1.2"),
        (lambda: delta.encode([np.nan]), ValueError, "values"),
        (lambda: delta.encode([]), ValueError, "values"),
        (lambda: delta.encode(0.5), ValueError, "values must have a first axis, time"),
        (lambda: delta.encode(np.ones((2, 2, 2))), ValueError, "values"),
        (lambda: delta.encode([0.5], DeltaCode(2.0)), ValueError, "threshold must be at most"),
        (lambda: delta.encode([0.5], DeltaCode(0.0)), ValueError, "threshold"),
        (lambda: delta.encode([0.5], DeltaCode(dt=-1.0)), ValueError, "dt"),
        (lambda: delta.encode([0.5], SigmaDeltaCode()), TypeError, "code must be DeltaCode"),
        (lambda: delta.encode([0.5] * 9, DeltaCode(1e-9)), ValueError, "values must lead to fewer"),
        (lambda: delta.decode(SpikeEvents([1.0], [2]), 5), ValueError, "spike_neurons"),
        (lambda: delta.decode(SpikeEvents([9.0], [0]), 5), ValueError, "spike_times"),
        (lambda: delta.decode(SpikeEvents([1.0], [0]), (5, 1, 1)), ValueError, "shape must be"),
        (lambda: sigma_delta_encode([-0.1]), ValueError, "values must lie from 0 to 1"),
        (lambda: sigma_delta_encode([0.5], DeltaCode()), TypeError, "code must be SigmaDelta"),
        (lambda: sigma_delta_encode([0.5], SigmaDeltaCode(1500.0)), ValueError, "max_rate"),
        (
            lambda: sigma_delta_encode([0.5], SigmaDeltaCode(40.0)),
            ValueError,
            "window must hold a spike at max_rate = 40 Hz, at least 25 ms, got 20",
        ),
        (lambda: sigma_delta_decode(SpikeEvents([1.0], [1]), 5), ValueError, "spike_neurons"),
        (lambda: sigma_delta_decode(SpikeEvents([1.0], [0]), ()), ValueError, "shape must be"),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()


@pytest.mark.parametrize("max_rate", [100, 200, 250, 300, 700])
@pytest.mark.parametrize("tenths", [1, 3, 5, 7, 10])
def test_a_running_sum_that_is_a_whole_number_of_spikes_is_told_in_its_step(max_rate, tenths):
    """In fractions, which know no rounding."""
    charge, expected = Fraction(1, 2), []
    for k in range(2000):
        charge += Fraction(tenths, 10) * Fraction(max_rate, 1000)
        if charge >= 1:
            charge -= 1
            expected.append(k + 1.0)
    code = SigmaDeltaCode(float(max_rate))
    told = sigma_delta_encode(np.full(2000, tenths / 10), code)
    assert told.spike_times.tolist() == expected
