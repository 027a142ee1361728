"""Data: handwritten digits to learn from, and a real neuron to fit."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
