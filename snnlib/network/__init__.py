"""Networks: say how many neurons, what comes in, what goes out and which rule learns."""

from snnlib.network.network import Network
from snnlib.neurons.adaptive_grid import (
    ADAPTIVE_WINNER_TAKES_ALL,
    AdaptiveLIFParameters,
    adaptive_lif_neuron,
)
from snnlib.neurons.leaky_grid import leaky_neuron
from snnlib.neurons.lif_grid import LIF_WINNER_TAKES_ALL, lif_neuron
from snnlib.neurons.model import Neuron, WinnerTakeAll
from snnlib.plasticity.model import Plasticity
from snnlib.plasticity.stdp import pair_stdp
from snnlib.synapses.alpha import alpha
from snnlib.synapses.conductance import conductance
from snnlib.synapses.delta import delta
from snnlib.synapses.exponential import exponential
from snnlib.synapses.model import Receptor

__all__ = [
    "ADAPTIVE_WINNER_TAKES_ALL",
    "LIF_WINNER_TAKES_ALL",
    "AdaptiveLIFParameters",
    "Network",
    "Neuron",
    "Plasticity",
    "Receptor",
    "WinnerTakeAll",
    "adaptive_lif_neuron",
    "alpha",
    "conductance",
    "delta",
    "exponential",
    "leaky_neuron",
    "lif_neuron",
    "pair_stdp",
]
