"""What a neuron is to a network: a step, its parameters, and the state it begins in."""

from collections.abc import Callable
from typing import NamedTuple


class Neuron(NamedTuple):
    """A model of a neuron, ready to be put into a network as a population.

    Write your own in three pieces, a named tuple of parameters, a named tuple of state, and a pure
    function; it runs in the network like the library's::

        class Parameters(NamedTuple):
            tau: float

        class State(NamedTuple):
            v: float

        def step(current, state, params, dt):
            v = state.v + dt * (current - state.v) / params.tau
            if v >= 1.0:
                return True, State(0.0)
            return False, State(v)

        neuron = Neuron(step, Parameters(20.0), State(0.0))
    """

    step: Callable
    """``(current, state, params, dt) -> (spiked, state)``, of scalars, compiled by numba."""
    params: tuple
    """Named tuple of numbers; one that differs from neuron to neuron is an array (n,)."""
    state: tuple
    """Named tuple of numbers: the state at the beginning.  Receptors look at the field ``v``."""
    prepare: Callable | None = None
    """``(params, dt) -> constants``, what the step gets in place of ``params``; done once."""
    dtype: str = "float64"
    """Of the state and the arithmetic, literals such as 1.0 included.  In "float32" a step is twice
    as fast, and a state that moves by less than 3e-8 of its size in a step stands still."""
    name: str = ""
    """What ``repr`` of a network calls it; the step's name if empty."""
    slowest: Callable | None = None
    """``(params, dt) -> part`` of its way that the slowest state goes in a step.  Below 1/1024 the
    network takes "float64" in place of "float32", in which such a state would stop on its way."""
    membrane: Callable | None = None
    """``params -> tau_m`` in ms, of a neuron whose v follows ``tau_m dv/dt = -(v - v_rest) + R I``
    below its threshold, exactly where I is constant.  Then receptors are exact, too; without it,
    the currents in a time step enter by their mean."""


class WinnerTakeAll(NamedTuple):
    """A competition: only the neuron with the highest score may spike in a time step.

    Of neurons with the same score the first wins.
    """

    score: Callable
    """``(current, state, params, dt) -> float``, of the state before the step."""
    inhibit: Callable
    """``(state, params) -> state``: what happens to all the others when one has spiked."""
