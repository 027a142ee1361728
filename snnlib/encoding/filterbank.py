"""A bank of gammatone filters, as the inner ear is one: each channel answers to a band of sound.

Channel c passes the frequencies around f_c.  It is four equal resonators in a row, each of which
turns a pointer in the complex plane and lets it decay,

    y <- pole y + (1 - abs(pole)) x,    pole = exp((-2 pi 1.019 ERB(f_c) + 2 pi i f_c) / fs),

and twice the real part of the last is the channel's output (Hohmann 2002, *Acta Acustica united
with Acustica* 88, 433-442; Patterson, Nimmo-Smith, Holdsworth & Rice 1987).  The width of the bands
and their spacing are those of human hearing: ``ERB(f) = 24.7 (0.00437 f + 1)`` Hz, evenly spaced on
the scale ``21.4 log10(0.00437 f + 1)`` (Glasberg & Moore 1990, doi:10.1016/0378-5955(90)90170-T).

Filtered once forwards and once backwards in time, a channel does not shift what it passes, and the
channels' sum has a nearly flat response.  The chapter "encoding/events" explains it.
"""

from typing import NamedTuple

from snnlib._jit import jit
from snnlib.math import cos, exp, log, sin

TWO_PI = 6.283185307179586
PER_NEPER = 9.293952  # 21.4 / ln 10
ORDER = 4


class FilterBank(NamedTuple):
    """A bank of gammatone filters; compiled code that makes one gives all four."""

    n_channels: int = 32
    lowest: float = 100.0  # Hz, middle of the first channel
    highest: float = 3500.0  # Hz, middle of the last
    sample_rate: float = 8000.0  # Hz, more than twice the highest


class Resonator(NamedTuple):
    """One of a channel's four: its pole, and the factor on its input."""

    re: float
    im: float
    gain: float


@jit
def erb(frequency):
    """Width (Hz) of the band that the ear resolves at a frequency (Hz)."""
    return 24.7 * (0.00437 * frequency + 1.0)


@jit
def channel_frequency(c, bank):
    """Middle (Hz) of channel c, from the lowest at 0 to the highest."""
    start = PER_NEPER * log(1.0 + 0.00437 * bank.lowest)
    end = PER_NEPER * log(1.0 + 0.00437 * bank.highest)
    share = c / (bank.n_channels - 1.0) if bank.n_channels > 1 else 0.5
    return (exp((start + share * (end - start)) / PER_NEPER) - 1.0) / 0.00437


@jit
def channel_resonator(c, bank):
    """Resonator of channel c."""
    f = channel_frequency(c, bank)
    length = exp(-TWO_PI * 1.019 * erb(f) / bank.sample_rate)
    angle = TWO_PI * f / bank.sample_rate
    return Resonator(length * cos(angle), length * sin(angle), 1.0 - length)


@jit
def gammatone_step(x, memory, resonator):
    """Output of a channel for the next sample x.

    Parameters
    ----------
    x : float
    memory : (8,) float64
        The channel's four pointers, real and imaginary part in turn; zeros at first; changed.
    resonator : Resonator

    Returns
    -------
    y : float
    """
    re, im = x, 0.0
    for m in range(0, 2 * ORDER, 2):
        old_re, old_im = memory[m], memory[m + 1]
        re = resonator.re * old_re - resonator.im * old_im + resonator.gain * re
        im = resonator.re * old_im + resonator.im * old_re + resonator.gain * im
        memory[m], memory[m + 1] = re, im
    return 2.0 * re


@jit
def channel_power(c, frequency, bank):
    """Share of a tone's power that channel c passes; 1 in its middle."""
    f = channel_frequency(c, bank)
    resonator = channel_resonator(c, bank)
    length = 1.0 - resonator.gain
    away = TWO_PI * (frequency - f) / bank.sample_rate
    one = resonator.gain * resonator.gain
    one /= 1.0 - 2.0 * length * cos(away) + length * length
    return one * one * one * one


@jit
def bank_gain(bank):
    """Factor that brings the sum of all channels, filtered both ways, back to the size of x.

    One over the mean, over the channels' middles, of what all channels together pass.
    """
    total = 0.0
    for c in range(bank.n_channels):
        for other in range(bank.n_channels):
            total += channel_power(other, channel_frequency(c, bank), bank)
    return bank.n_channels / total


@jit
def forget(memory):
    """Put a channel's memory back to zero."""
    for m in range(memory.size):
        memory[m] = 0.0
