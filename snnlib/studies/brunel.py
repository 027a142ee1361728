"""Brunel's network: excitation and inhibition, sparsely connected, and the regimes it falls into.

LIF neurons, four of five of them excitatory, each with C_E excitatory and C_E / 4 inhibitory inputs
drawn at random; an excitatory spike lifts the potential by J, an inhibitory one lowers it by g J,
both after the same delay.  From outside every neuron gets Poisson spikes of strength J, at
``drive`` times the rate that alone would bring the mean potential to the threshold (Brunel, 2000,
doi:10.1023/A:1008925309027).

:func:`network` is the real one, of 12,500 neurons, in a :class:`snnlib.Network`; :func:`wire`,
:func:`begin` and :func:`advance` run a small one within a kernel.  The chapter "neurons/networks"
tells of them.
"""

from typing import Annotated, NamedTuple

import numpy as np

from snnlib import _declared, random
from snnlib._declared import NonNegative, Positive, WholePositive
from snnlib._jit import jit
from snnlib.math import exp
from snnlib.network.network import Network
from snnlib.network.parts import Population
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFParameters, LIFState
from snnlib.spikes import dominant_frequency, synchrony
from snnlib.synapses import delta

NEURON = LIFParameters(tau_m=20.0, R_m=10.0, v_rest=0.0, v_th=20.0, v_reset=10.0, t_ref=2.0)
FEWEST = 4  # intervals, below which a neuron's CV does not count
FINE = 0.5  # ms, bins in which a rhythm is looked for: of up to 1000 Hz
SOURCES = 32  # Poisson trains from outside onto a neuron; none has more than a spike a step


class BrunelParameters(NamedTuple):
    """Parameters of the network; ``n_exc`` and ``c_exc`` are multiples of 4."""

    n_exc: Annotated[int, WholePositive()] = 10_000  # excitatory neurons; a quarter as many inhibit
    c_exc: Annotated[int, WholePositive()] = 1000  # excitatory inputs of each neuron
    J: Annotated[float, Positive("mV")] = 0.1  # what an excitatory spike adds to v
    g: Annotated[float, NonNegative()] = 5.0  # inhibition over excitation, spike for spike
    drive: Annotated[float, NonNegative()] = 2.0  # from outside, 1: the mean reaches the threshold
    delay: Annotated[float, Positive("ms")] = 1.5


@jit
def outside(params: BrunelParameters) -> float:
    """Return the rate (per ms) of Poisson spikes from outside onto each neuron."""
    return params.drive * (NEURON.v_th - NEURON.v_rest) / (params.J * NEURON.tau_m)


def network(
    params: BrunelParameters = BrunelParameters(), dt: float = 0.1, seed: int = 1
) -> tuple[Network, Population]:
    """Return the network, a :class:`snnlib.Network`, and its population ``cells``.

    Potentials begin anywhere between rest and threshold.  Spikes are recorded, and once a
    millisecond the potentials of 200 neurons, for :func:`regime`.
    """
    p = _declared.checked(params, BrunelParameters)
    n = p.n_exc + p.n_exc // 4
    net = Network(dt=dt, seed=seed)
    start = np.random.default_rng(seed).uniform(NEURON.v_rest, NEURON.v_th, n)
    cells = net.population("cells", n, lif.neuron(NEURON), {"jump": delta()}, v=start)
    noise = net.poisson("outside", SOURCES * n, 1000.0 * outside(p) / SOURCES)
    pairs = np.arange(SOURCES * n), np.tile(np.arange(n), SOURCES)
    net.connect(noise, cells, "jump", p.J, pairs=pairs)
    exc, inh = cells[: p.n_exc], cells[p.n_exc :]
    net.connect(exc, cells, "jump", p.J, fan_in=p.c_exc, delay=p.delay)
    net.connect(inh, cells, "jump", -p.g * p.J, fan_in=p.c_exc // 4, delay=p.delay)
    net.record(cells, "spikes")
    net.record(cells, "v", neurons=np.arange(0, n, max(1, n // 200)), every=1.0)
    return net, cells


class Regime(NamedTuple):
    """What tells the regimes apart."""

    rate: float  # Hz, mean over the neurons
    cv: float  # mean over the neurons of the CV of their intervals
    synchrony: float  # of the potentials, from 0 to 1
    swing: float  # scatter of the spikes in a millisecond, over that of a Poisson process
    rhythm: float  # Hz, at which the spikes of all neurons come and go


def regime(net: Network, cells: Population, skip: float = 100.0) -> Regime:
    """Measure a network that has run, without its first ``skip`` ms."""
    events, end = net.spikes(cells), net.time
    late = events.spike_times > skip
    times, neurons = events.spike_times[late] - skip, events.spike_neurons[late]
    counts = np.bincount(times.astype(int), minlength=round(end - skip))[: round(end - skip)]
    fine = np.bincount((times / FINE).astype(int), minlength=round((end - skip) / FINE))
    order = np.argsort(neurons, kind="stable")  # each neuron's spikes, in order of time
    trains = np.split(times[order], np.cumsum(np.bincount(neurons, minlength=cells.n))[:-1])
    intervals = [np.diff(train) for train in trains if train.size > FEWEST]
    at, v = net.samples(cells, "v")
    return Regime(
        rate=1000.0 * times.size / (cells.n * (end - skip)),
        cv=float(np.mean([x.std() / x.mean() for x in intervals])) if intervals else np.nan,
        synchrony=synchrony(v[at > skip]),
        swing=float(counts.std() / np.sqrt(counts.mean())) if times.size else np.nan,
        rhythm=dominant_frequency(fine, FINE, min(200.0, end - skip)),
    )


@jit
def wire(params: BrunelParameters, seed: int, starts: np.ndarray, targets: np.ndarray) -> None:
    """Draw the inputs of each neuron, and write them down as the targets of each.

    ``starts`` (n + 1,) int32: the targets of neuron i are ``targets[starts[i] : starts[i + 1]]``,
    int32.  A pair may be drawn twice.
    """
    n = starts.size - 1
    c_inh, n_inh = params.c_exc // 4, n - params.n_exc
    filled = np.zeros(n + 1, np.int32)
    for writing in (False, True):
        for j in range(n):
            for k in range(params.c_exc + c_inh):
                if k < params.c_exc:
                    i = random.integer(params.n_exc, seed, j, k)
                else:
                    i = params.n_exc + random.integer(n_inh, seed, j, k)
                if writing:
                    targets[starts[i] + filled[i]] = j
                filled[i] += 1
        if not writing:
            starts[0] = 0
            for i in range(n):
                starts[i + 1] = starts[i] + filled[i]
            filled[:] = 0


class Cells(NamedTuple):
    """State of a small network: arrays, which :func:`advance` changes."""

    v: np.ndarray  # (n,) mV
    refractory: np.ndarray  # (n,) steps
    arriving: np.ndarray  # (delay + 1 in steps, n) mV, what arrives in the steps to come
    starts: np.ndarray  # see wire
    targets: np.ndarray


@jit
def start(cells: NamedTuple, seed: int) -> None:
    """Let the potentials begin anywhere between rest and threshold, with nothing on its way."""
    cells.arriving[:] = 0.0
    for j in range(cells.v.size):
        cells.v[j] = NEURON.v_rest + (NEURON.v_th - NEURON.v_rest) * random.uniform(seed + 1, 0, j)
        cells.refractory[j] = 0.0


@jit
def begin(params: BrunelParameters, cells: Cells, seed: int) -> None:
    """Wire a network and :func:`start` its neurons."""
    wire(params, seed, cells.starts, cells.targets)
    start(cells, seed)


@jit
def move(
    params: BrunelParameters, cells: NamedTuple, seed: int, k: int, dt: float, fired: np.ndarray
) -> tuple[int, int]:
    """Let all neurons take time step k, of dt ms, and write down who fires.

    ``cells`` has the fields v, refractory and arriving of :class:`Cells`.  Returns how many fire,
    and the row of ``arriving`` for what they send.
    """
    n_slots = cells.arriving.shape[0]
    now, later = cells.arriving[k % n_slots], (k + n_slots - 1) % n_slots
    constants, mean = lif.constants(NEURON, dt), outside(params) * dt
    none, n_fired = exp(-mean), 0
    for j in range(cells.v.size):
        left = random.uniform(seed + 2, j, k) - none  # a Poisson number, by inversion
        number, probability = 0, none
        while left >= 0.0 and number < 1000:
            number += 1
            probability *= mean / number
            left -= probability
        jump = params.J * number + now[j]
        awake = cells.refractory[j] < 1.0
        state = LIFState(cells.v[j] + (jump if awake else 0.0), cells.refractory[j])
        spiked, state = lif.step(0.0, state, constants, dt)
        cells.v[j], cells.refractory[j] = state
        if spiked:
            fired[n_fired] = j
            n_fired += 1
    now[:] = 0.0
    return n_fired, later


@jit
def weight_of(params: BrunelParameters, i: int) -> float:
    """Return the weight of neuron i onto others, mV."""
    return params.J if i < params.n_exc else -params.g * params.J


@jit
def advance(
    params: BrunelParameters, cells: Cells, seed: int, k: int, dt: float, fired: np.ndarray
) -> int:
    """Advance a network by time step k, of dt ms; write down who fires, and return how many.

    ``fired`` has room for all neurons.
    """
    n_fired, later = move(params, cells, seed, k, dt, fired)
    for m in range(n_fired):
        weight = weight_of(params, fired[m])
        for i in range(cells.starts[fired[m]], cells.starts[fired[m] + 1]):
            cells.arriving[later, cells.targets[i]] += weight
    return n_fired


class Watch(NamedTuple):
    """What :func:`watch` keeps of a small network, to tell its regime: arrays, all 0 at first."""

    last: np.ndarray  # (n,) ms, last spike, and then sums over the intervals of each neuron
    intervals: np.ndarray
    total: np.ndarray
    squares: np.ndarray
    v_total: np.ndarray  # (n,) sums over the samples of v, and of v squared
    v_squares: np.ndarray
    mean: np.ndarray  # (3,) samples; sums of the mean over the neurons, and of its square


@jit
def small_parts(
    per_neuron: np.ndarray,
    arriving: np.ndarray,
    starts: np.ndarray,
    targets: np.ndarray,
    mean: np.ndarray,
) -> tuple[Cells, Watch]:
    """Return the state of a small network, and what is watched, as views of a kernel's arrays.

    ``per_neuron`` has the shape (8, n), the others that of their fields.
    """
    rows = per_neuron
    seen = Watch(rows[2], rows[3], rows[4], rows[5], rows[6], rows[7], mean)
    return Cells(rows[0], rows[1], arriving, starts, targets), seen


@jit
def note_spike(seen: Watch, j: int, time: float) -> None:
    """Note a spike of neuron j at a time in ms."""
    if seen.last[j] > 0.0:
        interval = time - seen.last[j]
        seen.intervals[j] += 1
        seen.total[j] += interval
        seen.squares[j] += interval * interval
    seen.last[j] = time


@jit
def note_potentials(seen: Watch, v: np.ndarray) -> None:
    """Note the potentials of all neurons at one time."""
    mean = 0.0
    for j in range(v.size):
        mean += v[j] / v.size
        seen.v_total[j] += v[j]
        seen.v_squares[j] += v[j] * v[j]
    seen.mean[0] += 1.0
    seen.mean[1] += mean
    seen.mean[2] += mean * mean


@jit
def irregularity(seen: Watch) -> float:
    """Return the mean over the neurons of the CV of their intervals, or NaN."""
    n, total = 0, 0.0
    for j in range(seen.last.size):
        if seen.intervals[j] >= FEWEST:
            mean = seen.total[j] / seen.intervals[j]
            variance = max(seen.squares[j] / seen.intervals[j] - mean * mean, 0.0)
            n, total = n + 1, total + np.sqrt(variance) / mean
    return total / n if n > 0 else np.nan


@jit
def togetherness(seen: Watch) -> float:
    """Return the synchrony of the potentials, as :func:`snnlib.spikes.synchrony` has it, or NaN."""
    samples, alone = seen.mean[0], 0.0
    for j in range(seen.last.size):
        mean = seen.v_total[j] / samples
        alone += (seen.v_squares[j] / samples - mean * mean) / seen.last.size
    mean = seen.mean[1] / samples
    together = seen.mean[2] / samples - mean * mean
    return np.sqrt(max(together, 0.0) / alone) if alone > 0.0 else np.nan
