#!/bin/sh
# advance(n) moves PCG64 by n draws. Philox counts blocks of four numbers: advance(n) moves it by
# n blocks and throws away what is left of the block at hand. advance(0) is not nothing either.
# For someone who splits a stream among workers: code that is right for the default generator
# leaves gaps with Philox, and its streams do not join where the single stream goes on.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import numpy as np


def position(generator, drawn, advance):
    """Return the place in the stream of the next number after some draws and an advance."""
    stream = generator(1).random_raw(64)
    moved = generator(1)
    for _ in range(drawn):
        moved.random_raw()
    moved.advance(advance)
    return int(np.flatnonzero(stream == moved.random_raw())[0])


cases = [(0, 1), (1, 0), (1, 1), (5, 1), (8, 3)]
philox = [position(np.random.Philox, *case) for case in cases]
pcg = [position(np.random.PCG64, *case) for case in cases]
print("NumPy", np.__version__)
print("expected: the next number is at drawn + advance:", [drawn + advance for drawn, advance in cases])
print("seen:     PCG64", pcg)
print("seen:     Philox", philox)
assert pcg == [1, 1, 2, 6, 11]
assert philox == [4, 4, 8, 12, 20]
print("ok: Philox advances by blocks of four and drops the rest of a block")
PYTHON
