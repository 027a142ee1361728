"""An event camera: each pixel sends the changes of its brightness, on its own and at once.

A pixel follows the logarithm of its intensity, ``log(intensity + dark)``.  As often as that has
changed by the threshold since the pixel's last event, up or down, it sends an ON or an OFF event
and remembers the present value (Lichtsteiner, Posch & Delbruck 2008, doi:10.1109/JSSC.2007.914337;
the model is that of ESIM and v2e, Hu, Liu & Delbruck 2021).  Four things are not as one would like:

* the thresholds differ from pixel to pixel, by a standard deviation ``mismatch``;
* for ``t_ref`` after an event the pixel is held in reset: what changes in that time is never told;
* the memory leaks, which makes ON events at ``leak_rate`` in a pixel that sees nothing happen;
* there are events without a cause, at ``noise_rate``, ON or OFF by the toss of a coin.

Without all four, summing events gives the logarithm back to less than a threshold.  Between two
frames it is taken as linear in time, so that events come at their own moments.  The chapter
"encoding/events" explains it.  Here are the scalar functions, which a kernel calls;
:mod:`.event_camera` has the loops.
"""

from typing import NamedTuple

from snnlib._jit import jit
from snnlib.math import log
from snnlib.random import exponential, normal, uniform

INF = float("inf")
LEAST_THRESHOLD = 0.01


class EventCamera(NamedTuple):
    """An event camera; the defaults are ideal.  Compiled code that makes one gives all seven."""

    threshold: float = 0.2  # change of log intensity for an event
    mismatch: float = 0.0  # standard deviation of the pixels' thresholds, in the same unit
    t_ref: float = 0.0  # ms
    leak_rate: float = 0.0  # Hz, a pixel
    noise_rate: float = 0.0  # Hz, a pixel
    dark: float = 0.05  # added to the intensity, so that its logarithm is finite
    brightest: float = 1.0  # intensities lie from 0 to this


class PixelState(NamedTuple):
    """A pixel; while ``refractory`` is positive, ``change`` counts as 0."""

    change: float  # of log intensity since the last event
    refractory: float  # ms


@jit
def log_intensity(intensity, camera):
    """What a pixel follows."""
    return log(intensity + camera.dark)


@jit
def pixel_threshold(pixel, camera, seed):
    """Threshold of a pixel, the same at all times; stream ``pixel``, step -1."""
    return max(camera.threshold + camera.mismatch * normal(seed, pixel, -1), LEAST_THRESHOLD)


@jit
def pixel_advance(slope, state, threshold, camera, h):
    """Advance a pixel to its next event, or by h (ms) if there is none before.

    Call it again with the rest of the time until nothing is left of it, as
    :func:`snnlib.lif_advance`.

    Parameters
    ----------
    slope : float, 1/ms
        Change of log intensity in time, constant for the time h.
    state : PixelState
    threshold : float
        Of this pixel.
    camera : EventCamera
    h : float, ms

    Returns
    -------
    elapsed : float, ms
    polarity : int
        1 for ON, -1 for OFF, 0 for no event.
    state : PixelState
    """
    slope += 0.001 * camera.leak_rate * threshold
    wait = min(state.refractory, h)
    change = 0.0 if state.refractory > 0.0 else state.change
    goal = threshold if slope > 0.0 else -threshold
    rise = (goal - change) / slope if slope != 0.0 else INF
    if wait + rise <= h:
        return wait + max(rise, 0.0), 1 if slope > 0.0 else -1, PixelState(0.0, camera.t_ref)
    return h, 0, PixelState(change + slope * (h - wait), state.refractory - wait)


@jit
def noise_event(pixel, index, camera, seed):
    """Time to a pixel's next event without a cause (ms), and its polarity.

    ``index`` counts the pixel's noise events; stream ``2**31 + pixel``.
    """
    stream = 2147483648 + pixel
    gap = 1000.0 / camera.noise_rate * exponential(seed, stream, 2 * index)
    return gap, 1 if uniform(seed, stream, 2 * index + 1) < 0.5 else -1
