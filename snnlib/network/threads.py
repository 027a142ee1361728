"""Several threads for one network: each owns some neurons of every population.

A thread does all that is done to its neurons, in the order in which one thread would do it, and so
the bits do not depend on how many there are.  What it has of the network looks like a network: its
arrays are parts of those of the whole, and :class:`snnlib.network.program.Program` writes its loop.
"""

import copy
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np

from snnlib import _checks
from snnlib._jit import jit
from snnlib.network import checks, packing
from snnlib.network.meeting import new_team
from snnlib.network.parts import Slice
from snnlib.network.program import Program

MOST = 64  # threads
GRAIN = 64  # neurons: no two threads write into one cache line of flags or of states
LOOKED_AT = 2**20  # synapses, from which it is estimated how many a neuron has


def checked(network, threads):
    """Return the number of threads, for which this network must be fit."""
    threads = _checks.positive_integer("threads", threads)
    if threads > MOST:
        raise ValueError(f"threads must be at most {MOST}, got {threads}")
    if threads > 1:
        learning = [c.name for c in network.connections.values() if c.plasticity]
        rivals = [p.name for p in network.populations.values() if p.competition]
        for names, what in ((learning, "learns"), (rivals, "has a competition")):
            if names:
                raise ValueError(f"threads must be 1 where {names[0]} {what}, got {threads}")
    return threads


class Team:
    """The threads of one run."""

    def __init__(self, network, threads: int):
        cuts = {name: _cuts(network, part, threads) for name, part in network.populations.items()}
        team = new_team()
        self.network = network
        self.members = [_member(network, cuts, threads, k, team) for k in range(threads)]
        self.programs = [Program(member, whole=False) for member in self.members]
        self.pool = ThreadPoolExecutor(threads - 1)

    def compiled(self, run):
        """Return the function ``(first, last)`` that lets all threads run the compiled loop."""

        def advance(first, last):
            others = [self.pool.submit(run, p.arguments(), first, last) for p in self.programs[1:]]
            run(self.programs[0].arguments(), first, last)
            for other in others:
                other.result()
            self.network.clock[:] = self.members[0].clock
            return self.network.clock[0]

        return advance

    def end(self):
        """Give back to the network what the threads had of their own."""
        self.pool.shutdown()
        for name, part in self.network.populations.items():
            for key, unit in self.members[0].populations[name].units.items():
                part.units[key][:] = unit
        for member in self.members:
            for key, own in member.recordings.items():
                self.network.recordings[key].buffer[:, own.places] = own.buffer


def _cuts(network, population, threads):
    """Return where each thread's neurons begin: as many synapses for each, about."""
    load = np.zeros(population.n)
    for connection in network.connections.values():
        if connection.post.whole is population and connection.rows is not None:
            columns = connection.columns[:: 1 + connection.columns.size // LOOKED_AT]
            targets = packing.targets_of(columns) if connection.packed else columns
            own = np.bincount(targets, minlength=connection.post.n) * float(connection.n_synapses)
            load[connection.post.low : connection.post.high] += own / max(columns.size, 1)
    load += 1.0 + load.mean()
    sums = np.cumsum(load)
    at = np.searchsorted(sums, sums[-1] * np.arange(1, threads) / threads)
    at = np.minimum(np.rint(at / GRAIN).astype(int) * GRAIN, population.n)
    return np.concatenate([[0], at, [population.n]])


def _member(network, cuts, threads, k, team):
    """Return what thread k has of a network."""
    populations = {
        name: _own_neurons(part, *cuts[name][k : k + 2])
        for name, part in network.populations.items()
    }
    connections = {
        name: _own_synapses(part, populations, cuts[part.post.whole.name], k)
        for name, part in network.connections.items()
    }
    inputs = {
        name: _own_input(part, populations, *cuts[part.target.whole.name][k : k + 2])
        for name, part in network.inputs.items()
    }
    recordings = {}
    for (part, what), recording in network.recordings.items():
        own, first, n = part, 0, 0 if k else recording.values.size  # weights, which do not change
        if part.kind == "population":
            own = populations[part.name]
            first, n = own.first, own.n
        recordings[part, what] = _own_samples(recording, own, what, first, n)
    shared = {name: getattr(network, name) for name in ("dt", "seed", "history", "sources")}
    own = {"clock": network.clock.copy(), "parts": threads, "part": k, "team": team}
    parts = {"populations": populations, "connections": connections, "recordings": recordings}
    return SimpleNamespace(**shared, **own, **parts, inputs=inputs)


def _part_of(value, low, high):
    """Return a part of each array in a value that has one number for each neuron."""
    if isinstance(value, np.ndarray):
        return value[low:high]
    if isinstance(value, dict):
        return {key: _part_of(one, low, high) for key, one in value.items()}
    if isinstance(value, tuple):
        return type(value)(*(_part_of(one, low, high) for one in value))
    return value


def _own_neurons(population, low, high):
    """Return the neurons from ``low`` to ``high`` of a population, which lists all spikes."""
    own = copy.copy(population)
    own.first, own.n = low, high - low
    for name in ("state", "ports", "held", "constants", "current", "flags"):
        setattr(own, name, _part_of(getattr(population, name), low, high))
    own.receptors = {
        key: (receptor, _part_of(constants, low, high))
        for key, (receptor, constants) in population.receptors.items()
    }
    own.units = {key: unit.copy() for key, unit in population.units.items()}
    return own


def _own_synapses(connection, populations, cuts, k):
    """Return the synapses of a connection onto the neurons of thread k."""
    own, post = copy.copy(connection), connection.post
    own.ports = post.whole.ports
    own.post = Slice(populations[post.whole.name], post.low, post.high)
    if connection.rows is not None:
        own.rows = _rows(connection, np.clip(cuts - post.low, 0, post.n))
    else:
        low, high = np.clip(cuts[k : k + 2], post.low, post.high)
        own.first = low - post.low
        own.post = Slice(populations[post.whole.name], low, high)
    return own


def _own_input(part, populations, low, high):
    """Return a Poisson input onto the neurons from ``low`` to ``high`` of its population."""
    own, target = copy.copy(part), part.target
    own.ports = target.whole.ports
    low, high = np.clip([low, high], target.low, target.high).tolist()
    own.target = Slice(populations[target.whole.name], low, high)
    for name in ("w", "lam", "table_of"):
        setattr(own, name, getattr(part, name)[low - target.low : high - target.low])
    own.make_room()
    return own


def _rows(connection, cuts):
    """Return where in each row the part of each thread begins, (n_rows * n_threads + 1,)."""
    key = tuple(int(cut) for cut in cuts)
    if key not in connection.shared_rows:
        n = connection.rows.size - 1
        rows = np.empty(n * (cuts.size - 1) + 1, connection.rows.dtype)
        bits = packing.BITS if connection.packed else 0
        _cut_rows(connection.rows, connection.columns, bits, cuts, rows)
        connection.shared_rows = {key: rows}
    return connection.shared_rows[key]


@jit
def _cut_rows(rows, columns, bits, cuts, out):
    parts = cuts.size - 1
    for row in range(rows.size - 1):
        for k in range(parts):
            low, high = np.int64(rows[row]), np.int64(rows[row + 1])
            while low < high:
                middle = (low + high) >> 1
                if np.int64(columns[middle]) >> bits < cuts[k]:
                    low = middle + 1
                else:
                    high = middle
            out[row * parts + k] = low
    out[out.size - 1] = rows[rows.size - 1]


def _own_samples(recording, part, what, first, n):
    """Return the recording of a thread's neurons, with a buffer of its own."""
    own = copy.copy(recording)
    inside = (recording.indices >= first) & (recording.indices < first + n)
    own.places = np.flatnonzero(inside)
    own.indices = recording.indices[own.places] - first
    own.values, own.unit, _ = checks.recordable(part, what)
    own.buffer = np.zeros((len(recording.buffer), own.places.size), recording.buffer.dtype)
    return own
