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
"encoding/events" explains it.
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import NonNegative, Positive
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.codes._code import OutOfRange
from snnlib.math import exp, log
from snnlib.random import exponential, normal, own_seed, uniform

LEAST_THRESHOLD = 0.01
SHORT = 1e-9  # part of a threshold; a change that is no shorter, roundings of logarithms, is whole


class EventCamera(NamedTuple):
    """An event camera; the defaults are ideal.  Compiled code that makes one gives all seven."""

    threshold: Annotated[float, Positive()] = 0.2  # change of log intensity for an event
    mismatch: Annotated[float, NonNegative()] = 0.0  # standard deviation of the pixels' thresholds
    t_ref: Annotated[float, NonNegative("ms")] = 0.0
    leak_rate: Annotated[float, NonNegative("Hz")] = 0.0  # a pixel
    noise_rate: Annotated[float, NonNegative("Hz")] = 0.0  # a pixel
    dark: Annotated[float, Positive()] = 0.05  # added to the intensity: its logarithm is finite
    brightest: Annotated[float, Positive()] = 1.0  # intensities lie from 0 to this


class PixelState(NamedTuple):
    """A pixel; while ``refractory`` is positive, ``change`` counts as 0."""

    change: float  # of log intensity since the last event
    refractory: float  # ms


@jit
def log_intensity(intensity: float, camera: EventCamera) -> float:
    """Return what a pixel follows."""
    return log(intensity + camera.dark)


@jit
def pixel_threshold(pixel: int, camera: EventCamera, seed: int) -> float:
    """Return the threshold of a pixel, the same at all times; stream ``pixel``, step -1."""
    return max(camera.threshold + camera.mismatch * normal(seed, pixel, -1), LEAST_THRESHOLD)


@jit
def pixel_advance(
    slope: float, state: PixelState, threshold: float, camera: EventCamera, h: float
) -> tuple[float, int, PixelState]:
    """Advance a pixel to its next event, or by h (ms) if there is none before.

    A change that is a threshold, roundings apart, makes an event.  Call it again with the rest of
    the time until nothing is left of it, as :func:`snnlib.neurons.lif.advance`.

    Parameters
    ----------
    slope : float, 1/ms
        Change of log intensity in time, constant for the time h.
    threshold : float
        Of this pixel.
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
    if slope == 0.0:
        return h, 0, PixelState(change, state.refractory - wait)
    rise = (goal - change) / slope
    if wait + rise <= h + SHORT * threshold / abs(slope):
        return (
            min(wait + max(rise, 0.0), h),
            1 if slope > 0.0 else -1,
            PixelState(0.0, camera.t_ref),
        )
    return h, 0, PixelState(change + slope * (h - wait), state.refractory - wait)


@jit
def noise_event(pixel: int, index: int, camera: EventCamera, seed: int) -> tuple[float, int]:
    """Draw the time to a pixel's next event without a cause (ms), and its polarity.

    ``index`` counts the pixel's noise events; stream ``2**31 + pixel``.
    """
    stream = 2147483648 + pixel
    gap = 1000.0 / camera.noise_rate * exponential(seed, stream, 2 * index)
    return gap, 1 if uniform(seed, stream, 2 * index + 1) < 0.5 else -1


class CameraEvents(NamedTuple):
    """Events of a camera, ascending in time."""

    times: np.ndarray  # (n_events,) float64, ms
    x: np.ndarray  # (n_events,) int64, column
    y: np.ndarray  # (n_events,) int64, row
    polarity: np.ndarray  # (n_events,) int64, 1 for ON, -1 for OFF


@jit
def _fill_pixel(level, p, camera, dt, seed, times, pixels, polarity, count):
    """Add the events of pixel p, whose log intensity over time is ``level[:, p]``; count them."""
    threshold = pixel_threshold(p, camera, seed)
    state = PixelState(0.0, 0.0)
    for k in range(level.shape[0] - 1):
        slope = (level[k + 1, p] - level[k, p]) / dt
        left = dt
        while left > 0.0:
            elapsed, sign, state = pixel_advance(slope, state, threshold, camera, left)
            left -= elapsed
            if sign != 0:
                if count < times.size:
                    times[count], pixels[count] = (k + 1) * dt - left, p
                    polarity[count] = sign
                count += 1
    time, index = 0.0, 0
    while camera.noise_rate > 0.0:
        gap, sign = noise_event(p, index, camera, seed)
        time += gap
        index += 1
        if time > (level.shape[0] - 1) * dt:
            break
        if count < times.size:
            times[count], pixels[count], polarity[count] = time, p, sign
        count += 1
    return count


@jit
def _fill(level, camera, dt, seed, times, pixels, polarity):
    """Fill the events of all pixels; count them, even if there is no room."""
    count = 0
    for p in range(level.shape[1]):
        count = _fill_pixel(level, p, camera, dt, seed, times, pixels, polarity, count)
    return count


@jit
def _fill_log(intensity, camera, level):
    for k in range(level.shape[0]):
        for p in range(level.shape[1]):
            level[k, p] = log_intensity(intensity[k, p], camera)


def _checked(camera):
    checked = _declared.checked(camera, EventCamera, "camera")
    if checked.threshold < LEAST_THRESHOLD:
        raise ValueError(
            f"threshold must be at least {LEAST_THRESHOLD:g}, got {checked.threshold:g}"
        )
    return checked


def simulate(
    frames: ArrayLike,
    camera: EventCamera = EventCamera(),
    dt: float = 1.0,
    *,
    out_of_range: OutOfRange = "refuse",
    seed: int = 0,
) -> CameraEvents:
    """Simulate the events that a camera sends while it looks at a film.

    Parameters
    ----------
    frames : array_like of shape (n_frames, rows, columns), from 0 to ``brightest``
        Intensities, two frames or more.
    dt : float, ms
        From one frame to the next.
    seed : int
        Of the mismatch and the noise, under ``own_seed(seed, "event_camera")``.

    Returns
    -------
    events : CameraEvents
        From 0 to ``(n_frames - 1) * dt``.

    Examples
    --------
    >>> simulate([[[0.1, 0.5]], [[0.2, 0.5]]]).times.round(2)  # log(0.25 / 0.15) = 0.51
    array([0.39, 0.78])
    """
    camera = _checked(camera)
    seed = own_seed(_checks.whole_number("seed", seed), "event_camera")
    dt = _checks.positive_number("dt", dt, "milliseconds")
    frames = _code.in_range("frames", frames, 0.0, camera.brightest, out_of_range)
    if frames.ndim != 3 or frames.shape[0] < 2:
        raise ValueError(
            f"frames must have the axes (time, row, column), two frames or more, got shape "
            f"{frames.shape}"
        )
    n_frames, rows, columns = frames.shape
    level = np.empty((n_frames, rows * columns))
    _fill_log(frames.reshape(level.shape), camera, level)
    room = 0
    while True:  # the first round only counts
        times = np.empty(room)
        pixels, polarity = np.empty(room, np.int64), np.empty(room, np.int64)
        count = _fill(level, camera, dt, seed, times, pixels, polarity)
        if count <= room:
            break
        room = count
    order = np.lexsort((pixels, times))
    rows_of, columns_of = np.divmod(pixels[order], columns)
    return CameraEvents(times[order], columns_of, rows_of, polarity[order])


@jit
def _fill_sum(times, pixels, polarity, threshold, decay, dt, level):
    """Fill log intensities (time, pixel): the sum of the events, leaking by ``decay`` a frame."""
    i = 0
    for k in range(1, level.shape[0]):
        for p in range(level.shape[1]):
            level[k, p] = decay * level[k - 1, p]
        while i < times.size and times[i] <= k * dt * (1.0 + 1e-12):
            level[k, pixels[i]] += threshold * polarity[i]
            i += 1


@jit
def _fill_intensity(level, first, camera, frames):
    for k in range(level.shape[0]):
        for p in range(level.shape[1]):
            intensity = exp(log_intensity(first[p], camera) + level[k, p]) - camera.dark
            frames[k, p] = min(max(intensity, 0.0), camera.brightest)


def frames(
    events: CameraEvents,
    shape: tuple[int, ...],
    camera: EventCamera = EventCamera(),
    dt: float = 1.0,
    *,
    first: ArrayLike = 0.5,
    tau: float | None = None,
) -> np.ndarray | float:
    """Rebuild a film from the events of a camera, by summing them.

    The receiver knows the threshold that the camera was built with, not those of its pixels.

    Parameters
    ----------
    shape : tuple of int
        (n_frames, rows, columns)
    dt : float, ms
    first : float or array_like of shape (rows, columns)
        The first frame, which no event tells.
    tau : float, ms, optional
        Time in which the sum leaks away, and noise with it; never, if not given.

    Returns
    -------
    frames : float64 of the given shape
        Ideal camera, no ``tau``: ``log(frames + dark)`` is less than a threshold off.
    """
    camera = _checked(camera)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    shape, _ = _code.checked_shape(shape)
    if len(shape) != 3:
        raise ValueError(f"shape must be (n_frames, rows, columns), got {shape}")
    _checks.instance_of("events", events, CameraEvents)
    n_frames, rows, columns = shape
    times = _checks.spike_times("events.times", events.times, ascending=True)
    x = _checks.spike_neurons("events.x", events.x, times.size, columns)
    y = _checks.spike_neurons("events.y", events.y, times.size, rows)
    polarity = (
        _checks.spike_neurons("events.polarity + 1", np.add(events.polarity, 1), times.size, 3) - 1
    )
    decay = 1.0 if tau is None else exp(-dt / _checks.positive_number("tau", tau, "milliseconds"))
    first = _code.in_range("first", first, 0.0, camera.brightest, "refuse")
    first = np.broadcast_to(first, shape[1:]).reshape(-1)
    level = np.zeros((n_frames, rows * columns))
    _fill_sum(times, y * columns + x, polarity, camera.threshold, decay, dt, level)
    frames = np.empty_like(level)
    _fill_intensity(level, first, camera, frames)
    return frames.reshape(shape)
