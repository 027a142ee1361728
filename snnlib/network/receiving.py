"""What the receptors of a population need for a time step, given the neurons' membranes.

A receptor on a leaky membrane is exact: the current that it gives is the constant one that leaves v
where the true one does, and so depends on both time constants.
"""

import numpy as np

from snnlib.network.checks import constants, named_numbers, stacked
from snnlib.network.program import numbers
from snnlib.synapses import held_decay


def receiving(name, receptors, neuron, dt: float, n):
    """Return ``{key: (receptor, constants)}`` and ``{"key.field": held}`` for n neurons.

    ``held`` is what the mean current is made with of a state that the network lets decay.  Where
    the membranes differ, it and the constants are arrays of shape (n,).
    """
    tau_m = neuron.membrane(neuron.params) if neuron.membrane else np.inf
    ports, held = {}, {}
    for key, receptor in receptors.items():
        ports[key] = receptor, _constants(f"{name}.{key}", receptor, tau_m, dt, neuron.dtype, n)
        for field, tau in receptor.decay._asdict().items() if receptor.decay else ():
            value = _each(lambda one, tau=tau: held_decay(float(tau), one, dt), tau_m, n)
            held[f"{key}.{field}"] = value if np.ndim(value) == 0 else value.astype(neuron.dtype)
    return ports, held


def _constants(name, receptor, tau_m, dt, dtype, n):
    """Return what a receptor's step gets."""
    if not receptor.prepare:
        return constants(name, receptor, dt, dtype)
    named_numbers(f"{name}.params", receptor.params)
    return numbers(_each(lambda one: receptor.prepare(receptor.params, dt, one), tau_m, n), dtype)


def _each(function, tau_m, n):
    """Return what a function gives of tau_m, or arrays of it where tau_m is an array."""
    if np.ndim(tau_m) == 0:
        return function(float(tau_m))
    each = np.broadcast_to(tau_m, (n,)).tolist()
    made = {value: function(value) for value in set(each)}
    return stacked([made[value] for value in each])
