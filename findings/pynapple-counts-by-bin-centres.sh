#!/bin/sh
# pynapple's count keeps a bin if the bin's centre lies within the recording. With some widths the
# end of the recording is in no bin, and its spikes are lost; with others the last bin reaches
# beyond the end and counts as a whole one.
# For someone who moves data: the sum of the counts is not the number of spikes, and depends on
# the width of the bins.
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
import numpy as np
import pynapple as nap

train = nap.Ts(t=np.arange(6.0), time_support=nap.IntervalSet(0.0, 5.0))
bins = {width: train.count(width) for width in (1.0, 1.5, 2.0, 3.0)}
seen = {width: int(counts.values.sum()) for width, counts in bins.items()}
ends = {width: float(counts.t[-1] + width / 2) for width, counts in bins.items()}
print("pynapple", nap.__version__)
print("expected: six spikes, at 0, 1, ... 5 s, in a recording from 0 to 5 s, are six for all widths")
for width, counts in seen.items():
    print(f"seen:     width {width} s: {counts} spikes, bins end at {ends[width]} s")
assert seen == {1.0: 5, 1.5: 5, 2.0: 6, 3.0: 6}
assert ends == {1.0: 5.0, 1.5: 4.5, 2.0: 6.0, 3.0: 6.0}
print("ok: the number of spikes in the bins depends on the width")
PYTHON
