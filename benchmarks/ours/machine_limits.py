"""What this machine can do: bytes a second, and additions a second at scattered places.

Plain loops, compiled like the library's, over buffers of the size that is asked for.
"""

import time

import numpy as np

import snnlib
from benchmarks.peers.protocol import serve
from snnlib._jit import jit


@jit
def update(a, scale, shift, times):
    """``a = scale a + shift``, so often: what is read is written back to its place."""
    for _ in range(times):
        for i in range(a.size):
            a[i] = scale * a[i] + shift


@jit
def scatter(rows, row_length, targets, w, g):
    """Add a weight to the targets of each of these rows."""
    for r in range(rows.size):
        for s in range(rows[r] * row_length, (rows[r] + 1) * row_length):
            g[targets[s]] += w


def best(function, arguments: tuple, repeats: int) -> float:
    """Shortest of several runs, in seconds; the first, which compiles, does not count."""
    function(*arguments)
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        function(*arguments)
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def bytes_a_second(total_bytes: int) -> float:
    """Bandwidth of one core that reads and writes a float32 array of so many bytes."""
    size = max(total_bytes // 4, 16)
    times = max(1, 50_000_000 // size)
    arguments = (np.ones(size, np.float32), np.float32(0.5), np.float32(0.5), times)
    return 8 * size * times / best(update, arguments, 9)


def seconds_an_addition(n: int, row_length: int, n_rows: int) -> float:
    """Time of ``g[target] += w`` for rows in random order, with targets at random places."""
    rng = np.random.default_rng(1)
    targets = np.sort(rng.integers(0, n, (n, row_length), dtype=np.uint32), axis=1).ravel()
    rows = rng.integers(0, n, n_rows)
    g = np.zeros(n, np.float32)
    arguments = (rows, row_length, targets, np.float32(1e-6), g)
    return best(scatter, arguments, 7) / (n_rows * row_length)


def set_up(case: dict):
    def run(request: dict) -> dict:
        if "bytes" in request:
            return {"bytes_a_second": bytes_a_second(request["bytes"])}
        return {"seconds_an_addition": seconds_an_addition(**request)}

    return {"version": snnlib.__version__, "build_s": 0.0, "compile_s": 0.0}, run


if __name__ == "__main__":
    serve(set_up)
