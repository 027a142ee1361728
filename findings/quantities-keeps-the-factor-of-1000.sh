#!/bin/sh
# A ratio of two times, or a rate times a duration, keeps its two units side by side (s/ms, Hz*ms)
# until simplified is asked for. float(), int() and NumPy's random numbers take the bare number.
# One second holds int(1 s / 1 ms) = 1 step, and 10 Hz for 500 ms gives 5000 spikes.
# For someone who moves data: write .simplified before any such number leaves the package.
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

steps = int(1 * pq.s / (1 * pq.ms))
expectation = 10.0 * pq.Hz * (500.0 * pq.ms)
drawn = np.random.default_rng(0).poisson(expectation, 1000).mean()
right = float(expectation.simplified)
print("quantities", version("quantities"), "with NumPy", np.__version__)
print("expected: 1000 steps of 1 ms in a second; 5 spikes on average at 10 Hz in 500 ms")
print(f"seen:     {steps} step; {drawn:.0f} spikes on average; {right:.0f} after .simplified")
assert steps == 1
assert 4980 < drawn < 5020
assert abs(right - 5.0) < 1e-9
assert int((1 * pq.s / (1 * pq.ms)).simplified) == 1000
print("ok: a number without a dimension is not scaled when it is read")
PYTHON
