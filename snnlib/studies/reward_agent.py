"""An agent that learns from reward alone which of two answers is right for which of two cues.

In each trial one of two cues is seen for 200 ms: ten of the agent's twenty input lines fire at
60 Hz.  All of them reach two noisy LIF neurons that push each other down, and the answer is that of
the neuron with more spikes.  A time later one number tells all 40 synapses whether it was right.
They learn by :mod:`snnlib.plasticity.reward`.  After some trials the right answers are swapped.

Time goes in steps of 1 ms while a cue is seen, and of 10 ms in the pause after it, in which nothing
happens but decay and reward.  The chapter "learning/reward" explains it.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import exp
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFParameters, LIFState
from snnlib.plasticity.reward import (
    RewardSTDPParameters,
    depress_eligibility,
    hard_bounds,
    modulated_change,
    potentiate_eligibility,
)
from snnlib.plasticity.stdp import Trace, add_one
from snnlib.random import geometric, normal, uniform

LESS_MEAN, ITSELF, COINS = range(3)  # the reward less its mean so far, itself, or a tossed coin
N_INPUTS = 20  # ten of them for each cue
SEEN = 200  # ms, how long a cue is seen
PAUSE = 80  # steps of 10 ms until the next cue
TAU_S = 20.0  # ms, of the traces
TAU_D = 50.0  # ms, of the modulator
P_INPUT = 0.06  # probability of an input's spike in 1 ms, while its cue is seen
MOST_INPUT = 4096  # spikes of all inputs in a trial


class RewardAgent(NamedTuple):
    """What can be chosen about the agent and its task."""

    delay: int = 300  # ms from the answer to the reward, a multiple of 10
    tau_e: float = 500.0  # ms, of the eligibility
    signal: int = LESS_MEAN  # what the synapses are told
    reversal: int = 150  # trials until the right answers are swapped
    eta: float = 0.05  # learning rate
    wipe: bool = False  # wait for the reward before the next cue, and then forget all traces
    seed: int = 1


class Synapses(NamedTuple):
    """Their weights and eligibilities in mV, and the traces of the inputs."""

    w: np.ndarray  # (2, 20)
    e: np.ndarray  # (2, 20)
    x: np.ndarray  # (20,)


class Rivals(NamedTuple):
    """The two neurons."""

    v: np.ndarray  # (2,) mV
    refractory: np.ndarray  # (2,) ms
    trace: np.ndarray  # (2,)
    spikes: np.ndarray  # (2,), in this trial
    arriving: np.ndarray  # (2,) mV, in this step


class AgentCourse(NamedTuple):
    """How the agent fared."""

    right: np.ndarray  # (n_trials,) float64, 1 where the answer was right, else 0
    straight: np.ndarray  # (n_trials,) mV, mean weight from cue 0 to answer 0 and from 1 to 1
    crossed: np.ndarray  # (n_trials,) mV, mean weight from cue 0 to answer 1 and from 1 to 0
    w: np.ndarray  # (2, 20) mV, weights at the end


@jit
def at_rest(seed: int) -> tuple[Synapses, Rivals]:
    """Return synapses with random weights, and both neurons, before the first trial."""
    w = np.zeros((2, N_INPUTS))
    for a in range(2):
        for i in range(N_INPUTS):
            w[a, i] = 1.2 + 0.6 * uniform(seed, 0, N_INPUTS * a + i)
    rivals = Rivals(np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(2))
    return Synapses(w, np.zeros((2, N_INPUTS)), np.zeros(N_INPUTS)), rivals


@jit
def begin_trial(synapses: Synapses, rivals: Rivals, wipe: bool) -> None:
    """Put everything to rest but weights and, unless ``wipe``, eligibilities."""
    synapses.x[:] = 0.0
    rivals.v[:] = 0.0
    rivals.refractory[:] = 0.0
    rivals.trace[:] = 0.0
    rivals.spikes[:] = 0.0
    if wipe:
        synapses.e[:] = 0.0


@jit
def let_pass(
    h: float, d: float, synapses: Synapses, tau_e: float, c: RewardSTDPParameters
) -> float:
    """Let a time h without spikes go by at all synapses; return the modulator after it."""
    moved, left = modulated_change(1.0, d, tau_e, TAU_D, h), exp(-h / tau_e)
    w, e = synapses.w, synapses.e
    for a in range(2):
        for i in range(N_INPUTS):
            w[a, i] = hard_bounds(w[a, i] + moved * e[a, i], c)
            e[a, i] *= left
    return d * exp(-h / TAU_D)


@jit
def group_mean(values: np.ndarray, crossed: bool) -> float:
    """Return the mean over the synapses of cue 0 to answer 0 and 1 to 1, or over the others."""
    total = 0.0
    for i in range(N_INPUTS):
        total += values[(i // 10 + crossed) % 2, i] / 20.0
    return total


@jit
def see(
    cue: int,
    k: int,
    m: int,
    place: np.ndarray,
    fired: np.ndarray,
    seed: int,
    synapses: Synapses,
    rivals: Rivals,
    c: RewardSTDPParameters,
) -> tuple:
    """Advance the agent by millisecond m of trial k, in which it sees a cue.

    ``place`` is that of the next input spike, ten lines a step; ``fired`` counts them.  Returns
    both.
    """
    cell = lif.constants(LIFParameters(20.0, 1.0, 0.0, 20.0, 0.0, 2.0), 1.0)
    fade = exp(-1.0 / TAU_S)
    w, e, x = synapses
    v, refractory, trace, spikes, arriving = rivals
    x *= fade
    trace *= fade
    for a in range(2):
        arriving[a] = 4.0 * sqrt(1.0 - fade * fade) * normal(seed, 3 + a, SEEN * k + m)
    while place < 10 * (m + 1):
        i = 10 * cue + place - 10 * m
        for a in range(2):
            arriving[a] += w[a, i]
            e[a, i] = depress_eligibility(e[a, i], Trace(x[i]), Trace(trace[a]), c)
        x[i], fired = x[i] + 1.0, fired + 1
        place += geometric(P_INPUT, seed, 2, MOST_INPUT * k + fired)
    for a in range(2):
        state = LIFState(v[a] + arriving[a], refractory[a])
        spiked, state = lif.step(0.0, state, cell, 1.0)
        v[a], refractory[a] = state.v, state.refractory
        if spiked:
            for i in range(N_INPUTS):
                e[a, i] = potentiate_eligibility(e[a, i], Trace(x[i]), Trace(trace[a]), c)
            trace[a] = add_one(Trace(trace[a]), c).x
            spikes[a] += 1.0
            v[1 - a] -= 10.0
    return place, fired


@jit
def outcome(k: int, cue: int, spikes: np.ndarray, agent: RewardAgent) -> tuple[int, float]:
    """Return whether the answer of trial k is right, 1 or 0, and the reward for it, 1 or -1."""
    chosen = 1 if spikes[1] > spikes[0] else 0
    if spikes[0] == spikes[1]:
        chosen = 1 if uniform(agent.seed, 5, k) < 0.5 else 0
    right = 1.0 if (chosen == cue) == (k < agent.reversal) else 0.0
    coin = 1.0 if uniform(agent.seed, 6, k) < 0.5 else 0.0
    return right, 2.0 * (coin if agent.signal == COINS else right) - 1.0


@jit
def learn_from_reward(
    n_trials: int,
    agent: RewardAgent,
    right: np.ndarray,
    straight: np.ndarray,
    crossed: np.ndarray,
    e_straight: np.ndarray,
    e_crossed: np.ndarray,
    dopamine: np.ndarray,
) -> np.ndarray:
    """Let an agent live through so many trials; return its weights (2, 20) in the end.

    Parameters
    ----------
    n_trials : int
    agent : RewardAgent
    right, straight, crossed : (at least n_trials,) float64
        Filled for each trial, see :class:`AgentCourse`.
    e_straight, e_crossed, dopamine : (n,) float64
        Filled for the last times, 10 ms apart, up to the end: mean eligibilities of both groups in
        mV, and the modulator in 1/s.  NaN before the first trial and at the end itself.
    """
    c = RewardSTDPParameters(1.0, 0.5, 0.0, 3.0)  # A_plus, A_minus, w_min, w_max
    pause = PAUSE + (agent.delay // 10 if agent.wipe else 0)
    pace, last = SEEN + 10 * pause, dopamine.size - 1
    synapses, rivals = at_rest(agent.seed)
    reward, mean, due, d = np.zeros(n_trials), 0.0, 0, 0.0
    e_straight[:], e_crossed[:], dopamine[:] = np.nan, np.nan, np.nan
    for k in range(n_trials):
        cue = 0 if uniform(agent.seed, 1, k) < 0.5 else 1
        fired, place = 0, geometric(P_INPUT, agent.seed, 2, MOST_INPUT * k) - 1
        begin_trial(synapses, rivals, agent.wipe)
        d = 0.0 if agent.wipe else d
        for m in range(SEEN + pause):
            now = min(m, SEEN) + 10 * max(m - SEEN, 0)  # ms since the cue came on
            if m == SEEN:
                right[k], reward[k] = outcome(k, cue, rivals.spikes, agent)
            known = due < k or (due == k and m >= SEEN)
            if known and pace * (k - due) + now == SEEN + agent.delay:
                expected = mean if agent.signal == LESS_MEAN else 0.0
                d += agent.eta * (reward[due] - expected) / TAU_D
                mean, due = mean + 0.05 * (reward[due] - mean), due + 1
            back = (pace * (n_trials - k) - now) // 10
            if back <= last and now % 10 == 0:
                e_straight[last - back] = group_mean(synapses.e, 0)
                e_crossed[last - back] = group_mean(synapses.e, 1)
                dopamine[last - back] = 1000.0 * d
            d = let_pass(1.0 if m < SEEN else 10.0, d, synapses, agent.tau_e, c)
            if m < SEEN:
                place, fired = see(cue, k, m, place, fired, agent.seed, synapses, rivals, c)
        straight[k], crossed[k] = group_mean(synapses.w, 0), group_mean(synapses.w, 1)
    return synapses.w


def simulate(n_trials: int = 300, agent: RewardAgent = RewardAgent()) -> AgentCourse:
    """Let an agent live through some trials.

    Parameters
    ----------
    n_trials : int
    agent : RewardAgent

    Returns
    -------
    course : AgentCourse
    """
    n_trials = _checks.positive_integer("n_trials", n_trials)
    _checks.instance_of("agent", agent, RewardAgent)
    delay = _checks.whole_number("agent.delay", agent.delay)
    if delay < 0 or delay % 10:
        raise ValueError(f"agent.delay must be a multiple of 10 ms, not negative, got {delay}")
    if agent.signal not in (LESS_MEAN, ITSELF, COINS):
        raise ValueError(f"agent.signal must be LESS_MEAN, ITSELF or COINS, got {agent.signal!r}")
    agent = RewardAgent(
        delay,
        _checks.positive_number("agent.tau_e", agent.tau_e, "milliseconds"),
        int(agent.signal),
        _checks.whole_number("agent.reversal", agent.reversal),
        _checks.finite_number("agent.eta", agent.eta),
        bool(agent.wipe),
        _checks.whole_number("agent.seed", agent.seed),
    )
    by_trial = np.zeros((3, n_trials))
    w = learn_from_reward(n_trials, agent, *by_trial, *np.zeros((3, 1)))
    return AgentCourse(*by_trial, w)
