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
    on_pre: Callable
    """``(w, pre, post, params) -> w``, for each synapse at which a spike arrives.  ``pre`` and
    ``post`` are the traces, in named tuples as above."""
    on_post: Callable
    """``(w, pre, post, params) -> w``, for each synapse onto a neuron that spikes."""
    jump_pre: Callable
    """``(pre, params) -> pre``: what a spike does to the traces."""
    jump_post: Callable
    """``(post, params) -> post``: what a spike does to the traces."""
    prepare: Callable | None = None
    """``(params, dt) -> constants``, what the functions get in place of ``params``; done once."""
    dtype: str = "float64"
    """Of the traces and the arithmetic; in "float32" the functions must do without literals such as
    1.0, which numba takes for float64.  The weights are kept in float32 in any case."""
    name: str = ""
    """What ``repr`` of a network calls it."""
