"""Synapses: what a spike does to the neuron that receives it.

To a network each is a :class:`Receptor`; :mod:`.potentials` has what one spike does to a membrane,
in closed form.  The chapter "neurons/synapses" explains them.
"""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
