"""Blocks: a connection whose synapses are drawn block by block, each with laws of its own.

One connection may so join many populations of a model, which are slices of one population here: a
spike then meets one row of synapses for each delay, and not one for each delay and population.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from snnlib import _checks
from snnlib._progress import Bar
from snnlib.network import block_rows, packing
from snnlib.network.block_rows import BlockTable, Room
from snnlib.network.laws import Normal, checked_law, step_table
from snnlib.network.parts import NO_SELF, Slice
from snnlib.network.wiring import MOST_SYNAPSES, index_type

PIECE = 2**20  # synapses between two looks at the clock and for Ctrl-C


class Block(NamedTuple):
    """A number of synapses from one slice to another, for ``connect(blocks=[...])``.

    Each of the ``total`` synapses joins any neuron of ``pre`` with any of ``post``; a pair may be
    drawn twice.  ``weight`` and ``delay`` are a number or a :class:`Normal`; if not given, they are
    the connection's.
    """

    pre: Slice
    post: Slice
    total: int
    weight: float | Normal | None = None
    delay: float | Normal | None = None


class Wired(NamedTuple):
    """Synapses in the form that :class:`snnlib.network.parts.Connection` has them."""

    delays: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    w: np.ndarray
    packed: bool = False


def numbers_of(name, total, n_pre, n_post, self_offset, seed: int, stream: int):
    """Return where each presynaptic neuron's synapses begin, (n_pre + 1,) int32."""
    total = _checks.positive_integer(f"{name}: total", total)
    if total > MOST_SYNAPSES:
        raise ValueError(f"{name}: total must be at most {MOST_SYNAPSES}, got {total}")
    if n_pre == n_post == 1 and self_offset == 0:
        raise ValueError(
            f"{name}: total joins one neuron with itself; self_connections allows that"
        )
    numbers = np.empty(n_pre + 1, np.int32)
    block_rows.draw_numbers(total, n_post, self_offset, seed, stream, numbers)
    return numbers


def total_pairs(name, n_pre, n_post, total, self_offset, seed: int, stream: int):
    """Draw ``total`` pairs, each any pair; return rows and targets."""
    numbers = numbers_of(name, total, n_pre, n_post, self_offset, seed, stream)
    targets = np.empty(total, index_type(n_post))
    most = int(np.diff(numbers).max())
    room = np.empty(most, np.int64), np.empty((2, most), np.int32), block_rows.bins_for(n_post)
    block_rows.draw_pairs(n_post, self_offset, seed, stream + 2, numbers, *room, targets)
    return numbers.astype(np.int64), targets


def wire(
    network, name, pre, post, blocks, weight, delay, self_offset, packed, progress, keep_one, dtype
):
    """Draw the synapses of all blocks of a connection; return them as :class:`Wired`.

    ``keep_one``: whether a weight that is the same for all may be kept once; not where it learns.
    """
    drawn = [
        _checked(network, f"{name}: blocks[{b}]", block, pre, post, weight, delay)
        for b, block in enumerate(blocks)
    ]
    if not drawn:
        raise ValueError(f"{name}: blocks must hold at least one Block")
    steps = [
        step_table(f"{name}: blocks[{b}].delay", block.delay, network.dt)
        for b, block in enumerate(drawn)
    ]
    delays = np.unique(np.concatenate([table.steps for table in steps]))
    table = _table(network, name, pre, post, drawn, steps, delays, self_offset)
    starts = _starts(table, pre.n)
    if starts[-1] > MOST_SYNAPSES:
        raise ValueError(f"{name}: blocks would make {starts[-1]} synapses, too many")
    laws = [block.weight for block in drawn]
    packed = packed and not _is_one(laws, starts[-1])  # one weight takes less room by itself
    columns = np.empty(starts[-1], np.uint32 if packed else index_type(post.n))
    w = _room_for_weights(laws, starts[-1], packed, keep_one, dtype)
    rows = np.empty(pre.n * delays.size + 1, np.uint32 if keep_one else np.int64)
    rows[-1] = starts[-1]
    step = float(w[0]) if packed else 0.0
    bar = Bar(int(starts[-1]), "synapses", progress)
    how = self_offset, network.seed, step
    _draw(table, starts, (delays.size, post.n), how, (rows, columns, w), bar)
    return Wired(delays, rows, columns, w, packed)


def _is_one(laws, total):
    """Return whether one number is the weight of all synapses."""
    return total > 1 and len(set(laws)) == 1 and laws[0].sd == 0.0


def _room_for_weights(laws, total, packed, keep_one, dtype):
    """Return the one weight of all synapses, or the step of packed ones, or room for each."""
    if packed:
        return packing.step_for(max(law.largest for law in laws))
    if keep_one and _is_one(laws, total):
        return np.full(1, laws[0].mean, dtype)
    return np.empty(total, dtype)


def _checked(network, name, block, pre, post, weight, delay):
    """Return a block with its laws, and its slices as those of the connection."""
    _checks.instance_of(name, block, Block)
    ends = []
    for side, part, whole in (("pre", block.pre, pre), ("post", block.post, post)):
        part = network._slice(f"{name}.{side}", part)
        if part.whole is not whole.whole or not whole.low <= part.low < part.high <= whole.high:
            raise ValueError(f"{name}.{side} must lie in {whole!r}, got {part!r}")
        ends.append(Slice(part.whole, part.low - whole.low, part.high - whole.low))
    given = weight if block.weight is None else block.weight
    if given is None:
        raise TypeError(f"{name}.weight must be given, or the connection's weight")
    given = checked_law(f"{name}.weight", given)
    delay = checked_law(
        f"{name}.delay", delay if block.delay is None else block.delay, "milliseconds"
    )
    return Block(*ends, block.total, given, delay)


def _table(network, name, pre, post, blocks, steps, delays, self_offset):
    """Return the blocks as arrays, with the numbers of synapses of each presynaptic neuron."""
    numbers, streams = [], []
    for b, block in enumerate(blocks):
        stream = network.stream(f"{name}.{b}")
        offset = self_offset + block.post.low - block.pre.low
        if self_offset == NO_SELF:
            offset = NO_SELF
        ends = block.total, block.pre.n, block.post.n
        numbers.append(numbers_of(f"{name}: blocks[{b}]", *ends, offset, network.seed, stream))
        streams.append([stream + 2, stream + 3, stream + 4])
    ends = np.cumsum([0, *(table.steps.size for table in steps)])
    return BlockTable(
        pre=np.array([block.pre.low for block in blocks]),
        n_pre=np.array([block.pre.n for block in blocks]),
        post=np.array([block.post.low for block in blocks]),
        n_post=np.array([block.post.n for block in blocks]),
        begin=np.cumsum([0, *(own.size for own in numbers)])[:-1],
        numbers=np.concatenate(numbers),
        streams=np.array(streams),
        laws=np.array([block.weight for block in blocks]),
        tables=np.stack([ends[:-1], ends[1:]], axis=1),
        steps=np.searchsorted(delays, np.concatenate([table.steps for table in steps])),
        other=np.searchsorted(delays, np.concatenate([table.other for table in steps])),
        kept=np.concatenate([table.kept for table in steps]),
    )


def _starts(table, n_pre):
    """Return where the synapses of each presynaptic neuron begin, (n_pre + 1,) int64."""
    starts = np.zeros(n_pre + 1, np.int64)
    for low, n, begin in zip(table.pre, table.n_pre, table.begin, strict=True):
        starts[low + 1 : low + n + 1] += np.diff(table.numbers[begin : begin + n + 1])
    return np.cumsum(starts)


def _draw(table, starts, sizes, how, arrays, bar):
    """Draw all rows, some presynaptic neurons after others, on as many processors as there are.

    What is drawn does not depend on their number, nor on the pieces.
    """
    cuts = np.unique(np.searchsorted(starts, np.arange(0, starts[-1], PIECE)))
    cuts = np.unique([0, *cuts, starts.size - 1])
    most = int(np.diff(starts).max())
    n_workers = min(os.cpu_count() or 1, 8, cuts.size - 1)

    def room():
        synapses, order = np.empty((2, most), np.int64), np.empty((2, most), np.int32)
        next_of, bins = np.empty(sizes[0], np.int64), block_rows.bins_for(sizes[1])
        return Room(*synapses, np.empty(most), next_of, order, bins)

    rooms = [room() for _ in range(n_workers)]

    def draw(begin, end):
        own = rooms.pop()
        block_rows.draw_rows(begin, end, starts[begin], table, *how, own, *arrays)
        rooms.append(own)
        return starts[end] - starts[begin]

    with ThreadPoolExecutor(n_workers) as workers:
        try:
            for count in workers.map(draw, cuts[:-1], cuts[1:]):
                bar.move(int(count))
        finally:
            workers.shutdown(cancel_futures=True)
            bar.close()
