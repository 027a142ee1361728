"""A background of many Poisson sources onto each neuron, of which no spike and no synapse is kept.

Sources that are independent add up to one Poisson process, whose rate is the sum of theirs.  So a
neuron with 2000 inputs of 8 Hz needs one number a time step: how many of their spikes come in it, a
Poisson number of mean ``lam = rate * dt``.

The number of neuron i in step k is a function of the seed, i and k (:mod:`snnlib.random`).  Up to
``MOST_INVERTED`` it is found by inversion: the first n for which the probability of at most n
exceeds a uniform number u of 53 bits.  Inversion is slow, and the first 14 of these bits decide it
nearly always: a table of 2**14 entries has the number for each value of them for which the rest
does not matter.  For the others, at most 1 in 100, the remaining bits are drawn and the inversion
is done.  Where there are many rates, a table knows 8 bits, and more is left to the inversion.  A
table changes no number, and so the law is that of the inversion: its cumulated probabilities are
within 2**-51 of the true ones.  Above ``MOST_INVERTED`` the number is
:func:`snnlib.random.poisson`.
"""

from dataclasses import dataclass

import numba
import numpy as np

from snnlib._jit import NO_ENTRANCE, jit
from snnlib.random import _block, _high, _low, _poisson_small, philox, poisson

MOST_INVERTED = 32.0  # lam; it is then 1e-36 to have 128, the most that the inversion gives
MOST = 2.0**50  # lam, of snnlib.random.poisson
BITS = 16  # of a neuron in a time step, to begin with
SIZES = ((64, 2**14), (2**17, 2**8))  # up to so many rates, and entries of a table for each
UNDECIDED = 255  # in a table: the bits that follow decide
BLOCKS = 128  # of 128 bits for eight neurons, that are drawn at once
FAR = 2**31  # streams of large numbers: there are fewer neurons
LOWER, HALF = np.uint64(0xFFFF), np.uint64(16)
ONE, TWO, EIGHT = np.uint64(1), np.uint64(2), np.uint64(8)

# put into the loop that draws bits: that loop then draws several blocks at once
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
        """Take room of its own for what a time step draws."""
        self.bits = np.zeros(8 * BLOCKS, np.uint16)
        self.counts = np.zeros(8 * BLOCKS, np.uint8)

    def use_means(self, lam):
        """Take these mean numbers of spikes in a time step, from now on."""
        self.lam = lam
        self.tables, self.table_of, self.rest = tables_for(lam)

    @property
    def first(self):
        """Number of its first neuron, in the whole population."""
        return self.target.low

    def __repr__(self):
        return self.name


@jit
def _fill_tables(rates, tables):
    """Fill tables with the numbers that follow from the first bits, or with UNDECIDED."""
    size = tables.shape[1]
    for k in range(rates.size):
        low = 0
        for bits in range(size):
            end, tables[k, bits] = (bits + 1) / size, low
            following = _poisson_small(rates[k], end)
            if low != following and low != _poisson_small(rates[k], end - 2.0**-53):
                tables[k, bits] = UNDECIDED
            low = following


def tables_for(lam):
    """Return tables for mean numbers of spikes, where each neuron's begins, and what they leave.

    The tables are uint8, one after the other; the last one decides nothing.  The second array has
    the shape of ``lam`` and is uint32; the number is that of the 16 bits that a table does not
    know.
    """
    rates = np.unique(lam[lam <= MOST_INVERTED])
    fitting = [size for most, size in SIZES if rates.size <= most]
    if not fitting:  # so many that tables would be large: no rate has one
        rates = rates[:0]
    size = fitting[0] if fitting else 1
    tables = np.full((rates.size + 1, size), UNDECIDED, np.uint8)
    _fill_tables(rates, tables)
    place = np.searchsorted(rates, lam)
    known = place < rates.size
    known[known] = rates[place[known]] == lam[known]
    begins = np.where(known, place, rates.size) * size
    return tables.ravel(), begins.astype(np.uint32), BITS - int(size).bit_length() + 1


@jit
def slow_number(lam, seed, i, step, bits):
    """Return the number of spikes of neuron i in a time step; ``bits`` are its 16 of this step."""
    if lam > MOST_INVERTED:
        return poisson(lam, seed, FAR + i, step)
    four = _block(seed, i >> 3, step, 1 + (i & 7))
    more = (np.int64(four[0]) << 5) | (np.int64(four[1]) >> 27)  # 37 bits
    return _poisson_small(lam, float((bits << 37) | more) * 2.0**-53)


@jit
def draw_bits(seed, step, first, count, bits):
    """Draw 16 bits for each of eight neurons in ``count`` blocks, from block ``first`` on."""
    c0, c1, k0, k1 = _low(step), _high(step), _low(seed), _high(seed)
    for b in range(np.uint64(count)):
        four = _rounds(c0, c1, np.uint64(first) + b, np.uint64(0), k0, k1)
        for j in range(TWO + TWO):
            bits[EIGHT * b + TWO * j] = four[j] & LOWER
            bits[EIGHT * b + TWO * j + ONE] = four[j] >> HALF


@jit
def poisson_arrivals(step, first, seed, lam, tables, table_of, rest, bits, counts, w, g, unit):
    """Add the weight of each spike that comes in a time step to ``g``, of neuron ``first`` on.

    ``g`` and ``unit`` are as in :mod:`.delivery`; ``lam``, ``table_of`` and ``w`` have a value for
    each of ``g``; ``tables``, ``table_of`` and ``rest`` are as :func:`tables_for` makes them;
    ``bits`` and ``counts`` are room for eight numbers a block.
    """
    real, end = g.dtype.type, first + g.size
    scale, ends = real(1.0 / unit[0]), (end + 7) >> 3
    for block in range(first >> 3, ends, BLOCKS):
        count = min(BLOCKS, ends - block)
        draw_bits(seed, step, block, count, bits)
        low, high = max(8 * block, first), min(8 * (block + count), end)
        # unsigned places, for else each is looked at whether it is below 0
        begin, skipped, n = np.uint64(low - first), np.uint64(low - 8 * block), high - low
        for c in range(np.uint64(n)):
            own, drawn = np.uint64(bits[skipped + c]), begin + c
            counts[c] = tables[np.uint64(table_of[drawn]) + (own >> np.uint64(rest))]
            if counts[c] == UNDECIDED:
                number = slow_number(lam[drawn], seed, low + np.int64(c), step, np.int64(own))
                g[drawn] += scale * w[drawn] * real(number)
                counts[c] = 0
        for c in range(np.uint64(n)):
            g[begin + c] += scale * w[begin + c] * real(counts[c])
