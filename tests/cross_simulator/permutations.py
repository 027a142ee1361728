"""Whether two simulators differ by more than their seeds: an exact permutation test.

If two simulators simulate the same network, nothing tells their runs apart but the seeds, and it
does not matter which run carries which simulator's name.  So the distance between the two groups is
compared with what it would be for every other way to put the names on the runs.
"""

from itertools import combinations

import numpy as np
from scipy.stats import ks_2samp


def distances(runs: list, distance) -> np.ndarray:
    """(n, n) distances between all pairs of runs."""
    d = np.zeros((len(runs), len(runs)))
    for i, j in combinations(range(len(runs)), 2):
        d[i, j] = d[j, i] = distance(runs[i], runs[j])
    return d


def by_rate(a, b) -> float:
    """Difference of the rates, Hz."""
    return abs(a.rate - b.rate)


def by_cv(a, b) -> float:
    """Difference of the mean CVs."""
    return abs(a.cv - b.cv)


def by_isi(a, b) -> float:
    """Kolmogorov-Smirnov distance of the intervals: the largest gap between the distributions."""
    return float(ks_2samp(a.isi, b.isi, method="asymp").statistic)


def between_and_within(d: np.ndarray, n: int) -> tuple[float, float]:
    """Mean distance between the first n runs and the others, and mean distance within both."""
    first = np.arange(len(d)) < n
    across = first[:, None] != first[None, :]
    inside = ~across & ~np.eye(len(d), dtype=bool)
    return float(d[across].mean()), float(d[inside].mean())


def chance(d: np.ndarray, n: int) -> float:
    """Share of all labellings whose groups lie as far apart as the first n and the others do.

    ``d`` : (2 n, 2 n).  Each split counts once; the smallest value is one over their number.
    """
    if d.shape != (2 * n, 2 * n):
        raise ValueError(f"d must have the shape {(2 * n, 2 * n)}, got {d.shape}")
    splits = [(0, *rest) for rest in combinations(range(1, 2 * n), n - 1)]
    labels = np.full((len(splits), 2 * n), -1.0)
    np.put_along_axis(labels, np.array(splits), 1.0, axis=1)
    # with labels s = ±1, s d s = within - between: the lower, the further apart
    score = np.einsum("si,ij,sj->s", labels, d, labels)
    return float(np.mean(score <= score[0] + 1e-12 * np.abs(score).max()))
