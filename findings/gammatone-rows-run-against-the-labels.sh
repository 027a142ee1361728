#!/bin/sh
# In the package gammatone the centre frequencies come from high to low, but the rows of gtgram,
# which are made from them, run from low to high. A row labelled with the frequency of the same
# index gets the mirror image. The upper limit of erb_space is not among its frequencies.
# For someone who moves data: an axis is upside down, and no shape gives it away.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'Gammatone==1.0.3' 'numpy==2.4.6' 'scipy==1.17.1' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import importlib.metadata

import numpy as np
from gammatone.filters import centre_freqs, erb_space
from gammatone.gtgram import gtgram

rate, channels, lowest = 16000, 64, 50
tone = np.sin(2 * np.pi * 3000 * np.arange(rate // 2) / rate)
energy = gtgram(tone, rate, 0.025, 0.010, channels, lowest).mean(axis=1)
frequencies = centre_freqs(rate, channels, lowest)
row = int(energy.argmax())
four = erb_space(100, 3500, 4)
print("gammatone", importlib.metadata.version("gammatone"))
print("expected: the row with most energy, of a tone of 3000 Hz, has a label near 3000 Hz")
print(f"seen:     row {row}, label {frequencies[row]:.1f} Hz")
print(f"seen:     with the labels turned round {frequencies[::-1][row]:.1f} Hz")
print("seen:     four frequencies from 100 to 3500 Hz:", np.round(four, 1).tolist())
assert abs(frequencies[row] - 456.4) < 0.1
assert abs(frequencies[::-1][row] - 2947.3) < 0.1
assert np.allclose(four, [1803.2, 878.5, 374.6, 100.0], atol=0.1)
print("ok: rows rise and labels fall")
PYTHON
