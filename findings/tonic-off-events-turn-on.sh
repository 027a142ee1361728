#!/bin/sh
# Tonic's own readers return polarities as booleans. ToVoxelGrid marks OFF events by writing -1
# over them, which a boolean array stores as True: OFF events count as +1. With polarities as
# int8 the same events count as -1.
# For someone who moves data: the sign of a voxel grid depends on the dtype, not on the events.
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
from tonic.io import events_struct

wide = np.dtype([(name, "i1" if name == "p" else events_struct[name]) for name in events_struct.names])
events = [(0, 0, 0, 1), (1, 0, 500, 0), (1, 1, 1000, 1)]  # x, y, t, p
grid = tonic.transforms.ToVoxelGrid(sensor_size=(2, 2, 2), n_time_bins=2)


def off_pixel(dtype):
    """Return what the grid holds at the pixel of the OFF event, summed over time."""
    table = np.zeros(len(events), dtype)
    for name, column in zip("xytp", zip(*events, strict=True), strict=True):
        table[name] = column
    return float(grid(table).sum(axis=0)[0, 0, 1])


as_read, as_int8 = off_pixel(events_struct), off_pixel(wide)
print("tonic", tonic.__version__)
print("expected: the OFF event adds -1 to its pixel")
print("seen:     dtype of tonic.io:", as_read, "- p as int8:", as_int8)
assert events_struct["p"] == np.dtype(bool)
assert as_read == 1.0
assert as_int8 == -1.0
print("ok: OFF events count as ON events in the dtype of the package's readers")
PYTHON
