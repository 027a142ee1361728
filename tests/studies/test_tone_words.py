"""Words of three tones: their order, their speakers, and what the ear makes of them."""

import numpy as np
import pytest

from snnlib.studies.cochlea import channel_frequency
from snnlib.studies.tone_words import (
    BANK,
    PITCHES,
    TONES,
    WORDS,
    Speakers,
    fill_word,
    hear,
    tone_words,
)

ALIKE = Speakers(0.0, 0.0, 0.0)


def loudest(frames):
    """The middle of the loudest channel, in Hz."""
    return channel_frequency(int(frames.sum(0).argmax()), BANK)


@pytest.mark.kernel
@pytest.mark.parametrize("word", range(len(WORDS)))
def test_each_syllable_is_heard_in_its_channel(word):
    sound, frames = np.zeros(3200), np.zeros((40, 16))
    fill_word(TONES[word], ALIKE, 3, 5, sound)
    hear(sound, frames)
    for s in range(3):
        pitch = PITCHES[TONES[word, s]]
        middle = frames[int(13.4 * s) + 4 : int(13.4 * s) + 11]
        assert abs(np.log(loudest(middle) / pitch)) < 0.25


def test_words_of_the_same_tones_differ_by_their_order_alone():
    sets = {}
    for word in WORDS:
        sets.setdefault("".join(sorted(word)), []).append(word)
    assert sorted(map(len, sets.values())) == [3, 3, 4]
    assert len(set(WORDS)) == 10


def test_speakers_differ_in_pitch_and_length():
    def sound(speakers, number):
        made = np.zeros(3200)
        fill_word(TONES[0], speakers, 1, number, made)
        return made

    crossings = [
        [(np.diff(np.signbit(sound(s, k)[:900])) != 0).sum() for k in range(20)]
        for s in (ALIKE, Speakers(0.3, 0.0, 0.0))
    ]
    assert np.std(crossings[1]) > 3.0 * np.std(crossings[0])
    quiet, loud = (np.std(sound(Speakers(0.0, 0.0, noise), 0)) for noise in (0.0, 2.0))
    assert loud**2 - quiet**2 == pytest.approx(2.0**2 / 3.0, rel=0.1)


def test_words_go_on_where_they_stopped():
    whole, part = tone_words(6, seed=4), tone_words(2, seed=4, first=4)
    assert (whole.frames[4:] == part.frames).all()
    assert (whole.labels[4:] == part.labels).all()
    assert (tone_words(6, seed=5).frames != whole.frames).any()
    many = tone_words(300, seed=1)
    assert np.bincount(many.labels, minlength=10).min() > 10
    assert many.frames.min() == 0.0
    assert 3.0 < many.frames.sum((1, 2)).mean() / 40 < 60.0


def test_wrong_input_is_refused():
    with pytest.raises(ValueError, match="n_words must be a positive integer"):
        tone_words(0)
    with pytest.raises(ValueError, match="noise must be zero or a positive number"):
        tone_words(1, Speakers(noise=-1.0))
    with pytest.raises(ValueError, match="first must be from 0"):
        tone_words(1, first=-1)
