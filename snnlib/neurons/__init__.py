"""Neuron models, each in a module: its parameters, its state and one pure step."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
