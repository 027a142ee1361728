"""The event-driven simulator from Python: wiring from pairs, checks, and room for the spikes."""

from typing import NamedTuple

import numpy as np

from snnlib import _validate
from snnlib.hardware.event_driven import (
    FULL_LIST,
    EventNeurons,
    EventRecord,
    EventWiring,
    run_events,
)
from snnlib.hardware.event_queue import empty_queue
from snnlib.neurons.lif import LIFParameters
from snnlib.neurons.lif_run import checked_lif
from snnlib.spikes import _check

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


def event_wiring(n, n_inputs, pre, post, weight, delay):
    """Sort synapses by source and delay, for :func:`event_driven`.

    Parameters
    ----------
    n, n_inputs : int
        Neurons, numbered from 0; and inputs, numbered from n (there may be none).
    pre, post : (n_synapses,) array_like of int
        From where, below ``n + n_inputs``, and to which neuron.
    weight : float or (n_synapses,) array_like
        In mV for delta synapses, in nA for exponential ones.
    delay : float or (n_synapses,) array_like, ms
        Above 0; for synapses of inputs 0 will do.

    Returns
    -------
    wiring : EventWiring

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    n = _validate.positive_integer("n", n)
    n_inputs = _check.whole_number("n_inputs", n_inputs)
    if n_inputs < 0:
        raise ValueError(f"n_inputs must be 0 or more, got {n_inputs}")
    size = np.size(pre)
    pre = _check.neurons("pre", pre, size, n + n_inputs)
    post = _check.neurons("post", post, size, n)
    if size:
        weight = _validate.value_per_neuron("weight", weight, size)
        delay = _validate.value_per_neuron("delay", delay, size, "milliseconds")
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
    wiring,
    inputs,
    duration,
    params=LIFParameters(),  # noqa: B008 (a named tuple)
    *,
    current=0.0,
    synapses="delta",
    v=None,
):
    """Run LIF neurons from event to event, with exact spike times.

    Parameters
    ----------
    wiring : EventWiring
        From :func:`event_wiring`.
    inputs : SpikeEvents
        Spikes of the inputs, which are counted from 0 here.
    duration : float, ms
    params : LIFParameters
    current : float or (n,) array_like, nA
        Input that is always there.
    synapses : {"delta", "exponential"}
        "delta": v jumps, unless the neuron is refractory.  "exponential": a current jumps, which
        decays with ``tau_m / 2``.
    v : float or (n,) array_like, mV, optional
        At the beginning; ``v_rest`` if not given.

    Returns
    -------
    run : EventRun

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or for more than 10^8 spikes.
    """
    _validate.instance_of("wiring", wiring, EventWiring)
    params = checked_lif(params)
    duration = _validate.positive_number("duration", duration, "milliseconds")
    n, n_inputs = wiring.n, wiring.groups.size - 1 - wiring.n
    times = _check.times("inputs.spike_times", inputs[0], ascending=True)
    sources = n + _check.neurons("inputs.spike_neurons", inputs[1], times.size, n_inputs)
    current = _validate.value_per_neuron("current", current, n, "nA")
    begin = _validate.value_per_neuron("v", params.v_rest if v is None else v, n, "millivolts")
    exponential = _validate.one_of("synapses", synapses, ("delta", "exponential")) == "exponential"
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
