"""Building a network: populations, inputs, connections, learning rules, recordings."""

from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib.network import checks
from snnlib.network.connecting import make_connection
from snnlib.network.parts import (
    Connection,
    PoissonSource,
    Population,
    Recording,
    ReplaySource,
    Slice,
)
from snnlib.network.receiving import receiving
from snnlib.neurons._model import Neuron, WinnerTakeAll
from snnlib.plasticity._model import Plasticity
from snnlib.random import NEVER
from snnlib.synapses import Receptor


class Builder:
    """The parts of a network and the methods that add them; see :class:`snnlib.Network`."""

    def __init__(self, dt: float = 0.1, seed: int = 0):
        self.dt = _checks.positive_number("dt", dt, "milliseconds")
        self.seed = _checks.whole_number("seed", seed)
        self.populations, self.sources = {}, {}
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
        neuron = checks.in_its_precision(name, neuron, self.dt, n, receptors.values())
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

    def poisson(
        self, name: str, n: int, rate: ArrayLike, frame: float | None = None
    ) -> PoissonSource:
        """Add n independent Poisson spike trains, at most one spike a step in each.

        ``rate`` (Hz) is a float, (n,) or (n_frames, n) array_like, from 0 to ``1000 / dt``.  With
        two axes it goes frame after frame, each of ``frame`` ms, and then from the beginning.
        """
        name = self._new(name)
        n = _checks.positive_integer("n", n)
        probabilities = checks.probabilities(rate, n, self.dt)
        if (frame is None) != (np.ndim(rate) < 2):
            raise ValueError("frame must be given for a rate with two axes, and only for that")
        steps = 1 if frame is None else checks.steps("frame", frame, self.dt, 1)
        source = PoissonSource(name, n, steps, self.seed, self.stream(name), frame is not None)
        source.set_probabilities(probabilities, 0)
        self.sources[name] = source
        return source

    def set_rate(self, source: PoissonSource, rate: ArrayLike) -> None:
        """Change the rate of a Poisson source between two runs; see :meth:`poisson`."""
        if source not in self.sources.values() or source.kind != "poisson":
            raise TypeError(f"source must be a Poisson source of this network, got {source!r}")
        probabilities = checks.probabilities(rate, source.n, self.dt)
        if source.framed != (np.ndim(rate) == 2):
            right = "two axes, (n_frames, n)," if source.framed else "at most one axis"
            raise ValueError(
                f"rate must have {right} as when {source.name} was made, got {np.ndim(rate)}"
            )
        source.set_probabilities(probabilities, int(self.clock[0]))

    def replay(
        self,
        name: str,
        n: int,
        spike_times: ArrayLike,
        spike_neurons: ArrayLike,
        period: float | None = None,
    ) -> ReplaySource:
        """Add n spike trains that are given, each spike at the end of its time step.

        ``spike_times`` (ms) and ``spike_neurons`` are (n_spikes,) in any order; two spikes of a
        neuron must not fall into one step.  After ``period`` ms, if given, all of it is played
        again, and again.
        """
        name = self._new(name)
        n = _checks.positive_integer("n", n)
        times = _checks.spike_times("spike_times", spike_times, dt=self.dt)
        neurons = _checks.spike_neurons("spike_neurons", spike_neurons, times.size, n)
        steps, neurons = checks.replayed(times, neurons, n, self.dt)
        least = int(steps.max(initial=0)) + 1  # steps until the last spike
        period = NEVER if period is None else checks.steps("period", period, self.dt, least)
        source = ReplaySource(name, n, period, steps, neurons.astype(np.int32))
        self.sources[name] = source
        return source

    def connect(
        self,
        pre: Population,
        post: Population,
        receptor: str,
        weight: float,
        *,
        probability: float | None = None,
        fan_in: int | None = None,
        pairs: tuple[ArrayLike, ArrayLike] | None = None,
        delay: float | None = None,
        plasticity: Plasticity | None = None,
        self_connections: bool = False,
        name: str | None = None,
    ) -> Connection:
        """Connect populations and sources, or slices ``part[low:high]`` of them, with populations.

        Without ``probability``, ``fan_in`` or ``pairs``, each neuron is connected with every other.

        Parameters
        ----------
        receptor : str
            Which of the receptors of ``post`` the synapses act on; it gives the weights' unit.
        weight : float, (n_pre, n_post) array_like, one value for each pair, or a function
            A function takes the arrays ``pre, post`` of all synapses and gives their weights.
        probability : float, optional
            Of each pair, independent of the others.
        fan_in : int, optional
            Of each postsynaptic neuron, drawn at random.
        pairs : two (n_synapses,) array_like of int, optional
            Presynaptic and postsynaptic neuron of each synapse, counted within the slices.
        delay : float, ms, or as ``weight``, optional
            Multiples of dt, at least dt, which is the default.
        plasticity : Plasticity, optional
            Such as :func:`snnlib.pair_stdp`.
        self_connections : bool
            Whether a neuron may be connected with itself.
        name : str, optional
            ``"pre_post"`` if not given.

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
        plan = {"probability": probability, "fan_in": fan_in, "pairs": pairs}
        kept_apart = pre.whole is post.whole and not self_connections
        delay = self.dt if delay is None else delay
        made = make_connection(
            self, name, pre, post, receptor, weight, delay, plasticity, plan, kept_apart
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
        taken = (*self.populations, *self.sources, *self.connections)
        return checks.part_name(name, taken)

    def _free(self, name):
        """A name like this one that is not taken."""
        names = (name, *(f"{name}_{i}" for i in range(2, len(self.connections) + 3)))
        taken = {**self.populations, **self.sources, **self.connections}
        return next(n for n in names if n not in taken)

    def _own(self, name, part, parts):
        if not any(part is own for own in parts.values()):
            known = ", ".join(parts) or "none yet"
            raise TypeError(f"{name} must be a part of this network ({known}), got {part!r}")
        return part

    def _slice(self, name, part):
        part = part if isinstance(part, Slice) else Slice(part, 0, getattr(part, "n", 0))
        self._own(name, part.whole, {**self.populations, **self.sources})
        return part
