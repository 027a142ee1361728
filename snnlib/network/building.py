"""Building a network: populations, inputs, connections, learning rules, recordings."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib.network import checks, rounding
from snnlib.network.blocks import Block
from snnlib.network.connecting import How, make_connection
from snnlib.network.inputs import Inputs
from snnlib.network.laws import Normal
from snnlib.network.parts import Connection, Population, Recording, Slice
from snnlib.network.receiving import receiving
from snnlib.neurons._model import Neuron, WinnerTakeAll
from snnlib.plasticity._model import Plasticity
from snnlib.synapses import Receptor


class Builder(Inputs):
    """The parts of a network and the methods that add them; see :class:`snnlib.Network`."""

    def __init__(self, dt: float = 0.1, seed: int = 0):
        self.dt = _checks.positive_number("dt", dt, "milliseconds")
        self.seed = _checks.whole_number("seed", seed)
        self.populations, self.sources, self.inputs = {}, {}, {}
        self.connections, self.recordings = {}, {}
        self.clock = np.zeros(1, np.int64)  # time steps that are done
        self.history = 2  # time steps of spikes that are looked back to
        self.piece = 256  # time steps between two visits to Python; adapts itself
        self._program = self._compiled = None

    def population(
        self,
        name: str,
        n: int,
        neuron: Neuron,
        receptors: dict[str, Receptor] | None = None,
        current: ArrayLike = 0.0,
        competition: WinnerTakeAll | None = None,
        **state: ArrayLike,
    ) -> Population:
        """Add n neurons of one model, such as :func:`snnlib.lif_neuron`.

        ``receptors`` are where connections end, such as ``{"exc": exponential(5.0)}``; ``current``
        (nA), a float or (n,) array_like, is always there; ``state`` is that at the beginning, by
        fields of the neuron's state, such as ``v=-60.0``.  ``population[:10]`` is a part of what is
        returned, and ``population.state["v"]`` is its state, which may be written to between two
        runs.
        """
        name = self._new(name)
        n = _checks.positive_integer("n", n)
        _checks.instance_of("neuron", neuron, Neuron)
        _checks.one_of("neuron.dtype", neuron.dtype, ("float32", "float64"))
        if competition is not None:
            _checks.instance_of("competition", competition, WinnerTakeAll)
        receptors = receptors or {}
        for key, receptor in receptors.items():
            checks.port(name, key, receptor, neuron, Receptor)
        given = neuron.dtype
        neuron = rounding.neuron_in_its_precision(name, neuron, self.dt, n, receptors.values())
        arrays = checks.state_arrays(name, neuron.state, n, neuron.dtype, state)
        ports, held = receiving(name, receptors, neuron, self.dt, n)
        received = {}
        for key, receptor in receptors.items():
            begin = checks.state_arrays(f"{name}.{key}", receptor.state, n, neuron.dtype, {})
            received |= {f"{key}.{field}": value for field, value in begin.items()}
        current = checks.per_neuron("current", current, n, neuron.dtype, "nanoamperes")
        constants = checks.constants(name, neuron, self.dt, neuron.dtype, n)
        raised = neuron.dtype != given
        part = Population(
            name, n, neuron, constants, ports, held, current, arrays, received, competition, raised
        )
        self.populations[name] = part
        return part

    def connect(
        self,
        pre: Population,
        post: Population,
        receptor: str,
        weight: float | Normal | None = None,
        *,
        probability: float | None = None,
        fan_in: int | None = None,
        total: int | None = None,
        pairs: tuple[ArrayLike, ArrayLike] | None = None,
        blocks: Sequence[Block] | None = None,
        delay: float | Normal | None = None,
        packed: bool = False,
        plasticity: Plasticity | None = None,
        self_connections: bool = False,
        name: str | None = None,
        progress: bool | None = None,
    ) -> Connection:
        """Connect populations and sources, or slices ``part[low:high]`` of them, with populations.

        Without a way of wiring, from ``probability`` to ``blocks``, each neuron is connected with
        every other.

        Parameters
        ----------
        receptor : str
            Which of the receptors of ``post`` the synapses act on; it gives the weights' unit.
        weight : float, Normal, (n_pre, n_post) array_like, one value for each pair, or a function
            A function takes the arrays ``pre, post`` of all synapses and gives their weights.  With
            ``blocks`` a float or :class:`snnlib.network.Normal`, for blocks without their own.
        probability : float, optional
            Of each pair, independent of the others.
        fan_in : int, optional
            Of each postsynaptic neuron, drawn at random.
        total : int, optional
            Number of synapses; each joins any two neurons, and a pair may be drawn twice.
        pairs : two (n_synapses,) array_like of int, optional
            Presynaptic and postsynaptic neuron of each synapse, counted within the slices.
        blocks : sequence of :class:`snnlib.network.Block`, optional
            Slices of ``pre`` and ``post``, each with a ``total`` and laws of its own.
        delay : float, ms, or as ``weight``, optional
            Multiples of dt, at least dt, which is the default; a Normal is rounded to them.
        packed : bool
            Whether a synapse takes 4 bytes: 17 bits are its target, 15 its weight.  A weight is
            rounded to a multiple of a step, which is 1/16383 of the largest size that a weight can
            have: of a Normal, its bound or the mean and 8.6 sd.  For sparse wiring that does not
            learn, onto at most 131,072 neurons.  Where all have one weight, it is kept once and
            exactly, and a synapse takes 2 bytes (4 onto more than 65,536 neurons) in any case.
        plasticity : Plasticity, optional
            Such as :func:`snnlib.pair_stdp`.
        self_connections : bool
            Whether a neuron may be connected with itself.
        name : str, optional
            ``"pre_post"`` if not given.
        progress : bool, optional
            Whether to show a bar while blocks are wired; if not given, only if it takes over two
            seconds.

        Returns
        -------
        connection : Connection
            With ``weights``, ``sources`` and ``targets``, in the order of the synapses: those that
            are simulated, and so none of a neuron with itself without ``self_connections``.
        """
        pre, post = self._slice("pre", pre), self._slice("post", post)
        if plasticity is not None:
            _checks.instance_of("plasticity", plasticity, Plasticity)
            _checks.one_of("plasticity.dtype", plasticity.dtype, ("float32", "float64"))
        name = self._new(name or self._free(f"{pre.whole.name}_{post.whole.name}"))
        plan = {"probability": probability, "fan_in": fan_in, "total": total}
        plan |= {"pairs": pairs, "blocks": blocks}
        how = How(pre.whole is post.whole and not self_connections, packed, progress)
        delay = self.dt if delay is None else delay
        made = make_connection(
            self, name, pre, post, receptor, weight, delay, plasticity, plan, how
        )
        self.history = max(self.history, 1 + int(made.delays.max()))
        self.connections[name] = made
        return made

    def record(
        self,
        part: Population,
        what: str,
        *,
        neurons: ArrayLike | None = None,
        every: float | None = None,
    ) -> None:
        """Record something during the runs.

        ``what`` is "spikes"; a field of the state, such as "v", or of a receptor's, such as
        "exc.g"; or "weights" of a connection.  ``neurons``, (n_recorded,) array_like of int, says
        which neurons, or which synapses of a connection; all if not given.  ``every`` is the time
        in ms between two samples of a state or of weights; dt if not given.
        """
        self._still_open()
        self._not_an_input(part)
        self._own("part", part, {**self.populations, **self.sources, **self.connections})
        if what == "spikes" and part.kind != "connection":
            if neurons is not None or every is not None:
                raise ValueError(
                    "neurons and every are for states and weights; spikes are kept all"
                )
            part.keep_spikes = True
            return
        values, unit, n = checks.recordable(part, what)
        indices = np.arange(n) if neurons is None else checks.indices("neurons", neurons, n)
        steps = 1 if every is None else checks.steps("every", every, self.dt, 1)
        if (part, what) in self.recordings:
            raise ValueError(f"{what!r} of {part.name} is recorded already")
        name = f"{part.name}_{what.replace('.', '_')}_samples"
        self.recordings[part, what] = Recording(name, part, values, unit, indices, steps)

    def stream(self, name: str) -> int:
        """Stream of random numbers that belongs to a name."""
        return crc32(name.encode())

    def _still_open(self):
        if self._program is not None:
            raise RuntimeError("the network has run; parts and recordings are added before that")

    def _new(self, name):
        self._still_open()
        taken = (*self.populations, *self.sources, *self.inputs, *self.connections)
        return checks.part_name(name, taken)

    def _free(self, name):
        """A name like this one that is not taken."""
        names = (name, *(f"{name}_{i}" for i in range(2, len(self.connections) + 3)))
        taken = {**self.populations, **self.sources, **self.inputs, **self.connections}
        return next(n for n in names if n not in taken)

    def _own(self, name, part, parts):
        if not any(part is own for own in parts.values()):
            known = ", ".join(parts) or "none yet"
            raise TypeError(f"{name} must be a part of this network ({known}), got {part!r}")
        return part

    def _not_an_input(self, part):
        """Say of a Poisson input that its spikes are not kept."""
        if any(part is own for own in self.inputs.values()):
            raise ValueError(
                f"the spikes of {part.name} are not kept, only their number is drawn for each "
                "neuron and step; trains that can be recorded and connected are made by net.poisson"
            )

    def _slice(self, name, part):
        self._not_an_input(part)
        part = part if isinstance(part, Slice) else Slice(part, 0, getattr(part, "n", 0))
        self._own(name, part.whole, {**self.populations, **self.sources})
        return part
