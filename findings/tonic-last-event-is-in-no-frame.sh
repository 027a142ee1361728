#!/bin/sh
# Tonic's frames end before the time of the last event. With a fixed number of frames, all events
# of that time are in none of them, in every sample. With frames of a fixed width,
# `include_incomplete=True` adds the remainder, but not if the width divides the duration.
# For someone who moves data: events are lost from each sample, without a word. In a recording
# whose times were made coarser, that can be many, and the sum of the frames is not the number of
# events.
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
from importlib.metadata import version

import numpy as np
from tonic import transforms

dtype = np.dtype([("x", "i2"), ("y", "i2"), ("t", "i8"), ("p", "i1")])


def counts(times, **options):
    """Return the number of events in each frame."""
    events = np.zeros(len(times), dtype)
    events["t"] = times
    return transforms.ToFrame((1, 1, 2), **options)(events).sum((1, 2, 3)).tolist()


times = [0, 10, 20, 30, 30, 30]
seen = {
    "3 frames": counts(times, n_time_bins=3),
    "1 frame": counts(times, n_time_bins=1),
    "frames of 10 us and the remainder": counts(times, time_window=10, include_incomplete=True),
    "frames of 11 us and the remainder": counts(times, time_window=11, include_incomplete=True),
}
print("tonic", version("tonic"))
print("expected: six events, at", times, "us, are six in all frames together")
for name, values in seen.items():
    print(f"seen:     {name}: {values}, {sum(values)} in all")
assert seen["3 frames"] == [1, 1, 1]
assert seen["1 frame"] == [3]
assert seen["frames of 10 us and the remainder"] == [1, 1, 1]
assert seen["frames of 11 us and the remainder"] == [2, 1, 3]
print("ok: events at the last time are in no frame")
PYTHON
