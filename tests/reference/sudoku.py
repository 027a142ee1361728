"""Sudoku by backtracking, and the spiking search, in plain Python."""

from math import exp

from snnlib.random import uniform_pair

RIVALS = [
    [
        j for j in range(81)
        if j != i
        and (j // 9 == i // 9 or j % 9 == i % 9 or (j // 27, j % 9 // 3) == (i // 27, i % 9 // 3))
    ]
    for i in range(81)
]  # fmt: skip


def solutions(grid):
    """All solutions of 81 digits, 0 where a cell is empty; the emptiest choice comes first."""
    choices = {
        i: [d for d in range(1, 10) if all(grid[j] != d for j in RIVALS[i])]
        for i in range(81)
        if grid[i] == 0
    }
    if not choices:
        yield list(grid)
        return
    i = min(choices, key=lambda cell: len(choices[cell]))
    for d in choices[i]:
        yield from solutions([*grid[:i], d, *grid[i + 1 :]])


def search(grid, rate, noise, seed, n_steps):
    """The digits of the circuits after each step."""
    allowed = [
        [d for d in range(1, 10) if all(grid[j] != d for j in RIVALS[i])] if grid[i] == 0
        else [grid[i]]
        for i in range(81)
    ]  # fmt: skip
    now, history = [0] * 81, []
    for step in range(n_steps):
        after = list(now)
        for i in range(81):
            fires, which = uniform_pair(seed, i, step)
            if step > 0 and (fires >= rate or len(allowed[i]) == 1):
                continue
            weights = [exp(-sum(now[j] == d for j in RIVALS[i]) / noise) for d in allowed[i]]
            left = which * sum(weights)
            for d, weight in zip(allowed[i], weights, strict=True):
                after[i] = d
                left -= weight
                if left < 0.0:
                    break
        now = after
        history.append(now)
    return history
