"""STDP that waits for a reward: a synapse remembers its pairs, and a modulator makes them count.

A pair of spikes changes not the weight w but an eligibility e, which fades; the weight follows
where a modulator d, one for all synapses, meets it (Izhikevich 2007, doi:10.1093/cercor/bhl152;
Florian 2007, doi:10.1162/neco.2007.19.6.1468):

    de/dt = -e / tau_e + STDP(pairs),    dd/dt = -d / tau_d + rewards,    dw/dt = e d.

The chapter "learning/reward" explains it.
"""

from typing import Annotated, NamedTuple

from snnlib import _checks
from snnlib._declared import Finite
from snnlib._jit import jit
from snnlib.math import expm1
from snnlib.plasticity._model import Plasticity
from snnlib.plasticity.stdp import Trace, add_one, hard_bounds, limited


class RewardSTDPParameters(NamedTuple):
    """Parameters of reward-modulated STDP; all in the unit of the weights."""

    A_plus: Annotated[float, Finite()]  # what a pair with no time between adds, arrival first
    A_minus: Annotated[float, Finite()]  # what it takes away, postsynaptic spike first
    w_min: Annotated[float, Finite()]
    w_max: Annotated[float, Finite()]


@jit
def depress_eligibility(e: float, pre: Trace, post: Trace, c: RewardSTDPParameters) -> float:
    """Lower the eligibility at the arrival of a spike, by the postsynaptic trace."""
    return e - c.A_minus * post.x


@jit
def potentiate_eligibility(e: float, pre: Trace, post: Trace, c: RewardSTDPParameters) -> float:
    """Raise the eligibility at a postsynaptic spike, by the presynaptic trace."""
    return e + c.A_plus * pre.x


@jit
def modulated_change(e: float, d: float, tau_e: float, tau_d: float, h: float) -> float:
    """Return how far a weight moves in h ms without an event: the integral of e d (1/ms).

    It is ``e d tau (1 - exp(-h / tau))`` with ``1 / tau = 1 / tau_e + 1 / tau_d``, in the unit of e
    and the weight.
    """
    rate = 1.0 / tau_e + 1.0 / tau_d
    return e * d * -expm1(-h * rate) / rate


def reward_stdp(
    A_plus: float = 0.01,
    A_minus: float = 0.01,
    tau_plus: float = 20.0,
    tau_minus: float = 20.0,
    tau_e: float = 1000.0,
    tau_d: float = 200.0,
    w_min: float = 0.0,
    w_max: float = 1.0,
) -> Plasticity:
    """Return STDP whose pairs count as far as :meth:`snnlib.Network.release` rewards them.

    ``A_plus`` and ``A_minus`` are the change of the eligibility for a pair with no time between, in
    the unit of the weights: that of the weight if the amount 1 is released at once.  Either may be
    negative.  Time constants (ms): ``tau_plus`` and ``tau_minus`` are of the window of STDP;
    ``tau_e`` is how long a synapse remembers, ``tau_d`` how long the modulator acts; both are
    Izhikevich's (2007).  Released when the eligibility is e, the amount a changes the weight by
    ``a e tau_e / (tau_e + tau_d)`` in the end.  Weights are kept between ``w_min`` and ``w_max``.
    """
    params = limited(RewardSTDPParameters(A_plus, A_minus, w_min, w_max))
    return Plasticity(
        params=params,
        pre=Trace(_checks.positive_number("tau_plus", tau_plus, "milliseconds")),
        post=Trace(_checks.positive_number("tau_minus", tau_minus, "milliseconds")),
        on_pre=depress_eligibility,
        on_post=potentiate_eligibility,
        jump_pre=add_one,
        jump_post=add_one,
        eligibility=_checks.positive_number("tau_e", tau_e, "milliseconds"),
        modulator=_checks.positive_number("tau_d", tau_d, "milliseconds"),
        bound=hard_bounds,
        dtype="float64",  # what is released may be as little as one likes
        name="reward-modulated STDP",
    )
