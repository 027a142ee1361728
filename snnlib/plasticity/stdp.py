"""Pair-based spike-timing-dependent plasticity (STDP), with one trace on either side.

A synapse grows when its neuron spikes soon after a spike has come in, and shrinks when the order is
the other way round:

    dw = A_plus exp(-(t_post - t_pre) / tau_plus)      where t_pre < t_post,
    dw = -A_minus exp(-(t_pre - t_post) / tau_minus)   where t_post <= t_pre,

summed over all pairs (Gerstner et al. 1996; Song, Miller & Abbott 2000, doi:10.1038/78829).  There
is no need to look at pairs: a trace x that each presynaptic spike raises by 1, and that decays with
``tau_plus``, is at every moment the sum over the spikes so far (Morrison, Diesmann & Gerstner 2008,
doi:10.1007/s00422-008-0233-1).  The chapter "learning/stdp" explains it.
"""

from typing import NamedTuple

from snnlib import _validate
from snnlib._jit import jit
from snnlib.plasticity.model import Plasticity


class PairSTDPParameters(NamedTuple):
    """Parameters of pair STDP; amplitudes and limits are in the unit of the weights."""

    A_plus: float  # growth for a pair with no time between
    A_minus: float  # shrinkage for a pair with no time between
    w_min: float
    w_max: float
    one: float  # what a spike adds to a trace


class Trace(NamedTuple):
    """A decaying count of spikes; in the rule's description, its time constant in ms."""

    x: float


@jit
def depress(w, pre, post, c):
    """Shrink the weight at the arrival of a spike, by the postsynaptic trace."""
    shrunk = w - c.A_minus * post.x
    return shrunk if shrunk > c.w_min else c.w_min


@jit
def potentiate(w, pre, post, c):
    """Let the weight grow at a postsynaptic spike, by the presynaptic trace."""
    grown = w + c.A_plus * pre.x
    return grown if grown < c.w_max else c.w_max


@jit
def add_one(trace, c):
    """Count a spike: all pairs have their say."""
    return Trace(trace.x + c.one)


def pair_stdp(A_plus=0.005, A_minus=0.00525, tau_plus=20.0, tau_minus=20.0, w_min=0.0, w_max=1.0):
    """Give additive pair STDP with hard bounds; all pairs count.

    Parameters
    ----------
    A_plus, A_minus : float
        Change for a pair of spikes with no time between, in the unit of the weights; not negative.
    tau_plus, tau_minus : float, ms
    w_min, w_max : float
        Weights are kept between them.

    Returns
    -------
    rule : Plasticity
        The default is the rule of Song, Miller & Abbott (2000), for weights between 0 and 1.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    params = PairSTDPParameters(
        _validate.non_negative_number("A_plus", A_plus),
        _validate.non_negative_number("A_minus", A_minus),
        _validate.finite_number("w_min", w_min),
        _validate.finite_number("w_max", w_max),
        1.0,
    )
    if params.w_min >= params.w_max:
        raise ValueError(f"w_min must be below w_max = {params.w_max}, got {params.w_min}")
    return Plasticity(
        params=params,
        pre=Trace(_validate.positive_number("tau_plus", tau_plus, "milliseconds")),
        post=Trace(_validate.positive_number("tau_minus", tau_minus, "milliseconds")),
        on_pre=depress,
        on_post=potentiate,
        jump_pre=add_one,
        jump_post=add_one,
        dtype="float32",
        name="pair STDP",
    )
