"""A noisy line: what it does to spikes, whatever code they belong to."""

import numpy as np
import pytest

from snnlib import SpikeEvents
from snnlib.spikes.trains import in_order
from snnlib.studies.code_race import Transmission, transmit

kernel = pytest.mark.kernel
train = SpikeEvents(np.linspace(100.0, 900.0, 20_000), np.arange(20_000) % 7)


def sent(line, duration=1000.0, events=train, seed=1, stream=0):
    """What arrives over seven lines from time 0 on, in order."""
    n = events.spike_times.size
    room = n + int(1.5 * 0.007 * line.extra * duration) + 10
    times, lines = np.empty(room), np.empty(room, np.int64)
    times[:n], lines[:n] = events
    arrived = transmit(times, lines, n, 7, duration, line, seed, stream)
    assert arrived < room
    kept = times[:arrived] >= 0.0
    return in_order(times[:arrived][kept], lines[:arrived][kept])


def test_a_perfect_line_changes_nothing():
    arrived = sent(Transmission())
    np.testing.assert_array_equal(arrived.spike_times, train.spike_times)
    np.testing.assert_array_equal(arrived.spike_neurons, train.spike_neurons)


def test_spikes_are_lost_alike_and_the_others_move_by_a_normal_amount():
    at_once = SpikeEvents(np.full(20_000, 500.0), np.arange(20_000) % 7)
    arrived = sent(Transmission(3.0, 0.3), events=at_once)
    assert arrived.spike_times.size == pytest.approx(14_000, abs=5.0 * np.sqrt(20_000 * 0.21))
    kept = np.bincount(arrived.spike_neurons) / np.bincount(at_once.spike_neurons)
    np.testing.assert_allclose(kept, 0.7, atol=5.0 * np.sqrt(0.21 * 7 / 20_000))
    by = arrived.spike_times - 500.0
    assert abs(by.mean()) < 5.0 * 3.0 / np.sqrt(by.size)
    assert by.std() == pytest.approx(3.0, rel=0.03)
    assert (np.diff(arrived.spike_times) >= 0.0).all()
    assert sent(Transmission(lost=1.0)).spike_times.size == 0


def test_other_spikes_join_at_their_rate_on_every_line():
    nothing = SpikeEvents(np.empty(0), np.empty(0, int))
    arrived = sent(Transmission(extra=50.0), 40_000.0, nothing)
    expected = 50.0 * 40.0
    counts = np.bincount(arrived.spike_neurons, minlength=7)
    assert (np.abs(counts - expected) < 5.0 * np.sqrt(expected)).all()
    gaps = np.diff(arrived.spike_times)
    assert gaps.std() / gaps.mean() == pytest.approx(1.0, abs=0.05)
    assert 0.0 <= arrived.spike_times.min() <= arrived.spike_times.max() <= 40_000.0


def test_seeds_and_streams_differ_and_repeat():
    line = Transmission(3.0, 0.3, 10.0)
    first = sent(line)
    np.testing.assert_array_equal(first.spike_times, sent(line).spike_times)
    assert not np.array_equal(first.spike_times[:50], sent(line, seed=2).spike_times[:50])
    assert not np.array_equal(first.spike_times[:50], sent(line, stream=9).spike_times[:50])


@kernel
def test_early_spikes_and_full_arrays():
    events = SpikeEvents(np.zeros(50), np.arange(50) % 7)
    assert 5 < sent(Transmission(3.0), events=events).spike_times.size < 45  # the rest came before
    times, lines = np.zeros(4), np.zeros(4, np.int64)
    n = transmit(times, lines, 3, 2, 1e6, Transmission(0.0, 0.0, 100.0), 1, 0)
    assert n == 4
    assert times[3] > 0.0
    assert 0 <= lines[3] < 2
