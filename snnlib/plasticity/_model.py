"""What a learning rule is to a network: what a spike does to the weights, and what it leaves."""

from collections.abc import Callable
from typing import NamedTuple


class Plasticity(NamedTuple):
    """A rule that changes weights at spikes, with traces of the spikes before.

    A trace is a number that jumps with each spike of a neuron and decays exponentially; it begins
    at 0.  Every presynaptic and every postsynaptic neuron has its own.  The rule is made of pure
    functions of scalars, which numba compiles; write your own like the library's (see
    :mod:`snnlib.plasticity.stdp`).

    A presynaptic spike counts when it *arrives*, so after its delay.  It is transmitted with the
    weight that it finds; then ``on_pre`` changes the weight, and ``jump_pre`` the trace.  A
    postsynaptic spike counts when it is fired: ``on_post``, then ``jump_post``.  Of an arrival and
    a spike at the same time the spike goes first.
    """

    params: tuple
    """Named tuple of numbers."""
    pre: tuple
    """Named tuple of the presynaptic traces' time constants in ms."""
    post: tuple
    """Named tuple of the postsynaptic traces' time constants in ms."""
    on_pre: Callable | None
    """``(w, pre, post, params) -> w``, for each synapse at which a spike arrives.  ``pre`` and
    ``post`` are the traces, in named tuples as above.  None: nothing changes then."""
    on_post: Callable | None
    """``(w, pre, post, params) -> w``, for each synapse onto a neuron that spikes."""
    jump_pre: Callable
    """``(pre, params) -> pre``: what a spike does to the traces."""
    jump_post: Callable
    """``(post, params) -> post``: what a spike does to the traces."""
    rescale: Callable | None = None
    """``(total, post, params) -> factor``: what all weights onto a neuron are multiplied by, given
    their sum and the neuron's traces."""
    rescale_every: float = 0.0
    """Time between two rescalings in ms; 0: a neuron's weights are rescaled at each of its own
    spikes, after ``on_post`` and ``jump_post``.  Factors nearer to 1 than 6e-5 are collected until
    their product is not."""
    eligibility: float | None = None
    """Time constant in ms of what each synapse remembers of its pairs.  ``on_pre`` and ``on_post``
    then get and give this eligibility e in place of w, and the weight follows where a modulator d,
    the same for all synapses, meets it: dw/dt = e d.  :meth:`snnlib.Network.release` releases it.
    """
    modulator: float | None = None
    """Time constant in ms with which the modulator decays."""
    bound: Callable | None = None
    """``(w, params) -> w``: keeps a weight within its limits where it is rescaled or modulated.  As
    e and d change their signs only at spikes and releases, it is enough to look then."""
    prepare: Callable | None = None
    """``(params, dt) -> constants``, what the functions get in place of ``params``; done once."""
    dtype: str = "float64"
    """Of the weights, the traces and the arithmetic, literals such as 1.0 included.  In "float32" a
    change by less than 3e-8 of a weight at a spike is lost.  A network takes "float64" where a time
    constant is above 131,072 dt, as a long trace would not notice a spike, and as ``finest`` says.
    """
    name: str = ""
    """What ``repr`` of a network calls it."""
    finest: Callable | None = None
    """``params -> part`` of the largest weight by which a pair of spikes changes a weight.  Below
    6e-5 the network takes "float64" in place of "float32", in which most of it would be lost."""
