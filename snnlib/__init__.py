"""Spiking neural networks, small enough to read and fast enough to use.

The names that a first look needs are here; everything else is reached by its package, such as
``snnlib.codes.burst.encode`` or ``snnlib.spikes.cv``.  All are imported when they are first asked
for.

Whatever is not as a docstring describes it raises ``TypeError`` or ``ValueError``, before anything
runs; the message names the parameter, what would be right, and what came.
"""

from snnlib._lazy import lazily

__version__ = "0.1.0"
__all__, __getattr__, __dir__ = lazily(__name__, __file__)
