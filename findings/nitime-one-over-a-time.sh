#!/bin/sh
# A time of nitime prints as "1.0 ms" and adds, halves and compares as one. Underneath it is a whole
# number of picoseconds, and this number comes out as soon as one leaves its own arithmetic: float()
# gives 1e9, and 1 / t divides by picoseconds and calls the result a time in the old unit.
# For someone who moves data: 1 / (0.5 s) prints as 2e-24 s. Divide by TimeArray(1, "s") first: the
# ratio of two times is a plain number.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'nitime==0.12.1' 'numpy==2.4.6' 'scipy==1.17.1' 'matplotlib==3.10.9' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import nitime
import numpy as np
from nitime.timeseries import TimeArray

time = TimeArray([1.0, 2.0], time_unit="ms")
interval = TimeArray([0.5], time_unit="s")
rate = 1 / interval
ratio = interval / TimeArray(1.0, time_unit="s")
print("nitime", nitime.__version__)
print("expected: float(1.0 ms) is 1.0, 1 / (0.5 s) is 2 per second")
print("seen:     times", time, " their first", time[0], " as float", float(time[0]))
print("seen:     1 / (0.5 s) is", repr(rate), " a ratio of times is", np.asarray(ratio))
assert str(time[0]) == "1.0 ms"
assert float(time[0]) == 1e9
assert np.asarray(time).tolist() == [1_000_000_000, 2_000_000_000]
assert time[0] == 1.0
assert np.isclose(np.asarray(rate, float)[0], 2e-12, rtol=1e-9, atol=0)
assert np.asarray(ratio).tolist() == [0.5]
print("ok: outside of its own arithmetic a time of nitime is a number of picoseconds")
PYTHON
