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
