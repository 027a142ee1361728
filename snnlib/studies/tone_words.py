"""Ten words of three tones, as an ear hears them: the same tones, and another order.

A word is three syllables, each a low, a middle or a high tone.  Words are said by speakers: each
has a pitch of his own, syllables vary in length and pitch, and there is noise.  The ten words are
made of three sets of tones, so who counts tones can be right for three words of ten; the others
differ by their order alone.

The sound goes through the filters of :mod:`snnlib.studies.cochlea`; what comes out are the spikes
of each channel in frames of 10 ms.  Every word is a pure function of its seed and its number.
"""

from typing import Annotated, NamedTuple

import numpy as np

from snnlib import _checks, _declared
from snnlib._declared import NonNegative
from snnlib._jit import jit
from snnlib.math import TWO_PI, exp, sin
from snnlib.random import integer, own_seed, uniform_pair
from snnlib.studies.cochlea import ORDER, FilterBank, channel_resonator, encode_channel

WORDS = ("LMH", "HML", "MLH", "HLM", "LLH", "LHL", "HLL", "HHL", "HLH", "LHH")
TONES = np.array([["LMH".index(tone) for tone in word] for word in WORDS])  # (word, syllable)
PITCHES = np.array([350.0, 800.0, 1700.0])  # Hz
FRAMES, SAMPLES = 40, 80  # of a word; of a frame of 10 ms
BANK = FilterBank(16, 150.0, 3000.0, 8000.0)
THRESHOLD = 4.0  # charge of a spike; see snnlib.studies.cochlea
NOISE = 100  # random numbers of a word: below it those of the speaker, from it on the noise


class Speakers(NamedTuple):
    """How different they are; compiled code that makes one gives all three."""

    pitch: Annotated[float, NonNegative()] = 0.2  # of a speaker: a factor from e^-pitch to e^pitch
    length: Annotated[float, NonNegative()] = 0.3  # of syllables, in the same way
    noise: Annotated[float, NonNegative()] = 0.5  # largest value; a tone's is 1


class ToneWords(NamedTuple):
    """Words as an ear hears them."""

    frames: np.ndarray  # (n_words, 40, 16) float32, spikes of each channel in 10 ms
    labels: np.ndarray  # (n_words,) int64, places in WORDS


@jit
def _factor(spread, seed, number, step):
    """Draw a factor from e^-spread to e^spread."""
    return exp(spread * (2.0 * uniform_pair(seed, number, step)[0] - 1.0))


@jit
def fill_word(
    tones: np.ndarray, speakers: Speakers, seed: int, number: int, sound: np.ndarray
) -> None:
    """Fill a word at 8 kHz, as one of many speakers says it.

    ``tones`` (3,) int64 are places in PITCHES: a row of TONES, or any others.
    """
    voice, total, ends = _factor(speakers.pitch, seed, number, 1), 0.0, np.zeros(4)
    for s in range(3):
        total += _factor(speakers.length, seed, number, 10 + s)
        ends[s + 1] = total
    phase, s = 0.0, 0
    for k in range(sound.size):
        at = total * k / sound.size
        while at >= ends[s + 1] and s < 2:
            s += 1
        inside = min(at - ends[s], ends[s + 1] - at) / (ends[s + 1] - ends[s])
        pitch = PITCHES[tones[s]] * voice * _factor(0.05, seed, number, 20 + s)
        phase += TWO_PI * pitch / 8000.0
        sound[k] = min(8.0 * inside, 1.0) * sin(phase)
        sound[k] += speakers.noise * (2.0 * uniform_pair(seed, number, NOISE + k)[0] - 1.0)


@jit
def hear(sound: np.ndarray, frames: np.ndarray) -> None:
    """Fill the spikes of each channel in each frame of a sound, (n_frames, n_channels)."""
    memory, counts = np.zeros(2 * ORDER), np.zeros(sound.size)
    samples = sound.size // frames.shape[0]
    for c in range(frames.shape[1]):
        encode_channel(sound, channel_resonator(c, BANK), THRESHOLD, memory, counts)
        for k in range(frames.shape[0]):
            frames[k, c] = counts[k * samples : (k + 1) * samples].sum()


@jit
def _fill(seed, first, speakers, frames, labels):
    sound = np.zeros(FRAMES * SAMPLES)
    for n in range(labels.size):
        labels[n] = integer(TONES.shape[0], seed, first + n, 0)
        fill_word(TONES[labels[n]], speakers, seed, first + n, sound)
        hear(sound, frames[n])


def tone_words(
    n_words: int, speakers: Speakers = Speakers(), *, seed: int = 0, first: int = 0
) -> ToneWords:
    """Draw words, numbers ``first`` to ``first + n_words - 1`` of a seed, each by a new speaker.

    Examples
    --------
    >>> words = tone_words(3, seed=1)
    >>> words.frames.shape
    (3, 40, 16)
    """
    n_words = _checks.positive_integer("n_words", n_words)
    speakers = _declared.checked(speakers, Speakers, "speakers")
    seed = _checks.whole("seed", seed, "an integer")
    first = _checks.whole("first", first, "zero or a positive integer")
    if not 0 <= first <= 2**32 - n_words:
        raise ValueError(f"first must be from 0 to 2**32 - n_words, got {first}")
    words = ToneWords(
        np.zeros((n_words, FRAMES, BANK.n_channels), np.float32), np.zeros(n_words, np.int64)
    )
    _fill(own_seed(seed, "tone words"), first, speakers, *words)
    return words
