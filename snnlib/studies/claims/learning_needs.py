"""What a rule needs to change the weight of a hidden neuron: what is kept, and what is told.

Networks have one hidden layer and learn from one sample of some time steps.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.studies.claims.verdicts import doublings

BACKPROP, STDP, REWARD, EPROP, BPTT = 0, 1, 2, 3, 4
RULES = ("backpropagation", "STDP", "R-STDP", "e-prop", "BPTT")


class Sizes(NamedTuple):
    """Of a network, and of a sample."""

    inputs: int
    hidden: int
    outputs: int
    steps: int


class Needs(NamedTuple):
    """Of all hidden weights, and of one."""

    kept: float  # numbers that are stored until the weights change, besides the weights
    told: float  # numbers that a neuron hears from elsewhere than its synapses, for one sample
    late: float  # steps between what happened and the change


@jit
def needs(rule: int, sizes: Sizes) -> Needs:
    """Count what a rule needs; backpropagation is that of an artificial network.

    STDP has a trace for each neuron.  R-STDP has an eligibility trace for each synapse, too, and
    hears one reward.  e-prop has a trace for each input and, since outputs leak, for each synapse,
    and hears the error of each output in each step.  BPTT keeps input, potentials and spikes of all
    steps, and hears what comes back from each output in each step.
    """
    inputs, hidden = float(sizes.inputs), float(sizes.hidden)
    outputs, steps = float(sizes.outputs), float(sizes.steps)
    if rule == BACKPROP:
        return Needs(inputs + hidden + outputs, outputs, 1.0)
    if rule == STDP:
        return Needs(inputs + hidden, 0.0, 0.0)
    if rule == REWARD:
        return Needs(inputs + hidden + inputs * hidden, 1.0, steps)
    if rule == EPROP:
        return Needs(inputs + inputs * hidden, outputs * steps, 0.0)
    return Needs(steps * (inputs + 2.0 * hidden + 2.0 * outputs), outputs * steps, steps)


@jit
def fill_local(sizes: Sizes, steps: np.ndarray, advantage: np.ndarray) -> None:
    """Fill log2 of how much less a neuron is told than by backpropagation, (rule, steps).

    Rules are STDP, R-STDP, e-prop and BPTT.
    """
    ann = needs(BACKPROP, sizes)
    for rule in range(STDP, BPTT + 1):
        for j in range(steps.size):
            at = Sizes(sizes.inputs, sizes.hidden, sizes.outputs, int(steps[j]))
            advantage[rule - 1, j] = doublings((1.0 + ann.told) / (1.0 + needs(rule, at).told))
