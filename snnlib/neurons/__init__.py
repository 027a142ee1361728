"""Neuron models, each in a module: its parameters, its state and one pure step."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(
    __name__, "adaptive integrators izhikevich leaky lif siegert", _model="Neuron WinnerTakeAll"
)
