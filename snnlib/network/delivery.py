"""Delivery: what the spikes of a time step bring to the neurons they go to.

A connection has a row of synapses for each presynaptic neuron and each of its delays; the rows of
one neuron lie side by side.  A spike costs its row, and nothing else is touched.
``neurons[begin:end]`` are the spikes, ``low`` the first presynaptic neuron of the connection, and
``g`` the first state of the receptor, of the neurons that the connection goes to, kept in the unit
``unit[0]``: what decays, decays by its unit.

Where ``parts`` threads share the work, each row has so many, one after the other, and this is
thread ``part``: its targets lie side by side.  Of a dense connection ``g`` is its own part, from
target ``first`` on.
"""

import numpy as np

from snnlib._jit import jit
from snnlib.network import packing

BITS, MIDDLE = np.uint32(packing.BITS), np.int32(packing.MIDDLE)
WEIGHT = np.int32(2 * packing.MIDDLE - 1)  # bits of it
TINY = 2.0**-100
SMALL_UNIT = 2.0**-40


@jit
def deliver_dense(neurons, begin, end, low, first, w, g, unit):
    """Add the rows of a full weight matrix ``w`` (pre, post) to ``g``."""
    scale = g.dtype.type(1.0 / unit[0])
    i = -1
    for e in range(begin, end):
        here = neurons[e] - low
        if 0 <= here < w.shape[0]:
            if i < 0:
                i = here
            else:  # two rows together: the way to the memory is the bottleneck
                for j in range(g.size):
                    g[j] += scale * (w[i, first + j] + w[here, first + j])
                i = -1
    if i >= 0:
        for j in range(g.size):
            g[j] += scale * w[i, first + j]


@jit
def deliver_uniform(neurons, begin, end, low, first, n_pre, self_offset, w, g, unit):
    """Add the one weight to all of ``g``, once for each spike, but not to the neuron itself.

    Neuron i of the spikes is target ``i - self_offset``, or none if that is out of range.
    """
    weight = w[0] * g.dtype.type(1.0 / unit[0])
    total = weight - weight
    for e in range(begin, end):
        i = neurons[e] - low
        if 0 <= i < n_pre:
            total += weight
            if 0 <= i - self_offset - first < g.size:
                g[i - self_offset - first] -= weight
    if total != 0.0:
        for j in range(g.size):
            g[j] += total


@jit
def deliver_sparse(neurons, begin, end, low, n_delays, delay, parts, part, rows, post, w, g, unit):
    """Add the weights of each row, or the one weight, to the neurons it goes to."""
    scale = g.dtype.type(1.0 / unit[0])
    n_pre, uniform = (rows.size - 1) // (n_delays * parts), w.size == 1
    weight = scale * w[0] if uniform else scale
    for e in range(begin, end):
        i = neurons[e] - low
        if 0 <= i < n_pre:
            row = (i * n_delays + delay) * parts + part
            for s in range(rows[row], rows[row + 1]):
                g[post[s]] += weight if uniform else scale * w[s]


@jit
def deliver_packed(neurons, begin, end, low, n_delays, delay, parts, part, rows, words, w, g, unit):
    """Add the weights of each row, of steps ``w[0]``, to the neurons: :mod:`.packing`."""
    n_pre, step = (rows.size - 1) // (n_delays * parts), g.dtype.type(w[0] / unit[0])
    for e in range(begin, end):
        i = neurons[e] - low
        if 0 <= i < n_pre:
            row = (i * n_delays + delay) * parts + part
            for s in range(rows[row], rows[row + 1]):
                word = np.int32(words[s])
                weight = (word & WEIGHT) - MIDDLE
                g[words[s] >> BITS] += step * g.dtype.type(weight)


@jit
def decay(values, unit, factor):
    """Multiply all values by a factor: by their unit, and only sometimes one by one."""
    unit[0] *= factor
    if unit[0] < SMALL_UNIT:
        for i in range(values.size):
            values[i] *= unit[0]
        flush_denormals(values)
        unit[0] = 1.0


@jit
def flush_denormals(values):
    """Set to 0 what has decayed below 2**-100: arithmetic with numbers below 1e-38 is slow."""
    for i in range(values.size):
        if abs(values[i]) < TINY:
            values[i] = 0.0


@jit
def sample(values, unit, indices, out, row):
    """Write ``values[indices]`` into a row of ``out``."""
    for i in range(indices.size):
        out[row, i] = values[indices[i]] * unit[0]
