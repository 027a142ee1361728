"""Spiking neural networks, small enough to read and fast enough to use.

The names that a first look needs are here; everything else is reached by its package, such as
``snnlib.codes.burst.encode`` or ``snnlib.spikes.cv``.  All are imported when they are first asked
for.
"""

from snnlib._lazy import lazily

__version__ = "0.1.0"
_PACKAGES = (
    "codes",
    "datasets",
    "hardware",
    "live",
    "math",
    "network",
    "neurons",
    "plasticity",
    "plotting",
    "random",
    "spikes",
    "studies",
    "synapses",
)
_PLACES = {
    "LIFParameters": ("snnlib.neurons.lif", "LIFParameters"),
    "Network": ("snnlib.network.network", "Network"),
    "SpikeEvents": ("snnlib.spikes.trains", "SpikeEvents"),
    "exponential": ("snnlib.synapses", "exponential"),
    "lif": ("snnlib.neurons.lif", "simulate"),
    "lif_neuron": ("snnlib.neurons.lif", "neuron"),
    "pair_stdp": ("snnlib.plasticity.stdp", "pair_stdp"),
}
__all__ = [*_PLACES, *_PACKAGES]
__getattr__, __dir__ = lazily(
    __name__, _PLACES | {name: (f"snnlib.{name}", None) for name in _PACKAGES}
)
