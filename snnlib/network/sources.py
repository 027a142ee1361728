"""What comes from outside: Poisson spike trains, and spike trains that are played again."""

import numpy as np

from snnlib._jit import jit
from snnlib.math import log, log1p
from snnlib.random import NEVER, uniform


def geometric_scale(probability):
    """Return ``1 / log(1 - probability)``, with which :func:`poisson_gap` draws a gap."""
    with np.errstate(divide="ignore"):
        return float(np.divide(1.0, log1p(-probability)))


@jit
def _fill_exposures(probabilities, exposures):
    for frame in range(probabilities.shape[0]):
        total = 0.0
        for i in range(probabilities.shape[1]):
            total += min(-log1p(-probabilities[frame, i]), 64.0)
            exposures[frame, i] = total


def exposures(probabilities):
    """Return what each frame exposes its neurons to, summed up to each neuron.

    A Poisson process with one event in a unit of exposure meets a neuron exposed to
    ``-log(1 - probability)`` with that probability.  For a probability of 1 it is 64: no gap is
    that long.
    """
    sums = np.empty(probabilities.shape)
    _fill_exposures(probabilities, sums)
    return sums


@jit
def first_above(sums, frame, low, value):
    """Find the first number above ``value`` in an ascending row, from ``low`` on."""
    high = sums.shape[1]
    while low < high:
        middle = (low + high) >> 1
        if sums[frame, middle] > value:
            high = middle
        else:
            low = middle + 1
    return low


@jit
def poisson_gap(scale, seed: int, stream: int, place):
    """Draw the way to the next event: exposure with a ``scale`` of -1, else neurons in a row."""
    place[1] += 1
    return log(1.0 - uniform(seed, stream, place[1] - 1)) * scale


@jit
def row_place(position, scale, seed: int, stream: int, place):
    """Draw the place of the next spike after this one, where all rates are the same."""
    gap = np.floor(poisson_gap(scale, seed, stream, place))
    return position + 1 + int(gap) if gap < 4e15 else NEVER


@jit
def poisson_spikes(
    step, n, exposure, frame_steps, scale, seed: int, stream: int, place, rest, neurons, count
):
    """Append the Poisson spikes of a time step, one random number a spike.

    All neurons stand in a row, step after step: number ``step * n + i`` is neuron i.  With one rate
    for all, the gap from one spike to the next in this row is geometric.  With rates that differ,
    the gap is measured in exposure (see :func:`exposures`), and begins at the end of the neuron
    that was met, which so spikes no more than once.  Either way each neuron spikes in each step
    with its own probability, independent of everything else, and what is silent costs nothing.

    ``exposure`` : (n_frames, 1 or n) float64; frame after frame for ``frame_steps`` each, and then
    from the beginning.  ``place`` : (2,) int64, number of the next spike in the row and of the next
    draw; ``rest`` : (1,) float64, exposure from the beginning of the step to the next event.
    """
    if exposure.size == 1:
        while place[0] < (step + 1) * n:
            neurons[count] = place[0] - step * n
            count += 1
            place[0] = row_place(place[0], scale, seed, stream, place)
        return count
    frame = (step // frame_steps) % exposure.shape[0]
    i, at = 0, rest[0]
    while at < exposure[frame, n - 1]:
        # drawn before the search: a processor does both at once, if it guesses the search wrongly
        gap = poisson_gap(scale, seed, stream, place)
        i = first_above(exposure, frame, i, at)
        neurons[count] = i
        count += 1
        at = exposure[frame, i] + gap
    rest[0] = at - exposure[frame, n - 1]
    return count


@jit
def replay_spikes(step, period, steps, sources, place, neurons, count):
    """Append the spikes that are written down for this time step; ``place`` is the next one.

    After ``period`` steps they begin again.
    """
    step %= period
    if step == 0:
        place[0] = 0
    while place[0] < steps.size and steps[place[0]] <= step:
        neurons[count] = sources[place[0]]
        count += 1
        place[0] += 1
    return count
