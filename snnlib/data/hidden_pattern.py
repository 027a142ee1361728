"""A spike pattern that comes back again and again, hidden in noise of the same strength.

The stimulus of Masquelier, Guyonneau & Thorpe (2008, doi:10.1371/journal.pone.0001377).  Afferents
fire at random, each at a rate of its own that drifts, and none is ever silent for long.  One
stretch of some of them, the pattern, is played again from time to time in the place of what these
afferents would have done, so that neither their own rates nor the rate of all tells when.  Spikes
of the pattern are jittered, some may be lost, and further spikes are added to all at all times.

Time goes in windows as long as the pattern.  The rate of an afferent goes from window to window in
a straight line from one random value to the next; in the paper it takes a smooth random walk, with
the same limits and the same greatest speed.  Jitter that would lead out of the window is reflected.
Here are the scalar functions, which a kernel calls; :mod:`snnlib.data.hidden_pattern_spikes` makes
lists of spikes.  The chapter "learning/hidden-pattern" uses both.
"""

from math import sqrt
from typing import NamedTuple

from snnlib._jit import jit
from snnlib.random import normal, poisson, uniform, uniform_pair

MOST = 64  # spikes of an afferent in a window
STREAMS = 6  # of random numbers for each afferent
PATTERN = -2  # number of the window of which the pattern is a copy; shown windows have 0 and more


class HiddenPattern(NamedTuple):
    """What is hidden where.  Compiled code that makes one has to give all ten."""

    n: int = 2000  # afferents
    n_pattern: int = 1000  # the first so many take part in the pattern
    length: float = 50.0  # ms, of the pattern and of a window
    share: float = 0.25  # of the time in which the pattern is shown; at most 0.5
    rate_low: float = 0.0  # Hz, rates drift between this
    rate_high: float = 90.0  # Hz, and this
    silence: float = 50.0  # ms, after which an afferent fires in any case
    noise: float = 10.0  # Hz, added to all, and to the pattern
    jitter: float = 1.0  # ms, standard deviation
    deletion: float = 0.0  # chance that a spike of the pattern is put to a random time


@jit
def drifting_rate(i, window, params, seed):
    """Rate of afferent i at the beginning of a window, in Hz."""
    span = params.rate_high - params.rate_low
    return params.rate_low + span * uniform(seed, STREAMS * i, window)


@jit
def ramp_time(u, a, b):
    """Place in [0, 1) that u in [0, 1) gets where the rate goes in a straight line from a to b."""
    root = a + sqrt(a * a + u * (b * b - a * a))
    return u * (a + b) / root if root > 0.0 else u


@jit
def poisson_ramp(i, stream, window, a, b, params, seed, times, count):
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
def free_spikes(i, window, last, params, seed, times):
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
def pattern_spikes(i, window, params, seed, times):
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
def window_spikes(i, window, shown, params, seed, last, times):
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
def pattern_shown(window, before, params, seed):
    """Whether the pattern is shown in a window, given whether it was in the one before.

    Never twice in a row; after a pause of one window with the chance that makes up the share.
    """
    chance = params.share / (1.0 - params.share)
    return not before and uniform(seed, STREAMS * params.n, window) < chance
