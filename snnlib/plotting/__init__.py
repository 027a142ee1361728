"""matplotlib in the book's own hand: the same colours and line weights as the live figures.

:mod:`snnlib.plotting.drawings` holds drawings of a neuron, a synapse, and their like.

Import this only where something is drawn; ``import snnlib`` does without matplotlib.
"""

from snnlib.plotting.network_diagram import draw_network
from snnlib.plotting.palette import PALETTE, css
from snnlib.plotting.style import ThemedSVG, color, style

__all__ = ["PALETTE", "ThemedSVG", "color", "css", "draw_network", "style"]
