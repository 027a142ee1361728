"""Rank-order code: who fires before whom, and nothing else.

The neurons of a group fire once each, the largest value first; the spike of rank k comes at
``k * interval``.  The order of n neurons can be any of n!, so it holds up to ``log2(n!)`` bits;
what the values were is lost, and one neuron alone says nothing.

To give the values back takes a table of what each rank is worth.  Here it is geometric,
``sensitivity**k``, as in the desensitisation of Thorpe, Delorme & Van Rullen (2001): a reading
neuron whose input counts less with each spike that came before answers most strongly to the order
of its own weights (:func:`match`).  A table of mean values by rank serves better where
the law of the values is known: for n values spread evenly over the range it is ``1 - (rank + 1) /
(n + 1)``, with a root-mean-square error of ``1 / sqrt(6 (n + 1))`` of the range.

"Spike-based strategies for rapid processing", Neural Networks 14, 715-725,
doi:10.1016/S0893-6080(01)00083-1.  The chapter is "encoding/temporal".
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._declared import Finite, Positive
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.codes._code import OutOfRange, Shape
from snnlib.math import power
from snnlib.spikes.trains import SpikeEvents, in_order


class RankOrder(NamedTuple):
    """A rank-order code."""

    interval: Annotated[float, Positive("ms")] = 1.0  # from one rank to the next
    sensitivity: Annotated[float, Positive()] = 0.9  # what is left of it after each spike, below 1
    low: Annotated[float, Finite()] = 0.0
    high: Annotated[float, Finite()] = 1.0


@jit
def rank_of(j: int, times: np.ndarray) -> int:
    """Rank of neuron j, 0 the first, by its time among ``times`` (n,); equal ones by number."""
    rank = 0
    for i in range(times.size):
        if times[i] < times[j] or (times[i] == times[j] and i < j):
            rank += 1
    return rank


@jit
def rank_value(rank: int, code: RankOrder) -> float:
    """Return the fraction of the range that a rank stands for: ``sensitivity**rank``."""
    return power(code.sensitivity, rank)


def _checked(code):
    code = _code.checked_code(code, RankOrder)
    if code.sensitivity >= 1.0:
        raise ValueError(f"sensitivity must be below 1, got {code.sensitivity:g}")
    return code


def _order(events, n):
    """Return the neurons by their first spike, and how many of them fired."""
    first = _code.first_spikes(events, n)
    return np.argsort(first, kind="stable"), int(np.isfinite(first).sum())


def encode(
    values: ArrayLike, code: RankOrder = RankOrder(), *, out_of_range: OutOfRange = "refuse"
) -> SpikeEvents:
    """Encode the order of two values or more, the largest first; equal ones by their numbers.

    >>> encode([0.2, 0.9, 0.5]).spike_neurons
    array([1, 2, 0])
    """
    code = _checked(code)
    x = _code.stimulus(values, code, out_of_range)
    if x.size < 2:
        raise ValueError("values must be two or more: the order of one neuron says nothing")
    return in_order(np.arange(x.size) * code.interval, np.argsort(-x, kind="stable"))


def decode(
    events: SpikeEvents,
    shape: Shape,
    code: RankOrder = RankOrder(),
    *,
    table: ArrayLike | None = None,
) -> np.ndarray | float:
    """Return each neuron the value that its rank stands for; ``code.low`` without a spike.

    ``table``, array_like of shape (n,) from 0 to 1, is the fraction of the range for each rank;
    ``sensitivity**rank`` if not given.
    """
    code = _checked(code)
    shape, n = _code.checked_shape(shape)
    if table is None:
        table = np.array([rank_value(k, code) for k in range(n)])
    table = _checks.finite_array("table", table, shape=(n,))
    order, fired = _order(events, n)
    x = np.zeros(n)
    x[order[:fired]] = table[:fired]
    return _code.estimate(x, shape, code)


def match(events: SpikeEvents, weights: ArrayLike, code: RankOrder = RankOrder()) -> float:
    """Return the activation of a neuron that becomes less sensitive with each spike it gets.

    It is the sum of ``sensitivity**rank * weight`` with ``weights`` of shape (n,); of all orders,
    that of falling weights gives most.
    """
    code = _checked(code)
    weights = _checks.finite_array("weights", weights, max_ndim=1).reshape(-1)
    order, fired = _order(events, weights.size)
    return float(sum(rank_value(k, code) * weights[order[k]] for k in range(fired)))
