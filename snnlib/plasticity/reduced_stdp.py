"""Pair STDP in which a spike counts once: only neighbours in time are paired.

Of the spikes that arrive between two spikes of the neuron, the first lets the synapse shrink and
the last lets it grow; all others change nothing:

    dw = A_plus exp(-(t_post - t_pre) / tau_plus)      for the last t_pre since the spike before,
    dw = -A_minus exp(-(t_pre - t_post) / tau_minus)   for the first t_pre since t_post.

Morrison, Diesmann & Gerstner (2008, doi:10.1007/s00422-008-0233-1) call it the reduced symmetric
scheme.  It is the rule of Masquelier, Guyonneau & Thorpe (2008, doi:10.1371/journal.pone.0001377),
as Hathway & Goodman (2018, doi:10.5281/zenodo.1327348) found out.  The chapter
"learning/hidden-pattern" shows what the other schemes do there.
"""

from typing import NamedTuple

from snnlib._jit import jit
from snnlib.plasticity.stdp import pair_stdp


class LastSpike(NamedTuple):
    """How long ago the last spike was, under both time constants; which are told, in ms."""

    plus: float
    minus: float


@jit
def depress_first(w, pre, post, c):
    """Shrink the weight if no spike has arrived since the neuron's own last one."""
    shrunk = w - c.A_minus * post.minus
    shrunk = shrunk if shrunk > c.w_min else c.w_min
    return shrunk if post.minus > pre.minus else w


@jit
def potentiate_last(w, pre, post, c):
    """Let the weight grow if a spike has arrived since the neuron's own last one."""
    grown = w + c.A_plus * pre.plus
    grown = grown if grown < c.w_max else c.w_max
    return grown if pre.plus >= post.plus else w  # both alike: the arrival was the later one


@jit
def remember(trace, c):
    """Begin anew with this spike."""
    return LastSpike(c.one, c.one)


def reduced_stdp(
    A_plus=2.0**-5, A_minus=0.85 * 2.0**-5, tau_plus=16.8, tau_minus=33.7, w_min=0.0, w_max=1.0
):
    """Give additive pair STDP in which only neighbouring spikes are paired.

    Parameters
    ----------
    A_plus, A_minus, tau_plus, tau_minus, w_min, w_max : float
        As in :func:`snnlib.pair_stdp`.

    Returns
    -------
    rule : Plasticity
        The default is the rule of Masquelier, Guyonneau & Thorpe (2008).

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
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
