"""Synapses: what a spike does to the neuron that receives it.

To a network each is a :class:`Receptor`; :mod:`.potentials` has what one spike does to a membrane,
in closed form.  The chapter "neurons/synapses" explains them.
"""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(
    __name__,
    _model="Receptor",
    potentials="alpha_psp delta_psp exponential_psp held_decay held_rise",
    receptors=(
        "AlphaConstants AlphaState ConductanceParameters DeltaState ExponentialConstants "
        "ExponentialState TimeConstant alpha alpha_constants alpha_step conductance "
        "conductance_step delta delta_step exponential exponential_constants exponential_step"
    ),
)
