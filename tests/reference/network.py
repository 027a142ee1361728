"""A network in plain Python and float64, one neuron and one synapse after the other.

Nothing of the engine is used: receptors are their closed forms, STDP is a sum over pairs, delays
are looked up in lists of spikes.  Only the LIF neuron is the library's scalar step, which has an
oracle of its own.
"""

import math
from dataclasses import dataclass, field

import numpy as np

import snnlib


@dataclass
class Cells:
    n: int
    params: snnlib.LIFParameters
    receptors: dict  # name -> ("exponential", tau), ("conductance", tau, reversal), ...
    v: list
    current: float = 0.0


@dataclass
class Synapses:
    pre: str
    post: str
    receptor: str
    each: list  # of [i, j, w, delay in steps]
    rule: dict | None = None
    arrivals: dict = field(default_factory=dict)  # (i, delay) -> times
    spikes: dict = field(default_factory=dict)  # j -> times


class Receptors:
    """All receptors of one kind of a population, as the sum over the spikes that arrived."""

    def __init__(self, kind, n, tau_m):
        self.kind, self.n, self.tau_m = kind, n, tau_m
        self.arrived = [[] for _ in range(n)]  # of (time, weight)

    def value(self, j, t):
        """g at time t."""
        tau = self.kind[1]
        return sum(w * math.exp(-(t - t0) / tau) for t0, w in self.arrived[j] if t - t0 < 60 * tau)

    def act(self, j, t, v, dt):
        """Constant current that does what the true one does from t on, and v after a jump."""
        name = self.kind[0]
        if name == "delta":
            return 0.0, v + sum(w for t0, w in self.arrived[j] if abs(t0 - t) < dt / 2)
        tau = self.kind[1]
        held = held_exponential(tau, self.tau_m, dt)
        if name == "exponential":
            return held * self.value(j, t), v
        if name == "conductance":
            return held * self.value(j, t) * (self.kind[2] - v), v
        return sum(w * held_alpha(t - t0, tau, self.tau_m, dt) for t0, w in self.arrived[j]), v


def held_exponential(tau, tau_m, dt):
    """Constant current under which v is after dt where exp(-s / tau) brings it."""
    brought = tau / (tau - tau_m) * (math.exp(-dt / tau) - math.exp(-dt / tau_m))
    return brought / -math.expm1(-dt / tau_m)


def held_alpha(since, tau, tau_m, dt):
    """The same for (s / tau) exp(1 - s / tau), from ``s = since`` on."""
    rate = 1.0 / tau_m - 1.0 / tau

    def integral(s):  # of (since + s) exp(rate s)
        return ((since + s) / rate - 1.0 / rate**2) * math.exp(rate * s)

    kept = math.exp(1.0 - since / tau - dt / tau_m) / (tau * tau_m)
    return kept * (integral(dt) - integral(0.0)) / -math.expm1(-dt / tau_m)


def simulate(dt, n_steps, cells, sources, synapses):
    """Give the spikes of each population, as a list of (step, neuron), in order.

    ``sources`` : name -> list of (step, neuron).  The weights in ``synapses`` change in place.
    """
    spikes = {name: {k: [] for k in range(-1000, n_steps)} for name in (*cells, *sources)}
    for name, events in sources.items():
        for step, neuron in events:
            spikes[name][step].append(neuron)
    state = {
        name: [snnlib.neurons.lif.LIFState(v, 0.0) for v in population.v]
        for name, population in cells.items()
    }
    receptors = {
        (name, key): Receptors(kind, population.n, population.params.tau_m)
        for name, population in cells.items()
        for key, kind in population.receptors.items()
    }
    for k in range(n_steps):
        for group in synapses:
            arrive(group, spikes[group.pre], k, dt, receptors[group.post, group.receptor])
        for name, population in cells.items():
            for j in range(population.n):
                current, v = population.current, state[name][j].v
                for key in population.receptors:
                    flow, v = receptors[name, key].act(j, k * dt, v, dt)
                    current += flow
                before = snnlib.neurons.lif.LIFState(v, state[name][j].refractory)
                constants = snnlib.neurons.lif.constants(population.params, dt)
                spiked, state[name][j] = snnlib.neurons.lif.step(current, before, constants, dt)
                if spiked:
                    spikes[name][k].append(j)
        for group in synapses:
            if group.rule and group.post in cells:
                potentiate(group, spikes[group.post][k], k + 1)
    return {
        name: [(k, j) for k in range(n_steps) for j in sorted(spikes[name][k])] for name in spikes
    }


def arrive(group, spikes, k, dt, receptors):
    """Let the spikes arrive whose delay ends with step k - 1."""
    for i, j, w, delay in group.each:
        if i in spikes[k - 1 - delay]:
            receptors.arrived[j].append((k * dt, w))
    if not group.rule:
        return
    r = group.rule
    here = set()
    for synapse in group.each:
        i, j, w, delay = synapse
        if i in spikes[k - 1 - delay]:
            here.add((i, delay))
            sum_ = sum(math.exp((t - k) * dt / r["tau_minus"]) for t in group.spikes.get(j, []))
            synapse[2] = float(np.float32(max(w - r["A_minus"] * sum_, r["w_min"])))
    for line in here:
        group.arrivals.setdefault(line, []).append(k)
    group.dt = dt


def potentiate(group, spikes, k):
    """Let the weights onto neurons that spike at the time ``k dt`` grow."""
    r, dt = group.rule, group.dt
    for synapse in group.each:
        i, j, w, delay = synapse
        if j in spikes:
            pairs = group.arrivals.get((i, delay), [])
            sum_ = sum(math.exp((t - k) * dt / r["tau_plus"]) for t in pairs)
            synapse[2] = float(np.float32(min(w + r["A_plus"] * sum_, r["w_max"])))
    for j in spikes:
        group.spikes.setdefault(j, []).append(k)
