"""A queue of events: a binary heap in arrays, whose earliest entry is always at hand.

An entry is a time and an item, a whole number; at equal times the smaller item comes first, so that
there is one order and not several.  Entry k stands above the entries 2 k + 1 and 2 k + 2 and never
comes after them: to put one in or take one out, it moves along one branch, which is
``log2(length)`` long at most (Williams 1964, doi:10.1145/512274.512284).

Items from ``movable`` on are in the queue at most once.  ``place`` knows where, so that their time
can be changed or they can be taken out: the spike that a neuron is about to fire comes sooner, or
later, or not at all, with whatever else arrives.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit_uncounted


class EventQueue(NamedTuple):
    """A queue, and what it has done; made by :func:`empty_queue` or from a kernel's arrays."""

    times: np.ndarray  # (room,) float64, ms
    items: np.ndarray  # (room,) int64
    place: np.ndarray  # (n_movable,) int64, filled with -1: not in the queue
    movable: int  # the first item whose place is known
    counts: np.ndarray  # (3,) int64, zeros: entries now, the most there were, levels moved


def empty_queue(room: int, n_movable: int, movable: int) -> EventQueue:
    """Make a queue for ``room`` entries."""
    return EventQueue(
        np.empty(room), np.empty(room, np.int64), np.full(n_movable, -1), movable,
        np.zeros(3, np.int64),
    )  # fmt: skip


@jit_uncounted
def _put(queue, k, time, item):
    """Write an entry to a place."""
    queue.times[k] = time
    queue.items[k] = item
    if item >= queue.movable:
        queue.place[item - queue.movable] = k


@jit_uncounted
def _before(queue, k, time, item):
    """Return whether the entry at k comes before this one."""
    return queue.times[k] < time or (queue.times[k] == time and queue.items[k] < item)


@jit_uncounted
def _settle(queue, k, time, item):
    """Move an entry from the free place k up or down to where it may stay."""
    while k > 0 and not _before(queue, (k - 1) >> 1, time, item):
        above = (k - 1) >> 1
        _put(queue, k, queue.times[above], queue.items[above])
        queue.counts[2] += 1
        k = above
    while 2 * k + 1 < queue.counts[0]:
        below = 2 * k + 1
        other = below + 1
        if other < queue.counts[0]:
            below = (
                other if _before(queue, other, queue.times[below], queue.items[below]) else below
            )
        if not _before(queue, below, time, item):
            break
        _put(queue, k, queue.times[below], queue.items[below])
        queue.counts[2] += 1
        k = below
    _put(queue, k, time, item)


@jit_uncounted
def _take(queue, k):
    """Take out the entry at k; the last one fills the gap."""
    item = queue.items[k]
    if item >= queue.movable:
        queue.place[item - queue.movable] = -1
    queue.counts[0] -= 1
    last = queue.counts[0]
    if k < last:
        _settle(queue, k, queue.times[last], queue.items[last])


@jit_uncounted
def queue_push(queue: EventQueue, time: float, item: int) -> bool:
    """Put an event (ms) in, or move it if it is movable and in already; False without room.

    An infinite time takes a movable item out.
    """
    k = queue.place[item - queue.movable] if item >= queue.movable else -1
    if time == np.inf:
        if k >= 0:
            _take(queue, k)
        return True
    if k < 0:
        k = queue.counts[0]
        if k == queue.times.size:
            return False
        queue.counts[0] += 1
        queue.counts[1] = max(queue.counts[1], queue.counts[0])
    _settle(queue, k, time, item)
    return True


@jit_uncounted
def queue_pop(queue: EventQueue) -> tuple[float, int]:
    """Take the earliest event out: its time and item, or ``(inf, -1)`` from an empty queue."""
    if queue.counts[0] == 0:
        return np.inf, -1
    time, item = queue.times[0], queue.items[0]
    _take(queue, 0)
    return time, item
