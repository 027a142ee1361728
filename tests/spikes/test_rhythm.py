"""The dominant frequency of signals whose rhythm is known."""

import numpy as np
import pytest

from snnlib.spikes import dominant_frequency


@pytest.mark.parametrize("frequency", [15.0, 22.0, 180.0, 310.0])
@pytest.mark.parametrize("dt", [0.5, 1.0])
def test_it_finds_a_wave_under_noise(frequency, dt):
    t = np.arange(0.0, 1000.0, dt)
    noise = np.random.default_rng(1).normal(size=t.size)
    wave = np.sin(2.0 * np.pi * frequency * t / 1000.0)
    assert dominant_frequency(7.0 + wave + 0.5 * noise, dt) == pytest.approx(frequency, abs=1.0)


def test_a_longer_segment_is_sharper():
    t = np.arange(4000.0)
    wave = np.sin(2.0 * np.pi * 40.3 * t / 1000.0)
    coarse, fine = (dominant_frequency(wave, 1.0, segment=s) for s in (50.0, 1000.0))
    assert abs(fine - 40.3) < 0.1 < 3.0 * abs(coarse - 40.3) + 0.1


def test_a_drift_is_no_rhythm():
    t = np.arange(1000.0)
    both = t + 20.0 * np.sin(2.0 * np.pi * t / 20.0)
    assert dominant_frequency(both, 1.0) == pytest.approx(50.0, abs=1.0)


def test_spikes_that_come_together():
    rng = np.random.default_rng(2)
    at = np.concatenate([k * 45.0 + rng.normal(0.0, 2.0, 100) for k in range(1, 40)])
    counts = np.histogram(at, np.arange(0.0, 1801.0, 1.0))[0]
    assert dominant_frequency(counts, 1.0) == pytest.approx(1000.0 / 45.0, abs=0.7)


def test_what_stands_still_has_none():
    assert np.isnan(dominant_frequency(np.full(500, 3.0), 1.0))


@pytest.mark.parametrize("segment", [5.0, 501.0])
def test_a_segment_that_does_not_fit_is_refused(segment):
    with pytest.raises(ValueError, match="segment must be from 8 to 500 milliseconds"):
        dominant_frequency(np.zeros(500), 1.0, segment)
