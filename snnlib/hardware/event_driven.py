"""An event-driven simulator: LIF neurons that are looked at only when something happens to them.

Instead of steps there is a queue of events.  The earliest one is taken out, the clock jumps to it,
and only the neurons that it concerns are brought up to date.  Two kinds of event are enough: a
spike arrives at the neurons it goes to, and a neuron crosses its threshold.  Spike times are exact
(:mod:`snnlib.hardware.event_lif`), apart from the rounding of a float64.

At one time, first come spikes from outside, then arrivals, then crossings, each in the order of
their numbers; so everything that arrives at one moment acts together, and a run has one result.
:func:`snnlib.event_driven` is for Python, :func:`run_events` for a kernel.  The chapter
"hardware/event-driven" explains both.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit_uncounted
from snnlib.hardware.event_lif import event_lif_advance, event_lif_crossing
from snnlib.hardware.event_queue import queue_pop, queue_push
from snnlib.math import exp
from snnlib.neurons.lif import LIFParameters

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
        neurons.v[j], neurons.g[j] = event_lif_advance(
            h, neurons.v[j], neurons.g[j], neurons.current[j], p
        )
        neurons.time[j] = now


@jit_uncounted
def _expect(neurons, j, queue):
    """Put the next crossing of neuron j into the queue, change it or take it out."""
    wait = event_lif_crossing(neurons.v[j], neurons.g[j], neurons.current[j], neurons.params)
    return queue_push(queue, neurons.time[j] + wait, queue.movable + j)


@jit_uncounted
def _arrive(neurons, wiring, group, now, queue, counts):
    """Let a spike arrive at the synapses of a group; False where the queue has no room."""
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
    """Let neuron j spike; False where the list of spikes is full."""
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
def run_events(wiring, neurons, input_times, input_sources, n_inputs, duration, queue, record):
    """Run from time 0 to ``duration``, which is included; everything is filled in place.

    Parameters
    ----------
    wiring : EventWiring
    neurons : EventNeurons
        With ``time`` 0 everywhere; at the end each neuron is at ``duration``.
    input_times : (n_inputs or more,) float64, ms, ascending
    input_sources : (n_inputs or more,) int64, from the number of neurons on
    n_inputs : int
    duration : float, ms
    queue : EventQueue
        Empty, with the number of groups as ``movable``; room for the arrivals on their way and, if
        none is to be lost, for every neuron.
    record : EventRecord

    Returns
    -------
    status : int
        0, or ``FULL_QUEUE = 1``, ``FULL_LIST = 2`` where an array was too short.
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
