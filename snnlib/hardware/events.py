"""An event-driven simulator: LIF neurons that are looked at only when something happens to them.

The LIF neuron goes from event to event.  Between two events the input is a constant current I and a
synaptic current g that decays with ``tau_s = tau_m / 2``.  With ``y = 1 - exp(-t / tau_m)``, the
fraction of its way that the membrane has gone, the solution of :mod:`snnlib.neurons.lif` is a
polynomial,

    v(t) = v + s y - R_m g y**2,   s = v_rest + R_m (I + g) - v,   g(t) = g (1 - y)**2,

and v = v_th is a quadratic equation for y.  So the crossing has a closed form, for delta synapses
(g = 0) and for exponential ones of this one time constant.  Other ratios of the time constants need
a search for the root (Brette 2007, Neural Computation 19, 2604-2609).

The simulator has no steps.  The earliest event is taken out of a queue (:mod:`.event_queue`), the
clock jumps to it, and only the neurons that it concerns are brought up to date.  Two kinds of event
are enough: a spike arrives at the neurons it goes to, and a neuron crosses its threshold.  Spike
times are exact, apart from the rounding of a float64.

At one time, first come spikes from outside, then arrivals, then crossings, each in the order of
their numbers; so everything that arrives at one moment acts together, and a run has one result.
:func:`snnlib.hardware.event_driven` is for Python, :func:`run_events` for a kernel.  The chapter
"hardware/event-driven" explains both.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit, jit_uncounted
from snnlib.hardware.event_queue import EventQueue, empty_queue, queue_pop, queue_push
from snnlib.math import exp, expm1, log1p
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFParameters, kept_below, time_to_threshold
from snnlib.spikes.trains import SpikeEvents


@jit
def event_lif_advance(
    h: float, v: float, g: float, current: float, params: LIFParameters
) -> tuple[float, float]:
    """Advance v (mV) and the synaptic current g (nA) by h ms without spike or event.

    g has a time constant of ``tau_m / 2``; ``current`` (nA) is constant.
    """
    y = -expm1(-h / params.tau_m)
    b = params.R_m * g
    slope = params.v_rest + params.R_m * current - v + b
    return v + y * (slope - b * y), g * (1.0 - y) * (1.0 - y)


@jit
def event_lif_crossing(v: float, g: float, current: float, params: LIFParameters) -> float:
    """Return the time (ms) until v crosses the threshold upwards if nothing arrives.

    It is 0 for v at the threshold or above, infinite where that is never reached; the arguments are
    those of :func:`event_lif_advance`.
    """
    if v >= params.v_th:
        return 0.0
    if g == 0.0:
        return time_to_threshold(current, v, params)
    b, d = params.R_m * g, params.v_th - v
    slope = params.v_rest + params.R_m * current - v + b
    inside = slope * slope - 4.0 * b * d
    if inside < 0.0 or (b > 0.0 and slope <= 0.0):
        return np.inf
    # the smaller root y of b y**2 - slope y + d = 0, or for b < 0 the positive one, in that of its
    # two forms in which nothing cancels
    root = np.sqrt(inside)
    y = 2.0 * d / (slope + root) if slope > 0.0 else (slope - root) / (2.0 * b)
    return -params.tau_m * log1p(-y) if y < 1.0 else np.inf


FULL_QUEUE, FULL_LIST = 1, 2  # statuses


class EventWiring(NamedTuple):
    """Who gets a spike when.  Neurons are numbered from 0, inputs from the number of neurons on.

    Source i has the groups ``groups[i]:groups[i + 1]``, one for each of its delays; group k has the
    synapses ``rows[k]:rows[k + 1]``, and these go to the neurons ``post`` with the weights ``w``.
    """

    n: int  # neurons
    groups: np.ndarray  # (n_sources + 1,) int64
    delay: np.ndarray  # (n_groups,) float64, ms, above 0 for neurons
    rows: np.ndarray  # (n_groups + 1,) int64
    post: np.ndarray  # (n_synapses,) int64
    w: np.ndarray  # (n_synapses,) float64, mV (delta synapses) or nA (exponential ones)


class EventNeurons(NamedTuple):
    """Neurons, each at the time of its own last event."""

    params: LIFParameters
    current: np.ndarray  # (n,) float64, nA, constant
    exponential: bool  # synapses: False: v jumps, True: a current jumps, tau_s = tau_m / 2
    v: np.ndarray  # (n,) float64, mV
    g: np.ndarray  # (n,) float64, nA
    time: np.ndarray  # (n,) float64, ms, where v and g are those; after a spike not yet reached


class EventRecord(NamedTuple):
    """What a run leaves behind."""

    times: np.ndarray  # (room,) float64, ms
    neurons: np.ndarray  # (room,) int64
    counts: np.ndarray  # (4,) int64, zeros: spikes, events, synaptic events, neuron updates


@jit_uncounted
def _update(neurons, j, now):
    """Bring neuron j up to a time, unless it is refractory then."""
    p, h = neurons.params, now - neurons.time[j]
    if h > 0.0:
        v, neurons.g[j] = event_lif_advance(h, neurons.v[j], neurons.g[j], neurons.current[j], p)
        neurons.v[j] = kept_below(v, p.v_th, p.v_reset)
        neurons.time[j] = now


@jit_uncounted
def _expect(neurons, j, queue):
    """Put the next crossing of neuron j into the queue, change it or take it out."""
    wait = event_lif_crossing(neurons.v[j], neurons.g[j], neurons.current[j], neurons.params)
    return queue_push(queue, neurons.time[j] + wait, queue.movable + j)


@jit_uncounted
def _arrive(neurons, wiring, group, now, queue, counts):
    """Deliver a spike to the synapses of a group; False where the queue has no room."""
    room = True
    for s in range(wiring.rows[group], wiring.rows[group + 1]):
        j, weight = wiring.post[s], wiring.w[s]
        counts[2] += 1
        early = neurons.time[j] - now  # above 0: refractory
        if early > 0.0 and not neurons.exponential:
            continue
        counts[3] += 1
        _update(neurons, j, now)
        if neurons.exponential:  # in a pause, g is what will be left of it at the end
            left = exp(-2.0 * early / neurons.params.tau_m) if early > 0.0 else 1.0
            neurons.g[j] += weight * left
        else:
            neurons.v[j] += weight
        room = _expect(neurons, j, queue) and room
    return room


@jit_uncounted
def _fire(neurons, j, now, queue, record):
    """Record a spike of neuron j and reset it; False where the list of spikes is full."""
    counts, p = record.counts, neurons.params
    if counts[0] == record.times.size:
        return False
    record.times[counts[0]], record.neurons[counts[0]] = now, j
    counts[0] += 1
    counts[3] += 1
    _update(neurons, j, now)
    neurons.v[j] = p.v_reset
    neurons.g[j] *= exp(-2.0 * p.t_ref / p.tau_m)
    neurons.time[j] = now + p.t_ref
    return _expect(neurons, j, queue)


@jit_uncounted
def _send(wiring, source, now, queue):
    """Put the arrivals of a spike into the queue; False where it has no room."""
    room = True
    for group in range(wiring.groups[source], wiring.groups[source + 1]):
        room = queue_push(queue, now + wiring.delay[group], group) and room
    return room


@jit_uncounted
def run_events(
    wiring: EventWiring,
    neurons: EventNeurons,
    input_times: np.ndarray,
    input_sources: np.ndarray,
    n_inputs: int,
    duration: float,
    queue: EventQueue,
    record: EventRecord,
) -> int:
    """Run from time 0 to ``duration`` (ms), which is included; everything is filled in place.

    ``neurons.time`` is 0 everywhere, and at the end ``duration``.  ``input_times`` (ms, ascending)
    and ``input_sources`` (counted from the number of neurons on) have ``n_inputs`` entries or
    more.  The queue is empty, with the number of groups as ``movable``, and with room for the
    arrivals on their way and, if none is to be lost, for every neuron.  Returns 0, or
    ``FULL_QUEUE = 1``, ``FULL_LIST = 2`` where an array was too short.
    """
    room, k = True, 0
    for j in range(neurons.v.size):
        room = _expect(neurons, j, queue) and room
    while room:
        ahead = queue.times[0] if queue.counts[0] > 0 else np.inf
        if k < n_inputs and input_times[k] <= min(ahead, duration):
            room = _send(wiring, input_sources[k], input_times[k], queue)
            k += 1
            continue
        if ahead > duration:
            break
        now, item = queue_pop(queue)
        record.counts[1] += 1
        if item < queue.movable:
            room = _arrive(neurons, wiring, item, now, queue, record.counts)
            continue
        j = item - queue.movable
        if not _fire(neurons, j, now, queue, record):
            return FULL_LIST
        room = _send(wiring, j, now, queue)
    for j in range(neurons.v.size):
        _update(neurons, j, duration)
    return 0 if room else FULL_QUEUE


ROOM = 2**16  # for spikes, and for entries of the queue, at first


class EventWork(NamedTuple):
    """What a run had to do."""

    events: int  # taken out of the queue
    synaptic_events: int  # weights read
    neuron_updates: int  # neurons brought up to date
    queue_levels: int  # levels of the heap that an entry moved by
    longest_queue: int  # entries


class EventRun(NamedTuple):
    """Result of :func:`event_driven`."""

    spike_times: np.ndarray  # (n_spikes,) float64, ms, ascending
    spike_neurons: np.ndarray  # (n_spikes,) int64
    v: np.ndarray  # (n,) float64, mV, at the end
    work: EventWork


def event_wiring(
    n: int, n_inputs: int, pre: ArrayLike, post: ArrayLike, weight: ArrayLike, delay: ArrayLike
) -> EventWiring:
    """Sort synapses by source and delay, for :func:`event_driven`.

    ``pre`` and ``post`` are (n_synapses,) array_like of int: from where, neurons being numbered
    from 0 and inputs (there may be none) from n, and to which neuron.  ``weight`` (mV for delta
    synapses, nA for exponential ones) and ``delay`` (ms, above 0; for synapses of inputs 0 will do)
    are one float or (n_synapses,) array_like.
    """
    n = _checks.positive_integer("n", n)
    n_inputs = _checks.whole_number("n_inputs", n_inputs)
    if n_inputs < 0:
        raise ValueError(f"n_inputs must be 0 or more, got {n_inputs}")
    size = np.size(pre)
    pre = _checks.spike_neurons("pre", pre, size, n + n_inputs)
    post = _checks.spike_neurons("post", post, size, n)
    if size:
        weight = _checks.value_per_neuron("weight", weight, size)
        delay = _checks.value_per_neuron("delay", delay, size, "milliseconds")
    else:
        weight = delay = np.empty(0)
    wrong = (delay < 0.0) | ((delay == 0.0) & (pre < n))
    if wrong.any():
        raise ValueError(
            f"delay must be above 0 ms, or 0 for an input, got {delay[wrong][0]} ms from source "
            f"{pre[wrong][0]}"
        )
    order = np.lexsort((post, delay, pre))
    pre, post, weight, delay = pre[order], post[order], weight[order], delay[order]
    new = np.ones(size, bool)  # a group begins with each source and each delay
    new[1:] = (np.diff(pre) != 0) | (np.diff(delay) != 0.0)
    rows = np.append(np.flatnonzero(new), size)
    groups = np.searchsorted(pre[new], np.arange(n + n_inputs + 1))
    return EventWiring(n, groups, delay[new], rows, post, weight)


def event_driven(
    wiring: EventWiring,
    inputs: SpikeEvents,
    duration: float,
    params: LIFParameters = LIFParameters(),
    *,
    current: ArrayLike = 0.0,
    synapses: Literal["delta", "exponential"] = "delta",
    v: ArrayLike | None = None,
) -> EventRun:
    """Run LIF neurons from event to event, with exact spike times.

    ``wiring`` is from :func:`event_wiring`, and ``inputs`` are the spikes of its inputs, which are
    counted from 0 here.  More than 10^8 spikes until ``duration`` (ms) raise ValueError.
    ``current`` (nA), a float or (n,) array_like, is always there; ``v`` (mV) is the potential at
    the beginning, ``v_rest`` if not given.  With "delta" synapses v jumps, unless the neuron is
    refractory; with "exponential" ones a current jumps, which decays with ``tau_m / 2``.
    """
    _checks.instance_of("wiring", wiring, EventWiring)
    params = lif.checked(params)
    duration = _checks.positive_number("duration", duration, "milliseconds")
    n, n_inputs = wiring.n, wiring.groups.size - 1 - wiring.n
    times = _checks.spike_times("inputs.spike_times", inputs[0], ascending=True)
    sources = n + _checks.spike_neurons("inputs.spike_neurons", inputs[1], times.size, n_inputs)
    current = _checks.value_per_neuron("current", current, n, "nA")
    begin = _checks.value_per_neuron("v", params.v_rest if v is None else v, n, "millivolts")
    exponential = _checks.one_of("synapses", synapses, ("delta", "exponential")) == "exponential"
    spikes, room = ROOM, n + ROOM
    while max(spikes, room) < 10**8:
        neurons = EventNeurons(params, current, exponential, begin.copy(), np.zeros(n), np.zeros(n))
        queue = empty_queue(room, n, wiring.delay.size)
        record = EventRecord(np.empty(spikes), np.empty(spikes, np.int64), np.zeros(4, np.int64))
        status = run_events(wiring, neurons, times, sources, times.size, duration, queue, record)
        if status == 0:
            return _result(neurons, queue, record)
        spikes, room = (4 * spikes, room) if status == FULL_LIST else (spikes, 4 * room)
    raise ValueError(f"duration must be shorter, {duration} ms makes more than 10^8 spikes")


def _result(neurons, queue, record):
    found, events, synaptic, updates = (int(count) for count in record.counts)
    _, longest, levels = (int(count) for count in queue.counts)
    work = EventWork(events, synaptic, updates, levels, longest)
    return EventRun(record.times[:found], record.neurons[:found], neurons.v, work)
