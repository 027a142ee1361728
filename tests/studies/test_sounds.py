"""Tones and vowels have the frequencies that they say."""

import numpy as np
import pytest

from snnlib.studies.sounds import fill_tone, fill_vowel, tone, vowel


def spectrum(sound):
    return np.abs(np.fft.rfft(sound * np.hanning(sound.size)))


@pytest.mark.kernel
def test_a_tone_is_a_sine_with_soft_ends():
    sound = tone(440.0, 400)
    t = np.arange(400) / 8000.0
    middle = slice(20, 380)
    wave = np.sin(2.0 * np.pi * 440.0 * t)
    peak = np.abs(wave[middle]).max()
    np.testing.assert_allclose(sound[middle], 0.8 * wave[middle] / peak, atol=1e-12)
    assert sound[0] == sound[-1] == 0.0
    again = np.empty(400)
    fill_tone(440.0, 8000.0, again)
    np.testing.assert_array_equal(again, sound)


def test_vowels_peak_at_their_formants_and_keep_their_pitch():
    for name, formants in (("a", (730, 1090, 2440)), ("i", (270, 2290, 3010)), ("u", (300, 870))):
        sound = vowel(name, 20.0, 8000)  # a low pitch shows the envelope
        assert np.abs(sound).max() == pytest.approx(0.8, rel=1e-12)
        size = np.convolve(spectrum(sound), np.ones(41) / 41.0, "same")  # a bin is 1 Hz
        for f in formants:
            near = size[f - 100 : f + 101]
            assert abs(int(near.argmax()) - 100) <= 60
    sound = vowel("a", 125.0, 8000)
    line = spectrum(sound)[100:200].argmax() + 100
    assert line == 125
    assert abs(sound.mean()) < 1e-3


@pytest.mark.kernel
def test_vowels_have_numbers():
    sound = np.empty(300)
    for number, name in enumerate("aiu"):
        fill_vowel(number, 100.0, 8000.0, sound)
        np.testing.assert_array_equal(sound, vowel(name, 100.0, 300))
    fill_tone(0.0, 8000.0, sound)
    assert not sound.any()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: tone(0.0, 10), ValueError, "pitch must be a positive number of hertz"),
        (lambda: tone(4000.0, 10), ValueError, "pitch must be below half"),
        (lambda: tone(400.0, 0), ValueError, "n_samples"),
        (lambda: tone(400.0, 10, -1.0), ValueError, "sample_rate"),
        (lambda: vowel("e", 100.0, 10), ValueError, "name must be 'a' or 'i' or 'u', got 'e'"),
        (lambda: vowel("a", np.nan, 10), ValueError, "pitch"),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()
