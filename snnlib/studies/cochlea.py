"""A bank of gammatone filters, as the inner ear is one: each channel answers to a band of sound.

Channel c passes the frequencies around f_c.  It is four equal resonators in a row, each of which
turns a pointer in the complex plane and lets it decay,

    y <- pole y + (1 - abs(pole)) x,    pole = exp((-2 pi 1.019 ERB(f_c) + 2 pi i f_c) / fs),

and twice the real part of the last is the channel's output (Hohmann 2002, *Acta Acustica united
with Acustica* 88, 433-442; Patterson, Nimmo-Smith, Holdsworth & Rice 1987).  The width of the bands
and their spacing are those of human hearing: ``ERB(f) = 24.7 (0.00437 f + 1)`` Hz, evenly spaced on
the scale ``21.4 log10(0.00437 f + 1)`` (Glasberg & Moore 1990, doi:10.1016/0378-5955(90)90170-T).

Filtered once forwards and once backwards in time, a channel does not shift what it passes, and the
channels' sum has a nearly flat response.

As the hair cells of the inner ear do, each channel lets only the upper half-waves of its output
through.  They charge an integrate-and-fire neuron without leak, which takes off ``threshold`` and
spikes as often as the charge reaches it: the sigma-delta code of :mod:`snnlib.codes.delta`, one
neuron a channel.

To hear them, each spike becomes a pulse of the size of the threshold that goes backwards through
its channel's filter, and the channels are added up.  The half that was cut off comes back, since
cutting halves a tone in the middle of the band and adds only what the filter stops.

Pulses less current is the change of the charge, which lies between 0 and the threshold.  So what
the spikes alone do to the sound is below the threshold times the sum, over the channels, of the
total variation of what a channel makes of one pulse.  The chapter "encoding/events" explains it.
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import Count, Positive
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.codes._code import OutOfRange
from snnlib.math import TWO_PI, cos, exp, log, sin
from snnlib.spikes.trains import SpikeEvents, in_order, to_raster

PER_NEPER = 9.293952  # 21.4 / ln 10
ORDER = 4


class FilterBank(NamedTuple):
    """A bank of gammatone filters; compiled code that makes one gives all four."""

    n_channels: Count = 32
    lowest: Annotated[float, Positive("Hz")] = 100.0  # middle of the first channel
    highest: Annotated[float, Positive("Hz")] = 3500.0  # middle of the last
    sample_rate: Annotated[float, Positive("Hz")] = 8000.0  # more than twice the highest


class Resonator(NamedTuple):
    """One of a channel's four: its pole, and the factor on its input."""

    re: float
    im: float
    gain: float


@jit
def erb(frequency: float) -> float:
    """Return the width (Hz) of the band that the ear resolves at a frequency (Hz)."""
    return 24.7 * (0.00437 * frequency + 1.0)


@jit
def channel_frequency(c: int, bank: FilterBank) -> float:
    """Return the middle (Hz) of channel c, from the lowest at 0 to the highest."""
    start = PER_NEPER * log(1.0 + 0.00437 * bank.lowest)
    end = PER_NEPER * log(1.0 + 0.00437 * bank.highest)
    fraction = c / (bank.n_channels - 1.0) if bank.n_channels > 1 else 0.5
    return (exp((start + fraction * (end - start)) / PER_NEPER) - 1.0) / 0.00437


@jit
def channel_resonator(c: int, bank: FilterBank) -> Resonator:
    """Return the resonator of channel c."""
    f = channel_frequency(c, bank)
    length = exp(-TWO_PI * 1.019 * erb(f) / bank.sample_rate)
    angle = TWO_PI * f / bank.sample_rate
    return Resonator(length * cos(angle), length * sin(angle), 1.0 - length)


@jit
def gammatone_step(x: float, memory: np.ndarray, resonator: Resonator) -> float:
    """Return the output of a channel for the next sample x.

    Parameters
    ----------
    memory : (8,) float64
        The channel's four pointers, real and imaginary part in turn; zeros at first; changed.
    """
    re, im = x, 0.0
    for m in range(0, 2 * ORDER, 2):
        old_re, old_im = memory[m], memory[m + 1]
        re = resonator.re * old_re - resonator.im * old_im + resonator.gain * re
        im = resonator.re * old_im + resonator.im * old_re + resonator.gain * im
        memory[m], memory[m + 1] = re, im
    return 2.0 * re


@jit
def channel_power(c: int, frequency: float, bank: FilterBank) -> float:
    """Return the fraction of a tone's power that channel c passes; 1 in its middle."""
    f = channel_frequency(c, bank)
    resonator = channel_resonator(c, bank)
    length = 1.0 - resonator.gain
    away = TWO_PI * (frequency - f) / bank.sample_rate
    one = resonator.gain * resonator.gain
    one /= 1.0 - 2.0 * length * cos(away) + length * length
    return one * one * one * one


@jit
def bank_gain(bank: FilterBank) -> float:
    """Return the factor that brings the sum of all channels, filtered both ways, back to size.

    One over the mean, over the channels' middles, of what all channels together pass.
    """
    total = 0.0
    for c in range(bank.n_channels):
        for other in range(bank.n_channels):
            total += channel_power(other, channel_frequency(c, bank), bank)
    return bank.n_channels / total


@jit
def reset_filter(memory: np.ndarray) -> None:
    """Put a channel's memory back to zero."""
    for m in range(memory.size):
        memory[m] = 0.0


@jit
def encode_channel(
    sound: np.ndarray,
    resonator: Resonator,
    threshold: float,
    memory: np.ndarray,
    counts: np.ndarray,
) -> int:
    """Fill the number of spikes of one channel in each sample; return how many there are.

    Parameters
    ----------
    sound : (n_samples,) float64
    threshold : float
        What a spike takes off, in the sound's unit times samples; above 0.
    memory : (8,) float64
        Room to work in.
    counts : (n_samples,) float64
    """
    reset_filter(memory)
    charge, total = 0.5 * threshold, 0
    for k in range(sound.size):
        charge += max(gammatone_step(sound[k], memory, resonator), 0.0)
        n = np.floor(charge / threshold)
        charge -= threshold * n
        counts[k] = n
        total += int(n)
    return total


@jit
def decode_channel(
    pulses: np.ndarray, resonator: Resonator, factor: float, memory: np.ndarray, sound: np.ndarray
) -> None:
    """Add one channel to the sound: its pulses, times a factor, filtered backwards in time.

    The factor that brings the sound back is ``2 * threshold * bank_gain(bank)``.
    """
    reset_filter(memory)
    for k in range(sound.size - 1, -1, -1):
        sound[k] += factor * gammatone_step(pulses[k], memory, resonator)


@jit
def _fill_counts(sound, bank, threshold, memory, counts):
    for c in range(bank.n_channels):
        encode_channel(sound, channel_resonator(c, bank), threshold, memory, counts[c])


@jit
def _fill_sound(counts, bank, threshold, memory, sound):
    factor = 2.0 * threshold * bank_gain(bank)
    for c in range(bank.n_channels):
        decode_channel(counts[c], channel_resonator(c, bank), factor, memory, sound)


def _checked(bank, threshold):
    bank = _declared.checked(bank, FilterBank, "bank")
    if not bank.lowest < bank.highest < 0.5 * bank.sample_rate:
        raise ValueError(
            f"lowest must be below highest, and that below half of sample_rate = "
            f"{bank.sample_rate:g} Hz; got {bank.lowest:g} and {bank.highest:g} Hz"
        )
    return bank, _checks.positive_number("threshold", threshold)


def encode(
    sound: ArrayLike,
    bank: FilterBank = FilterBank(),
    threshold: float = 1.0,
    *,
    out_of_range: OutOfRange = "refuse",
) -> SpikeEvents:
    """Turn a sound into spikes.

    Parameters
    ----------
    sound : array_like of shape (n_samples,), from -1 to 1
    bank : FilterBank
        Neuron c belongs to its channel c.
    threshold : float
        Charge of a spike, in the sound's unit times samples.

    Returns
    -------
    events : SpikeEvents
    """
    bank, threshold = _checked(bank, threshold)
    sound = _code.in_range("sound", sound, -1.0, 1.0, out_of_range)
    if sound.ndim != 1:
        raise ValueError(f"sound must have one axis, time, got shape {sound.shape}")
    # a channel's output is at most twice the sound's peak times 1, its filter's area
    _code.room_for(bank.n_channels, int(2.0 * sound.size / threshold))
    counts = np.empty((bank.n_channels, sound.size))
    _fill_counts(sound, bank, threshold, np.empty(2 * ORDER), counts)
    neurons, steps = np.nonzero(counts)
    n = counts[neurons, steps].astype(np.int64)
    first = np.repeat(np.cumsum(n) - n, n)
    part = (np.arange(n.sum()) - first + 1.0) / np.repeat(n, n)  # several in a step are spread
    times = (np.repeat(steps, n) + part) * (1000.0 / bank.sample_rate)
    return in_order(times, np.repeat(neurons, n))


def decode(
    events: SpikeEvents, n_samples: int, bank: FilterBank = FilterBank(), threshold: float = 1.0
) -> np.ndarray:
    """Turn spikes back into a sound.

    Parameters
    ----------
    events : SpikeEvents

    Returns
    -------
    sound : (n_samples,) float64
    """
    bank, threshold = _checked(bank, threshold)
    times, neurons = _code.checked_events(events, bank.n_channels)
    step = 1000.0 / bank.sample_rate
    counts = to_raster(times, neurons, n_samples, bank.n_channels, step).T.astype(np.float64)
    sound = np.zeros(counts.shape[1])
    _fill_sound(np.ascontiguousarray(counts), bank, threshold, np.empty(2 * ORDER), sound)
    return sound
