"""What comes from outside: Poisson spike trains, and spike trains that are played again."""

import numpy as np

from snnlib._jit import jit
from snnlib.math import log, log1p
from snnlib.random import NEVER, uniform_pair


def geometric_scale(chance):
    """Give ``1 / log(1 - chance)``, by which :func:`poisson_spikes` turns a number into a gap."""
    with np.errstate(divide="ignore"):
        return float(np.divide(1.0, log1p(-chance)))


@jit
def next_candidate(position, scale, seed, stream, draw):
    """Where the next candidate lies after ``position``, and a uniform number to judge it by."""
    u, v = uniform_pair(seed, stream, draw)
    gap = np.floor(log(1.0 - u) * scale)
    return (position + 1 + int(gap) if gap < 4e15 else NEVER), v


@jit
def poisson_spikes(
    step, n, chances, frame_steps, top, scale, seed, stream, place, judge, neurons, count
):
    """Append the Poisson spikes of a time step, one or two random numbers a spike.

    All neurons of all time steps stand in one row: number ``step * n + i`` is neuron i.  The gap
    from one candidate to the next in this row is geometric with the highest chance of all, and a
    candidate counts with its own chance over that one.  So each neuron spikes in each step with
    its own chance, independent of everything else, and steps without spikes cost nothing.

    ``chances`` : (n_frames, 1 or n) float64, chance of a spike in a step; frame after frame for
    ``frame_steps`` each, and then from the beginning.  ``place`` : (2,) int64, number of the next
    candidate and of the next draw; ``judge`` : (1,) float64, its uniform number.
    """
    frame = 0 if chances.shape[0] == 1 else (step // frame_steps) % chances.shape[0]
    each = 1 if chances.shape[1] > 1 else 0
    end = (step + 1) * n
    while place[0] < end:
        i = place[0] - step * n
        if judge[0] * top < chances[frame, i * each]:
            neurons[count] = i
            count += 1
        place[0], judge[0] = next_candidate(place[0], scale, seed, stream, place[1])
        place[1] += 1
    return count


@jit
def replay_spikes(step, steps, sources, place, neurons, count):
    """Append the spikes that are written down for this time step; ``place`` is the next one."""
    while place[0] < steps.size and steps[place[0]] <= step:
        neurons[count] = sources[place[0]]
        count += 1
        place[0] += 1
    return count
