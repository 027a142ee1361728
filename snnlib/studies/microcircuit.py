"""The cortical microcircuit: one square millimetre of cortex, neuron for neuron.

77,169 LIF neurons in four layers, each with an excitatory and an inhibitory population, and some
300 million synapses, whose numbers follow measured probabilities of connection (Potjans & Diesmann,
2014, doi:10.1093/cercor/bhs358).  The cells under one square millimetre of early sensory cortex
spike here on their own, each population at a rate of its own.  Input from the rest of the brain is
a constant current, the mean of the Poisson spikes of the paper, or these spikes: 1,500 to 2,900
sources of 8 Hz onto each neuron.

All eight are slices of one population, ``cells``, and all synapses blocks of one connection.  The
chapter "neurons/microcircuit" shows what comes of it.
"""

import sys
import time
from itertools import pairwise
from math import log, log1p
from typing import Annotated, Literal, NamedTuple, get_args

import numpy as np

from snnlib import _checks, _declared
from snnlib._declared import Probability
from snnlib.network.blocks import Block
from snnlib.network.laws import Normal, draw_values
from snnlib.network.network import Network
from snnlib.network.parts import Connection, Population
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFParameters
from snnlib.spikes.trains import SpikeEvents
from snnlib.synapses import exponential

POPULATIONS = ("L2/3E", "L2/3I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I")
SIZES = (20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948)
#: Probability that a pair has at least one synapse: (to, from).
PROBABILITIES = (
    (0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0, 0.0076, 0.0),
    (0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0, 0.0042, 0.0),
    (0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0.0),
    (0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0, 0.1057, 0.0),
    (0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0),
    (0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0.0),
    (0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252),
    (0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443),
)
OUTSIDE = (1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100)  # inputs from elsewhere, onto a neuron
OUTSIDE_RATE = 8.0  # Hz, of each of these
V_MEAN = (-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43)  # mV, at the beginning
V_SD = (5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48)
C_M = 0.25  # nF
NEURON = LIFParameters(
    tau_m=10.0, R_m=10.0 / C_M, v_rest=-65.0, v_th=-50.0, v_reset=-65.0, t_ref=2.0
)
TAU_SYN = 0.5  # ms
PSP = 0.15  # mV, height of an excitatory postsynaptic potential
G = 4.0  # inhibition over excitation, synapse for synapse
WEIGHT_SCATTER = 0.1  # standard deviations over means
DELAY_SCATTER = 0.5
DELAYS = (1.5, 0.75)  # ms, mean from excitatory and from inhibitory neurons
Drive = Literal["constant", "Poisson"]
#: Hz, of one run of the whole in NEST, as the package ``microcircuit`` 1.0 has them (Tetzlaff &
#: Senk, 2026); for another wiring they are a few per cent different.
NEST_RATES = (0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829)


class MicrocircuitParameters(NamedTuple):
    """Size of the network: the part of the neurons that it has."""

    scale: Annotated[float, Probability()] = 1.0


def sizes(scale: float = 1.0) -> np.ndarray:
    """Return the number of neurons of each population, (8,) int64."""
    return np.rint(np.array(SIZES) * scale).astype(np.int64)


def synapse_numbers() -> np.ndarray:
    """Return the number of synapses in the whole network, (to, from), (8, 8) float64.

    Of ``K`` pairs drawn among ``n`` with repetition, each is drawn at least once with the
    probability ``1 - (1 - 1/n)**K``.
    """
    numbers = np.zeros((8, 8))
    for i, row in enumerate(PROBABILITIES):
        for j, probability in enumerate(row):
            numbers[i, j] = log1p(-probability) / log1p(-1.0 / (SIZES[i] * SIZES[j]))
    return numbers


def weight_means() -> np.ndarray:
    """Return the mean weights of the whole network, (to, from), (8, 8) float64 in nA.

    An excitatory one lifts the potential by ``PSP`` at its highest; that from L4E to L2/3E is twice
    as strong.
    """
    tau_m, ratio = NEURON.tau_m, NEURON.tau_m / TAU_SYN
    highest = TAU_SYN * log(ratio) / (1.0 - 1.0 / ratio)  # ms after the spike
    rise = np.exp(-highest / tau_m) - np.exp(-highest / TAU_SYN)
    excitatory = PSP * C_M * (tau_m - TAU_SYN) / (tau_m * TAU_SYN * rise)
    weights = np.tile([excitatory, -G * excitatory], (8, 4))
    weights[0, 2] *= 2.0
    return weights


def outside_currents() -> np.ndarray:
    """Return the mean current from elsewhere into a neuron of each population, (8,) nA."""
    return 1e-3 * TAU_SYN * OUTSIDE_RATE * np.array(OUTSIDE) * weight_means()[0, 0]


def network(
    params: MicrocircuitParameters = MicrocircuitParameters(),
    seed: int = 1,
    progress: bool | None = None,
    drive: Drive = "constant",
) -> tuple[Network, Population, Connection]:
    """Return the network, with steps of 0.1 ms, its population and its connection.

    ``drive`` : what comes from elsewhere, a current for each population, or Poisson spikes onto
    each neuron, of their own and with the mean weight, whose mean current is the same.

    A smaller one has ``scale`` times the neurons, each with as many inputs as in the whole one: two
    neurons then share more of them, and are more alike than in the whole.  The whole one takes 1.4
    GB.  Spikes are recorded.
    """
    scale = _declared.checked(params, MicrocircuitParameters).scale
    _checks.one_of("drive", drive, get_args(Drive))
    n, numbers, weights = sizes(scale), synapse_numbers(), weight_means()
    if not n.all():
        raise ValueError(f"scale must leave each population a neuron, got {scale:g}")
    ends = np.concatenate([[0], np.cumsum(n)])
    net = Network(dt=0.1, seed=seed)
    start = draw_values(Normal(0.0, 1.0), ends[-1], seed, net.stream("v"), np.float64)
    v = np.repeat(V_MEAN, n) + np.repeat(V_SD, n) * start
    receptor = {"in_": exponential(TAU_SYN)}
    current = np.repeat(outside_currents(), n) if drive == "constant" else 0.0
    cells = net.population("cells", int(ends[-1]), lif.neuron(NEURON), receptor, current, v=v)
    if drive == "Poisson":
        rates = OUTSIDE_RATE * np.repeat(OUTSIDE, n)
        net.poisson_input("outside", cells, "in_", rates, weights[0, 0])
    parts = [cells[low:high] for low, high in pairwise(ends)]
    blocks = []
    for j, pre in enumerate(parts):
        for i, post in enumerate(parts):
            total = round(numbers[i, j] * scale)
            if total:
                blocks.append(_block(pre, post, total, weights[i, j], DELAYS[j % 2]))
    how = {"packed": True, "self_connections": True, "progress": progress}
    loop = net.connect(cells, cells, "in_", blocks=blocks, **how)
    net.record(cells, "spikes")
    return net, cells, loop


def _block(pre, post, total, weight, delay):
    low, high = (0.0, np.inf) if weight > 0.0 else (-np.inf, 0.0)
    law = Normal(weight, WEIGHT_SCATTER * abs(weight), low, high)
    return Block(pre, post, total, law, Normal(delay, DELAY_SCATTER * delay))


class Activity(NamedTuple):
    """What each population does, (8,) float64."""

    rate: np.ndarray  # Hz, mean over its neurons
    cv: np.ndarray  # mean of the CV of the intervals, over neurons with at least 3 spikes


def activity(events: SpikeEvents, duration: float, scale: float = 1.0) -> Activity:
    """Measure the populations from the spikes of all cells, and the time (ms) that they took."""
    n = sizes(scale)
    times, neurons = np.asarray(events.spike_times), np.asarray(events.spike_neurons)
    order = np.lexsort((times, neurons))
    times, neurons = times[order], neurons[order]
    counts = np.bincount(neurons, minlength=n.sum())
    gaps = np.diff(times)[np.diff(neurons) == 0]  # (n_intervals,)
    of = neurons[1:][np.diff(neurons) == 0]
    number = np.maximum(np.bincount(of, minlength=n.sum()), 1)
    mean = np.bincount(of, gaps, minlength=n.sum()) / number
    square = np.bincount(of, gaps * gaps, minlength=n.sum()) / number
    cv = np.sqrt(np.maximum(square - mean * mean, 0.0)) / np.where(mean > 0.0, mean, 1.0)
    rates, cvs, low = [], [], 0
    for size in n:
        own = slice(low, low + size)
        enough = counts[own] >= 3
        rates.append(1000.0 * counts[own].sum() / (size * duration))
        cvs.append(cv[own][enough].mean() if enough.any() else np.nan)
        low += size
    return Activity(np.array(rates), np.array(cvs))


class Measured(NamedTuple):
    """What one run gave, and what it cost."""

    rate: np.ndarray  # (8,) Hz
    cv: np.ndarray  # (8,)
    synapses: int
    arrivals: float  # spikes that reach a synapse, in a second of the network's time
    steps: np.ndarray  # of the spikes of every 50th neuron in the last 400 ms, from their beginning
    neurons: np.ndarray  # int64
    seconds: dict[str, float]  # of one core: to wire, and for a second of the network's time
    peak_bytes: int | None  # of memory that the process has held at most, if the system tells


def measured(scale: float, duration: float, seed: int = 1, drive: Drive = "constant") -> Measured:
    """Run the network for 500 ms, and then for ``duration`` ms, which are measured."""
    duration = _checks.positive_number("duration", duration, "milliseconds")
    began = time.process_time()
    params = MicrocircuitParameters(scale)
    net, cells, loop = network(params, seed, progress=False, drive=drive)
    wired = time.process_time()
    net.run(500.0, progress=False)
    settled = time.process_time()
    net.run(duration, progress=False)
    ran, peak = time.process_time(), peak_bytes()
    times, neurons = net.spikes(cells)
    late = times > 500.0
    times, neurons = times[late] - 500.0, neurons[late]
    found = activity(SpikeEvents(times, neurons), duration, scale)
    fan_out = np.diff(loop.rows[:: loop.delays.size].astype(np.int64))  # (n,)
    shown = (neurons % 50 == 0) & (times > duration - 400.0)
    steps = np.rint((times[shown] - duration + 400.0) / net.dt).astype(np.int64)
    seconds = {"wiring": wired - began, "second": 1000.0 * (ran - settled) / duration}
    arrivals = 1000.0 * float(fan_out[neurons].sum()) / duration
    return Measured(*found, loop.n_synapses, arrivals, steps, neurons[shown], seconds, peak)


def peak_bytes() -> int | None:
    """Return the most memory that this process has held, where the system tells."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024)
