"""Evolution teaches a function with jumps to a spiking network and to an artificial one.

A number between -1 and 1 comes in, and yes or no goes out: yes and no change places at each of some
jumps.  All that is known of a network is how many of 64 numbers it answers right: a whole number,
which has no slope anywhere.  Both networks have one hidden layer and the same number of weights.
"""

import numpy as np

from snnlib._jit import jit
from snnlib.random import normal, uniform

N_POINTS, N_HIDDEN, N_STEPS = 64, 12, 12
N_WEIGHTS = 3 * N_HIDDEN + 1  # into, biases, out, bias
BETA = 0.9
SPIKING, RECTIFIED, BINARY = 0, 1, 2  # kinds of hidden unit


@jit
def point(k: int) -> float:
    """Return the number k of 64, from -1 to 1."""
    return 2.0 * (k + 0.5) / N_POINTS - 1.0


@jit
def wanted(x: float, n_jumps: int) -> bool:
    """Return the right answer at x; the jumps divide -1 to 1 evenly."""
    return int((x + 1.0) / 2.0 * (n_jumps + 1)) % 2 == 1


@jit
def output(x: float, w: np.ndarray, kind: int) -> float:
    """Return what a network puts out for x; above 0 it says yes."""
    out = w[3 * N_HIDDEN]
    for j in range(N_HIDDEN):
        drive = w[j] * x + w[N_HIDDEN + j]
        if kind == SPIKING:
            u, answer = 0.0, 0.0
            for _ in range(N_STEPS):
                u = BETA * u + drive
                if u >= 1.0:
                    u -= 1.0
                    answer += 1.0 / N_STEPS
        elif kind == RECTIFIED:
            answer = max(drive, 0.0)
        else:
            answer = 1.0 if drive > 0.0 else 0.0
        out += w[2 * N_HIDDEN + j] * answer
    return out


@jit
def n_right(w: np.ndarray, n_jumps: int, kind: int) -> int:
    """Count the numbers that a network answers right, of 64."""
    right = 0
    for k in range(N_POINTS):
        x = point(k)
        right += (output(x, w, kind) > 0.0) == wanted(x, n_jumps)
    return right


@jit
def evolve(
    n_jumps: int, kind: int, seed: int, best: np.ndarray, n_children: int, progress: np.ndarray
) -> None:
    """Fill the best weights, and how many numbers they answered right after each generation.

    In a generation each of the children has a quarter of its weights nudged; the best one stays if
    it is as good as its parent.  ``progress`` is (n_generations,), ``best`` (N_WEIGHTS,).
    """
    child, chosen = np.zeros(N_WEIGHTS), np.zeros(N_WEIGHTS)
    for i in range(N_WEIGHTS):
        best[i] = normal(seed, 0, i)
    right = n_right(best, n_jumps, kind)
    for g in range(progress.size):
        most = -1
        for c in range(n_children):
            number = 1 + g * n_children + c
            for i in range(N_WEIGHTS):
                nudged = uniform(seed, number, 2 * i) < 0.25
                child[i] = best[i] + (normal(seed, number, 2 * i + 1) if nudged else 0.0)
            found = n_right(child, n_jumps, kind)
            if found > most:
                most = found
                chosen[:] = child
        if most >= right:
            right = most
            best[:] = chosen
        progress[g] = right
