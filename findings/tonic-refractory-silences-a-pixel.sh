#!/bin/sh
# Tonic's RefractoryPeriod measures from the last event that a pixel had, dropped or not. A pixel
# that fires regularly, a little faster than the period, is silenced for good instead of being
# thinned out. An event at time 0 is dropped even if it is the pixel's first.
# For someone who moves data: flickering pixels vanish from a recording.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'tonic==1.7.0' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import numpy as np
import tonic

dtype = np.dtype([("x", "i2"), ("y", "i2"), ("t", "i8"), ("p", "i1")])


def kept(times):
    """Return the events of one pixel that a refractory period of 1000 us leaves."""
    events = np.zeros(len(times), dtype)
    events["t"] = times
    return tonic.transforms.RefractoryPeriod(1000)(events)["t"].tolist()


regular = kept(np.arange(5000, 25000, 600))
at_zero, at_one = kept([0, 5000]), kept([1, 5000])
print("tonic", tonic.__version__)
print("expected: an event each 600 us: every second one is kept, 17 of 34")
print("seen:     ", len(regular), "of 34 is kept:", regular)
print("seen:     of events at 0 and 5000 us:", at_zero, "- at 1 and 5000 us:", at_one)
assert regular == [5000]
assert at_zero == [5000]
assert at_one == [1, 5000]
print("ok: events that are dropped prolong the refractory period")
PYTHON
