"""Learning with a teacher: gradients through spikes and through time, written by hand."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
