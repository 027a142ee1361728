"""Products of matrices, added up in one order on every machine.

A fast linear algebra library adds in an order that depends on the processor and on the number of
threads.  Here each row of the result grows in the order of the inputs, so that the same bits come
out everywhere.  A dense product is four fifths as fast as OpenBLAS on one core: two rows grow
together, by four products at a time.  The other product is for matrices that are mostly 0, such as
spikes or images, and does the work of the other elements alone.
The array that is filled may not share memory with another one.
"""

import numpy as np

from snnlib._jit import jit, jit_apart


@jit_apart
def copy_rows(rows: np.ndarray, out: np.ndarray) -> None:
    """Fill ``out`` with ``rows``, of the same shape.

    An assignment ``out[:] = rows`` has numba compile the text of an error, which takes seconds.
    """
    for r in range(rows.shape[0]):
        for j in range(rows.shape[1]):
            out[r, j] = rows[r, j]


@jit_apart
def fill_rows(out: np.ndarray, row: np.ndarray) -> None:
    """Fill each row of ``out`` with ``row``."""
    for r in range(out.shape[0]):
        for j in range(row.size):
            out[r, j] = row[j]


@jit_apart
def add_product(a: np.ndarray, w: np.ndarray, out: np.ndarray) -> None:
    """Add ``a @ w`` to ``out``; (rows, n) times (n, columns).  ``a`` may be a transposed array."""
    rows, n = a.shape
    fours, pairs = n - n % 4, rows - rows % 2
    for r in range(0, pairs, 2):
        into, into_next = out[r], out[r + 1]
        for i in range(0, fours, 4):
            a0, a1, a2, a3 = a[r, i], a[r, i + 1], a[r, i + 2], a[r, i + 3]
            b0, b1, b2, b3 = a[r + 1, i], a[r + 1, i + 1], a[r + 1, i + 2], a[r + 1, i + 3]
            w0, w1, w2, w3 = w[i], w[i + 1], w[i + 2], w[i + 3]
            for j in range(into.size):
                x0, x1, x2, x3 = w0[j], w1[j], w2[j], w3[j]
                into[j] = into[j] + a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3
                into_next[j] = into_next[j] + b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3
        _add_rows(a, w, r, fours, into)
        _add_rows(a, w, r + 1, fours, into_next)
    if pairs < rows:
        _add_rows(a, w, pairs, 0, out[pairs])


@jit_apart
def _add_rows(a, w, r, first, into):
    """Add the products of row r with the rows of w from the first on."""
    for i in range(first, w.shape[0]):
        value, row = a[r, i], w[i]
        for j in range(into.size):
            into[j] += value * row[j]


@jit
def find(x: np.ndarray, places: np.ndarray) -> int:
    """Fill ``places`` with the indices where ``x`` is not 0; returns how many there are."""
    found = 0
    for i in range(x.size):
        places[found] = i
        found += 1 if x[i] != 0.0 else 0
    return found


@jit_apart
def add_sparse_product(a: np.ndarray, w: np.ndarray, out: np.ndarray) -> None:
    """Add ``a @ w`` to ``out`` as :func:`add_product` does; where ``a`` is 0, nothing is added."""
    places = np.empty(a.shape[1], np.int64)
    for r in range(a.shape[0]):
        value, into = a[r], out[r]
        found = find(value, places)
        for e in range(0, found - 3, 4):  # four rows of w together, and yet one after the other
            i0, i1, i2, i3 = places[e], places[e + 1], places[e + 2], places[e + 3]
            x0, x1, x2, x3 = value[i0], value[i1], value[i2], value[i3]
            w0, w1, w2, w3 = w[i0], w[i1], w[i2], w[i3]
            for j in range(into.size):
                into[j] = into[j] + x0 * w0[j] + x1 * w1[j] + x2 * w2[j] + x3 * w3[j]
        for e in range(found - found % 4, found):
            one, row = value[places[e]], w[places[e]]
            for j in range(into.size):
                into[j] += one * row[j]
