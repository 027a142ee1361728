"""Drawing the synapses of blocks, one presynaptic neuron after the other.

Of each block it is drawn first how many synapses each presynaptic neuron has; then a neuron's
synapses can be drawn where they will stand, and the neurons in any order: what belongs to synapse s
of a block is a function of s.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.network.laws import ANEW, below, fill_steps, fill_values, one_of, words
from snnlib.network.packing import word
from snnlib.random import integer

MOST_INSERTED = 48  # synapses: fewer are sorted by insertion


class BlockTable(NamedTuple):
    """Blocks of a connection, as arrays with one value for each block."""

    pre: np.ndarray  # int64, first presynaptic neuron, within the connection
    n_pre: np.ndarray
    post: np.ndarray
    n_post: np.ndarray
    begin: np.ndarray  # int64, where the block's part of ``numbers`` begins
    numbers: np.ndarray  # int32, of each block n_pre + 1: first synapse of each neuron
    streams: np.ndarray  # (n_blocks, 3) int64: of targets, delays and weights
    laws: np.ndarray  # (n_blocks, 4) float64: mean, sd, low and high of the weights
    tables: np.ndarray  # (n_blocks, 2) int64: where the block's delays begin and end
    steps: np.ndarray  # int64, see StepTable; numbers of the connection's delays
    other: np.ndarray
    kept: np.ndarray  # uint64


class Room(NamedTuple):
    """Room for the synapses of one presynaptic neuron, and for one number for each delay."""

    targets: np.ndarray  # int64
    delays: np.ndarray  # int64, number of the connection's delay
    weights: np.ndarray  # float64
    next_of: np.ndarray  # int64
    order: np.ndarray  # (2, most) int32
    bins: np.ndarray  # int64, see order_of_targets


@jit
def _meets_itself(n_post, own, seed, stream, s):
    """Draw whether a synapse ends at its presynaptic neuron, which is target ``own`` or none."""
    return 0 <= own < n_post and integer(n_post, seed, stream, s) == 0


@jit
def draw_numbers(total, n_post, self_offset, seed, stream, numbers):
    """Draw how many of ``total`` synapses each presynaptic neuron has: where each one's begin.

    ``self_offset`` : where i - j is that, i and j are the same neuron, which is not connected with
    itself; both are counted within the block.  ``numbers`` : (n_pre + 1,) int32.
    """
    n_pre = numbers.size - 1
    numbers[:] = 0
    four = words(seed, stream, 0)
    for s in range(total):
        if s & 3 == 0:
            four = words(seed, stream, s >> 2)
        i, again = below(one_of(four, s), n_pre), s
        while i < 0 or _meets_itself(n_post, i - self_offset, seed, stream + 1, again):
            again += ANEW
            i = below(words(seed, stream, again)[0], n_pre)
        numbers[i + 1] += 1
    for i in range(n_pre):
        numbers[i + 1] += numbers[i]


@jit
def draw_targets(own, low, n_post, first, seed, stream, targets):
    """Draw the targets of the synapses from number ``first`` on, which belong to one neuron.

    They lie from ``low`` to ``low + n_post - 1``; none is ``own``, which is the neuron itself.
    """
    four = words(seed, stream, first >> 2)
    for k in range(targets.size):
        s = first + k
        if s & 3 == 0:
            four = words(seed, stream, s >> 2)
        j, again = below(one_of(four, s), n_post), s
        while j < 0 or low + j == own:
            again += ANEW
            j = below(words(seed, stream, again)[0], n_post)
        targets[k] = low + j


@jit
def _draw_weights(laws, b, first, seed, streams, weights):
    """Draw the weights of the synapses of block b from number ``first`` on."""
    if laws[b, 1] > 0.0:
        mean, sd, low, high = laws[b, 0], laws[b, 1], laws[b, 2], laws[b, 3]
        fill_values(mean, sd, low, high, first, seed, streams[b, 2], weights)
    else:
        weights[:] = laws[b, 0]


@jit
def _draw_synapses(i, own, blocks, seed, room):
    """Draw all synapses of presynaptic neuron i, block after block; return how many."""
    count, table = 0, blocks.tables
    for b in range(blocks.pre.size):
        k = i - blocks.pre[b]
        if 0 <= k < blocks.n_pre[b]:
            first = np.int64(blocks.numbers[blocks.begin[b] + k])
            end = count + np.int64(blocks.numbers[blocks.begin[b] + k + 1]) - first
            draw_targets(
                own, blocks.post[b], blocks.n_post[b], first, seed, blocks.streams[b, 0],
                room.targets[count:end],
            )  # fmt: skip
            fill_steps(
                blocks.steps[table[b, 0] : table[b, 1]], blocks.other[table[b, 0] : table[b, 1]],
                blocks.kept[table[b, 0] : table[b, 1]], first, seed, blocks.streams[b, 1],
                room.delays[count:end],
            )  # fmt: skip
            _draw_weights(blocks.laws, b, first, seed, blocks.streams, room.weights[count:end])
            count = end
    return count


def bins_for(n_post):
    """Return room for :func:`order_of_targets`: a number for each value of half a target's bits."""
    return np.zeros(1 << (int(n_post - 1).bit_length() + 1 >> 1), np.int64)


@jit
def order_of_targets(targets, count, order, bins):
    """Fill ``order[0]`` with the order of the first ``count`` targets; equal ones keep theirs."""
    for k in range(count):
        order[0, k] = k
    if count < MOST_INSERTED:
        for k in range(1, count):
            place, target = k, targets[k]
            while place > 0 and targets[order[0, place - 1]] > target:
                order[0, place] = order[0, place - 1]
                place -= 1
            order[0, place] = k
        return
    bits, mask = 0, bins.size - 1
    while (1 << bits) < bins.size:
        bits += 1
    for half in range(2):
        given, made, shift = order[half], order[1 - half], half * bits
        bins[:] = 0
        for k in range(count):
            bins[(targets[k] >> shift) & mask] += 1
        begin = 0
        for value in range(bins.size):
            begin += bins[value]
            bins[value] = begin - bins[value]
        for k in range(count):
            value = (targets[given[k]] >> shift) & mask
            made[bins[value]] = given[k]
            bins[value] += 1


@jit
def draw_rows(begin, end, place, blocks, self_offset, seed, step, room, rows, columns, w):
    """Draw the rows of the presynaptic neurons from ``begin`` to ``end``; return the last place.

    In each row the targets ascend.
    ``place`` : where the first row begins.  ``step`` : of packed weights; else 0, and the weights
    go into ``w``, unless it has one for all.
    """
    n_delays = room.next_of.size
    for i in range(begin, end):
        count = _draw_synapses(i, i - self_offset, blocks, seed, room)
        order_of_targets(room.targets, count, room.order, room.bins)
        room.next_of[:] = 0
        for k in range(count):
            room.next_of[room.delays[k]] += 1
        for d in range(n_delays):
            rows[i * n_delays + d] = place
            place += room.next_of[d]
            room.next_of[d] = place - room.next_of[d]
        for k in room.order[0, :count]:
            s = room.next_of[room.delays[k]]
            room.next_of[room.delays[k]] += 1
            if step > 0.0:
                columns[s] = word(room.targets[k], room.weights[k], step)
            else:
                columns[s] = room.targets[k]
                if w.size > 1:
                    w[s] = room.weights[k]
    return place


@jit
def draw_pairs(n_post, self_offset, seed, stream, numbers, drawn, order, bins, targets):
    """Draw the targets of all presynaptic neurons, of which ``numbers`` tells where each begins.

    ``drawn`` and ``order``, (most,) and (2, most) int64 and int32, are room for one neuron's.
    """
    for i in range(numbers.size - 1):
        first, end = np.int64(numbers[i]), np.int64(numbers[i + 1])
        draw_targets(i - self_offset, 0, n_post, first, seed, stream, drawn[: end - first])
        order_of_targets(drawn, end - first, order, bins)
        for k in range(end - first):
            targets[first + k] = drawn[order[0, k]]
