"""Many plastic synapses of one neuron, under one of six rules, with or without scaling.

A LIF neuron is driven by conductances.  All its inputs fire at random, with the same rate.  The
first half of them is tied: at random times that they share, each of them joins in with the same
probability, so that the spike counts of any two correlate.  Weights are between 0 and 1.  Time goes
in steps of 1 ms: what arrives in a step finds the neuron's spikes of the steps before.  The chapter
"learning/stability" explains the rules.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.math import exp, log
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFParameters, LIFState
from snnlib.plasticity.homeostasis import scaling_factor
from snnlib.plasticity.stdp import (
    PairSTDPParameters,
    Trace,
    depress,
    depress_by_power,
    depress_in_proportion,
    potentiate,
    potentiate_by_power,
    potentiate_in_proportion,
)
from snnlib.plasticity.triplet import (
    TripletSTDPParameters,
    TripletTraces,
    add_to_both,
    set_both,
    triplet_depress,
    triplet_potentiate,
)
from snnlib.random import geometric, uniform, uniform_pair

ADDITIVE, NEAREST, GUETIG, SOFT, VAN_ROSSUM, TRIPLET = range(6)
A = 0.02  # growth for a pair
TARGET = 10.0  # Hz, towards which the weights are scaled
WINDOW = 4000  # ms, of the mean weights over time


class ManySynapses(NamedTuple):
    """What can be chosen about the rule and the inputs."""

    rule: int = ADDITIVE
    correlation: float = 0.0  # of any two tied inputs
    scaling: bool = False  # towards the target rate
    balance: float = 1.2  # shrinkage to growth
    rate: float = 10.0  # Hz, of each input
    mu: float = 0.1  # exponent, for GUETIG
    tau_w: float = 5.0  # s, that scaling takes
    tau_rate: float = 1.0  # s, over which the neuron's rate is averaged for it
    seed: int = 1
    n: int = 200  # synapses
    strength: float = 0.05  # of a synapse with weight 1, relative to the leak conductance


class Rule(NamedTuple):
    """One of the rules, with its parameters for pairs and for triplets."""

    kind: int
    pair: PairSTDPParameters
    triplet: TripletSTDPParameters


class PreTraces(NamedTuple):
    """Traces of all inputs, in units that decay for all of them at once."""

    fast: np.ndarray  # (n,)
    slow: np.ndarray  # (n,)
    unit_fast: float
    unit_slow: float


class Draws(NamedTuple):
    """Where the random spikes of the inputs have got to."""

    place: int  # of the next spike of an input on its own, all inputs of all steps in a row
    n_alone: int  # spikes of inputs on their own so far
    shared: int  # step of the next event of the tied inputs
    n_shared: int  # such events so far


@jit
def rule_of(setting: ManySynapses) -> Rule:
    """Return the rule of a setting."""
    down = setting.balance * A * (2.0 if setting.rule == VAN_ROSSUM else 1.0)
    pair = PairSTDPParameters(A, down, 0.0, 1.0, setting.mu, setting.mu)
    triplet = TripletSTDPParameters(0.0, 6.5e-3, setting.balance * 7.1e-3, 0.0, 0.0, 1.0)
    return Rule(setting.rule, pair, triplet)


@jit
def at_arrival(w: float, pre: TripletTraces, post: TripletTraces, rule: Rule) -> float:
    """Return the weight after a presynaptic spike."""
    if rule.kind == TRIPLET:
        return triplet_depress(w, pre, post, rule.triplet)
    x, y = Trace(pre.fast), Trace(post.fast)
    if rule.kind == GUETIG:
        return depress_by_power(w, x, y, rule.pair)
    if rule.kind == SOFT or rule.kind == VAN_ROSSUM:
        return depress_in_proportion(w, x, y, rule.pair)
    return depress(w, x, y, rule.pair)


@jit
def at_spike(w: float, pre: TripletTraces, post: TripletTraces, rule: Rule) -> float:
    """Return the weight after a postsynaptic spike."""
    if rule.kind == TRIPLET:
        return triplet_potentiate(w, pre, post, rule.triplet)
    x, y = Trace(pre.fast), Trace(post.fast)
    if rule.kind == GUETIG:
        return potentiate_by_power(w, x, y, rule.pair)
    if rule.kind == SOFT:
        return potentiate_in_proportion(w, x, y, rule.pair)
    return potentiate(w, x, y, rule.pair)


@jit
def after_spike(traces: TripletTraces, rule: Rule) -> TripletTraces:
    """Return a neuron's traces after its spike."""
    if rule.kind == NEAREST:
        return set_both(traces, rule.pair)
    return add_to_both(traces, rule.pair)


@jit
def refreshed(unit: float, values: np.ndarray) -> float:
    """Return the unit in which traces are kept, which decays for all; take 1 where it is tiny."""
    if unit > 1e-100:
        return unit
    values *= unit
    return 1.0


@jit
def decayed(traces: PreTraces, keep_fast: float, keep_slow: float) -> PreTraces:
    """Return the inputs' traces after a step."""
    unit_fast = refreshed(traces.unit_fast * keep_fast, traces.fast)
    unit_slow = refreshed(traces.unit_slow * keep_slow, traces.slow)
    return PreTraces(traces.fast, traces.slow, unit_fast, unit_slow)


@jit
def trace_of(i: int, traces: PreTraces) -> TripletTraces:
    """Return the traces of one input."""
    return TripletTraces(traces.fast[i] * traces.unit_fast, traces.slow[i] * traces.unit_slow)


@jit
def deliver(
    inputs: np.ndarray,
    g: float,
    w: np.ndarray,
    traces: PreTraces,
    post: TripletTraces,
    rule: Rule,
    strength: float,
) -> float:
    """Let these inputs' spikes arrive; return the conductance with them."""
    for i in inputs:
        g += strength * w[i]
        pre = trace_of(i, traces)
        w[i] = at_arrival(w[i], pre, post, rule)
        pre = after_spike(pre, rule)
        traces.fast[i] = pre.fast / traces.unit_fast
        traces.slow[i] = pre.slow / traces.unit_slow
    return g


@jit
def begin_draws(setting: ManySynapses) -> Draws:
    """Return the places of the inputs' first spikes."""
    p = setting.rate / 1000.0
    first, shared = geometric(p, setting.seed, 2, 0), geometric(p, setting.seed, 3, 0)
    return Draws(first - 1, 0, shared - 1, 0)


@jit
def arrivals(k: int, setting: ManySynapses, draws: Draws, inputs: np.ndarray) -> tuple[int, Draws]:
    """List the inputs that spike in step k; return how many, and the new :class:`Draws`.

    ``inputs`` : (at least 3 n / 2,) int; one that is tied may be there twice.
    """
    place, n_alone, shared, n_shared = draws
    p, seed, n, half = setting.rate / 1000.0, setting.seed, setting.n, setting.n // 2
    together, count = np.sqrt(setting.correlation), 0  # probability of joining in
    if shared == k:
        for i in range(half):
            if uniform(seed, 5, n_shared * half + i) < together:
                inputs[count] = i
                count += 1
        n_shared += 1
        shared += geometric(p, seed, 3, n_shared)
    while place < (k + 1) * n:
        gap, own = uniform_pair(seed, 4, n_alone)
        if place - k * n >= half or own >= together:
            inputs[count] = place - k * n
            count += 1
        place += 1 + int(np.floor(log(1.0 - gap) / log(1.0 - p)))
        n_alone += 1
    return count, Draws(place, n_alone, shared, n_shared)


@jit
def learn(
    seconds: float, setting: ManySynapses, mean_tied: np.ndarray, mean_free: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Let the synapses of a neuron learn; return the weights and the steps in which it fired.

    Parameters
    ----------
    seconds : int
    setting : ManySynapses
    mean_tied, mean_free : (n_windows,) float64
        Filled with the mean weights of both halves after each 4 s; NaN for times not yet there.

    Returns
    -------
    w : (n,) float64
    spikes : (n_spikes,) int64, ascending
    """
    n, rule = setting.n, rule_of(setting)
    cell = lif.constants(LIFParameters(10.0, 1.0, -74.0, -54.0, -60.0, 5.0), 1.0)
    keep_g, keep_fast, keep_slow = exp(-0.2), exp(-0.05), exp(-1.0 / 114.0)
    keep_rate = exp(-0.001 / setting.tau_rate)
    w, post = np.zeros(n), TripletTraces(0.0, 0.0)
    traces = PreTraces(np.zeros(n), np.zeros(n), 1.0, 1.0)
    for i in range(n):
        w[i] = uniform(setting.seed, 1, i)
    v, g, pause, estimate = cell.v_rest, 0.0, 0, 0.0
    draws, inputs = begin_draws(setting), np.zeros(n + n // 2, np.int64)
    spikes, n_spikes = np.zeros(seconds * 200 + 1, np.int64), 0
    mean_tied[:], mean_free[:] = np.nan, np.nan
    for k in range(seconds * 1000):
        traces = decayed(traces, keep_fast, keep_slow)
        post = TripletTraces(post.fast * keep_fast, post.slow * keep_slow)
        count, draws = arrivals(k, setting, draws, inputs)
        g = deliver(inputs[:count], g * keep_g, w, traces, post, rule, setting.strength)
        spiked, pause = False, max(pause - 1, 0)
        if pause == 0:
            spiked, state = lif.step(-g * v, LIFState(v, 0.0), cell, 1.0)
            v = state.v
        estimate *= keep_rate
        if spiked:
            pause, estimate = 5, estimate + 1.0 / setting.tau_rate
            for i in range(n):
                w[i] = at_spike(w[i], trace_of(i, traces), post, rule)
            post = after_spike(post, rule)
            spikes[n_spikes], n_spikes = k, n_spikes + 1
        if setting.scaling and (k + 1) % 100 == 0:
            w *= scaling_factor(estimate, TARGET, 0.1 / setting.tau_w)
        if (k + 1) % WINDOW == 0:
            m, half = k // WINDOW, n // 2
            mean_tied[m] = (w[:half] / half).sum()
            mean_free[m] = (w[half:] / half).sum()
    return w, spikes[:n_spikes]


@jit
def interval_cv(spikes: np.ndarray) -> float:
    """Return the coefficient of variation of the intervals between spikes; NaN below three."""
    n = spikes.size - 1
    if n < 3:
        return np.nan
    gaps, squares = 0.0, 0.0
    for m in range(n):
        gap = spikes[m + 1] - spikes[m]
        gaps, squares = gaps + gap, squares + gap * gap
    return np.sqrt(squares / n - (gaps / n) ** 2) / (gaps / n)
