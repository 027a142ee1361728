"""A neuron that listens to a hidden pattern and learns to find it, step by step.

The neuron of Masquelier, Guyonneau & Thorpe (2008, doi:10.1371/journal.pone.0001377) with the
stimulus of :mod:`snnlib.studies.hidden_pattern`: a LIF neuron whose synapses learn by
:func:`snnlib.plasticity.reduced_stdp`.  It is what a network does with a replayed stimulus, in
steps of 0.1 ms; but a spike is heard in its own step, which is 0.2 ms earlier.  The chapter
"learning/hidden-pattern" explains it.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.math import exp
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFParameters, LIFState
from snnlib.plasticity.stdp import PairSTDPParameters, Trace, depress, potentiate
from snnlib.studies.hidden_pattern import (
    MOST,
    HiddenPattern,
    fill_window,
    pattern_shown,
    pattern_spikes,
    window_scratch,
)
from snnlib.synapses import exponential_constants

EPSP = 4.0 ** (4 / 3)  # MΩ: with it, one spike at weight 1 lifts the potential by 1 mV at its peak
DT = 0.1  # ms
STEPS = 500  # of a window, which is as long as the pattern
RECENT = 6  # windows of which the details are kept
LATE = 100  # windows that count for how well the pattern is found


class PatternFinder(NamedTuple):
    """What can be chosen about neuron and stimulus."""

    share: float = 0.25  # of the time in which the pattern is shown
    jitter: float = 1.0  # ms
    n_pattern: int = 250  # afferents that take part
    v_th: float = 120.0  # mV
    w_start: float = 0.475
    ratio: float = 0.85  # A_minus / A_plus
    A_plus: float = 2.0**-5
    seed: int = 5
    n: int = 500  # afferents


class Listener(NamedTuple):
    """The neuron between two steps."""

    state: LIFState
    g: float  # nA, of its synapses
    post: float  # trace of its own last spike


class Answers(NamedTuple):
    """How the neuron answers; NaN behind the last one."""

    shown_t: np.ndarray  # (most,) s, when the pattern began
    latency: np.ndarray  # (most,) ms, of the first spike in it; NaN without one
    false_t: np.ndarray  # (most,) s, spikes elsewhere


class Recent(NamedTuple):
    """What happened in the last six windows; times in ms, up to 0."""

    v: np.ndarray  # (6 * 500,) mV
    noise_t: np.ndarray  # (most,) arrivals that do not belong to the pattern, of every fifth
    noise_i: np.ndarray  # (most,) their afferents
    pattern_t: np.ndarray  # (most,) and those that do
    pattern_i: np.ndarray  # (most,)
    fired_t: np.ndarray  # (most,) spikes of the neuron


class Counts(NamedTuple):
    """How many places are filled."""

    shown: int
    false: int
    noise: int
    pattern: int
    fired: int


@jit
def no_answers(n_shown: int, n_false: int) -> Answers:
    """Return room for so many answers."""
    nothing = np.full(n_shown, np.nan)
    return Answers(nothing, nothing.copy(), np.full(n_false, np.nan))


@jit
def stimulus_of(finder: PatternFinder, jitter: float) -> HiddenPattern:
    """Return the stimulus, with this jitter (ms)."""
    return HiddenPattern(
        finder.n, finder.n_pattern, 50.0, finder.share, 0.0, 90.0, 50.0, 10.0, jitter, 0.0
    )


@jit
def first_spikes(finder: PatternFinder) -> np.ndarray:
    """Return when the first spike of each afferent in the pattern comes, in ms; 50 without one."""
    clean, times = stimulus_of(finder, 0.0), np.zeros(MOST)
    first = np.full(finder.n_pattern, 50.0)
    for i in range(finder.n_pattern):
        for j in range(pattern_spikes(i, 0, clean, finder.seed, times)):
            first[i] = min(first[i], times[j])
    return first


@jit
def hear(
    begin: int,
    steps: np.ndarray,
    afferents: np.ndarray,
    listener: Listener,
    finder: PatternFinder,
    w: np.ndarray,
    arrived: np.ndarray,
    v: np.ndarray,
    spikes: np.ndarray,
) -> tuple[Listener, int]:
    """Advance the neuron by the window that begins at a step; return it, and how often it spiked.

    Parameters
    ----------
    begin : int
    steps, afferents : (n,) int
        What arrives, in order.
    listener : Listener
    finder : PatternFinder
    w : (n,) float32, changed
    arrived : (n,) int32, changed
        Step of an afferent's last spike since the neuron's own last one; -1 without one.
    v : (500,) float64, filled, mV
    spikes : (500,) int64, filled
        After how many steps of the window the neuron spiked.
    """
    cell = lif.constants(LIFParameters(10.0, EPSP, 0.0, finder.v_th, 0.0, 8.0), DT)
    rule = PairSTDPParameters(finder.A_plus, finder.ratio * finder.A_plus, 0.0, 1.0, 0.0, 0.0)
    synapse, left_post = exponential_constants(2.5, 10.0, DT), exp(-DT / 33.7)
    state, g, post = listener
    e = n_spikes = 0
    for s in range(STEPS):
        while e < steps.size and steps[e] == begin + s:
            i = afferents[e]
            g += w[i]
            if arrived[i] < 0:  # the first since the neuron's own spike
                w[i] = depress(w[i], Trace(0.0), Trace(post), rule)
            arrived[i] = begin + s
            e += 1
        spiked, state = lif.step(synapse.held * g, state, cell, DT)
        g *= synapse.decay
        post *= left_post
        v[s] = state.v
        if spiked:
            for i in range(w.size):
                if arrived[i] >= 0:  # the last since the neuron's own spike
                    pre = exp(-DT * (begin + s + 1 - arrived[i]) / 16.8)
                    w[i] = potentiate(w[i], Trace(pre), Trace(0.0), rule)
                arrived[i] = -1
            post, spikes[n_spikes], n_spikes = 1.0, s + 1, n_spikes + 1
    return Listener(state, g, post), n_spikes


@jit
def note_answer(
    k: int, shown: bool, spikes: np.ndarray, answers: Answers, counts: Counts
) -> Counts:
    """Note what the neuron's spikes in window k answer; return the new counts."""
    n_shown, n_false = counts.shown, counts.false
    if shown:
        answers.shown_t[n_shown] = 0.05 * k
        answers.latency[n_shown] = DT * spikes[0] if spikes.size > 0 else np.nan
        n_shown += 1
    else:
        for spike in spikes:
            if n_false < answers.false_t.size:
                answers.false_t[n_false] = 0.05 * k + 0.0001 * spike
                n_false += 1
    return Counts(n_shown, n_false, counts.noise, counts.pattern, counts.fired)


@jit
def note_recent(
    near: float,
    shown: bool,
    steps: np.ndarray,
    afferents: np.ndarray,
    spikes: np.ndarray,
    finder: PatternFinder,
    recent: Recent,
    counts: Counts,
) -> Counts:
    """Note arrivals and spikes of a window, at steps from its beginning; return the new counts.

    ``near`` : ms, beginning of the window, seen from the end.
    """
    n_noise, n_pattern, n_fired = counts.noise, counts.pattern, counts.fired
    for e in range(steps.size):
        i, t = afferents[e], near + DT * steps[e]
        if i % 5 == 0:
            if shown and i < finder.n_pattern and n_pattern < recent.pattern_t.size:
                recent.pattern_t[n_pattern], recent.pattern_i[n_pattern] = t, i
                n_pattern += 1
            elif n_noise < recent.noise_t.size:
                recent.noise_t[n_noise], recent.noise_i[n_noise] = t, i
                n_noise += 1
    for spike in spikes:
        if n_fired < recent.fired_t.size:
            recent.fired_t[n_fired] = near + DT * spike
            n_fired += 1
    return Counts(counts.shown, counts.false, n_noise, n_pattern, n_fired)


@jit
def listen(
    finder: PatternFinder, n_windows: int, answers: Answers, recent: Recent
) -> tuple[np.ndarray, Counts]:
    """Let the neuron listen to so many windows of 50 ms; return its weights and the counts.

    Parameters
    ----------
    finder : PatternFinder
    n_windows : int
    answers : Answers, filled
    recent : Recent, filled
        Not where its ``v`` has no room.

    Returns
    -------
    w : (n,) float32
    counts : Counts
    """
    stimulus, n = stimulus_of(finder, finder.jitter), finder.n
    scratch = window_scratch(n, STEPS)
    steps, afferents = np.zeros(MOST * n, np.int64), np.zeros(MOST * n, np.int64)
    w, arrived = np.full(n, finder.w_start, np.float32), np.full(n, -1, np.int32)
    v, spikes = np.zeros(STEPS), np.zeros(STEPS, np.int64)
    listener, counts, shown = Listener(LIFState(0.0, 0.0), 0.0, 0.0), Counts(0, 0, 0, 0, 0), False
    for k in range(n_windows):
        shown, begin = pattern_shown(k, shown, stimulus, finder.seed), STEPS * k
        end = fill_window(k, shown, stimulus, finder.seed, DT, scratch, steps, afferents, 0)
        heard = steps[:end], afferents[:end]
        listener, n_spikes = hear(begin, *heard, listener, finder, w, arrived, v, spikes)
        counts = note_answer(k, shown, spikes[:n_spikes], answers, counts)
        back = k - n_windows
        if recent.v.size > 0 and back >= -RECENT:
            recent.v[STEPS * (back + RECENT) : STEPS * (back + RECENT + 1)] = v
            heard = steps[:end] - begin, afferents[:end]
            counts = note_recent(
                50.0 * back, shown, *heard, spikes[:n_spikes], finder, recent, counts
            )
    return w, counts


@jit
def judge(n_windows: int, answers: Answers, counts: Counts) -> tuple[float, int, float]:
    """Return hit rate (%), false alarms and mean latency (ms) of the last five seconds."""
    since = 0.05 * (n_windows - LATE)
    shown = hits = alarms = 0
    total = 0.0
    for m in range(counts.shown):
        if answers.shown_t[m] >= since:
            shown += 1
            if answers.latency[m] >= 0.0:
                hits += 1
                total += answers.latency[m]
    for m in range(counts.false):
        alarms += 1 if answers.false_t[m] >= since else 0
    hit_rate = 100.0 * hits / shown if shown > 0 else np.nan
    return hit_rate, alarms, total / hits if hits > 0 else np.nan
