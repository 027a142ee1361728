"""Plasticity: rules that change weights, on spikes and on rates, and what keeps them in bounds."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
