"""The network of :func:`snnlib.hardware.run_events` in time steps, for comparison.

Each neuron is brought up to date in each step, and a spike acts at the beginning of a step: one
from outside at the first that does not come before it, one of a neuron a whole number of steps
after the end of its own.  Until then it waits in a ring of sums, a row for each step to come.
"""

import numpy as np

from snnlib._jit import jit
from snnlib.hardware.events import FULL_LIST, EventRecord, EventWiring
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFParameters, LIFState
from snnlib.random import exponential, integer


@jit
def _deliver(wiring, source, step, dt, ring):
    """Put a spike's weights into the ring, at the step in which they arrive; return how many."""
    n_weights = 0
    for group in range(wiring.groups[source], wiring.groups[source + 1]):
        slot = (step + int(wiring.delay[group] / dt + 0.5)) % len(ring)
        for s in range(wiring.rows[group], wiring.rows[group + 1]):
            ring[slot, wiring.post[s]] += wiring.w[s]
            n_weights += 1
    return n_weights


@jit
def run_steps(
    wiring: EventWiring,
    params: LIFParameters,
    input_times: np.ndarray,
    input_sources: np.ndarray,
    dt: float,
    duration: float,
    record: EventRecord,
) -> int:
    """Run LIF neurons with delta synapses in time steps, from rest, for ``duration`` ms.

    Arguments and result are those of :func:`snnlib.hardware.run_events`; ``dt`` is in ms, and the
    events of ``record`` stay 0, as there are none.
    """
    longest, counts, k = 0.0, record.counts, 0
    for delay in wiring.delay:
        longest = max(longest, delay)
    ring = np.zeros((int(longest / dt + 0.5) + 2, wiring.n))
    constants = lif.constants(params, dt)
    v, pause = np.full(wiring.n, params.v_rest), np.zeros(wiring.n)
    for step in range(int(duration / dt + 0.5)):
        while k < input_times.size and input_times[k] <= step * dt:
            counts[2] += _deliver(wiring, input_sources[k], step, dt, ring)
            k += 1
        here = ring[step % len(ring)]
        for j in range(wiring.n):
            counts[3] += 1
            state = LIFState(v[j] + here[j], pause[j])  # during the pause, v does not count
            spiked, state = lif.step(0.0, state, constants, dt)
            here[j], v[j], pause[j] = 0.0, state.v, state.refractory
            if spiked:
                if counts[0] == record.times.size:
                    return FULL_LIST
                record.times[counts[0]], record.neurons[counts[0]] = (step + 1) * dt, j
                counts[0] += 1
                counts[2] += _deliver(wiring, j, step + 1, dt, ring)
    return 0


@jit
def random_wiring(n: int, fan_out: int, seed: int) -> EventWiring:
    """Wire n neurons, a fifth of which inhibit, and n inputs: each has ``fan_out`` random targets.

    An input arrives at once, a neuron's spike after 1 or 2 ms.  Weights are in mV, 25 over the root
    of the fan-out for an input.
    """
    groups, rows = np.zeros(2 * n + 1, np.int32), np.zeros(2 * n + 1, np.int32)
    delay, post = np.zeros(2 * n), np.zeros(2 * n * fan_out, np.int32)
    w = np.zeros(2 * n * fan_out)
    for i in range(2 * n):
        groups[i + 1], rows[i + 1] = i + 1, (i + 1) * fan_out
        delay[i] = 1.0 + i % 2 if i < n else 0.0
        for k in range(fan_out):
            post[i * fan_out + k] = integer(n, seed, i, k)
            fraction = 1.0 if i >= n else (-0.8 if i % 5 == 0 else 0.2)
            w[i * fan_out + k] = fraction * 25.0 / np.sqrt(fan_out)
    return EventWiring(n, groups, delay, rows, post, w)


@jit
def input_spikes(n: int, rate: float, duration: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw the Poisson spikes of n inputs of this rate (Hz), in order: times (ms) and sources."""
    times, sources = np.zeros(4000), np.zeros(4000, np.int32)
    count, time = 0, 0.0
    while count < times.size:
        time += exponential(seed, 1000, count) * 1000.0 / (rate * n)
        if time > duration:
            break
        times[count], sources[count] = time, n + integer(n, seed, 1001, count)
        count += 1
    return times[:count], sources[:count]
