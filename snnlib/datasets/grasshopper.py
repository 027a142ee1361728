"""A real neuron: an auditory receptor of a grasshopper, and the sound that it listened to.

Ariel Rokem recorded the spikes of a receptor of *Locusta migratoria* while it heard a tone whose
loudness followed Gaussian noise (Rokem, Watzl, Gollisch, Stemmler, Herz & Samengo 2006,
doi:10.1152/jn.00891.2005).  The two recordings of 10 s come from the package nitime 0.12.1
(Copyright 2006-2011, NIPY Developers; ``grasshopper_license.txt`` beside this file is its licence),
which has them from the collection ia-1 of crcns.org.

nitime's text files have the amplitude of the sound every 0.05 ms.  Here is every tenth value, as
its level in decibels, rounded to 0.05; the highest is the intensity that the file of the spikes
names.  Nothing is lost that the neuron could hear: the noise ends at 200 or at 800 Hz.
The chapter "neurons/firing-rate" fits a neuron to it.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

CUTOFFS = {200: 1, 800: 2}  # Hz, and the number of nitime's file
DT = 0.5  # ms, between two values of the level
DURATION = 10_000.0  # ms


class Recording(NamedTuple):
    """What the receptor heard and what it did."""

    spike_times: np.ndarray  # (n_spikes,) float64, ms, ascending, to a tenth of a millisecond
    level: np.ndarray  # (20_000,) float64, dB: of the sound, one value each 0.5 ms


def load(cutoff: int = 200) -> Recording:
    """Return 10 s of the receptor's spikes and of the level of the sound.

    ``cutoff`` (Hz) is the highest frequency of the noise that the loudness followed: 200 or 800.

    >>> load().spike_times[:3]
    array([ 6.7,  9.9, 13.9])
    """
    if cutoff not in CUTOFFS:
        raise ValueError(f"cutoff must be 200 or 800 Hz, got {cutoff!r}")
    number = CUTOFFS[cutoff]
    with np.load(Path(__file__).with_suffix(".npz")) as kept:
        return Recording(kept[f"spikes_{number}"] / 10.0, kept[f"level_{number}"] / 20.0)
