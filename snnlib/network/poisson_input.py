"""A background of many Poisson sources onto each neuron, of which no spike and no synapse is kept.

Sources that are independent add up to one Poisson process, whose rate is the sum of theirs.  So a
neuron with 2000 inputs of 8 Hz needs one number a time step: how many of their spikes come in it, a
Poisson number of mean ``lam = rate * dt``.

The number of neuron i in step k is a function of the seed, i and k (:mod:`snnlib.random`).  Up to
``MOST_INVERTED`` it is found by inversion: the first n for which the probability of at most n
exceeds a uniform number u of 53 bits.  Inversion is slow, and 16 of these bits decide it nearly
always, even 14: a table of 2**14 entries has the number for each value of them for which the rest
does not matter.  For the others, at most 1 in 100, the remaining bits are drawn and the inversion
is done.  So the table changes no number, and the probabilities are those of the inversion: each is
within 2**-51 of the true one.  Above ``MOST_INVERTED`` the number is :func:`snnlib.random.poisson`.
"""

from dataclasses import dataclass

import numba
import numpy as np

from snnlib._jit import NO_ENTRANCE, jit
from snnlib.random import _block, _high, _low, _poisson_small, philox, poisson

MOST_INVERTED = 32.0  # lam; it is then 1e-36 to have 128, the most that the inversion gives
MOST = 2.0**50  # lam, of snnlib.random.poisson
BITS = 14  # that a table knows of the 16 of a neuron
SIZE = 2**BITS
UNDECIDED = 255  # in a table: the bits that follow decide
MOST_TABLES = 64  # of 16 KB; where there are more rates, each number is found by inversion
BLOCKS = 128  # of four words of 32 bits, each for eight neurons, that are drawn at once
FAR = 2**31  # streams of large numbers: there are fewer neurons
LOWER, HALF, ONE = np.uint64(0xFFFF), np.uint64(16), np.uint64(1)
TABLE, REST = np.uint64(BITS), np.uint64(16 - BITS)

# put into the loop that draws the words: that loop then draws eight or more at once
_rounds = numba.njit(error_model="numpy", forceinline=True, _nrt=False, **NO_ENTRANCE)(
    getattr(philox, "py_func", philox)
)


@dataclass(eq=False, repr=False)
class PoissonInput:
    """Poisson spikes onto each neuron of a slice of a population, made by ``net.poisson_input``."""

    name: str
    target: object  # Slice
    receptor: str
    seed: int  # its own
    w: np.ndarray  # (n,), of the neuron's dtype
    lam: np.ndarray  # (n,) float64, mean number of spikes in a time step
    kind = "Poisson input"
    plasticity = None  # its weights do not learn

    def __post_init__(self):
        self.ends = f"{self.name} to {self.target}"
        self.use_means(self.lam)
        self.make_room()

    def make_room(self):
        """Take room of its own for random words."""
        self.words = np.zeros(4 * BLOCKS, np.uint32)

    def use_means(self, lam):
        """Take these mean numbers of spikes in a time step, from now on."""
        self.lam = lam
        self.tables, self.table_of = tables_for(lam)

    @property
    def first(self):
        """Number of its first neuron, in the whole population."""
        return self.target.low

    def __repr__(self):
        return self.name


@jit
def _fill_table(lam, table):
    """Fill (2**BITS,) uint8 with the number that follows from the first bits, or UNDECIDED."""
    low = 0
    for bits in range(SIZE):
        last = _poisson_small(lam, (bits + 1) / SIZE - 2.0**-53)
        table[bits] = low if low == last else UNDECIDED
        low = _poisson_small(lam, (bits + 1) / SIZE)


def tables_for(lam):
    """Return tables for mean numbers of spikes, and which of them each neuron has.

    The tables are uint8, one after the other; the last one decides nothing.  The second array has
    the shape of ``lam`` and is uint8.
    """
    rates = np.unique(lam[lam <= MOST_INVERTED])
    if rates.size >= MOST_TABLES:
        rates = rates[:0]
    tables = np.full((rates.size + 1, SIZE), UNDECIDED, np.uint8)
    for rate, table in zip(rates, tables, strict=False):
        _fill_table(rate, table)
    place = np.searchsorted(rates, lam)
    known = place < rates.size
    known[known] = rates[place[known]] == lam[known]
    return tables.ravel(), np.where(known, place, rates.size).astype(np.uint8)


@jit
def slow_number(lam, seed, i, step, bits):
    """Return the number of spikes of neuron i in a time step; ``bits`` are its 16 of this step."""
    if lam > MOST_INVERTED:
        return poisson(lam, seed, FAR + i, step)
    four = _block(seed, i >> 3, step, 1 + (i & 7))
    more = (np.int64(four[0]) << 5) | (np.int64(four[1]) >> 27)  # 37 bits
    return _poisson_small(lam, float((bits << 37) | more) * 2.0**-53)


@jit
def draw_words(seed, step, first, count, words):
    """Draw the first ``count`` blocks of four words of 32 bits, from number ``first`` on.

    The 16 bits of neuron i in this step are half ``i & 1``, the lower first, of word ``i >> 1`` of
    all.
    """
    c0, c1, k0, k1 = _low(step), _high(step), _low(seed), _high(seed)
    for b in range(count):
        four = _rounds(c0, c1, np.uint64(first + b), np.uint64(0), k0, k1)
        words[4 * b], words[4 * b + 1] = four[0], four[1]
        words[4 * b + 2], words[4 * b + 3] = four[2], four[3]


@jit
def _number(lam, tables, table_of, seed, i, j, step, word):
    """Return the number of spikes of neuron i in a time step, with the values at place j."""
    bits = np.int64(word) >> 16 if i & 1 else np.int64(word) & 0xFFFF
    n = np.int64(tables[(np.int64(table_of[j]) << BITS) + (bits >> (16 - BITS))])
    return n if n != UNDECIDED else slow_number(lam[j], seed, i, step, bits)


@jit
def poisson_arrivals(step, first, seed, lam, tables, table_of, words, w, g, unit):
    """Add the weight of each spike that comes in a time step to ``g``, of neuron ``first`` on.

    ``g`` and ``unit`` are as in :mod:`.delivery`; ``lam``, ``table_of`` and ``w`` have a value for
    each of ``g``.  Two neurons share a word; at either end one may be alone.
    """
    real, end = g.dtype.type, first + g.size
    scale, ends = real(1.0 / unit[0]), (end + 7) >> 3 if g.size else 0
    for block in range(first >> 3, ends, BLOCKS):
        count = min(BLOCKS, ends - block)
        draw_words(seed, step, block, count, words)
        low, high, at = max(8 * block, first), min(8 * (block + count), end), 4 * block
        for i in range(low, low + (low & 1)):
            n = _number(lam, tables, table_of, seed, i, i - first, step, words[(i >> 1) - at])
            g[i - first] += scale * w[i - first] * real(n)
        for i in range(high - (high & 1), high):
            n = _number(lam, tables, table_of, seed, i, i - first, step, words[(i >> 1) - at])
            g[i - first] += scale * w[i - first] * real(n)
        for pair in range((low + 1) >> 1, high >> 1):
            # unsigned, for else each place is looked at whether it is below 0
            word, j = np.uint64(words[np.uint64(pair - at)]), np.uint64(2 * pair - first)
            place, other = word & LOWER, word >> HALF
            n = tables[(np.uint64(table_of[j]) << TABLE) + (place >> REST)]
            m = tables[(np.uint64(table_of[j + ONE]) << TABLE) + (other >> REST)]
            a, b = real(n), real(m)
            if (n == UNDECIDED) | (m == UNDECIDED):
                if n == UNDECIDED:
                    a = real(slow_number(lam[j], seed, 2 * pair, step, np.int64(place)))
                if m == UNDECIDED:
                    b = real(slow_number(lam[j + ONE], seed, 2 * pair + 1, step, np.int64(other)))
            g[j] += scale * w[j] * a
            g[j + ONE] += scale * w[j + ONE] * b
