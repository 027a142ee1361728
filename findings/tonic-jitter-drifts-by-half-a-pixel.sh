#!/bin/sh
# Tonic's SpatialJitter adds noise to whole coordinates and cuts off the digits behind the point.
# It rounds down instead of to the nearest, so that all events move by half a pixel to the left
# and half a pixel up, on average. With next to no noise, half of them move by a whole pixel.
# TimeJitter makes times half a step early in the same way.
# For someone who trains a network: augmented data lie half a pixel beside the data of the test.
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
n = 100_000


def moved(transform, field):
    """Return the mean shift of n events, and how many of them move."""
    events = np.zeros(n, dtype)
    events["x"], events["y"], events["t"] = 50, 60, 1000
    before = events[field][0]
    shift = transform(events)[field] - before
    return float(shift.mean()), float((shift != 0).mean())


np.random.seed(1)
seen = {}
for variance in (0.0001, 1.0, 4.0):
    jitter = transforms.SpatialJitter((100, 100, 2), var_x=variance, var_y=variance)
    for field in "xy":
        seen[f"variance {variance}, {field}"] = moved(jitter, field)
seen["standard deviation 3 us, t"] = moved(transforms.TimeJitter(std=3.0), "t")
print("tonic", version("tonic"))
print("expected: a mean shift of 0; with a variance of 0.0001 pixels squared nothing moves")
for name, (mean, fraction) in seen.items():
    print(f"seen:     {name}: mean shift {mean:+.2f}, {fraction:.0%} of the events move")
assert all(-0.55 < mean < -0.45 for mean, _ in seen.values())
assert all(0.45 < seen[f"variance 0.0001, {field}"][1] < 0.55 for field in "xy")
print("ok: jitter moves events by half a pixel to the left and up")
PYTHON
