#!/bin/sh
# Without a time support pynapple takes the time from the first to the last spike for the length
# of the recording. n spikes in it enclose n - 1 intervals, so that the rate is too high: 1.5 Hz
# for a train of one spike a second, and infinite for a neuron that fired once.
# For someone who moves data: rates of silent neurons come out highest. Pass time_support.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'pynapple==0.11.4' 'numpy==2.4.6' 'pandas==3.1.1' 'scipy==1.17.1' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import warnings

import pynapple as nap

warnings.simplefilter("ignore")
clock = nap.Ts(t=[1.0, 2.0, 3.0])
once = nap.Ts(t=[1.0])
recording = nap.IntervalSet(0.0, 10.0)
given = [float(nap.Ts(t=train.t, time_support=recording).rate) for train in (clock, once)]
print("pynapple", nap.__version__)
print("expected: about 1 Hz for spikes at 1, 2, 3 s, and less for a single spike")
print(f"seen:     {clock.rate} Hz and {once.rate} Hz; within a recording of 10 s {given} Hz")
assert clock.rate == 1.5
assert once.rate == float("inf")
assert given == [0.3, 0.1]
print("ok: a single spike has an infinite rate")
PYTHON
