"""One synapse under a learning rule, with the spikes on both sides given: no network, no grid."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib.math import exp
from snnlib.plasticity._model import Plasticity


class WeightPath(NamedTuple):
    """What the spikes did to the weight."""

    times: np.ndarray  # (n_spikes,) float64, ms: of all spikes, in order
    w: np.ndarray  # (n_spikes,) float64: the weight after each


def weight_path(
    rule: Plasticity, pre_times: ArrayLike, post_times: ArrayLike, w: float, dt: float | None = 0.1
) -> WeightPath:
    """Run a learning rule on one synapse whose spikes are given, exactly and in float64.

    Parameters
    ----------
    rule : Plasticity
        Such as :func:`snnlib.pair_stdp`; without rescaling and eligibility.
    pre_times, post_times : (n_pre,) and (n_post,) array_like, ms
        When spikes arrive at the synapse, and when its neuron fires; ascending, not negative.  Of
        two at the same time the postsynaptic one goes first, as in a network.
    w : float
        Weight at the beginning.
    dt : float, ms, optional
        What a rule is given that prepares itself for a time step.
    """
    _checks.instance_of("rule", rule, Plasticity)
    if rule.rescale or rule.eligibility:
        raise ValueError("rule must change weights at spikes alone, got one that needs a network")
    arrivals = _checks.spike_times("pre_times", pre_times, ascending=True).tolist()
    spikes = _checks.spike_times("post_times", post_times, ascending=True).tolist()
    w = _checks.finite_number("w", w)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    c = rule.prepare(rule.params, dt) if rule.prepare else rule.params
    pre, post = (type(taus)(*(0.0 for _ in taus)) for taus in (rule.pre, rule.post))
    steps = (rule.on_pre, rule.on_post, rule.jump_pre, rule.jump_post)
    on_pre, on_post, jump_pre, jump_post = (getattr(f, "py_func", f) for f in steps)  # few spikes
    events = sorted([(t, True) for t in arrivals] + [(t, False) for t in spikes])
    path, before = [], 0.0
    for t, arrives in events:
        pre, post = decayed(pre, rule.pre, t - before), decayed(post, rule.post, t - before)
        if arrives:
            w = on_pre(w, pre, post, c) if on_pre else w
            pre = jump_pre(pre, c)
        else:
            w = on_post(w, pre, post, c) if on_post else w
            post = jump_post(post, c)
        path.append(w)
        before = t
    return WeightPath(np.array([t for t, _ in events]), np.array(path))


def decayed(traces, taus, duration):
    """Traces after a time without spikes, from their time constants."""
    pairs = zip(traces, taus, strict=True)
    return type(traces)(*(x * exp(-duration / tau) for x, tau in pairs))
