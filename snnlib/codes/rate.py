"""Rate codes: a value is how often a neuron fires; the decoder counts.

A value that is the fraction x of the range is sent at the rate ``x * max_rate`` for a window.  With
``N = max_rate * window / 1000`` spikes for x = 1, the decoder takes n spikes for ``n / N``.

* *Poisson*: spikes come at random.  The estimate is right on average, with the variance ``x / N``;
  on a grid of steps that hold one spike each ``x (1 - x p) / N``, p the probability of a spike for
  x = 1.  To halve the error takes four times the window.
* *Regular*: spikes come in equal intervals from a random beginning, one of its own for each
  neuron.  Again right on average, the variance is ``f (1 - f) / N**2`` with f the fraction of
  ``x N``, and the error is always below 1 / N.  To halve it takes twice the window.

On a grid a rate above one spike a step cannot be sent; it is refused.  The first rate code to be
seen was that of Adrian & Zotterman (1926), "The impulses produced by sensory nerve endings, part
II", J. Physiol. 61, 151-171, doi:10.1113/jphysiol.1926.sp002281.  The chapter is "encoding/rate".
"""

from math import sqrt
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._declared import Finite, Positive
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.codes._code import OutOfRange, Shape
from snnlib.math import INF, NAN
from snnlib.random import own_seed, uniform
from snnlib.spikes.processes import poisson_process
from snnlib.spikes.trains import SpikeEvents, in_order, step_of


class RateCode(NamedTuple):
    """A rate code: how long the decoder counts, and the rate of the highest value."""

    window: Annotated[float, Positive("ms")] = 100.0
    max_rate: Annotated[float, Positive("Hz")] = 200.0
    low: Annotated[float, Finite()] = 0.0
    high: Annotated[float, Finite()] = 1.0


@jit
def regular_time(x: float, k: int, phase: float, code: RateCode) -> float:
    """Return the time (ms) of spike k = 0, 1, ... of a regular train for x; infinite for x = 0.

    ``phase`` in [0, 1) is the beginning as a part of the interval.
    """
    return (k + phase) * 1000.0 / (x * code.max_rate) if x > 0.0 else INF


@jit
def value(n_spikes: int, code: RateCode) -> float:
    """Return the fraction of the range that a count stands for: count over the highest value's."""
    return n_spikes / (code.max_rate * code.window / 1000.0)


@jit
def poisson_error(x: float, code: RateCode, dt: float) -> float:
    """Compute the standard deviation of the decoded fraction x for a Poisson train.

    ``dt`` is the time step in ms of a grid with one spike a step, 0 for continuous time.
    """
    full = code.max_rate * code.window / 1000.0
    silent = 1.0 - x * code.max_rate * dt / 1000.0
    return sqrt(x * silent / full) if x >= 0.0 and silent >= 0.0 else NAN


@jit
def regular_error(x: float, code: RateCode) -> float:
    """Compute the standard deviation of the decoded fraction x for a regular train."""
    full = code.max_rate * code.window / 1000.0
    part = x * full - np.floor(x * full)
    return sqrt(part * (1.0 - part)) / full


@jit
def _fill_regular(x, code, dt, seed, times, neurons):
    """Fill the regular trains; return the number of spikes."""
    count = 0
    for j in range(x.size):
        phase = uniform(seed, j, 0)
        k = 0
        time = regular_time(x[j], k, phase, code)
        while time <= code.window:
            times[count] = time if dt == 0.0 else (step_of(time, dt) + 1) * dt
            neurons[count] = j
            count += 1
            k += 1
            time = regular_time(x[j], k, phase, code)
    return count


def _checked(code, dt):
    """Return the code and the time step (0: none), or say what does not fit."""
    code = _code.checked_code(code, RateCode)
    _code.holds_a_spike(code)
    if dt is None:
        return code, 0.0
    dt = _checks.positive_number("dt", dt, "milliseconds")
    _code.one_spike_a_step(code, dt, "; without dt a step may hold several")
    return code, dt


def poisson_encode(
    values: ArrayLike,
    code: RateCode = RateCode(),
    *,
    dt: float | None = None,
    out_of_range: OutOfRange = "refuse",
    seed: int = 0,
) -> SpikeEvents:
    """Encode values as the rates of Poisson trains.

    ``dt`` is the time step in ms of a grid with at most one spike a step; without it time is
    continuous.  A window that holds no spike, or a step that would hold more than one, raises
    ValueError.  The trains are those of a :func:`snnlib.spikes.poisson_process` under
    ``own_seed(seed, "poisson_encode")``.

    >>> events = poisson_encode([0.1, 1.0], RateCode(500.0, 100.0), seed=1)
    >>> decode(events, 2, RateCode(500.0, 100.0))
    array([0.04, 0.98])
    """
    code, _ = _checked(code, dt)
    x = _code.stimulus(values, code, out_of_range)
    seed = own_seed(_checks.whole_number("seed", seed), "poisson_encode")
    return poisson_process(x * code.max_rate, code.window, seed=seed, dt=dt)


def regular_encode(
    values: ArrayLike,
    code: RateCode = RateCode(),
    *,
    dt: float | None = None,
    out_of_range: str = "refuse",
    seed: int = 0,
) -> SpikeEvents:
    """Encode values as the rates of regular trains with random beginnings; see `poisson_encode`.

    The beginning of neuron j is ``uniform(own_seed(seed, "regular_encode"), j, 0)``.
    """
    code, dt = _checked(code, dt)
    seed = own_seed(_checks.whole_number("seed", seed), "regular_encode")
    x = _code.stimulus(values, code, out_of_range)
    times, neurons = _code.room_for(x.size, int(code.max_rate * code.window / 1000.0) + 2)
    count = _fill_regular(x, code, dt, seed, times, neurons)
    return in_order(times[:count], neurons[:count])


def decode(events: SpikeEvents, shape: Shape, code: RateCode = RateCode()) -> np.ndarray | float:
    """Estimate values by counting the spikes of each neuron.

    The estimates are right on average, and so not cut off at ``code.high``.
    """
    code, _ = _checked(code, None)
    shape, n = _code.checked_shape(shape)
    times, neurons = _code.checked_events(events, n, code.window)
    counts = np.bincount(neurons[times <= code.window], minlength=n)
    return _code.estimate(value(counts, code), shape, code)
