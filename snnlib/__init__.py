"""Spiking neural networks, small enough to read and fast enough to use."""

from snnlib.neurons.leaky_integrator import (
    LeakyIntegratorParameters,
    leaky_integrator,
    leaky_integrator_step,
)
from snnlib.neurons.lif import (
    LIFParameters,
    LIFState,
    lif_advance,
    lif_interval,
    lif_step,
    time_to_threshold,
)
from snnlib.neurons.lif_run import LIFRun, lif, lif_rate, rheobase

__version__ = "0.1.0"
__all__ = [
    "LIFParameters",
    "LIFRun",
    "LIFState",
    "LeakyIntegratorParameters",
    "leaky_integrator",
    "leaky_integrator_step",
    "lif",
    "lif_advance",
    "lif_interval",
    "lif_rate",
    "lif_step",
    "rheobase",
    "time_to_threshold",
]
