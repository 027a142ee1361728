"""Synthetic sounds: a tone, a vowel.

A vowel is a row of pulses, one for each opening of the vocal folds, through three resonances of the
mouth and throat, the formants.  Their frequencies are those that Peterson & Barney (1952,
doi:10.1121/1.1906875) measured as means of 33 men; their resonator is the one of Klatt (1980,
doi:10.1121/1.383940), and the widths are round numbers near his.
"""

import numpy as np

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import PI, cos, exp, sin

VOWELS = ("a", "i", "u")  # as in father, heed, who'd
FORMANTS = np.array([[730.0, 1090.0, 2440.0], [270.0, 2290.0, 3010.0], [300.0, 870.0, 2240.0]])
WIDTHS = np.array([80.0, 90.0, 150.0])  # Hz


@jit
def _resonate(frequency, width, sample_rate, sound):
    """Pass the sound through one resonance, in place."""
    c = -exp(-2.0 * PI * width / sample_rate)
    b = 2.0 * exp(-PI * width / sample_rate) * cos(2.0 * PI * frequency / sample_rate)
    before, earlier = 0.0, 0.0
    for k in range(sound.size):
        before, earlier = (1.0 - b - c) * sound[k] + b * before + c * earlier, before
        sound[k] = before


@jit
def _finish(peak, sound):
    """Fade in and out over a twentieth of the length, and scale to the peak."""
    highest = 0.0
    for k in range(sound.size):
        sound[k] *= min(min(k, sound.size - 1 - k) * 20.0 / sound.size, 1.0)
        highest = max(highest, abs(sound[k]))
    for k in range(sound.size):
        sound[k] *= peak / highest if highest > 0.0 else 0.0


@jit
def fill_tone(pitch: float, sample_rate: float, sound: np.ndarray) -> None:
    """Fill a sine tone of this frequency (Hz), with a peak of 0.8."""
    for k in range(sound.size):
        sound[k] = sin(2.0 * PI * pitch * k / sample_rate)
    _finish(0.8, sound)


@jit
def fill_vowel(vowel: int, pitch: float, sample_rate: float, sound: np.ndarray) -> None:
    """Fill a vowel, number ``vowel`` of "a", "i", "u", at a pitch (Hz), with a peak of 0.8.

    The pitch is rounded to a whole number of samples.
    """
    period = max(int(sample_rate / pitch + 0.5), 1)
    for k in range(sound.size):
        sound[k] = 1.0 if k % period == 0 else 0.0
    _resonate(0.0, 100.0, sample_rate, sound)  # the pulses are round
    for k in range(sound.size - 1, 0, -1):
        sound[k] -= sound[k - 1]  # the lips send out changes of the flow
    for f in range(3):
        _resonate(FORMANTS[vowel, f], WIDTHS[f], sample_rate, sound)
    _finish(0.8, sound)


def tone(pitch: float, n_samples: int, sample_rate: float = 8000.0) -> np.ndarray:
    """Return a sine tone, (n_samples,), that fades in and out, with a peak of 0.8; pitch in Hz."""
    pitch, n_samples, sample_rate = _checked(pitch, n_samples, sample_rate)
    sound = np.empty(n_samples)
    fill_tone(pitch, sample_rate, sound)
    return sound


def vowel(name: str, pitch: float, n_samples: int, sample_rate: float = 8000.0) -> np.ndarray:
    """Return a synthetic vowel "a", "i" or "u", (n_samples,), with a peak of 0.8; pitch in Hz."""
    number = VOWELS.index(_checks.one_of("name", name, VOWELS))
    pitch, n_samples, sample_rate = _checked(pitch, n_samples, sample_rate)
    sound = np.empty(n_samples)
    fill_vowel(number, pitch, sample_rate, sound)
    return sound


def _checked(pitch, n_samples, sample_rate):
    pitch = _checks.positive_number("pitch", pitch, "hertz")
    sample_rate = _checks.positive_number("sample_rate", sample_rate, "hertz")
    if pitch >= 0.5 * sample_rate:
        raise ValueError(f"pitch must be below half of sample_rate = {sample_rate:g}, got {pitch}")
    return pitch, _checks.positive_integer("n_samples", n_samples), sample_rate
