"""One small network under the conventions of different simulators.

Equation, weights and input spikes are the same.  What differs is what no paper's table of
parameters says: when a jump of v is looked at, from where a pause is counted, how a step is taken,
how a matrix is read, and which pairs a rule of wiring draws.  :data:`HERE` is
:class:`snnlib.Network` with delta synapses.  The chapter "hardware/deploy" shows what each costs.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.math import exp
from snnlib.random import uniform

DT = 0.1  # ms
TAU_M, V_TH = 20.0, 15.0  # ms, and mV above the rest, to which a spike resets
N, FAN_IN, N_EXC = 20, 5, 16
KICK, KICK_RATE = 1.8125, 400.0  # mV, and Hz for each neuron, from outside
W_EXC, W_INH = 2.5, -5.0  # mV on average

JUMP_FIRST, JUMP_DECAYS, JUMP_LAST = 0, 1, 2


class Conventions(NamedTuple):
    """How a simulator reads a network; and the refractory period and delay that it is given."""

    order: int = JUMP_FIRST  # in a step: jump, test, decay; decay, test, jump; decay, jump, test
    early_pause: bool = False  # the refractory period counts from the beginning of a spike's step
    euler: bool = False
    transposed: bool = False  # the matrix is read as (targets, sources)
    autapses: bool = False  # what stands on the matrix's diagonal is kept
    redrawn: bool = False  # sources are drawn anew, with repeats and autapses
    t_ref: float = 1.0  # ms
    delay: float = 1.5  # ms, of all spikes, those from outside too


HERE = Conventions()


@jit
def wire(seed: int, c: Conventions, weights: np.ndarray) -> None:
    """Fill ``weights`` (source, target), in mV, with what the simulator makes of one network."""
    strength = np.zeros((N, N))
    for i in range(N):
        mean = W_EXC if i < N_EXC else W_INH
        for j in range(N):
            w = mean * (0.5 + uniform(seed, i, j))
            strength[i, j] = np.floor(64.0 * w) / 64.0  # which float32 holds, too
    free = np.zeros(N, np.int64)
    for j in range(N):
        for i in range(N):
            free[i] = i
        left = N
        for k in range(FAN_IN + 1):
            own = j if k == 0 else -1  # the first one is the neuron itself
            stream = (200 if c.redrawn else 100) + j
            at = min(int(uniform(seed, stream, k) * left), left - 1)
            source = own if own >= 0 else free[at]
            if c.redrawn:
                if own < 0:
                    weights[source, j] += strength[source, j]
                continue
            if own < 0 or c.autapses:
                weights[source, j] = strength[source, j]
            place = own if own >= 0 else at
            left -= 1
            free[place] = free[left]
    if c.transposed:
        for i in range(N):
            for j in range(i):
                weights[i, j], weights[j, i] = weights[j, i], weights[i, j]


@jit
def kick(seed: int, kicks: np.ndarray) -> None:
    """Fill ``kicks`` (step, neuron), bool, with the input spikes: Poisson, one train a neuron."""
    probability = KICK_RATE * DT * 1e-3
    for k in range(kicks.shape[0]):
        for j in range(N):
            kicks[k, j] = uniform(seed, 300 + j, k) < probability


@jit
def simulate(c: Conventions, weights: np.ndarray, kicks: np.ndarray, fired: np.ndarray) -> None:
    """Fill ``fired`` (step, neuron), bool; v begins at rest.

    A spike, or a kick, of the step k is sent at the end of that step.
    """
    n_steps = fired.shape[0]
    late, pause = int(c.delay / DT + 0.5), int(c.t_ref / DT + 0.5) - int(c.early_pause)
    left = 1.0 - DT / TAU_M if c.euler else exp(-DT / TAU_M)  # of v, after a step
    v, held = np.zeros(N), np.zeros(N, np.int64)  # mV, and steps
    arrives = np.zeros((n_steps + late + 2, N))  # mV, at the end of a step
    for k in range(n_steps):
        for j in range(N):
            paused = held[j] > 0
            before, after = arrives[k, j], arrives[k + 1, j]  # when the step begins, and ends
            if not paused:
                if c.order == JUMP_FIRST:
                    v[j] += before
                reached = c.order == JUMP_FIRST and v[j] >= V_TH
                v[j] *= left
                if c.order == JUMP_LAST:
                    v[j] += after
                fired[k, j] = reached or v[j] >= V_TH
            held[j] = max(held[j] - 1, 0)
            if fired[k, j]:
                v[j], held[j] = 0.0, max(pause, 0)
            elif c.order == JUMP_DECAYS and not paused:
                v[j] += after
            if kicks[k, j]:
                arrives[k + 1 + late, j] += KICK
            if fired[k, j]:
                for i in range(N):
                    arrives[k + 1 + late, i] += weights[j, i]


@jit
def spikes(seed: int, c: Conventions, kicks: np.ndarray, fired: np.ndarray) -> None:
    """Wire the network as the simulator reads it, and fill ``fired``."""
    weights = np.zeros((N, N))
    wire(seed, c, weights)
    simulate(c, weights, kicks, fired)
