#!/bin/sh
# Spikify's threshold-based encoder uses the mean of the changes of a signal plus a multiple of
# their standard deviation as its threshold. For a signal that falls, this is negative. All steps
# then count as falls, but the decoder, which gets the threshold from the encoder, subtracts a
# negative number each time.
# For someone who encodes a signal: a signal that falls steadily comes back as one that rises.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'innuce-spikify==1.1.0' 'numpy==2.4.6' 'scipy==1.17.1' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import numpy as np
from spikify.decoders.temporal.contrast import contrast_decoder
from spikify.encoders.temporal.contrast import threshold_based_representation


def ends(signal):
    """Return the threshold and the first and the last value of the decoded signal."""
    spikes, threshold = threshold_based_representation(signal, factor=0.5)
    decoded = np.asarray(contrast_decoder(spikes, threshold, start_point=signal[0])).ravel()
    return float(threshold[0]), float(decoded[0]), float(decoded[-1])


changes = np.tile([1.0, 1.2, 0.8, 1.4, 0.6], 20)
rising = np.concatenate([[0.0], np.cumsum(changes)])
seen = {"rising": ends(rising), "falling": ends(-rising)}
print("spikify", version("innuce-spikify"))
print("expected: a signal from 0 to 100 is decoded as rising, one from 0 to -100 as falling")
for name, (threshold, first, last) in seen.items():
    print(f"seen:     {name}: threshold {threshold:.2f}, decoded from {first:.0f} to {last:.1f}")
assert seen["rising"][0] > 1 and seen["rising"][2] > 0
assert seen["falling"][0] < -0.8 and seen["falling"][2] > 80
print("ok: a falling signal comes back as a rising one")
PYTHON
