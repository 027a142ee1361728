"""Instar STDP: at each of its spikes a neuron moves its weights towards what has just come in.

With a presynaptic trace x that a spike sets to 1 and that decays with ``tau``,

    dw = learning_rate (x - w)    at a postsynaptic spike,

and nothing happens at presynaptic ones; then all weights onto the neuron are scaled to a fixed sum.
Grossberg (1976, doi:10.1007/BF00344744) has the rule for rates, the instar; for spikes it is near
Diehl & Cook's (2015, doi:10.3389/fncom.2015.00099), in which a constant stands for the w that is
subtracted.  It is not the textbook window: it depresses what was silent before the spike, and what
comes after the spike counts for nothing.  The chapter "learning/digits" explains it.
"""

from typing import NamedTuple

import numpy as np

from snnlib import _checks
from snnlib._jit import jit
from snnlib.plasticity._model import Plasticity
from snnlib.plasticity.stdp import Trace, set_to_one


class InstarParameters(NamedTuple):
    """Parameters of instar STDP."""

    learning_rate: float
    total: float  # sum of the weights onto each neuron


class NoTrace(NamedTuple):
    """The rule does not look at postsynaptic spikes before the present one."""


@jit
def follow(w: float, pre: Trace, post: NoTrace, c: InstarParameters) -> float:
    """Move the weight towards the trace."""
    return w + c.learning_rate * (pre.x - w)


def finest(params: InstarParameters) -> float:
    """Return what part of its way a weight goes at a spike."""
    return params.learning_rate or np.inf


@jit
def no_change(trace: NoTrace, c: InstarParameters) -> NoTrace:
    """Leave the traces as they are."""
    return trace


@jit
def to_total(total: float, post: NoTrace, c: InstarParameters) -> float:
    """Return the factor that brings the weights to their sum; none where there are no weights."""
    return c.total / total if total > 0.0 else 1.0


def instar_stdp(learning_rate: float = 0.1, total: float = 78.0, tau: float = 50.0) -> Plasticity:
    """Return instar STDP with a fixed sum of weights.

    ``learning_rate``, from 0 to 1, is the part of the way that a weight goes at a spike of its
    neuron; ``total`` the sum of the weights onto each neuron, in their unit; ``tau`` (ms) that of
    the trace.
    """
    learning_rate = _checks.probability("learning_rate", learning_rate)
    total = _checks.positive_number("total", total)
    return Plasticity(
        params=InstarParameters(learning_rate, total),
        pre=Trace(_checks.positive_number("tau", tau, "milliseconds")),
        post=NoTrace(),
        on_pre=None,
        on_post=follow,
        jump_pre=set_to_one,
        jump_post=no_change,
        rescale=to_total,
        dtype="float32",
        name="instar STDP",
        finest=finest,
    )
