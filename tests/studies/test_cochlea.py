"""Gammatone filters against their formulas; sounds through spikes and back."""

import numpy as np
import pytest

from snnlib import SpikeEvents
from snnlib.studies import cochlea
from snnlib.studies.cochlea import (
    FilterBank,
    bank_gain,
    channel_frequency,
    channel_power,
    channel_resonator,
    erb,
    gammatone_step,
)
from snnlib.studies.sounds import tone, vowel

BANK = FilterBank()


def run(x, c, bank=BANK):
    memory = np.zeros(8)
    resonator = channel_resonator(c, bank)
    return np.array([gammatone_step(sample, memory, resonator) for sample in x])


def decibels(x, y):
    return 10.0 * np.log10(np.sum(x**2) / np.sum((x - y) ** 2))


@pytest.mark.kernel
def test_channels_are_evenly_spaced_on_the_ears_scale():
    f = np.array([channel_frequency(c, BANK) for c in range(32)])
    assert f[0] == pytest.approx(100.0, rel=1e-9)
    assert f[-1] == pytest.approx(3500.0, rel=1e-9)
    spacing = np.diff(21.4 * np.log10(1.0 + 0.00437 * f))
    np.testing.assert_allclose(spacing, spacing[0], rtol=1e-6)
    assert erb(1000.0) == pytest.approx(132.6, abs=0.1)  # Glasberg & Moore
    assert 100.0 < channel_frequency(0, FilterBank(1, 100.0, 3500.0, 8000.0)) < 3500.0


@pytest.mark.kernel
def test_the_impulse_response_is_a_gammatone():
    """k**3 r**k cos(...), with the binomials of four equal poles in discrete time."""
    impulse = np.zeros(200)
    impulse[0] = 1.0
    for c in (3, 20):
        p = channel_resonator(c, BANK)
        k = np.arange(200)
        ways = (k + 1) * (k + 2) * (k + 3) / 6.0
        expected = 2.0 * (p.gain**4 * ways * (p.re + 1j * p.im) ** k).real
        np.testing.assert_allclose(run(impulse, c), expected, rtol=0, atol=1e-14)


def test_a_tone_passes_with_the_share_that_the_formula_says():
    t = np.arange(8000) / 8000.0
    for c, factor in ((10, 1.0), (20, 1.1), (25, 0.85)):
        f = factor * channel_frequency(c, BANK)
        y = run(np.sin(2.0 * np.pi * f * t), c)[4000:]
        power = 2.0 * np.mean(y**2)
        # the mirror image of the pole, at -f, adds a little
        assert power == pytest.approx(channel_power(c, f, BANK), rel=0.02)
    assert channel_power(5, channel_frequency(5, BANK), BANK) == pytest.approx(1.0, rel=1e-9)


@pytest.mark.kernel
def test_all_channels_together_are_nearly_flat():
    gain = bank_gain(BANK)
    for f in (250.0, 700.0, 1500.0, 2800.0):
        total = gain * sum(channel_power(c, f, BANK) for c in range(32))
        assert abs(total - 1.0) < 0.05


@pytest.mark.kernel
def test_spikes_and_charge_add_up_to_what_came_in():
    sound = vowel("a", 120.0, 400)
    counts, memory = np.empty(400), np.ones(8)
    resonator = channel_resonator(12, BANK)
    total = cochlea.encode_channel(sound, resonator, 0.05, memory, counts)
    assert total == counts.sum() > 20
    charge = np.cumsum(np.maximum(run(sound, 12), 0.0)) - 0.05 * np.cumsum(counts) + 0.025
    assert charge.min() >= -1e-12
    assert charge.max() <= 0.05 + 1e-12


@pytest.mark.kernel
def test_a_channel_speaks_backwards():
    pulses = np.zeros(150)
    pulses[149] = 2.0
    sound, memory = np.ones(150), np.ones(8)
    cochlea.decode_channel(pulses, channel_resonator(8, BANK), 0.5, memory, sound)
    impulse = np.zeros(150)
    impulse[0] = 1.0
    np.testing.assert_allclose(sound - 1.0, run(impulse, 8)[::-1], atol=1e-14)
    cochlea.reset_filter(memory)
    assert not memory.any()


def test_what_the_spikes_alone_do_is_below_the_derived_bound():
    sound = vowel("i", 110.0, 1500)
    impulse = np.zeros(1500)
    impulse[0] = 1.0
    gain, whole, bound = bank_gain(BANK), np.zeros(1500), 0.0
    for c in range(32):
        half_waves = np.maximum(run(sound, c), 0.0)
        whole += 2.0 * gain * run(half_waves[::-1], c)[::-1]
        response = run(impulse, c)
        bound += 2.0 * gain * (np.abs(np.diff(response)).sum() + abs(response[0]))
    for threshold in (0.02, 0.5):
        decoded = cochlea.decode(cochlea.encode(sound, BANK, threshold), 1500, BANK, threshold)
        assert np.abs(decoded - whole).max() < threshold * bound


def test_sounds_come_back_and_a_finer_threshold_brings_more():
    for sound in (tone(440.0, 4000), vowel("a", 120.0, 4000), vowel("u", 150.0, 4000)):
        quality, spent = [], []
        for threshold in (0.02, 0.3, 3.0):
            events = cochlea.encode(sound, BANK, threshold)
            quality.append(decibels(sound, cochlea.decode(events, 4000, BANK, threshold)))
            spent.append(events.spike_times.size)
        assert quality[0] > 20.0
        assert quality[0] > quality[1] > quality[2]
        assert spent[0] > 10 * spent[1] > 50 * spent[2]


def test_a_tone_is_loudest_in_its_own_channel():
    events = cochlea.encode(tone(1000.0, 2000), BANK, 0.5)
    busiest = np.bincount(events.spike_neurons, minlength=32).argmax()
    nearest = np.abs([channel_frequency(c, BANK) - 1000.0 for c in range(32)]).argmin()
    assert busiest == nearest
    assert (np.diff(events.spike_times) >= 0.0).all()


def test_silence_is_silent():
    events = cochlea.encode(np.zeros(100))
    assert events.spike_times.size == 0
    assert not cochlea.decode(events, 100).any()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: cochlea.encode([1.5]), ValueError, "sound must lie from -1 to 1, got 1.5"),
        (lambda: cochlea.encode([np.nan]), ValueError, "sound"),
        (lambda: cochlea.encode([]), ValueError, "sound"),
        (lambda: cochlea.encode([[0.1]]), ValueError, "sound must have one axis"),
        (lambda: cochlea.encode([0.1], threshold=0.0), ValueError, "threshold"),
        (lambda: cochlea.encode([0.1], BANK._replace(n_channels=0)), ValueError, "n_channels"),
        (lambda: cochlea.encode([0.1], BANK._replace(highest=4000.0)), ValueError, "lowest must"),
        (lambda: cochlea.encode([0.1], BANK._replace(lowest=3500.0)), ValueError, "lowest must"),
        (lambda: cochlea.encode([0.1], 32), TypeError, "bank must be FilterBank"),
        (lambda: cochlea.encode([0.1] * 99, threshold=1e-9), ValueError, "values must lead"),
        (lambda: cochlea.decode(SpikeEvents([1.0], [32]), 100), ValueError, "spike_neurons"),
        (lambda: cochlea.decode(SpikeEvents([99.0], [0]), 100), ValueError, "spike_times"),
        (lambda: cochlea.decode(SpikeEvents([1.0], [0]), 1.5), TypeError, "n_steps"),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()
    clipped = cochlea.encode([2.0] * 40, threshold=0.1, out_of_range="clip")
    np.testing.assert_array_equal(clipped[0], cochlea.encode([1.0] * 40, threshold=0.1)[0])
