"""Delivery: what the spikes of a time step bring to the neurons they go to.

A connection has a row of synapses for each presynaptic neuron and each of its delays; the rows of
one neuron lie side by side.  A spike costs its row, and nothing else is touched.
``neurons[begin:end]`` are the spikes, ``low`` the first presynaptic neuron of the connection, and
``g`` the first state of the receptor, of the neurons that the connection goes to, kept in the unit
``unit[0]``: what decays, decays by its unit.
"""

from snnlib._jit import jit

TINY = 2.0**-100
SMALL_UNIT = 2.0**-40


@jit
def deliver_dense(neurons, begin, end, low, w, g, unit):
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
                    g[j] += scale * (w[i, j] + w[here, j])
                i = -1
    if i >= 0:
        for j in range(g.size):
            g[j] += scale * w[i, j]


@jit
def deliver_uniform(neurons, begin, end, low, n_pre, self_offset, w, g, unit):
    """Add the one weight to all of ``g``, once for each spike, but not to the neuron itself.

    Neuron i of the spikes is neuron ``i - self_offset`` of ``g``, or of none if that is out of
    range.
    """
    weight = w[0] * g.dtype.type(1.0 / unit[0])
    total = weight - weight
    for e in range(begin, end):
        i = neurons[e] - low
        if 0 <= i < n_pre:
            total += weight
            if 0 <= i - self_offset < g.size:
                g[i - self_offset] -= weight
    if total != 0.0:
        for j in range(g.size):
            g[j] += total


@jit
def deliver_sparse(neurons, begin, end, low, n_delays, delay, rows, post, w, g, unit):
    """Add the weights of each row, or the one weight, to the neurons it goes to."""
    scale = g.dtype.type(1.0 / unit[0])
    n_pre, uniform = (rows.size - 1) // n_delays, w.size == 1
    weight = scale * w[0] if uniform else scale
    for e in range(begin, end):
        i = neurons[e] - low
        if 0 <= i < n_pre:
            row = i * n_delays + delay
            for s in range(rows[row], rows[row + 1]):
                g[post[s]] += weight if uniform else scale * w[s]


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
