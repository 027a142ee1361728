"""A spike pattern that comes back again and again, hidden in noise of the same strength.

The stimulus of Masquelier, Guyonneau & Thorpe (2008, doi:10.1371/journal.pone.0001377).  Afferents
fire at random, each at a rate of its own that drifts, and none is ever silent for long.  One
stretch of some of them, the pattern, is played again from time to time in the place of what these
afferents would have done, so that neither their own rates nor the rate of all tells when.  Spikes
of the pattern are jittered, some may be lost, and further spikes are added to all at all times.

Time goes in windows as long as the pattern.  The rate of an afferent goes from window to window in
a straight line from one random value to the next; in the paper it takes a smooth random walk, with
the same limits and the same greatest speed.  Jitter that would lead out of the window is reflected.
The chapter "learning/hidden-pattern" uses it.
"""

from math import sqrt
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import Count, NonNegative
from snnlib._jit import jit
from snnlib.network.checks import steps as whole_steps
from snnlib.random import normal, poisson, uniform, uniform_pair

MOST = 64  # spikes of an afferent in a window
STREAMS = 6  # of random numbers for each afferent
PATTERN = -2  # number of the window of which the pattern is a copy; shown windows have 0 and more


class HiddenPattern(NamedTuple):
    """What is hidden where.  Compiled code that makes one has to give all ten."""

    n: Count = 2000  # afferents
    n_pattern: Count = 1000  # the first so many take part in the pattern
    length: Annotated[float, NonNegative("ms")] = 50.0  # of the pattern and of a window
    fraction: Annotated[float, NonNegative()] = 0.25  # of the time with the pattern, at most 0.5
    rate_low: Annotated[float, NonNegative("Hz")] = 0.0  # rates drift between this
    rate_high: Annotated[float, NonNegative("Hz")] = 90.0  # and this
    silence: Annotated[float, NonNegative("ms")] = 50.0  # after which an afferent fires in any case
    noise: Annotated[float, NonNegative("Hz")] = 10.0  # added to all, and to the pattern
    jitter: Annotated[float, NonNegative("ms")] = 1.0  # standard deviation
    deletion: Annotated[float, NonNegative()] = 0.0  # probability of a random time instead


@jit
def drifting_rate(i: int, window: int, params: HiddenPattern, seed: int) -> float:
    """Return the rate of afferent i at the beginning of a window, in Hz."""
    span = params.rate_high - params.rate_low
    return params.rate_low + span * uniform(seed, STREAMS * i, window)


@jit
def ramp_time(u: float, a: float, b: float) -> float:
    """Place in [0, 1) that u in [0, 1) gets where the rate goes in a straight line from a to b."""
    root = a + sqrt(a * a + u * (b * b - a * a))
    return u * (a + b) / root if root > 0.0 else u


@jit
def poisson_ramp(
    i: int,
    stream: int,
    window: int,
    a: float,
    b: float,
    params: HiddenPattern,
    seed: int,
    times: np.ndarray,
    count: int,
) -> int:
    """Append Poisson spikes of a rate that goes from a to b in a window; return the new count."""
    mean = 0.0005 * (a + b) * params.length
    end = min(count + poisson(mean, seed, STREAMS * i + stream, window), times.size)
    for j in range(count, end, 2):
        u, v = uniform_pair(seed, STREAMS * i + stream + 1, MOST * window + j - count)
        times[j] = params.length * ramp_time(u, a, b)
        if j + 1 < end:
            times[j + 1] = params.length * ramp_time(v, a, b)
    return end


@jit
def free_spikes(
    i: int, window: int, last: float, params: HiddenPattern, seed: int, times: np.ndarray
) -> tuple[int, float]:
    """Write what an afferent does by itself in a window; return how many, and the last.

    ``last`` : ms, its last spike before, counted from the beginning of the window, so not positive;
    the one that is returned is counted from its end.
    """
    a = drifting_rate(i, window, params, seed)
    b = drifting_rate(i, window + 1, params, seed)
    count = end = poisson_ramp(i, 1, window, a, b, params, seed, times, 0)
    for j in range(1, count):  # into order
        t, k = times[j], j
        while k > 0 and times[k - 1] > t:
            times[k] = times[k - 1]
            k -= 1
        times[k] = t
    for j in range(count + 1):
        after = times[j] if j < count else params.length
        while after - last > params.silence and end < times.size:
            last += params.silence
            times[end] = last
            end += 1
        last = times[j] if j < count else last
    return end, last - params.length


@jit
def pattern_spikes(i: int, window: int, params: HiddenPattern, seed: int, times: np.ndarray) -> int:
    """Write an afferent's part of the pattern, as it comes in this window; return how many."""
    last = -params.silence * uniform(seed, STREAMS * i, PATTERN - 1)
    count, _ = free_spikes(i, PATTERN, last, params, seed, times)
    for j in range(count):
        number = 2 * (MOST * window + j)
        if params.deletion > 0.0 and uniform(seed, STREAMS * i + 5, number) < params.deletion:
            times[j] = params.length * uniform(seed, STREAMS * i + 5, number + 1)
        elif params.jitter > 0.0:
            t = times[j] + params.jitter * normal(seed, STREAMS * i + 5, number + 1)
            t = -t if t < 0.0 else t
            times[j] = min(max(2.0 * params.length - t, 0.0), t)
    return count


@jit
def window_spikes(
    i: int,
    window: int,
    shown: bool,
    params: HiddenPattern,
    seed: int,
    last: float,
    times: np.ndarray,
) -> int:
    """Write the spikes of an afferent in a window, in ms from its beginning; return how many.

    ``shown`` : whether the pattern is.  ``last`` : (n,) float64, see :func:`free_spikes`; windows
    come one after the other, from 0 on.  ``times`` : (64,) float64, in no order.
    """
    if window == 0:
        last[i] = -params.silence * uniform(seed, STREAMS * i, PATTERN - 2)
    count, last[i] = free_spikes(i, window, last[i], params, seed, times)
    if shown and i < params.n_pattern:
        count = pattern_spikes(i, window, params, seed, times)
    return poisson_ramp(i, 3, window, params.noise, params.noise, params, seed, times, count)


@jit
def pattern_shown(window: int, before: bool, params: HiddenPattern, seed: int) -> bool:
    """Return whether the pattern is shown in a window, given whether it was in the one before.

    Never twice in a row; after a pause of one window with the probability that makes up the
    fraction.
    """
    probability = params.fraction / (1.0 - params.fraction)
    return not before and uniform(seed, STREAMS * params.n, window) < probability


class HiddenPatternSpikes(NamedTuple):
    """The stimulus, and the answer to the riddle."""

    spike_times: np.ndarray  # (n_spikes,) float64, ms, ascending
    spike_neurons: np.ndarray  # (n_spikes,) int64
    starts: np.ndarray  # (n_shown,) float64, ms: when the pattern begins


class Detection(NamedTuple):
    """How a neuron answers to a pattern."""

    latencies: np.ndarray  # (n_shown,) float64, ms: of the first spike, NaN where there is none
    false_alarms: np.ndarray  # (n,) float64, ms: spikes outside of the pattern


class WindowScratch(NamedTuple):
    """What a window's spikes are put into order with."""

    last: np.ndarray  # (n,) ms, of each afferent, see free_spikes
    times: np.ndarray  # (64,) ms, of one afferent
    first: np.ndarray  # (n_steps + 1,) int64, first place of each step
    steps: np.ndarray  # (64 n,) int64, of all spikes, afferent by afferent
    neurons: np.ndarray  # (64 n,) int64
    order: np.ndarray  # (64 n,) int64


@jit
def window_scratch(n: int, n_steps: int) -> WindowScratch:
    """Return scratch for n afferents and windows of so many steps."""
    first, most = np.zeros(n_steps + 1, np.int64), MOST * n
    whole = np.zeros(most, np.int64), np.zeros(most, np.int64), np.zeros(most, np.int64)
    return WindowScratch(np.zeros(n), np.zeros(MOST), first, *whole)


@jit
def fill_window(
    window: int,
    shown: bool,
    params: HiddenPattern,
    seed: int,
    dt: float,
    scratch: WindowScratch,
    spike_steps: np.ndarray,
    spike_neurons: np.ndarray,
    begin: int,
) -> int:
    """List a window's spikes from place ``begin`` on, in order; return the new end.

    Windows come one after the other, from 0 on.  Steps count from the beginning of window 0; an
    afferent spikes at most once in a step.
    """
    last, times, first, steps, neurons, order = scratch
    count = 0
    first[:] = 0
    for i in range(params.n):
        for j in range(window_spikes(i, window, shown, params, seed, last, times)):
            steps[count] = min(int(times[j] / dt), first.size - 2)
            neurons[count] = i
            first[steps[count] + 1] += 1
            count += 1
    for k in range(first.size - 1):
        first[k + 1] += first[k]
    for e in range(count):  # the neurons of a step stay in order
        order[first[steps[e]]] = e
        first[steps[e]] += 1
    end = begin
    for place in range(count):
        e, before = order[place], order[place - 1]
        if place == 0 or steps[e] != steps[before] or neurons[e] != neurons[before]:
            spike_steps[end] = window * (first.size - 1) + steps[e]
            spike_neurons[end] = neurons[e]
            end += 1
    return end


def generate(
    duration: float, params: HiddenPattern = HiddenPattern(), seed: int = 0, dt: float = 0.1
) -> HiddenPatternSpikes:
    """Make the spikes of afferents in which a pattern is hidden.

    Parameters
    ----------
    duration : float, ms
        A multiple of the pattern's length.
    seed : int
        Of everything, the pattern included.
    dt : float, ms
        An afferent spikes at most once in a time step (a second one is left out: 3 in 1000 if dt is
        0.1 ms), and at its end, as :meth:`snnlib.Network.replay` wants it.
    """
    params = _checked(params)
    seed = _checks.whole_number("seed", seed)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    n_steps = whole_steps("params.length", params.length, dt, 1)
    n_windows = whole_steps("duration", duration, params.length, 1)
    most = MOST * params.n  # of a window
    scratch = window_scratch(params.n, n_steps)
    rate = 0.5 * (params.rate_low + params.rate_high) + params.noise + 200.0 / params.silence
    size = int(0.001 * rate * params.n * n_windows * params.length) + most
    spike_times, spike_neurons = np.empty(size), np.empty(size, np.int64)  # first times in steps
    shown, starts, end = False, [], 0
    for k in range(n_windows):
        if end + most > size:  # a pattern with more spikes than it had to be expected
            size += size // 8 + most
            _resize(spike_times, spike_neurons, size)
        shown = bool(pattern_shown(k, shown, params, seed))
        starts += [k * params.length] if shown else []
        end = fill_window(k, shown, params, seed, dt, scratch, spike_times, spike_neurons, end)
    _resize(spike_times, spike_neurons, end)
    spike_times += 1.0
    spike_times *= dt
    return HiddenPatternSpikes(spike_times, spike_neurons, np.array(starts))


def _resize(spike_times, spike_neurons, size):
    """Make them longer or shorter where they are: millions of spikes need no second place."""
    for array in (spike_times, spike_neurons):
        array.resize(size, refcheck=False)  # nothing else looks into them


def _checked(params):
    made = _declared.checked(params, HiddenPattern, prefix="params.")
    for name, right in {
        "n_pattern": made.n_pattern <= made.n,
        "length": made.length > 0.0,
        "fraction": made.fraction <= 0.5,
        "rate_low": made.rate_low <= made.rate_high,
        "silence": made.silence >= 0.1 * made.length,
        "rate_high": (made.rate_high + made.noise) * made.length <= 20_000.0,
        "deletion": made.deletion <= 1.0,
    }.items():
        if not right:
            raise ValueError(
                f"params.{name} is out of range: {getattr(params, name)}; n_pattern is at most n, "
                "length positive, fraction at most 0.5, rate_low at most rate_high, silence at "
                "least a tenth of the length, deletion at most 1, and a window holds at most 20 "
                "random spikes of an afferent on average"
            )
    return made


def detect(spike_times: ArrayLike, starts: ArrayLike, length: float) -> Detection:
    """Measure how spikes answer to a pattern that is shown from time to time.

    Parameters
    ----------
    spike_times, starts : (n_spikes,) and (n_shown,) array_like, ms
        Both ascending.
    length : float, ms
        Spikes with ``start < t <= start + length`` belong to the pattern.
    """
    spikes = _checks.spike_times("spike_times", spike_times, ascending=True)
    starts = _checks.spike_times("starts", starts, ascending=True)
    length = _checks.positive_number("length", length, "milliseconds")
    latencies = np.full(starts.size, np.nan)
    which = np.searchsorted(starts, spikes, side="left") - 1
    since = spikes - starts[which] if starts.size else spikes
    inside = (which >= 0) & (since <= length + 1e-9)
    owners, at = np.unique(which[inside], return_index=True)
    latencies[owners] = since[inside][at]
    return Detection(latencies, spikes[~inside])
