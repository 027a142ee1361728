"""Sudoku as a constraint satisfaction problem: 81 circuits of 9 neurons (:mod:`.constraints`).

A neuron inhibits 20 others: those of its digit in the same row, column or box.
"""

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib.hardware.constraints import (
    Differences,
    Search,
    SearchParameters,
    differences,
    forbid,
    search_among,
)
from snnlib.random import own_seed

UNITS = "row", "column", "box"


def sudoku_differences() -> Differences:
    """Return the rules of Sudoku: cells of one row, column or box differ; cell = 9 row + column."""
    row, column = np.divmod(np.arange(81), 9)
    box = 3 * (row // 3) + column // 3
    alike = sum(unit[:, None] == unit for unit in (row, column, box)) > 0
    return differences(81, *np.nonzero(np.triu(alike, 1)))


def solve_sudoku(
    givens: ArrayLike,
    params: SearchParameters = SearchParameters(),
    *,
    seed: int = 0,
    most_steps: int = 20_000,
) -> Search:
    """Search the solution of a Sudoku.

    Parameters
    ----------
    givens : (9, 9) array_like of whole numbers
        The digits that are given, 0 where a cell is empty.
    most_steps : int
        After which the search gives up: ``solved`` is then False.

    Raises
    ------
    ValueError
        If givens are no digits, if two of them contradict each other, or if they leave no digit
        for a cell; the message says where.

    Returns
    -------
    search : Search
        ``values`` are (9, 9), digits from 1 to 9; the givens are among them.  0 stands for none.
    """
    digits = _checks.finite_array("givens", givens, shape=(9, 9))
    if not np.isin(digits, range(10)).all():
        wrong = digits[~np.isin(digits, range(10))][0]
        raise ValueError(f"givens must be digits from 1 to 9, and 0 for an empty cell, got {wrong}")
    network, forbidden = sudoku_differences(), np.empty((81, 9), bool)
    given = digits.ravel().astype(np.int64) - 1
    _refuse_contradictions(network, given)
    if forbid(network, given, forbidden):
        row, column = divmod(int(forbidden.all(1).argmax()), 9)
        raise ValueError(
            f"givens must leave a digit for each cell: none is left in row {row + 1}, "
            f"column {column + 1}"
        )
    own = own_seed(_checks.whole_number("seed", seed), "constraints")
    found = search_among(network, forbidden, params, own, most_steps)
    return found._replace(values=found.values.reshape(9, 9) + 1)


def _refuse_contradictions(network, given):
    for i in np.flatnonzero(given >= 0):
        for j in network.others[network.rows[i] : network.rows[i + 1]]:
            if given[j] == given[i]:
                one, other = divmod(int(i), 9), divmod(int(j), 9)
                unit = UNITS[0 if one[0] == other[0] else 1 if one[1] == other[1] else 2]
                raise ValueError(
                    f"givens must not contradict each other: {given[i] + 1} stands twice in one "
                    f"{unit}, in row {one[0] + 1}, column {one[1] + 1} and in row {other[0] + 1}, "
                    f"column {other[1] + 1}"
                )
