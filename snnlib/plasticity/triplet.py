"""The triplet rule: STDP that feels how fast the neurons fire (Pfister & Gerstner 2006).

Beside the two traces of pair STDP, r1 of the presynaptic and o1 of the postsynaptic spikes, each
side has a slow one, r2 and o2.  A spike reads the slow trace of its own side just before it adds to
it, so that a first spike finds nothing there:

    at a postsynaptic spike    dw =  r1(t) (A2_plus + A3_plus o2(t - 0)),
    at a presynaptic arrival   dw = -o1(t) (A2_minus + A3_minus r2(t - 0)).

The chapter "learning/stability" explains it.
"""

from typing import NamedTuple

from snnlib import _validate
from snnlib._jit import jit
from snnlib.plasticity.model import Plasticity

#: Arguments of :func:`triplet_stdp` by preparation, pairing and model: fits of Pfister & Gerstner
#: (2006, doi:10.1523/JNEUROSCI.1425-06.2006; tables 3 and 4), for weights that begin at 1.
TRIPLET_FITS = {
    name: dict(
        zip(("A2_plus", "A3_plus", "A2_minus", "A3_minus", "tau_x", "tau_y"), numbers, strict=True),
        tau_plus=16.8,
        tau_minus=33.7,
        pairing="nearest" if "nearest" in name else "all",
    )
    for name, numbers in {
        "visual cortex, all, full": (5e-10, 6.2e-3, 7e-3, 2.3e-4, 101.0, 125.0),
        "visual cortex, all, minimal": (0.0, 6.5e-3, 7.1e-3, 0.0, 101.0, 114.0),
        "visual cortex, nearest, minimal": (0.0, 5e-2, 8e-3, 0.0, 101.0, 40.0),
        "hippocampus, all, full": (6.1e-3, 6.7e-3, 1.6e-3, 1.4e-3, 946.0, 27.0),
        "hippocampus, all, minimal": (5.3e-3, 8e-3, 3.5e-3, 0.0, 946.0, 40.0),
        "hippocampus, nearest, full": (4.6e-3, 9.1e-3, 3e-3, 7.5e-9, 575.0, 47.0),
    }.items()
}


class TripletSTDPParameters(NamedTuple):
    """Parameters of the triplet rule; amplitudes and limits are in the unit of the weights."""

    A2_plus: float  # growth for a pair
    A3_plus: float  # growth for two postsynaptic spikes and a presynaptic one
    A2_minus: float  # shrinkage for a pair
    A3_minus: float  # shrinkage for two presynaptic spikes and a postsynaptic one
    w_min: float
    w_max: float
    one: float  # what a spike adds to a trace


class TripletTraces(NamedTuple):
    """A fast and a slow count of spikes; in the rule's description, their time constants in ms."""

    fast: float
    slow: float


@jit
def triplet_depress(w, pre, post, c):
    """Shrink the weight at the arrival of a spike."""
    shrunk = w - post.fast * (c.A2_minus + c.A3_minus * pre.slow)
    return shrunk if shrunk > c.w_min else c.w_min


@jit
def triplet_potentiate(w, pre, post, c):
    """Let the weight grow at a postsynaptic spike."""
    grown = w + pre.fast * (c.A2_plus + c.A3_plus * post.slow)
    return grown if grown < c.w_max else c.w_max


@jit
def add_to_both(traces, c):
    """Count a spike, after the weights have seen it: all spikes have their say."""
    return TripletTraces(traces.fast + c.one, traces.slow + c.one)


@jit
def set_both(traces, c):
    """Remember this spike and none before, after the weights have seen it."""
    return TripletTraces(c.one, c.one)


JUMP = {"all": add_to_both, "nearest": set_both}


def triplet_stdp(
    A2_plus=0.0,
    A3_plus=6.5e-3,
    A2_minus=7.1e-3,
    A3_minus=0.0,
    tau_plus=16.8,
    tau_minus=33.7,
    tau_x=101.0,
    tau_y=114.0,
    w_min=0.0,
    w_max=1.0,
    pairing="all",
):
    """Give the triplet rule with hard bounds.

    Parameters
    ----------
    A2_plus, A3_plus, A2_minus, A3_minus : float
        In the unit of the weights; not negative.
    tau_plus, tau_minus : float, ms
        Of the fast traces, presynaptic and postsynaptic.
    tau_x, tau_y : float, ms
        Of the slow ones.
    w_min, w_max : float
        Weights are kept between them.
    pairing : str
        "all" spikes count, or only the "nearest", the last one on either side.

    Returns
    -------
    rule : Plasticity
        The default is the minimal fit to data from the visual cortex, for weights that begin at 1
        without an upper bound in sight; others are in ``TRIPLET_FITS``.  Of an arrival and a spike
        at the same time the spike goes first: the arrival depresses.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    names = ("A2_plus", "A3_plus", "A2_minus", "A3_minus")
    sizes = zip(names, (A2_plus, A3_plus, A2_minus, A3_minus), strict=True)
    jump = JUMP[_validate.one_of("pairing", pairing, JUMP)]
    params = TripletSTDPParameters(
        *(_validate.non_negative_number(name, size) for name, size in sizes),
        _validate.finite_number("w_min", w_min),
        _validate.finite_number("w_max", w_max),
        1.0,
    )
    if params.w_min >= params.w_max:
        raise ValueError(f"w_min must be below w_max = {params.w_max}, got {params.w_min}")
    names = ("tau_plus", "tau_x", "tau_minus", "tau_y")
    taus = [
        _validate.positive_number(name, tau, "milliseconds")
        for name, tau in zip(names, (tau_plus, tau_x, tau_minus, tau_y), strict=True)
    ]
    return Plasticity(
        params=params,
        pre=TripletTraces(*taus[:2]),
        post=TripletTraces(*taus[2:]),
        on_pre=triplet_depress,
        on_post=triplet_potentiate,
        jump_pre=jump,
        jump_post=jump,
        dtype="float32",
        name=f"triplet STDP, {pairing}",
    )
