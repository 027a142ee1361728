"""How much of a dense computation is useful when what it multiplies by is mostly 0.

A machine with lanes works on a group of samples at once.  It can leave out a line, and all products
with it, if nobody in the group needs it; otherwise it does them for all.
"""

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks

LANES = (1, 4, 16, 64)


def useful_share(used: ArrayLike, lanes: int) -> float:
    """Return the fraction of the products done that have a factor other than 0.

    Parameters
    ----------
    used : (n_samples, n_steps, n_lines) array_like of bool
        Where a line has something to say.  Samples that fill no group are left out.
    lanes : int
        Samples in a group.
    """
    used = np.asarray(used, bool)
    lanes = _checks.positive_integer("lanes", lanes)
    if used.ndim != 3 or len(used) < lanes:
        raise ValueError(
            f"used must be (n_samples, n_steps, n_lines) with at least {lanes} samples, "
            f"got {used.shape}"
        )
    groups = used[: len(used) // lanes * lanes].reshape(-1, lanes, *used.shape[1:])
    done = groups.any(1).sum() * lanes
    return float(groups.sum() / done) if done else 1.0
