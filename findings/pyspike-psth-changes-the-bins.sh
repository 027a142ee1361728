#!/bin/sh
# PySpike's psth takes the width of the bins. If the width does not divide the duration, all bins
# are stretched until they do, and nothing is printed. Since the division is done in floating
# point, this also happens where the width does divide it. The values are numbers of spikes.
# For someone who moves data: numbers divided by the width that was asked for are wrong rates, and
# two recordings of different durations have bins that do not match.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'pyspike==0.9.0' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import numpy as np
import pyspike


def width_seen(duration, width):
    """Return the width of the bins for a recording from 0 to duration."""
    train = pyspike.SpikeTrain(np.array([0.1, 0.2]) * duration, (0.0, duration))
    widths = np.diff(pyspike.psth([train], width).x)
    assert np.allclose(widths, widths[0])
    return float(widths[0])


print("pyspike", version("pyspike"))
print("expected: bins of the width that is given")
seen = {}
for duration, width in ((10.0, 2.0), (10.0, 3.0), (19.9, 10.0), (0.3, 0.1), (1.0, 0.05)):
    seen[duration, width] = width_seen(duration, width)
    print(f"seen:     {duration} s in bins of {width} s: bins of {seen[duration, width]:.4f} s")
assert np.isclose(seen[10.0, 2.0], 2.0)
assert np.isclose(seen[10.0, 3.0], 10 / 3)
assert np.isclose(seen[19.9, 10.0], 19.9)
assert np.isclose(seen[0.3, 0.1], 0.15)
assert np.isclose(seen[1.0, 0.05], 0.05)
print("ok: the bins are wider than asked for, up to twice")
PYTHON
