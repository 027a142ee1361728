"""The verdict about a claim, from how much better it is than its opponent at each setting."""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.math import log

FAILS, DEPENDS, HOLDS = 0, 1, 2
ANSWERS = ("fails", "depends", "holds")  # names of the three
NOTHING, ROWS, COLUMNS, BOTH = 0, 1, 2, 3  # what an answer that depends, depends on


class Verdict(NamedTuple):
    """What is to be said of a claim."""

    answer: int  # FAILS, DEPENDS or HOLDS
    variable: int  # NOTHING, ROWS, COLUMNS or BOTH
    n_right: int  # settings at which the claim is right
    n_settings: int  # settings that were tried


@jit
def doublings(ratio: float) -> float:
    """Return how often 1 must be doubled to be ``ratio``, which is above 0: log2."""
    return log(ratio) / log(2.0)


@jit
def verdict(advantage: np.ndarray, margin: float) -> Verdict:
    """Judge a claim.

    At a setting it is right if its advantage is above the margin.  It holds if it is right at all
    settings that were tried, fails if it is right at none, and depends otherwise: on a variable
    along which the answer changes while the other stays.

    Parameters
    ----------
    advantage : (n_rows, n_columns) float64
        NaN at settings that were not tried.
    margin : float
        How much better it has to be, in the unit of ``advantage``.
    """
    n_rows, n_columns = advantage.shape
    n_right, n_settings = 0, 0
    for i in range(n_rows):
        for j in range(n_columns):
            n_settings += advantage[i, j] == advantage[i, j]
            n_right += advantage[i, j] > margin
    answer = HOLDS if n_right == n_settings else DEPENDS if n_right > 0 else FAILS
    variable = NOTHING
    for i in range(n_rows):
        if _changes(advantage[i], margin):
            variable |= COLUMNS
    for j in range(n_columns):
        if _changes(advantage[:, j], margin):
            variable |= ROWS
    return Verdict(answer, variable, n_right, n_settings)


@jit
def _changes(line, margin):
    """Whether a claim is right at some places of a line and wrong at others."""
    right, wrong = False, False
    for one in line:
        if one == one:
            right |= one > margin
            wrong |= one <= margin
    return right and wrong
