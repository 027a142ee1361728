#!/bin/sh
# ToFrame with n_time_bins takes the duration and divides it by the number of bins with //, also
# when times are floats. If the recording lasts less than one unit per bin, as it does in seconds
# and often in milliseconds, windows have length 0 and all frames are empty. No message.
# The last event never belongs to a frame, whatever the unit.
# For someone who moves data: bring times to whole microseconds first.
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

dtype = np.dtype([("x", "i2"), ("y", "i2"), ("t", "f8"), ("p", "i1")])
frames = tonic.transforms.ToFrame(sensor_size=(5, 1, 1), n_time_bins=4)
milliseconds = np.array([0.0, 1.5, 4.2, 8.8, 9.75])


def count(times):
    """Return how many of the five events are in the frames."""
    events = np.zeros(5, dtype)
    events["t"] = times
    events["x"] = np.arange(5)
    return int(frames(events).sum())


seen = {"s": count(milliseconds / 1e3), "ms": count(milliseconds), "us": count(milliseconds * 1e3)}
print("tonic", tonic.__version__)
print("expected: four frames hold the five events, in whatever unit their times are")
print("seen:     ", ", ".join(f"{unit}: {n} of 5" for unit, n in seen.items()))
assert seen == {"s": 0, "ms": 3, "us": 4}
print("ok: the number of events in the frames depends on the unit of time")
PYTHON
