"""From sound to spikes and back, through the filters of :mod:`.filterbank`.

As the hair cells of the inner ear do, each channel lets only the upper half-waves of its output
through.  They charge an integrate-and-fire neuron without leak, which takes off ``threshold`` and
spikes as often as the charge reaches it: the sigma-delta code of :mod:`.delta`, one neuron a
channel.

To hear them, each spike becomes a pulse of the size of the threshold that goes backwards through
its channel's filter, and the channels are added up.  The half that was cut off comes back, since
cutting halves a tone in the middle of the band and adds only what the filter stops.

Pulses less current is the change of the charge, which lies between 0 and the threshold.  So what
the spikes alone do to the sound is below the threshold times the sum, over the channels, of the
total variation of what a channel makes of one pulse.  The chapter "encoding/events" explains it.
"""

import numpy as np

from snnlib import _validate
from snnlib._jit import jit
from snnlib.encoding import _range
from snnlib.encoding.filterbank import (
    ORDER,
    FilterBank,
    bank_gain,
    channel_resonator,
    forget,
    gammatone_step,
)
from snnlib.spikes.trains import to_raster


@jit
def hear_channel(sound, resonator, threshold, memory, counts):
    """Fill the number of spikes of one channel in each sample; return how many there are.

    Parameters
    ----------
    sound : (n_samples,) float64
    resonator : Resonator
    threshold : float
        What a spike takes off, in the sound's unit times samples; above 0.
    memory : (8,) float64
        Room to work in.
    counts : (n_samples,) float64
    """
    forget(memory)
    charge, total = 0.5 * threshold, 0
    for k in range(sound.size):
        charge += max(gammatone_step(sound[k], memory, resonator), 0.0)
        n = np.floor(charge / threshold)
        charge -= threshold * n
        counts[k] = n
        total += int(n)
    return total


@jit
def speak_channel(pulses, resonator, factor, memory, sound):
    """Add one channel to the sound: its pulses, times a factor, filtered backwards in time.

    The factor that brings the sound back is ``2 * threshold * bank_gain(bank)``.
    """
    forget(memory)
    for k in range(sound.size - 1, -1, -1):
        sound[k] += factor * gammatone_step(pulses[k], memory, resonator)


@jit
def _fill_counts(sound, bank, threshold, memory, counts):
    for c in range(bank.n_channels):
        hear_channel(sound, channel_resonator(c, bank), threshold, memory, counts[c])


@jit
def _fill_sound(counts, bank, threshold, memory, sound):
    factor = 2.0 * threshold * bank_gain(bank)
    for c in range(bank.n_channels):
        speak_channel(counts[c], channel_resonator(c, bank), factor, memory, sound)


def _checked(bank, threshold):
    _validate.instance_of("bank", bank, FilterBank)
    bank = FilterBank(
        _validate.positive_integer("n_channels", bank.n_channels),
        *(
            _validate.positive_number(name, getattr(bank, name), "hertz")
            for name in ("lowest", "highest", "sample_rate")
        ),
    )
    if not bank.lowest < bank.highest < 0.5 * bank.sample_rate:
        raise ValueError(
            f"lowest must be below highest, and that below half of sample_rate = "
            f"{bank.sample_rate:g} Hz; got {bank.lowest:g} and {bank.highest:g} Hz"
        )
    return bank, _validate.positive_number("threshold", threshold)


def cochlea_encode(sound, bank=FilterBank(), threshold=1.0, *, out_of_range="refuse"):  # noqa: B008
    """Turn a sound into spikes.

    Parameters
    ----------
    sound : array_like of shape (n_samples,), from -1 to 1
    bank : FilterBank
        Neuron c belongs to its channel c.
    threshold : float
        Charge of a spike, in the sound's unit times samples.
    out_of_range : {"refuse", "clip"}

    Returns
    -------
    events : SpikeEvents

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    bank, threshold = _checked(bank, threshold)
    sound = _range.in_range("sound", sound, -1.0, 1.0, out_of_range)
    if sound.ndim != 1:
        raise ValueError(f"sound must have one axis, time, got shape {sound.shape}")
    # a channel's output is at most twice the sound's peak times 1, its filter's area
    _range.room_for(bank.n_channels, int(2.0 * sound.size / threshold))
    counts = np.empty((bank.n_channels, sound.size))
    _fill_counts(sound, bank, threshold, np.empty(2 * ORDER), counts)
    neurons, steps = np.nonzero(counts)
    n = counts[neurons, steps].astype(np.int64)
    first = np.repeat(np.cumsum(n) - n, n)
    part = (np.arange(n.sum()) - first + 1.0) / np.repeat(n, n)  # several in a step are spread
    times = (np.repeat(steps, n) + part) * (1000.0 / bank.sample_rate)
    return _range.in_order(times, np.repeat(neurons, n))


def cochlea_decode(events, n_samples, bank=FilterBank(), threshold=1.0):  # noqa: B008
    """Turn spikes back into a sound.

    Parameters
    ----------
    events : SpikeEvents
    n_samples : int
    bank : FilterBank
    threshold : float

    Returns
    -------
    sound : (n_samples,) float64

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    bank, threshold = _checked(bank, threshold)
    times, neurons = _range.checked_events(events, bank.n_channels)
    step = 1000.0 / bank.sample_rate
    counts = to_raster(times, neurons, n_samples, bank.n_channels, step).T.astype(np.float64)
    sound = np.zeros(counts.shape[1])
    _fill_sound(np.ascontiguousarray(counts), bank, threshold, np.empty(2 * ORDER), sound)
    return sound
