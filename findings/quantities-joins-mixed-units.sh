#!/bin/sh
# Joining arrays of times in milliseconds and in seconds with np.concatenate neither converts nor
# refuses: the numbers are put side by side and the result is called dimensionless.
# np.searchsorted ignores units as well. Arithmetic with + does convert, which makes one trust the
# rest.
# For someone who moves data: joined recordings are wrong by a factor of 1000 where units differ.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'quantities==0.16.4' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import numpy as np
import quantities as pq

joined = np.concatenate([[1.0, 2.0] * pq.ms, [3.0] * pq.s])
place = int(np.searchsorted([1.0, 2.0, 3.0] * pq.s, 2500.0 * pq.ms))
total = (1.0 * pq.ms + 3.0 * pq.s).rescale("ms")
print("quantities", version("quantities"), "with NumPy", np.__version__)
print("expected: 1 ms, 2 ms and 3 s join to 1, 2, 3000 ms; 2.5 s belongs at place 2 of 1, 2, 3 s")
print(f"seen:     {joined}; place {place}; (1 ms + 3 s is {total})")
assert joined.magnitude.tolist() == [1.0, 2.0, 3.0]
assert joined.dimensionality == pq.dimensionless.dimensionality
assert place == 3
assert total.magnitude == 3001.0
print("ok: joining ignores units, adding does not")
PYTHON
