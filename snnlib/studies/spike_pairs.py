"""Two spike trains and the synapse between them: pair STDP by traces, and as a sum over pairs.

Both give the same weight (see :mod:`snnlib.plasticity.stdp`).  Weights are kept between 0 and 1.
The chapter "learning/stdp" uses it.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.math import exp
from snnlib.plasticity.single import count, in_order
from snnlib.plasticity.stdp import (
    PairSTDPParameters,
    Trace,
    add_one,
    depress,
    potentiate,
    set_to_one,
)

ALL, NEAREST = range(2)  # which pairs count


class PairRule(NamedTuple):
    """Additive pair STDP, with its time constants."""

    A_plus: float  # growth for a pair with no time between
    A_minus: float  # shrinkage for a pair with no time between
    tau_plus: float  # ms
    tau_minus: float  # ms
    pairing: int = ALL


@jit
def weight_course(
    pre_spikes: np.ndarray,
    post_spikes: np.ndarray,
    rule: PairRule,
    w: float,
    dt: float,
    x: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray,
) -> None:
    """Fill traces and weight at the times 0, dt, 2 dt, ..., after the spikes at these times.

    Parameters
    ----------
    pre_spikes, post_spikes : (n_pre,) and (n_post,) float64, ms
        As :func:`snnlib.plasticity.in_order` takes them; on the grid.
    rule : PairRule
    w : float
        Weight at the beginning.
    dt : float, ms
    x, y, weights : (n_steps,) float64
        Filled: presynaptic and postsynaptic trace, weight.
    """
    c = PairSTDPParameters(rule.A_plus, rule.A_minus, 0.0, 1.0, 0.0, 0.0)
    fade_x, fade_y = exp(-dt / rule.tau_plus), exp(-dt / rule.tau_minus)
    times, fires = in_order(pre_spikes, post_spikes)
    pre, post, n = Trace(0.0), Trace(0.0), 0
    for k in range(weights.size):
        pre, post = Trace(pre.x * fade_x), Trace(post.x * fade_y)
        while n < times.size and times[n] <= dt * k:
            if fires[n]:
                w = potentiate(w, pre, post, c)
                post = set_to_one(post, c) if rule.pairing == NEAREST else add_one(post, c)
            else:
                w = depress(w, pre, post, c)
                pre = set_to_one(pre, c) if rule.pairing == NEAREST else add_one(pre, c)
            n += 1
        x[k], y[k], weights[k] = pre.x, post.x, w


@jit
def pair_change(lag: float, grows: bool, rule: PairRule) -> float:
    """Return what one pair does to the weight: the window of STDP.

    ``lag`` : ms, from the presynaptic spike to the postsynaptic one; the window jumps at 0, where
    ``grows`` tells its side.
    """
    if grows:
        return rule.A_plus * exp(-abs(lag) / rule.tau_plus)
    return -rule.A_minus * exp(-abs(lag) / rule.tau_minus)


@jit
def are_neighbours(pre_spikes: np.ndarray, i: int, post_spikes: np.ndarray, j: int) -> bool:
    """Return whether no spike lies between these two that would be paired in their place."""
    if pre_spikes[i] < post_spikes[j]:
        return not (i + 1 < pre_spikes.size and pre_spikes[i + 1] < post_spikes[j])
    return not (j + 1 < post_spikes.size and post_spikes[j + 1] <= pre_spikes[i])


@jit
def list_pairs(
    pre_spikes: np.ndarray,
    post_spikes: np.ndarray,
    rule: PairRule,
    lags: np.ndarray,
    changes: np.ndarray,
) -> int:
    """List lag (ms) and change of all pairs that count, from place 0 on; return how many."""
    n = 0
    for i in range(count(pre_spikes)):
        for j in range(count(post_spikes)):
            if rule.pairing == ALL or are_neighbours(pre_spikes, i, post_spikes, j):
                lags[n] = post_spikes[j] - pre_spikes[i]
                changes[n] = pair_change(lags[n], lags[n] > 0.0, rule)
                n += 1
    return n
