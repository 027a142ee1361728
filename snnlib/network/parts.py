"""The parts of a network: populations and sources, their slices, connections and recordings.

They hold the arrays and say which arrays those are; :mod:`.program` writes the program that works
on them, :mod:`.network` puts the parts together.
"""

from dataclasses import dataclass, field

import numpy as np

from snnlib.network import packing
from snnlib.network.sources import exposures, geometric_scale, poisson_gap, row_place
from snnlib.network.spike_log import SpikeLog

NO_SELF = 2**40  # larger than any difference of two neurons' numbers


class Sliceable:
    """Something with neurons, of which a slice ``[low:high]`` may be connected by itself."""

    def __getitem__(self, index):
        if not isinstance(index, slice) or index.step not in (None, 1):
            raise TypeError(f"{self.name}[...] must be a slice such as {self.name}[:10]")
        low, high, _ = index.indices(self.n)
        if low >= high:
            raise ValueError(f"{self.name}[{index.start}:{index.stop}] holds no neuron")
        return Slice(self, low, high)

    def __len__(self):
        return self.n


@dataclass(eq=False)
class Population(Sliceable):
    """Neurons of one model."""

    name: str
    n: int
    neuron: object  # Neuron
    constants: tuple  # what the step gets; fields of shape (n,) differ from neuron to neuron
    receptors: dict  # name -> (Receptor, constants)
    held: dict  # "receptor.field" -> number or (n,) array, see :mod:`.receiving`
    current: object  # number or (n,) array
    state: dict  # field -> (n,) array
    ports: dict  # "receptor.field" -> (n,) array, in units of ``units``
    competition: object = None  # WinnerTakeAll
    raised: bool = False  # from float32 to float64, because a state is slow
    keep_spikes: bool = False
    log: SpikeLog = None
    kind = "population"

    def __post_init__(self):
        self.units = {key: np.ones(1) for key in self.ports}  # "receptor.field" -> (1,) float64
        self.flag_words = np.zeros(-(-self.n // 8), np.uint64)
        self.flags = self.flag_words.view(np.bool_)
        self.scores = np.zeros(self.n if self.competition else 0, self.neuron.dtype)

    @property
    def numbers(self):
        """All that a time step is given, as named tuples, numbers and arrays."""
        ports = (constants for _, constants in self.receptors.values())
        return (self.constants, *ports, *self.held.values())


@dataclass(eq=False)
class PoissonSource(Sliceable):
    """Independent Poisson spike trains."""

    name: str
    n: int
    frame_steps: int
    seed: int
    stream: int
    framed: bool = False  # whether its rates come in frames, be it one
    probabilities: np.ndarray = None  # (n_frames, 1 or n) of a spike in a time step
    keep_spikes: bool = False
    log: SpikeLog = None
    kind = "poisson"

    def __post_init__(self):
        self.next_spike = np.zeros(2, np.int64)
        self.residual = np.zeros(1)

    def use_probabilities(self, probabilities):
        """Take these probabilities, and what follows from them."""
        self.probabilities = probabilities
        self.exposure = exposures(probabilities)
        self.scale = (
            geometric_scale(float(probabilities[0, 0])) if probabilities.size == 1 else -1.0
        )

    def set_probabilities(self, probabilities, step):
        """Set the probabilities from this time step on; what was drawn for later is forgotten."""
        self.use_probabilities(probabilities)
        draw = self.scale, self.seed, self.stream, self.next_spike
        if probabilities.size == 1:
            self.next_spike[0] = row_place(step * self.n - 1, *draw)
        else:
            self.residual[0] = poisson_gap(*draw)


@dataclass(eq=False)
class ReplaySource(Sliceable):
    """Spike trains that are given."""

    name: str
    n: int
    period: int  # steps, after which they begin again
    steps: np.ndarray  # (n_spikes,) int64, ascending
    sources: np.ndarray  # (n_spikes,) int32
    keep_spikes: bool = False
    log: SpikeLog = None
    kind = "replay"

    def __post_init__(self):
        self.next_spike = np.zeros(1, np.int64)


@dataclass(eq=False)
class Slice:
    """The neurons ``low`` to ``high - 1`` of a population or source."""

    whole: object
    low: int
    high: int

    @property
    def n(self):
        return self.high - self.low

    def __repr__(self):
        whole = self.n == self.whole.n
        return self.whole.name if whole else f"{self.whole.name}[{self.low}:{self.high}]"


@dataclass(eq=False)
class Connection:
    """Synapses from one slice onto a receptor of another."""

    name: str
    pre: Slice
    post: Slice
    receptor: str
    delays: np.ndarray  # (n_delays,) steps, ascending
    rows: np.ndarray | None  # (n_pre * n_delays + 1,) where each row begins; None: dense
    columns: np.ndarray | None  # (n_synapses,) uint16 or uint32, the targets; None: dense
    w: np.ndarray  # (n_pre, n_post) or (n_synapses,) as the rule, or float32; (1,) if all the same
    packed: bool = False  # columns are words of target and weight, w the step of the weights
    plasticity: object = None
    raised: bool = False  # its rule from float32 to float64, which its weights or traces need
    constants: object = None
    self_offset: int = NO_SELF  # neuron i of pre is neuron i - self_offset of post
    rows_of_post: np.ndarray = None  # of a sparse plastic connection, see seen_from_post
    synapse_of: np.ndarray = None
    row_of: np.ndarray = None
    pre_traces: dict = field(default_factory=dict)  # field -> (n_lines,), in units of pre_units
    post_traces: dict = field(default_factory=dict)  # field -> (n_post,), in units of post_units
    pre_units: dict = field(default_factory=dict)  # field -> (1,) float64
    post_units: dict = field(default_factory=dict)
    eligibility: np.ndarray = None  # as w, in units of eligibility_unit
    eligibility_unit: np.ndarray = None  # (1,) float64
    gain: np.ndarray = None  # (1,) float64, modulator * eligibility_unit summed over time
    modulator: np.ndarray = None  # (1,) float64, in 1/ms
    rescale_steps: int = 0
    totals: np.ndarray = None  # (n_post,) float64, room for the sums of weights
    later: np.ndarray = None  # (n_post,) float64, factors too near 1 for weights in float32
    shared_rows: dict = field(default_factory=dict)  # cuts -> rows of threads, see :mod:`.threads`
    kind = "connection"

    def __post_init__(self):
        self.ends = f"{self.pre} to {self.post}"

    @property
    def numbers(self):
        """All that a time step is given."""
        return (self.constants,)

    @property
    def n_synapses(self):
        if self.rows is None:
            return self.pre.n * self.post.n - self._n_left_out
        return self.columns.size

    @property
    def _n_left_out(self):
        """Number of pairs of a dense connection that would join a neuron with itself."""
        first = max(0, self.self_offset)
        return max(0, min(self.pre.n, self.self_offset + self.post.n) - first)

    @property
    def n_lines(self):
        """Number of rows: one for each presynaptic neuron and delay."""
        return self.pre.n * self.delays.size

    @property
    def uniform(self):
        """Whether one number is the weight of all synapses."""
        if self.rows is None:
            return self.w.ndim == 1
        return self.w.size == 1 and self.columns.size != 1 and not self.packed

    @property
    def _pairs(self):
        """(pre, post) of each synapse of a dense connection."""
        pre, post = np.divmod(np.arange(self.pre.n * self.post.n), self.post.n)
        if not self._n_left_out:
            return pre, post
        there = pre - post != self.self_offset
        return pre[there], post[there]

    @property
    def sources(self):
        """(n_synapses,) presynaptic neuron of each synapse, within the slice."""
        if self.rows is None:
            return self._pairs[0]
        return np.repeat(np.arange(self.rows.size - 1), np.diff(self.rows)) // self.delays.size

    @property
    def targets(self):
        """(n_synapses,) postsynaptic neuron of each synapse, within the slice."""
        if self.packed:
            return packing.targets_of(self.columns)
        return self._pairs[1] if self.rows is None else self.columns

    @property
    def weights(self):
        """Weights in the receptor's unit, in the order of ``sources`` and ``targets``.

        As a matrix (n_pre, n_post) where every pair is connected, and else (n_synapses,).  The
        network's own array, where each synapse has a weight of its own: write to it between two
        runs with ``connection.weights[...] = values``.  Of a packed connection a copy of what is
        simulated, which cannot be written to.
        """
        if self.packed:
            weights = packing.weights_of(self.columns, self.w[0])
            weights.flags.writeable = False
            return weights
        if not self.uniform:
            return self.w
        matrix = self.rows is None and not self._n_left_out
        shape = (self.pre.n, self.post.n) if matrix else (self.n_synapses,)
        return np.broadcast_to(self.w, shape)


@dataclass(eq=False)
class Recording:
    """Samples of a state or of weights, taken every so many steps, first after that time."""

    name: str
    part: object
    values: np.ndarray  # the array that is sampled, with one axis
    unit: np.ndarray  # (1,) in which it is kept
    indices: np.ndarray
    every: int  # steps
    gone: int = 0  # samples before those in the buffer
    buffer: np.ndarray = None
    taken: list = field(default_factory=list)  # buffers of the runs before

    def __post_init__(self):
        self.buffer = np.zeros((0, self.indices.size), self.values.dtype)

    def make_room(self, step, n_steps: int):
        """Take a new buffer for the samples of a run."""
        self.gone = step // self.every
        n_samples = (step + n_steps) // self.every - self.gone
        self.buffer = np.zeros((n_samples, self.indices.size), self.values.dtype)

    def put_away(self, step):
        """Keep what was sampled up to this step."""
        n_samples = step // self.every - self.gone
        if n_samples > 0:
            self.taken.append(self.buffer[:n_samples])
        self.buffer = self.buffer[:0]

    def all_taken(self):
        """All samples, (n_samples, n_recorded)."""
        if len(self.taken) > 1:
            self.taken = [np.concatenate(self.taken)]
        empty = np.zeros((0, self.indices.size), self.values.dtype)
        return self.taken[0] if self.taken else empty
