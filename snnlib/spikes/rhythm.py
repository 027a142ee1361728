"""The rhythm that a population has in common: the peak of its activity's power spectrum."""

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib.math import NAN

FINE = 8  # frequencies looked at for each that the segment tells apart


def dominant_frequency(activity: ArrayLike, dt: float, segment: float = 200.0) -> float:
    """Return the frequency (Hz) at which the power spectrum of an activity is largest.

    The spectrum is Welch's (1967, doi:10.1109/TAU.1967.1161901): the mean over half-overlapping
    segments, each without its mean and under a Hann window.  It tells frequencies apart that differ
    by about ``1000 / segment`` Hz; slower ones than ``2000 / segment`` are not looked for, since
    what drifts over a segment would look like one.  Noise has a peak, too: compare the result with
    that of other runs before calling it a rhythm.

    Parameters
    ----------
    activity : (n_bins,) array_like
        Such as the spikes of a population in each bin of ``dt``.
    dt : float, ms
    segment : float, ms
        At least eight bins, and no longer than the activity.

    Returns
    -------
    frequency : float
        NaN where the activity does not change.

    Examples
    --------
    >>> t = np.arange(1000.0)  # ms
    >>> dominant_frequency(np.cos(2.0 * np.pi * t / 25.0), dt=1.0)
    40.0
    """
    activity = _checks.finite_array("activity", activity, max_ndim=1)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    n = round(_checks.positive_number("segment", segment, "milliseconds") / dt)
    if n < 8 or n > activity.size:
        raise ValueError(
            f"segment must be from {8 * dt:g} to {activity.size * dt:g} milliseconds, "
            f"got {segment:g}"
        )
    pieces = np.lib.stride_tricks.sliding_window_view(activity, n)[:: n // 2]
    pieces = (pieces - pieces.mean(axis=1, keepdims=True)) * np.hanning(n)
    power = (np.abs(np.fft.rfft(pieces, FINE * n, axis=1)) ** 2).mean(axis=0)  # (frequency,)
    slow = 2 * FINE
    peak = slow + int(np.argmax(power[slow:]))
    return 1000.0 * peak / (FINE * n * dt) if power[peak] > 0.0 else NAN
