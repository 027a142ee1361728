"""The gaps of Poisson and gamma processes with a dead time, one random number a spike.

After a spike comes the dead time ``t_ref``, in which there is no other; from there the time to the
next spike has a gamma distribution of shape k (Cox 1962, *Renewal Theory*).  With k = 1 that is a
Poisson process with a dead time, and without dead time a Poisson process.  ``rate`` is always the
rate that *results*: the mean gap is ``1000 / rate``, dead time included.

On a grid of time steps the gap of a Poisson process is the dead time in whole steps plus a
*geometric* number: exactly the train in which every free step holds a spike with the same chance,
without a draw for each of them.  As in :func:`snnlib.lif_step`, steps that lie wholly in the dead
time are dead, and no two spikes come closer than ``t_ref``.

The first gap of a *stationary* process is the wait for a spike from a moment that knows nothing of
the spikes before; the process has the same rate at all times.  It is a random part of a gap that is
drawn in proportion to its length.  An *ordinary* process begins just after a spike: take gap
number 0 or any other in place of the first.  :mod:`snnlib.spikes.processes` has the loops.
"""

import numpy as np

from snnlib._jit import jit
from snnlib.random import NEVER, geometric, uniform_pair
from snnlib.spikes.gamma_number import gamma_number
from snnlib.spikes.trains import near_border

INF = float("inf")


@jit
def _scale(rate, shape, t_ref):
    """Mean of the free time over the shape; 0 where the dead times leave no free time."""
    return max(1000.0 / rate - t_ref, 0.0) / shape


@jit
def next_gap(rate, shape, t_ref, seed, stream, index):
    """Time from one spike to the next.

    ::

        time = first_gap(rate, shape, t_ref, seed, stream)
        index = 1
        while time <= duration:
            ...  # a spike at this time
            time += next_gap(rate, shape, t_ref, seed, stream, index)
            index += 1

    Parameters
    ----------
    rate : float, Hz
        That results.  For 0 or less the gap is infinite, for ``1000 / t_ref`` or more ``t_ref``.
    shape : float
        k of the gamma distribution, positive; 1 is Poisson, and the larger it is, the more regular.
    t_ref : float, ms
        Dead time.
    seed, stream, index : int64
        Name of the random number: a stream for each neuron, an index (from 1) for each gap.

    Returns
    -------
    gap : float, ms
    """
    if not rate > 0.0:
        return INF
    return t_ref + _scale(rate, shape, t_ref) * gamma_number(shape, seed, stream, index)


@jit
def first_gap(rate, shape, t_ref, seed, stream):
    """Time from the beginning to the first spike of a stationary process; see :func:`next_gap`.

    Uses the indices 0 and -1 of the stream.
    """
    if not rate > 0.0:
        return INF
    u, part = uniform_pair(seed, stream, 0)
    # density x f(x) / mean of a gap x = t_ref + g: the part t_ref f leaves the law of g as it is,
    # and the part g f is a gamma law of the next higher shape
    longer = 1.0 if u >= 0.001 * rate * t_ref else 0.0
    free = _scale(rate, shape, t_ref) * gamma_number(shape + longer, seed, stream, -1)
    return (1.0 - part) * (t_ref + free)


@jit
def dead_steps(t_ref, dt):
    """Number of steps that lie wholly in the dead time after a spike at the end of a step."""
    ratio, nearest, at_border = near_border(t_ref, dt)
    return int(nearest if at_border else np.floor(ratio))


@jit
def _chance(rate, t_ref, dt):
    """Chance of a spike in a free step; 1 where the rate is too high."""
    return 1.0 / max(1000.0 / (rate * dt) - dead_steps(t_ref, dt), 1.0)


@jit
def next_grid_gap(rate, t_ref, dt, seed, stream, index):
    """Number of steps from one spike of a Poisson process to the next, on a grid of time steps.

    ::

        k = first_grid_gap(rate, t_ref, dt, seed, stream) - 1
        index = 1
        while k < n_steps:
            ...  # a spike at the end of step k, at (k + 1) * dt
            k += next_grid_gap(rate, t_ref, dt, seed, stream, index)
            index += 1

    Parameters
    ----------
    rate : float, Hz
        That results, at most one spike in ``dead_steps(t_ref, dt) + 1`` steps.
    t_ref : float, ms
        Dead time.
    dt : float, ms
    seed, stream, index : int64
        As in :func:`next_gap`.

    Returns
    -------
    gap : int64, steps
        ``dead_steps(t_ref, dt)`` plus a geometric number, 2**62 for a rate of 0 or less.
    """
    if not rate > 0.0:
        return NEVER
    return dead_steps(t_ref, dt) + geometric(_chance(rate, t_ref, dt), seed, stream, index)


@jit
def first_grid_gap(rate, t_ref, dt, seed, stream):
    """Number of steps up to and including the first spike of a stationary process on the grid.

    Uses the indices 0, -1 and -2 of the stream; see :func:`next_grid_gap`.
    """
    if not rate > 0.0:
        return NEVER
    u, part = uniform_pair(seed, stream, 0)
    p, dead = _chance(rate, t_ref, dt), dead_steps(t_ref, dt)
    free = geometric(p, seed, stream, -1)
    # drawn in proportion to dead + free, as in first_gap; free * p (1 - p)**(free - 1) is the law
    # of the sum of two geometric numbers less one
    if u * (dead + 1.0 / p) >= dead:
        free += geometric(p, seed, stream, -2) - 1
    return 1 + int(np.floor(part * (dead + free)))
