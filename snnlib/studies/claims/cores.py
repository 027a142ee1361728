"""Spikes between cores: a network on a ring is cut into blocks, one for each core.

In a step a core updates its neurons, adds what its synapses bring, and takes in one message for
each spike of another core that has a target in it.  The slowest core decides when the step ends.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.random import integer, uniform

N_NEURONS, N_TARGETS, N_STEPS = 512, 32, 20
CORES = np.array([1, 2, 4, 8, 16, 32, 64])
REACHES = np.array([16, 64, 256])  # neurons to either side among which targets are drawn


class Ring(NamedTuple):
    """A network on a ring, and what a message costs."""

    reach: int  # neurons to either side
    active: float  # probability that a neuron spikes in a step
    message: float  # work of a message; of a synaptic event, or of a neuron's update, it is 1
    seed: int


class Load(NamedTuple):
    """Of an average step."""

    slowest: float  # work of the slowest core
    messages: float  # that all cores take in
    spikes: float


@jit
def target(ring: Ring, neuron: int, k: int) -> int:
    """Return where synapse k of a neuron ends."""
    distance = 1 + integer(2 * ring.reach - 1, ring.seed, neuron, k) - ring.reach
    return (neuron + distance + N_NEURONS) % N_NEURONS


@jit
def load(ring: Ring, n_cores: int) -> Load:
    """Run some steps on a number of cores, and count."""
    size = N_NEURONS // n_cores
    hits = np.zeros((N_NEURONS, n_cores))  # synapses of each neuron in each core
    for i in range(N_NEURONS):
        for k in range(N_TARGETS):
            hits[i, target(ring, i, k) // size] += 1.0
    slowest, messages, spikes = 0.0, 0.0, 0.0
    for step in range(N_STEPS):
        work = np.full(n_cores, float(size))
        for i in range(N_NEURONS):
            if uniform(ring.seed, N_NEURONS + step, i) < ring.active:
                spikes += 1.0
                for c in range(n_cores):
                    work[c] += hits[i, c]
                    if hits[i, c] > 0.0 and c != i // size:
                        work[c] += ring.message
                        messages += 1.0
        most = 0.0
        for c in range(n_cores):
            most = max(most, work[c])
        slowest += most
    return Load(slowest / N_STEPS, messages / N_STEPS, spikes / N_STEPS)


@jit
def fill_efficiency(active: float, message: float, seed: int, efficiency: np.ndarray) -> None:
    """Fill speed-up divided by cores, (reach, cores)."""
    for i in range(REACHES.size):
        ring = Ring(REACHES[i], active, message, seed)
        alone = load(ring, 1).slowest
        for j in range(CORES.size):
            efficiency[i, j] = alone / load(ring, CORES[j]).slowest / CORES[j]
