"""Inhibitory plasticity: inhibition learns to balance excitation, neuron by neuron.

With traces x of the presynaptic and y of the postsynaptic spikes, to which each spike adds 1 and
which decay with ``tau``,

    dw = eta (y - 2 target_rate tau)    at a presynaptic arrival,
    dw = eta x                          at a postsynaptic spike.

So spikes that are close in time, in any order, let an inhibitory synapse grow, and a presynaptic
spike alone lets it shrink.  A neuron that fires above ``target_rate`` is inhibited more, one below
it less: it comes to rest at that rate (Vogels, Sprekeler, Zenke, Clopath & Gerstner, 2011,
doi:10.1126/science.1211095).  The weight w says how strongly the synapse inhibits, and is not
negative: let it act through a conductance whose reversal potential lies below the threshold.  The
chapter "neurons/networks" explains it.
"""

from typing import Annotated, NamedTuple

from snnlib import _checks, _declared
from snnlib._declared import NonNegative, Positive
from snnlib._jit import jit
from snnlib.plasticity._model import Plasticity
from snnlib.plasticity.stdp import Trace, add_one, finest_change


class InhibitoryParameters(NamedTuple):
    """Parameters of inhibitory plasticity; ``eta`` and ``w_max`` are in the weights' unit."""

    eta: Annotated[float, NonNegative()]  # change at a pair of spikes with no time between
    alone: Annotated[float, NonNegative()]  # 2 target_rate tau: what an arrival alone takes away
    w_max: Annotated[float, Positive()]


def finest(params: InhibitoryParameters) -> float:
    """Return by what part of the largest weight a pair of spikes changes a weight."""
    return finest_change(0.0, params.w_max, params.eta)


@jit
def shrink_alone(w: float, pre: Trace, post: Trace, c: InhibitoryParameters) -> float:
    """Change the weight at an arrival: up for recent postsynaptic spikes, down without them."""
    return min(max(w + c.eta * (post.x - c.alone), 0.0), c.w_max)


@jit
def grow(w: float, pre: Trace, post: Trace, c: InhibitoryParameters) -> float:
    """Increase the weight at a postsynaptic spike, by the presynaptic trace."""
    return min(w + c.eta * pre.x, c.w_max)


def inhibitory_stdp(
    eta: float = 1e-4, target_rate: float = 5.0, tau: float = 20.0, w_max: float = 1.0
) -> Plasticity:
    """Return inhibitory plasticity for weights from 0 to ``w_max``.

    ``eta`` is the change of a weight for a pair of spikes with no time between, in the unit of the
    weights; ``target_rate`` (Hz) that of the postsynaptic neuron; ``tau`` (ms) that of both traces.
    """
    target_rate = _checks.non_negative_number("target_rate", target_rate, "hertz")
    tau = _checks.positive_number("tau", tau, "milliseconds")
    params = InhibitoryParameters(eta, 2e-3 * target_rate * tau, w_max)
    return Plasticity(
        params=_declared.checked(params, InhibitoryParameters),
        pre=Trace(tau),
        post=Trace(tau),
        on_pre=shrink_alone,
        on_post=grow,
        jump_pre=add_one,
        jump_post=add_one,
        dtype="float32",
        name="inhibitory STDP",
        finest=finest,
    )
