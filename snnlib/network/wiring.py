"""Wiring: which neuron is connected with which, in the order in which spikes are delivered.

Everything here gives pairs ``(i, j)``, presynaptic and postsynaptic, ordered by i and then by j, in
the form ``rows, targets``: the synapses of i are ``targets[rows[i]:rows[i + 1]]``.
"""

import numpy as np

from snnlib._jit import jit
from snnlib.math import log
from snnlib.network.sources import geometric_scale
from snnlib.random import integer, uniform

MOST_SYNAPSES = 2**31 - 1  # their numbers fit into 32 bits


def index_type(n_post):
    """Return the smallest type for targets; unsigned, so that no index counts from the end."""
    return np.uint16 if n_post <= 2**16 else np.uint32


@jit
def _draw_pairs(n_pre, n_post, self_offset, scale, seed, stream, rows, targets):
    """Take each pair with the same probability; return how many, or -1 if they do not fit.

    The pairs stand in one row, and the gap from one that is taken to the next is geometric.
    ``self_offset`` : where ``i - j`` is that, a pair joins a neuron with itself and is left out.
    """
    place, count, row, draw = -1, 0, 0, 0
    rows[0] = 0
    while True:
        gap = np.floor(log(1.0 - uniform(seed, stream, draw)) * scale)
        draw += 1
        place = place + 1 + int(gap) if gap < 4e15 else n_pre * n_post
        if place >= n_pre * n_post:
            break
        i, j = place // n_post, place % n_post
        if i - j == self_offset:
            continue
        if count == targets.size:
            return -1
        while row < i:
            row += 1
            rows[row] = count
        targets[count] = j
        count += 1
    while row < n_pre:
        row += 1
        rows[row] = count
    return count


def random_pairs(n_pre, n_post, probability, self_offset, seed: int, stream: int):
    """Connect each pair with the given probability, independent of the others.

    Takes 2 or 4 bytes a synapse and 8 bytes a presynaptic neuron.
    """
    mean = n_pre * n_post * probability
    room = int(mean + 10.0 * np.sqrt(mean) + 100.0)
    if room > MOST_SYNAPSES:
        raise ValueError(f"probability = {probability:g} would make {mean:.3g} synapses, too many")
    rows = np.empty(n_pre + 1, np.int64)
    scale = geometric_scale(probability)
    while True:
        targets = np.empty(room, index_type(n_post))
        count = _draw_pairs(n_pre, n_post, self_offset, scale, seed, stream, rows, targets)
        if count >= 0:
            return rows, targets[:count]
        room *= 2


@jit
def _draw_fan_in(n_pre, fan_in, self_offset, seed, stream, order, pre):
    """Draw ``fan_in`` different i for each postsynaptic neuron j: the end of a shuffle."""
    for j in range(pre.shape[0]):
        last = n_pre - 1
        if 0 <= self_offset + j < n_pre:  # put the neuron itself out of reach
            order[self_offset + j], order[last] = order[last], order[self_offset + j]
            last -= 1
        for k in range(fan_in):
            other = integer(last + 1, seed, stream, j * fan_in + k)
            pre[j, k] = order[other]
            order[other], order[last] = order[last], order[other]
            last -= 1
        for i in range(n_pre):
            order[i] = i


def fan_in_pairs(n_pre, n_post, fan_in, self_offset, seed: int, stream: int):
    """Return each postsynaptic neuron synapses from ``fan_in`` different ones, drawn at random."""
    pre = np.empty((n_post, fan_in), np.int32)
    _draw_fan_in(n_pre, fan_in, self_offset, seed, stream, np.arange(n_pre), pre)
    post = np.repeat(np.arange(n_post, dtype=index_type(n_post)), fan_in)
    return ordered_pairs(pre.ravel(), post, n_pre)[:2]


@jit
def _sort_by_counting(keys, begins, before, order):
    """Put numbers into the order of their keys, and those of one key into the order before."""
    for k in range(before.size):
        p = before[k]
        order[begins[keys[p]]] = p
        begins[keys[p]] += 1


def _begins(keys, n_keys: int = 0):
    """Return where those of each key begin, int64; n_keys + 1 or more."""
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=n_keys))])


def ordered_pairs(pre, post, n_rows):
    """Bring pairs into order; also return the order, by which weights are to be taken."""
    pre, targets = np.ascontiguousarray(pre, np.int64), np.ascontiguousarray(post, np.int64)
    rows = _begins(pre, n_rows)
    by_post, order = np.empty(pre.size, np.int64), np.empty(pre.size, np.int64)
    _sort_by_counting(targets, _begins(targets), np.arange(pre.size), by_post)
    _sort_by_counting(pre, rows.copy(), by_post, order)
    return rows, post[order], order


def all_but_self(n_pre, n_post, self_offset):
    """Connect every pair that is not a neuron with itself."""
    pre, post = np.divmod(np.arange(n_pre * n_post), n_post)
    other = pre - post != self_offset
    return ordered_pairs(pre[other], post[other].astype(index_type(n_post)), n_pre)[:2]


def split_by_delay(
    rows, targets, delays: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Split each row into one for each delay (steps, int64) that occurs.

    Returns the different delays, ascending; rows (n_pre * n_delays + 1,) and targets; and the order
    (n_synapses,) by which weights are to be taken.
    """
    there = np.bincount(delays) > 0
    different = np.flatnonzero(there)
    n_pre = rows.size - 1
    row = np.repeat(np.arange(n_pre), np.diff(rows)) * different.size
    row += (np.cumsum(there) - 1)[delays]
    rows, targets, order = ordered_pairs(row, targets, n_pre * different.size)
    return different, rows, targets, order


def seen_from_post(rows, targets, n_post) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where the synapses onto each postsynaptic neuron lie; takes 8 bytes a synapse.

    Returns ``rows_of_post`` (n_post + 1,) int64, and for each synapse its number and the row that
    it stands in, uint32.
    """
    place = np.argsort(targets, kind="stable").astype(np.uint32)
    rows_of_post = np.zeros(n_post + 1, np.int64)
    np.cumsum(np.bincount(targets, minlength=n_post), out=rows_of_post[1:])
    row = np.repeat(np.arange(rows.size - 1, dtype=np.uint32), np.diff(rows))
    return rows_of_post, place, row[place]
