"""Sudokus solved by the network, against backtracking and against the plain network."""

import numpy as np
import pytest

from snnlib.hardware import SearchParameters, run_search, solve_sudoku, sudoku_differences
from snnlib.hardware.constraints import forbid
from snnlib.random import own_seed
from tests.reference import sudoku as plain

#: By the number of digits that are given; each has one solution.
PUZZLES = {
    40: ".6..7.85924.3...17578..6..2.248.9.63.85731...931.42..8.......8.3..59...6..2..3..1",
    34: ".9....5.1.382.17..41..578.332.57.96...5..4.18..9..........6..7....723.8.6..48....",
    30: "..62..7..4..793.68...6...2..8.3.5....5......2.6..2.37.......23.31.....84..2...517",
    27: "7..1..8...1..37.243......6....4617.........1.8.....3.....87.692.56..3......62....",
    24: "..17.3.4....5......5...8..9.7........2.85..9.3..1.4...8..29..........6.5..7.6..1.",
}


def grid(text):
    return np.array([int(c) if c != "." else 0 for c in text]).reshape(9, 9)


@pytest.mark.parametrize("n_givens", PUZZLES)
def test_puzzles_are_solved(n_givens):
    givens = grid(PUZZLES[n_givens])
    assert (givens > 0).sum() == n_givens
    right = list(plain.solutions(givens.ravel().tolist()))
    assert len(right) == 1
    for seed in range(3):
        found = solve_sudoku(givens, seed=seed)
        assert found.solved
        assert found.conflicts == 0
        assert found.values.ravel().tolist() == right[0]
        assert (found.values[givens > 0] == givens[givens > 0]).all()


@pytest.mark.kernel
def test_the_network_is_the_plain_one():
    givens = grid(PUZZLES[30])
    network, forbidden = sudoku_differences(), np.empty((81, 9), bool)
    assert forbid(network, givens.ravel() - 1, forbidden) == 0
    own = own_seed(4, "constraints")
    history = plain.search(givens.ravel().tolist(), 0.6, 0.5, own, 60)
    values, pressure, counts = np.empty(81, int), np.empty((81, 9), int), np.empty(3, int)
    left = np.empty(60, int)
    for n_steps in (1, 2, 30, 60):
        run_search(
            network, forbidden, SearchParameters(0.6, 0.5), own, n_steps, values, pressure, counts,
            left,
        )  # fmt: skip
        assert (values + 1).tolist() == history[n_steps - 1]
        assert counts[0] == n_steps
        assert counts[2] == 20 * counts[1]
    for step, digits in enumerate(history):
        clash = [any(digits[j] == digits[i] for j in plain.RIVALS[i]) for i in range(81)]
        assert left[step] == sum(clash)
    for i in range(81):
        for d in range(9):
            assert pressure[i, d] == sum(values[j] == d for j in plain.RIVALS[i])
    again = solve_sudoku(givens, SearchParameters(0.6, 0.5), seed=4, most_steps=60)
    assert again.values.ravel().tolist() == history[-1]
    assert again.history.tolist() == left.tolist()
    assert again.conflicts == left[-1]


def test_an_empty_grid_becomes_a_sudoku():
    """At less noise than a puzzle wants: with so many free circuits more of it melts the order."""
    assert not solve_sudoku(np.zeros((9, 9)), SearchParameters(0.3, 0.5), most_steps=5000).solved
    found = solve_sudoku(np.zeros((9, 9)), SearchParameters(0.3, 0.3), seed=1)
    assert found.solved
    rows = found.values
    boxes = rows.reshape(3, 3, 3, 3).swapaxes(1, 2).reshape(9, 9)
    for units in (rows, rows.T, boxes):
        assert (np.sort(units, axis=1) == np.arange(1, 10)).all()


@pytest.mark.kernel
def test_time_is_up():
    found = solve_sudoku(grid(PUZZLES[24]), most_steps=3)
    assert not found.solved
    assert found.conflicts > 0
    assert found.n_steps == 3
    givens = grid(PUZZLES[24])
    assert (found.values[givens > 0] == givens[givens > 0]).all()


def with_digits(*cells):
    givens = np.zeros((9, 9), int)
    for row, column, digit in cells:
        givens[row, column] = digit
    return givens


@pytest.mark.parametrize(
    ("givens", "message"),
    [
        (
            with_digits((0, 2, 5), (0, 6, 5)),
            "givens must not contradict each other: 5 stands twice in one row, "
            "in row 1, column 3 and in row 1, column 7",
        ),
        (with_digits((0, 2, 5), (8, 2, 5)), "5 stands twice in one column, in row 1, column 3"),
        (with_digits((3, 3, 9), (5, 4, 9)), "9 stands twice in one box"),
        (
            with_digits(*((0, k, k + 1) for k in range(8)), (5, 8, 9)),
            "givens must leave a digit for each cell: none is left in row 1, column 9",
        ),
        (with_digits((0, 0, 10)), r"givens must be digits from 1 to 9, .* got 10"),
        (np.full((9, 9), 0.5), r"givens must be digits from 1 to 9, .* got 0\.5"),
        (np.zeros((8, 9)), r"givens must have the shape \(9, 9\)"),
    ],
)
def test_puzzles_that_are_none(givens, message):
    with pytest.raises(ValueError, match=message):
        solve_sudoku(givens)
