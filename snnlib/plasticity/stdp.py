"""Pair-based spike-timing-dependent plasticity (STDP), with one trace on either side.

A synapse grows when its neuron spikes soon after a spike has come in, and shrinks when the order is
the other way round:

    dw = A_plus (1 - u)**mu_plus exp(-(t_post - t_pre) / tau_plus)    where t_pre < t_post,
    dw = -A_minus u**mu_minus exp(-(t_pre - t_post) / tau_minus)      where t_post <= t_pre,

    u = (w - w_min) / (w_max - w_min),

summed over pairs of spikes.  So at equal times the synapse shrinks, under every variant.  With both
exponents 0 the change does not depend on w, and hard bounds stop it (additive STDP: Gerstner et al.
1996; Song, Miller & Abbott 2000, doi:10.1038/78829); with both 1 it fades towards the bounds
(multiplicative); Gütig et al. (2003, doi:10.1523/JNEUROSCI.23-09-03697.2003) join the two by one
exponent between.  mu_plus = 0 and mu_minus = 1 is the form of van Rossum, Bi & Turrigiano (2000,
doi:10.1523/JNEUROSCI.20-23-08812.2000): steady growth, and shrinkage in proportion to the weight.

There is no need to look at pairs.  A trace x that each presynaptic spike raises by 1, and that
decays with ``tau_plus``, is at every moment the sum over the spikes so far; one that each spike
sets *to* 1 knows the last spike alone (Morrison, Diesmann & Gerstner 2008,
doi:10.1007/s00422-008-0233-1).  The chapter "learning/stdp" explains it.
"""

from typing import NamedTuple

import numpy as np

from snnlib import _validate
from snnlib._jit import jit
from snnlib.math import power
from snnlib.plasticity.model import Plasticity


class PairSTDPParameters(NamedTuple):
    """Parameters of pair STDP; amplitudes and limits are in the unit of the weights."""

    A_plus: float  # growth for a pair with no time between
    A_minus: float  # shrinkage for a pair with no time between
    w_min: float
    w_max: float
    one: float  # what a spike adds to a trace
    mu_plus: float  # 0: growth does not depend on w; 1: in proportion to what is left to w_max
    mu_minus: float  # 0: shrinkage does not depend on w; 1: in proportion to w - w_min


class Trace(NamedTuple):
    """A decaying count of spikes; in the rule's description, its time constant in ms."""

    x: float


@jit
def depress(w, pre, post, c):
    """Shrink the weight at the arrival of a spike, by the postsynaptic trace."""
    shrunk = w - c.A_minus * post.x
    return shrunk if shrunk > c.w_min else c.w_min


@jit
def depress_in_proportion(w, pre, post, c):
    """Shrink the weight by a share of what it has above the lower limit."""
    shrunk = w - c.A_minus / (c.w_max - c.w_min) * (w - c.w_min) * post.x
    return shrunk if shrunk > c.w_min else c.w_min


@jit
def depress_by_power(w, pre, post, c):
    """Shrink the weight by a power of what it has above the lower limit."""
    u = max((w - c.w_min) / (c.w_max - c.w_min), 0.0)  # rounding may have left w below
    shrunk = w - c.A_minus * power(u, c.mu_minus) * post.x
    return shrunk if shrunk > c.w_min else c.w_min


@jit
def potentiate(w, pre, post, c):
    """Let the weight grow at a postsynaptic spike, by the presynaptic trace."""
    grown = w + c.A_plus * pre.x
    return grown if grown < c.w_max else c.w_max


@jit
def potentiate_in_proportion(w, pre, post, c):
    """Let the weight grow by a share of what is left to the upper limit."""
    grown = w + c.A_plus / (c.w_max - c.w_min) * (c.w_max - w) * pre.x
    return grown if grown < c.w_max else c.w_max


@jit
def potentiate_by_power(w, pre, post, c):
    """Let the weight grow by a power of what is left to the upper limit."""
    left = max((c.w_max - w) / (c.w_max - c.w_min), 0.0)  # rounding may have left w above
    grown = w + c.A_plus * power(left, c.mu_plus) * pre.x
    return grown if grown < c.w_max else c.w_max


@jit
def add_one(trace, c):
    """Count a spike: all pairs have their say."""
    return Trace(trace.x + c.one)


@jit
def set_to_one(trace, c):
    """Remember this spike and none before: the nearest pairs alone have their say."""
    return Trace(c.one)


DEPRESS = {0.0: depress, 1.0: depress_in_proportion}
POTENTIATE = {0.0: potentiate, 1.0: potentiate_in_proportion}
JUMP = {"all": add_one, "nearest": set_to_one}


def pair_stdp(
    A_plus=0.005,
    A_minus=0.00525,
    tau_plus=20.0,
    tau_minus=20.0,
    w_min=0.0,
    w_max=1.0,
    mu_plus=0.0,
    mu_minus=0.0,
    pairing="all",
):
    """Give pair STDP; if not told otherwise, additive with hard bounds, and all pairs count.

    Parameters
    ----------
    A_plus, A_minus : float
        Change for a pair of spikes with no time between, in the unit of the weights: growth of a
        weight at ``w_min``, shrinkage of one at ``w_max``, if the exponents are not 0; not
        negative.
    tau_plus, tau_minus : float, ms
    w_min, w_max : float
        Weights that start between them stay there (in float32, as weights are kept).
    mu_plus, mu_minus : float
        Exponents, not negative, by which growth fades towards ``w_max`` and shrinkage towards
        ``w_min``: 0 and 0 additive, 1 and 1 multiplicative, 0 and 1 as in van Rossum, Bi &
        Turrigiano (2000), one number for both as in Gütig et al. (2003).  Others than 0 and 1 cost
        a power for each synapse and spike.
    pairing : str
        "all": each spike is paired with all that came before it on the other side.  "nearest": only
        with the last one there, at arrivals and at postsynaptic spikes alike (the symmetric scheme
        of Morrison, Diesmann & Gerstner 2008).

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
        _validate.non_negative_number("mu_plus", mu_plus),
        _validate.non_negative_number("mu_minus", mu_minus),
    )
    with np.errstate(over="ignore"):
        if not 0.0 < np.float32(params.w_max) - np.float32(params.w_min) < np.inf:
            raise ValueError(
                f"w_min must be below w_max = {params.w_max}, and both be different and finite in "
                f"single precision, got {params.w_min}"
            )
    simple = params.mu_minus in DEPRESS and params.mu_plus in POTENTIATE
    return Plasticity(
        params=params,
        pre=Trace(_validate.positive_number("tau_plus", tau_plus, "milliseconds")),
        post=Trace(_validate.positive_number("tau_minus", tau_minus, "milliseconds")),
        on_pre=DEPRESS.get(params.mu_minus, depress_by_power),
        on_post=POTENTIATE.get(params.mu_plus, potentiate_by_power),
        jump_pre=JUMP[_validate.one_of("pairing", pairing, JUMP)],
        jump_post=JUMP[pairing],
        dtype="float32" if simple else "float64",
        name="pair STDP",
    )
