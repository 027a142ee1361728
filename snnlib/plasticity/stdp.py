"""Spike-timing-dependent plasticity (STDP): by pairs, and by neighbouring pairs.

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

In *reduced* STDP a spike counts once: only neighbours in time are paired.  Of the spikes that
arrive between two spikes of the neuron, the first lets the synapse shrink and the last lets it
grow; all others change nothing:

    dw = A_plus exp(-(t_post - t_pre) / tau_plus)      for the last t_pre since the spike before,
    dw = -A_minus exp(-(t_pre - t_post) / tau_minus)   for the first t_pre since t_post.

Morrison, Diesmann & Gerstner (2008, doi:10.1007/s00422-008-0233-1) call it the reduced symmetric
scheme.  It is the rule of Masquelier, Guyonneau & Thorpe (2008, doi:10.1371/journal.pone.0001377),
as Hathway & Goodman (2018, doi:10.5281/zenodo.1327348) found out.  The chapter
"learning/hidden-pattern" shows what the other schemes do there.  The triplet rule is in
:mod:`.triplet`.
"""

from typing import Annotated, NamedTuple

import numpy as np

from snnlib import _checks, _declared
from snnlib._declared import Finite, NonNegative
from snnlib._jit import jit
from snnlib.math import power
from snnlib.plasticity._model import Plasticity


class PairSTDPParameters(NamedTuple):
    """Parameters of pair STDP; amplitudes and limits are in the unit of the weights."""

    A_plus: Annotated[float, NonNegative()]  # growth for a pair with no time between
    A_minus: Annotated[float, NonNegative()]  # shrinkage for a pair with no time between
    w_min: Annotated[float, Finite()]
    w_max: Annotated[float, Finite()]
    mu_plus: Annotated[float, NonNegative()]  # 1: growth in proportion to what is left to w_max
    mu_minus: Annotated[float, NonNegative()]  # 1: shrinkage in proportion to w - w_min; 0: any w


def limited(params):
    """Return a rule's parameters as floats, with w_min below w_max, or say what is wrong."""
    params = _declared.checked(params, type(params))
    with np.errstate(over="ignore"):
        if not 0.0 < np.float32(params.w_max) - np.float32(params.w_min) < np.inf:
            raise ValueError(
                f"w_min must be below w_max = {params.w_max}, and both be different and finite in "
                f"single precision, got {params.w_min}"
            )
    return params


def finest_change(w_min: float, w_max: float, *amplitudes: float) -> float:
    """Return the smallest of the changes that are none at all, as a part of the largest weight."""
    changes = [abs(amplitude) for amplitude in amplitudes if amplitude]
    return min(changes, default=np.inf) / max(abs(w_min), abs(w_max))


def finest(params: PairSTDPParameters) -> float:
    """Return by what part of the largest weight a pair of spikes changes a weight."""
    return finest_change(params.w_min, params.w_max, params.A_plus, params.A_minus)


class Trace(NamedTuple):
    """A decaying count of spikes; in the rule's description, its time constant in ms."""

    x: float


@jit
def depress(w: float, pre: Trace, post: Trace, c: PairSTDPParameters) -> float:
    """Decrease the weight at the arrival of a spike, by the postsynaptic trace."""
    shrunk = w - c.A_minus * post.x
    return shrunk if shrunk > c.w_min else c.w_min


@jit
def depress_in_proportion(w: float, pre: Trace, post: Trace, c: PairSTDPParameters) -> float:
    """Decrease the weight by a fraction of what it has above the lower limit."""
    shrunk = w - c.A_minus / (c.w_max - c.w_min) * (w - c.w_min) * post.x
    return shrunk if shrunk > c.w_min else c.w_min


@jit
def depress_by_power(w: float, pre: Trace, post: Trace, c: PairSTDPParameters) -> float:
    """Decrease the weight by a power of what it has above the lower limit."""
    u = max((w - c.w_min) / (c.w_max - c.w_min), 0.0)  # rounding may have left w below
    shrunk = w - c.A_minus * power(u, c.mu_minus) * post.x
    return shrunk if shrunk > c.w_min else c.w_min


@jit
def potentiate(w: float, pre: Trace, post: Trace, c: PairSTDPParameters) -> float:
    """Increase the weight at a postsynaptic spike, by the presynaptic trace."""
    grown = w + c.A_plus * pre.x
    return grown if grown < c.w_max else c.w_max


@jit
def potentiate_in_proportion(w: float, pre: Trace, post: Trace, c: PairSTDPParameters) -> float:
    """Increase the weight by a fraction of what is left to the upper limit."""
    grown = w + c.A_plus / (c.w_max - c.w_min) * (c.w_max - w) * pre.x
    return grown if grown < c.w_max else c.w_max


@jit
def potentiate_by_power(w: float, pre: Trace, post: Trace, c: PairSTDPParameters) -> float:
    """Increase the weight by a power of what is left to the upper limit."""
    left = max((c.w_max - w) / (c.w_max - c.w_min), 0.0)  # rounding may have left w above
    grown = w + c.A_plus * power(left, c.mu_plus) * pre.x
    return grown if grown < c.w_max else c.w_max


@jit
def hard_bounds(w: float, c: PairSTDPParameters) -> float:
    """Keep a weight within its limits."""
    return min(max(w, c.w_min), c.w_max)


@jit
def add_one(trace: Trace, c: PairSTDPParameters) -> Trace:
    """Count a spike: all pairs have their say."""
    return Trace(trace.x + 1.0)


@jit
def set_to_one(trace: Trace, c: PairSTDPParameters) -> Trace:
    """Remember this spike and none before: the nearest pairs alone have their say."""
    return Trace(1.0)


DEPRESS = {0.0: depress, 1.0: depress_in_proportion}
POTENTIATE = {0.0: potentiate, 1.0: potentiate_in_proportion}
JUMP = {"all": add_one, "nearest": set_to_one}


def pair_stdp(
    A_plus: float = 0.005,
    A_minus: float = 0.00525,
    tau_plus: float = 20.0,
    tau_minus: float = 20.0,
    w_min: float = 0.0,
    w_max: float = 1.0,
    mu_plus: float = 0.0,
    mu_minus: float = 0.0,
    pairing: str = "all",
) -> Plasticity:
    """Return pair STDP; by default additive with hard bounds, and all pairs count.

    The default is the rule of Song, Miller & Abbott (2000), for weights between 0 and 1.

    Parameters
    ----------
    A_plus, A_minus : float
        Change for a pair of spikes with no time between, in the unit of the weights: growth of a
        weight at ``w_min``, shrinkage of one at ``w_max``, if the exponents are not 0; not
        negative.
    tau_plus, tau_minus : float, ms
    w_min, w_max : float
        Weights that start between them stay there (in the precision in which they are kept).
    mu_plus, mu_minus : float
        Exponents, not negative, by which growth fades towards ``w_max`` and shrinkage towards
        ``w_min``: see the top of the module.  Others than 0 and 1 cost a power for each synapse and
        spike.
    pairing : {"all", "nearest"}
        "all": each spike is paired with all that came before it on the other side.  "nearest": only
        with the last one there, at arrivals and at postsynaptic spikes alike (the symmetric scheme
        of Morrison, Diesmann & Gerstner 2008).
    """
    params = limited(PairSTDPParameters(A_plus, A_minus, w_min, w_max, mu_plus, mu_minus))
    simple = params.mu_minus in DEPRESS and params.mu_plus in POTENTIATE
    return Plasticity(
        params=params,
        pre=Trace(_checks.positive_number("tau_plus", tau_plus, "milliseconds")),
        post=Trace(_checks.positive_number("tau_minus", tau_minus, "milliseconds")),
        on_pre=DEPRESS.get(params.mu_minus, depress_by_power),
        on_post=POTENTIATE.get(params.mu_plus, potentiate_by_power),
        jump_pre=JUMP[_checks.one_of("pairing", pairing, JUMP)],
        jump_post=JUMP[pairing],
        bound=hard_bounds,
        dtype="float32" if simple else "float64",
        name="pair STDP",
        finest=finest,
    )


class LastSpike(NamedTuple):
    """How long ago the last spike was, under both time constants; which are told, in ms."""

    plus: float
    minus: float


@jit
def depress_first(w: float, pre: LastSpike, post: LastSpike, c: PairSTDPParameters) -> float:
    """Decrease the weight if no spike has arrived since the neuron's own last one."""
    shrunk = w - c.A_minus * post.minus
    shrunk = shrunk if shrunk > c.w_min else c.w_min
    return shrunk if post.minus > pre.minus else w


@jit
def potentiate_last(w: float, pre: LastSpike, post: LastSpike, c: PairSTDPParameters) -> float:
    """Increase the weight if a spike has arrived since the neuron's own last one."""
    grown = w + c.A_plus * pre.plus
    grown = grown if grown < c.w_max else c.w_max
    return grown if pre.plus >= post.plus else w  # both alike: the arrival was the later one


@jit
def remember(trace: LastSpike, c: PairSTDPParameters) -> LastSpike:
    """Forget the spikes before this one."""
    return LastSpike(1.0, 1.0)


def reduced_stdp(
    A_plus: float = 2.0**-5,
    A_minus: float = 0.85 * 2.0**-5,
    tau_plus: float = 16.8,
    tau_minus: float = 33.7,
    w_min: float = 0.0,
    w_max: float = 1.0,
) -> Plasticity:
    """Return additive pair STDP in which only neighbouring spikes are paired.

    Arguments are those of :func:`snnlib.pair_stdp`; the default is the rule of Masquelier,
    Guyonneau & Thorpe (2008).
    """
    rule = pair_stdp(A_plus, A_minus, tau_plus, tau_minus, w_min, w_max)
    taus = LastSpike(rule.pre.x, rule.post.x)
    return rule._replace(
        pre=taus,
        post=taus,
        on_pre=depress_first,
        on_post=potentiate_last,
        jump_pre=remember,
        jump_post=remember,
        name="STDP of neighbours",
    )
