"""Drawings of what the book speaks of, as SVG in the page's own colours."""

from snnlib.plotting.drawings.chip import chip
from snnlib.plotting.drawings.core import core
from snnlib.plotting.drawings.illustration import Illustration
from snnlib.plotting.drawings.neuron import neuron
from snnlib.plotting.drawings.synapse import synapse

__all__ = ["Illustration", "chip", "core", "neuron", "synapse"]
