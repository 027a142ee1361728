"""Brunel's network without a list of its synapses: whom a neuron reaches is drawn when it spikes.

The targets of neuron i are a function of the seed, of i and of the synapse's number, and so they
are the same at each of its spikes.  No memory holds them, and wiring takes no time; instead each
spike draws four targets from every block of random numbers.  Each neuron reaches as many others,
any of them, also itself, and one may be drawn twice.  The chapter "neurons/microcircuit" shows it.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.network.laws import words
from snnlib.studies.brunel import BrunelParameters, move, weight_of

SHIFT = np.uint64(32)


class UnstoredCells(NamedTuple):
    """State of the network: arrays, which :func:`advance` changes."""

    v: np.ndarray  # (n,) mV
    refractory: np.ndarray  # (n,) steps
    arriving: np.ndarray  # (delay + 1 in steps, n) mV, what arrives in the steps to come


@jit
def fan_out(params: BrunelParameters) -> int:
    """Return how many synapses each neuron has onto others; ``c_exc`` is a multiple of 16."""
    return params.c_exc + params.c_exc // 4


@jit
def target(params: BrunelParameters, n: int, seed: int, i: int, s: int) -> int:
    """Return the target of synapse s of neuron i, of n neurons."""
    four = words(seed + 3, i, s >> 2)
    word = four[0]
    for k in range(1, 4):
        if s & 3 == k:
            word = four[k]
    return np.int64((word * np.uint64(n)) >> SHIFT)


@jit
def send(params: BrunelParameters, arriving: np.ndarray, seed: int, i: int) -> None:
    """Draw the targets of neuron i and add its weight to what arrives at them, (n,) mV."""
    weight = weight_of(params, i)
    size = np.uint64(arriving.size)
    for block in range(fan_out(params) // 4):
        a, b, c, d = words(seed + 3, i, block)
        arriving[np.int64((a * size) >> SHIFT)] += weight
        arriving[np.int64((b * size) >> SHIFT)] += weight
        arriving[np.int64((c * size) >> SHIFT)] += weight
        arriving[np.int64((d * size) >> SHIFT)] += weight


@jit
def advance(
    params: BrunelParameters, cells: UnstoredCells, seed: int, k: int, dt: float, fired: np.ndarray
) -> int:
    """Advance the network by time step k, of dt ms; write down who fires, and return how many.

    ``fired`` has room for all neurons.
    """
    n_fired, later = move(params, cells, seed, k, dt, fired)
    for m in range(n_fired):
        send(params, cells.arriving[later], seed, np.int64(fired[m]))
    return n_fired
