from . import (
    codes as codes,
    datasets as datasets,
    gradients as gradients,
    hardware as hardware,
    interop as interop,
    live as live,
    math as math,
    network as network,
    neurons as neurons,
    plasticity as plasticity,
    plotting as plotting,
    random as random,
    spikes as spikes,
    studies as studies,
    synapses as synapses,
)
from .network.network import Network as Network
from .neurons.lif import LIFParameters as LIFParameters, neuron as lif_neuron, simulate as lif
from .plasticity.stdp import pair_stdp as pair_stdp
from .spikes.trains import SpikeEvents as SpikeEvents
from .synapses import exponential as exponential

__version__: str
__all__ = [
    "LIFParameters",
    "Network",
    "SpikeEvents",
    "codes",
    "datasets",
    "exponential",
    "gradients",
    "hardware",
    "interop",
    "lif",
    "lif_neuron",
    "live",
    "math",
    "network",
    "neurons",
    "pair_stdp",
    "plasticity",
    "plotting",
    "random",
    "spikes",
    "studies",
    "synapses",
]
