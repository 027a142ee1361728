"""The triplet rule of STDP, which feels how fast the neurons fire (Pfister & Gerstner 2006).

Next to the two traces of pair STDP (:mod:`.stdp`), r1 of the presynaptic and o1 of the postsynaptic
spikes, each side has a slow one, r2 and o2.  A spike reads the slow trace of its own side just
before it adds to it, so that a first spike finds nothing there:

    at a postsynaptic spike    dw =  r1(t) (A2_plus + A3_plus o2(t - 0)),
    at a presynaptic arrival   dw = -o1(t) (A2_minus + A3_minus r2(t - 0)).

The chapter "learning/stability" explains it.
"""

from typing import Annotated, NamedTuple

from snnlib import _checks
from snnlib._declared import Finite, NonNegative
from snnlib._jit import jit
from snnlib.plasticity._model import Plasticity
from snnlib.plasticity.stdp import finest_change, hard_bounds, limited

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

    A2_plus: Annotated[float, NonNegative()]  # growth for a pair
    A3_plus: Annotated[float, NonNegative()]  # growth: two postsynaptic spikes, one presynaptic
    A2_minus: Annotated[float, NonNegative()]  # shrinkage for a pair
    A3_minus: Annotated[float, NonNegative()]  # shrinkage: two presynaptic, one postsynaptic
    w_min: Annotated[float, Finite()]
    w_max: Annotated[float, Finite()]


def finest(params: TripletSTDPParameters) -> float:
    """Return by what part of the largest weight the stronger term of a spike changes a weight."""
    growth = max(params.A2_plus, params.A3_plus)
    shrinkage = max(params.A2_minus, params.A3_minus)
    return finest_change(params.w_min, params.w_max, growth, shrinkage)


class TripletTraces(NamedTuple):
    """A fast and a slow count of spikes; in the rule's description, their time constants in ms."""

    fast: float
    slow: float


@jit
def triplet_depress(
    w: float, pre: TripletTraces, post: TripletTraces, c: TripletSTDPParameters
) -> float:
    """Decrease the weight at the arrival of a spike."""
    shrunk = w - post.fast * (c.A2_minus + c.A3_minus * pre.slow)
    return shrunk if shrunk > c.w_min else c.w_min


@jit
def triplet_potentiate(
    w: float, pre: TripletTraces, post: TripletTraces, c: TripletSTDPParameters
) -> float:
    """Increase the weight at a postsynaptic spike."""
    grown = w + pre.fast * (c.A2_plus + c.A3_plus * post.slow)
    return grown if grown < c.w_max else c.w_max


@jit
def add_to_both(traces: TripletTraces, c: TripletSTDPParameters) -> TripletTraces:
    """Count a spike, after the weights have seen it: all spikes have their say."""
    return TripletTraces(traces.fast + 1.0, traces.slow + 1.0)


@jit
def set_both(traces: TripletTraces, c: TripletSTDPParameters) -> TripletTraces:
    """Remember this spike and none before, after the weights have seen it."""
    return TripletTraces(1.0, 1.0)


TRIPLET_JUMP = {"all": add_to_both, "nearest": set_both}


def triplet_stdp(
    A2_plus: float = 0.0,
    A3_plus: float = 6.5e-3,
    A2_minus: float = 7.1e-3,
    A3_minus: float = 0.0,
    tau_plus: float = 16.8,
    tau_minus: float = 33.7,
    tau_x: float = 101.0,
    tau_y: float = 114.0,
    w_min: float = 0.0,
    w_max: float = 1.0,
    pairing: str = "all",
) -> Plasticity:
    """Return the triplet rule with hard bounds ``w_min`` and ``w_max``.

    The default is the minimal fit to data from the visual cortex, for weights that begin at 1
    without an upper bound in sight; others are in ``TRIPLET_FITS``.  The amplitudes are in the unit
    of the weights, and not negative.  Time constants (ms): ``tau_plus`` and ``tau_minus`` of the
    fast traces, presynaptic and postsynaptic, ``tau_x`` and ``tau_y`` of the slow ones.  With the
    ``pairing`` "all" all spikes count, with "nearest" only the last one on either side.  Of an
    arrival and a spike at the same time the spike goes first: the arrival depresses.
    """
    jump = TRIPLET_JUMP[_checks.one_of("pairing", pairing, TRIPLET_JUMP)]
    params = limited(TripletSTDPParameters(A2_plus, A3_plus, A2_minus, A3_minus, w_min, w_max))
    taus = _checks.positive_times(tau_plus=tau_plus, tau_x=tau_x, tau_minus=tau_minus, tau_y=tau_y)
    return Plasticity(
        params=params,
        pre=TripletTraces(*taus[:2]),
        post=TripletTraces(*taus[2:]),
        on_pre=triplet_depress,
        on_post=triplet_potentiate,
        jump_pre=jump,
        jump_post=jump,
        bound=hard_bounds,
        dtype="float32",
        name=f"triplet STDP, {pairing}",
        finest=finest,
    )
