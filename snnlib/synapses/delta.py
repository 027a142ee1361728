"""Delta synapses: the potential jumps with each spike."""

from typing import NamedTuple

from snnlib._jit import jit
from snnlib.synapses.model import Receptor


class DeltaConstants(NamedTuple):
    """What the step needs: a zero in the precision of the rest."""

    nothing: float


class DeltaState(NamedTuple):
    """What has arrived for this time step."""

    jump: float  # mV


@jit
def delta_step(state, v, constants, dt):
    """Move v at the beginning of the time step; no current flows."""
    return constants.nothing, v + state.jump, DeltaState(constants.nothing)


def delta():
    """Give the receptor whose weights, in mV, are added to v when the spike arrives.

    A refractory neuron takes no notice.

    Returns
    -------
    receptor : Receptor
    """
    return Receptor(delta_step, DeltaConstants(0.0), DeltaState(0.0), name="delta", needs_v=True)
