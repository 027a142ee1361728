"""Lists of the spikes in which a pattern is hidden, and what a neuron's answers are worth.

See :mod:`snnlib.data.hidden_pattern`.
"""

from typing import NamedTuple

import numpy as np

from snnlib import _validate
from snnlib._jit import jit
from snnlib.data.hidden_pattern import MOST, HiddenPattern, pattern_shown, window_spikes
from snnlib.network.checks import steps as whole_steps
from snnlib.spikes import _check


class HiddenPatternSpikes(NamedTuple):
    """The stimulus, and the answer to the riddle."""

    spike_times: np.ndarray  # (n_spikes,) float64, ms, ascending
    spike_neurons: np.ndarray  # (n_spikes,) int64
    starts: np.ndarray  # (n_shown,) float64, ms: when the pattern begins


class Detection(NamedTuple):
    """How a neuron answers to a pattern."""

    latencies: np.ndarray  # (n_shown,) float64, ms: of the first spike, NaN where there is none
    false_alarms: np.ndarray  # (n,) float64, ms: spikes outside of the pattern


@jit
def _fill_window(window, shown, params, seed, dt, scratch, spike_times, spike_neurons, begin):
    """List a window's spikes from place ``begin`` on, at most one in a step; return the new end.

    ``scratch`` : the last spikes (n,), times of an afferent (64,), first place of each step
    (n_steps + 1,), and steps, neurons and order of all spikes (64 n,).
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
            spike_times[end] = (window * (first.size - 1) + steps[e] + 1) * dt
            spike_neurons[end] = neurons[e]
            end += 1
    return end


def hidden_pattern(duration, params=HiddenPattern(), seed=0, dt=0.1):  # noqa: B008
    """Make the spikes of afferents in which a pattern is hidden.

    Parameters
    ----------
    duration : float, ms
        A multiple of the pattern's length.
    params : HiddenPattern
    seed : int
        Of everything, the pattern included.
    dt : float, ms
        An afferent spikes at most once in a time step (a second one is left out: 3 in 1000 if dt is
        0.1 ms), and at its end, as :meth:`snnlib.Network.replay` wants it.

    Returns
    -------
    stimulus : HiddenPatternSpikes

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    params = _checked(params)
    seed = _check.whole_number("seed", seed)
    dt = _validate.positive_number("dt", dt, "milliseconds")
    n_steps = whole_steps("params.length", params.length, dt, 1)
    n_windows = whole_steps("duration", duration, params.length, 1)
    most = MOST * params.n  # of a window
    whole = (np.zeros(k, np.int64) for k in (n_steps + 1, most, most, most))
    scratch = (np.zeros(params.n), np.zeros(MOST), *whole)
    rate = 0.5 * (params.rate_low + params.rate_high) + params.noise + 200.0 / params.silence
    size = int(0.001 * rate * params.n * duration) + most
    spike_times, spike_neurons = np.empty(size), np.empty(size, np.int64)
    shown, starts, end = False, [], 0
    for k in range(n_windows):
        if end + most > size:  # a pattern with more spikes than it had to be expected
            size *= 2
            spike_times, spike_neurons = (np.resize(a, size) for a in (spike_times, spike_neurons))
        shown = bool(pattern_shown(k, shown, params, seed))
        starts += [k * params.length] if shown else []
        end = _fill_window(k, shown, params, seed, dt, scratch, spike_times, spike_neurons, end)
    return HiddenPatternSpikes(spike_times[:end], spike_neurons[:end], np.array(starts))


def _checked(params):
    _validate.instance_of("params", params, HiddenPattern)
    n = _validate.positive_integer("params.n", params.n)
    n_pattern = _validate.positive_integer("params.n_pattern", params.n_pattern)
    numbers = (
        _validate.non_negative_number(f"params.{f}", getattr(params, f)) for f in params._fields[2:]
    )
    made = HiddenPattern(n, n_pattern, *numbers)
    for name, right in {
        "n_pattern": n_pattern <= n,
        "length": made.length > 0.0,
        "share": made.share <= 0.5,
        "rate_low": made.rate_low <= made.rate_high,
        "silence": made.silence >= 0.1 * made.length,
        "rate_high": (made.rate_high + made.noise) * made.length <= 20_000.0,
        "deletion": made.deletion <= 1.0,
    }.items():
        if not right:
            raise ValueError(
                f"params.{name} is out of range: {getattr(params, name)}; n_pattern is at most n, "
                "length positive, share at most 0.5, rate_low at most rate_high, silence at least "
                "a tenth of the length, deletion at most 1, and a window holds at most 20 random "
                "spikes of an afferent on average"
            )
    return made


def detect_pattern(spike_times, starts, length):
    """Tell how spikes answer to a pattern that is shown from time to time.

    Parameters
    ----------
    spike_times, starts : (n_spikes,) and (n_shown,) array_like, ms
        Both ascending.
    length : float, ms
        Spikes with ``start < t <= start + length`` belong to the pattern.

    Returns
    -------
    detection : Detection
    """
    spikes = _check.times("spike_times", spike_times, ascending=True)
    starts = _check.times("starts", starts, ascending=True)
    length = _validate.positive_number("length", length, "milliseconds")
    latencies = np.full(starts.size, np.nan)
    which = np.searchsorted(starts, spikes, side="left") - 1
    since = spikes - starts[which] if starts.size else spikes
    inside = (which >= 0) & (since <= length + 1e-9)
    owners, at = np.unique(which[inside], return_index=True)
    latencies[owners] = since[inside][at]
    return Detection(latencies, spikes[~inside])
