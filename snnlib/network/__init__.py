"""Networks: say how many neurons, what comes in, what goes out and which rule learns."""

from snnlib.network.blocks import Block
from snnlib.network.laws import Normal
from snnlib.network.network import Network

__all__ = ["Block", "Network", "Normal"]
