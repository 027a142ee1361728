"""One synapse under a learning rule, with the spikes on both sides given: no network, no grid."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import exp
from snnlib.plasticity._model import Plasticity
from snnlib.spikes.trains import not_after


@jit
def in_order(arrivals: np.ndarray, spikes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Merge arrivals at a synapse and spikes of its neuron (both ms, ascending) into one list.

    Of an arrival and a spike at the same time, roundings apart, the spike goes first: what arrives
    as the neuron fires had no part in it.  Behind the last there may be NaNs, as in spike trains
    drawn in a figure.  Returns the times (n,) and ``fires`` (n,), True for a spike of the neuron.
    """
    n_arrivals, n_spikes = count(arrivals), count(spikes)
    times = np.zeros(n_arrivals + n_spikes)
    fires = np.zeros(times.size, np.bool_)
    i, j = 0, 0
    for n in range(times.size):
        if j < n_spikes and (i == n_arrivals or not_after(spikes[j], arrivals[i])):
            times[n], fires[n], j = spikes[j], True, j + 1
        else:
            times[n], i = arrivals[i], i + 1
        if n > 0 and times[n] < times[n - 1]:  # by a rounding
            times[n] = times[n - 1]
    return times, fires


@jit
def count(times: np.ndarray) -> int:
    """Return the number of spikes before the first NaN."""
    n = 0
    while n < times.size and not np.isnan(times[n]):
        n += 1
    return n


class WeightPath(NamedTuple):
    """What the spikes did to the weight."""

    times: np.ndarray  # (n_spikes,) float64, ms: of all spikes, in order
    w: np.ndarray  # (n_spikes,) float64: the weight after each


def weight_path(
    rule: Plasticity, pre_times: ArrayLike, post_times: ArrayLike, w: float, dt: float | None = 0.1
) -> WeightPath:
    """Run a learning rule on one synapse whose spikes are given, exactly and in float64.

    The rule, such as :func:`snnlib.pair_stdp`, is one without rescaling and eligibility; ``dt``
    (ms) is for one that prepares itself for a time step.  Spikes arrive at ``pre_times``, and the
    neuron fires at ``post_times`` (ms, ascending, not negative); at equal times their order is that
    of :func:`in_order`, as in a network.  ``w`` is the weight at the beginning.
    """
    _checks.instance_of("rule", rule, Plasticity)
    if rule.rescale or rule.eligibility:
        raise ValueError("rule must change weights at spikes alone, got one that needs a network")
    arrivals = _checks.spike_times("pre_times", pre_times, ascending=True)
    spikes = _checks.spike_times("post_times", post_times, ascending=True)
    w = _checks.finite_number("w", w)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    c = rule.prepare(rule.params, dt) if rule.prepare else rule.params
    pre, post = (type(taus)(*(0.0 for _ in taus)) for taus in (rule.pre, rule.post))
    steps = (rule.on_pre, rule.on_post, rule.jump_pre, rule.jump_post)
    on_pre, on_post, jump_pre, jump_post = (getattr(f, "py_func", f) for f in steps)  # few spikes
    times, fires = in_order(arrivals, spikes)
    path, before = [], 0.0
    for t, fired in zip(times.tolist(), fires.tolist(), strict=True):
        pre, post = decayed(pre, rule.pre, t - before), decayed(post, rule.post, t - before)
        if fired:
            w = on_post(w, pre, post, c) if on_post else w
            post = jump_post(post, c)
        else:
            w = on_pre(w, pre, post, c) if on_pre else w
            pre = jump_pre(pre, c)
        path.append(w)
        before = t
    return WeightPath(times, np.array(path))


def decayed(traces: tuple, taus: tuple, duration: float) -> tuple:
    """Return the traces after a time without spikes, from their time constants."""
    pairs = zip(traces, taus, strict=True)
    return type(traces)(*(x * exp(-duration / tau) for x, tau in pairs))
