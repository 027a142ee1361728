"""Networks: say how many neurons, what comes in, what goes out and which rule learns."""

from snnlib.network.network import Network

__all__ = ["Network"]
