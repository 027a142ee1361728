"""Phase code: a value is where in the cycle of a background oscillation a neuron fires.

In each cycle there is one spike, the sooner, the larger the value: for the fraction x of the range
at ``(1/2 + span (1/2 - x)) period`` from the beginning of the cycle.  With ``span`` below 1 a part
of the cycle stays empty; without that gap the smallest and the largest value would have the same
phase, and a little jitter would take one for the other.

The decoder needs the oscillation and not the beginning of the stimulus.  A phase goes round, so it
takes the mean *direction* over the cycles: each spike is an arrow of length 1 at the angle of its
phase, and the sum of the arrows has the angle sought (Mardia & Jupp 2000, *Directional
Statistics*).  With jitter of sigma ms and n cycles the error is ``sigma / (span period sqrt(n))``,
as long as the gap is wide enough for the jitter.

O'Keefe & Recce (1993), "Phase relationship between hippocampal place units and the EEG theta
rhythm", Hippocampus 3, 317-330, doi:10.1002/hipo.450030307.  The chapter is "encoding/temporal".
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib._declared import Count, Finite, Positive
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.codes._code import OutOfRange, Shape
from snnlib.math import TWO_PI, atan2, cos, sin
from snnlib.spikes.trains import SpikeEvents


class PhaseCode(NamedTuple):
    """A phase code; it takes ``n_cycles * period`` ms."""

    period: Annotated[float, Positive("ms")] = 25.0  # of the oscillation
    n_cycles: Count = 4
    span: Annotated[float, Positive()] = 0.8  # part of the cycle that is used, below 1
    low: Annotated[float, Finite()] = 0.0
    high: Annotated[float, Finite()] = 1.0


@jit
def time(x: float, cycle: int, code: PhaseCode) -> float:
    """Return the time of the spike, in ms, in cycle 0, 1, ... for the fraction x."""
    return (cycle + 0.5 + code.span * (0.5 - x)) * code.period


@jit
def offset(time: float, code: PhaseCode) -> float:
    """Return how far a spike is from the middle of its cycle, in cycles, from -1/2 to 1/2."""
    cycles = time / code.period
    return cycles - np.floor(cycles) - 0.5


@jit
def direction(time: float, code: PhaseCode) -> tuple[float, float]:
    """Return the cosine and sine of a spike's phase; of several spikes they are added up."""
    angle = TWO_PI * offset(time, code)
    return cos(angle), sin(angle)


@jit
def mean_offset(cosine: float, sine: float) -> float:
    """Return the offset, -1/2 to 1/2 cycles, of the mean direction of spikes; 0 for none."""
    return atan2(sine, cosine) / TWO_PI


@jit
def value(mean_offset: float, code: PhaseCode) -> float:
    """Return the fraction that the mean offset of a neuron's spikes stands for, within [0, 1]."""
    return min(max(0.5 - mean_offset / code.span, 0.0), 1.0)


@jit
def _fill_phases(x, code, times, neurons):
    for j in range(x.size):
        for c in range(code.n_cycles):
            times[j * code.n_cycles + c] = time(x[j], c, code)
            neurons[j * code.n_cycles + c] = j
    return x.size * code.n_cycles


@jit
def _decode_phases(times, neurons, code, sums, x):
    """Fill the fractions; 1/2, the middle of the range, for a neuron without spikes."""
    for i in range(times.size):
        cosine, sine = direction(times[i], code)
        sums[neurons[i], 0] += cosine
        sums[neurons[i], 1] += sine
    for j in range(x.size):
        x[j] = value(mean_offset(sums[j, 0], sums[j, 1]), code)


def _checked(code):
    code = _code.checked_code(code, PhaseCode)
    if code.span >= 1.0:
        raise ValueError(f"span must be below 1, or both ends have one phase, got {code.span:g}")
    return code


def encode(
    values: ArrayLike, code: PhaseCode = PhaseCode(), *, out_of_range: OutOfRange = "refuse"
) -> SpikeEvents:
    """Encode each value as the phase of one spike in each cycle.

    >>> encode([0.75], PhaseCode(period=20.0, n_cycles=2)).spike_times
    array([ 6., 26.])
    """
    code = _checked(code)
    return _code.encoded(values, code, out_of_range, code.n_cycles, _fill_phases)


def decode(events: SpikeEvents, shape: Shape, code: PhaseCode = PhaseCode()) -> np.ndarray | float:
    """Estimate values from the mean direction of each neuron's phases.

    Without a spike it is the middle of the range.
    """
    code = _checked(code)
    shape, n = _code.checked_shape(shape)
    x = np.zeros(n)
    _decode_phases(*_code.checked_events(events, n), code, np.zeros((n, 2)), x)
    return _code.estimate(x, shape, code)
