"""Neuron models, each in a module: its parameters, its state and one pure step."""

from snnlib._lazy import lazily
from snnlib.neurons._model import Neuron, WinnerTakeAll

__all__ = ["Neuron", "WinnerTakeAll", "adaptive", "izhikevich", "leaky", "lif"]
__getattr__, __dir__ = lazily(
    __name__, {name: (f"{__name__}.{name}", None) for name in __all__ if name.islower()}
)
