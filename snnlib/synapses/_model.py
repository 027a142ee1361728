"""What a synapse is to a network: a step, its parameters, and a state in which spikes add up."""

from collections.abc import Callable
from typing import NamedTuple


class Receptor(NamedTuple):
    """The receiving end of synapses, one for each neuron of a population.

    All synapses of one kind onto a neuron share it.  A spike adds the synapse's weight to the
    *first* field of the state at the beginning of the time step in which it arrives; then the step
    says what current flows during that time step.
    """

    step: Callable
    """``(state, v, params, dt) -> (current, v, state)``, of scalars, compiled by numba.  v is the
    neuron's potential, which a receptor may move.  One that ``needs_normal`` has a random number
    as its fifth argument."""
    params: tuple
    """Named tuple of numbers."""
    state: tuple
    """Named tuple of numbers: the state at the beginning."""
    decay: tuple | None = None
    """Named tuple like ``state``, of time constants in ms: the state decays, the network sees to
    it for all neurons at once.  The step then gets what the state amounts to over the time step
    (:func:`snnlib.synapses.held_decay`), and gives it back as it is.  None: the step does all."""
    prepare: Callable | None = None
    """``(params, dt, tau_m) -> constants``, what the step gets in place of ``params``; done once.
    ``tau_m`` is that of the neuron's membrane (ms), infinite where it tells none."""
    name: str = ""
    """What ``repr`` of a network calls it; the step's name if empty."""
    needs_v: bool = False
    """Whether it looks at v, so that the neuron must have such a state."""
    slowest: Callable | None = None
    """As that of a :class:`snnlib.neurons.Neuron`: ``(params, dt) -> part`` of its way that the
    slowest state goes in a step."""
    needs_normal: bool = False
    """Whether the step takes, after dt, a standard normal number: one for each neuron and step,
    ``snnlib.random.normal(seed, neuron, step)`` with a seed of the receptor's own."""
