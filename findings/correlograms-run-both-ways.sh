#!/bin/sh
# Neuron B fires 2 ms after neuron A. Elephant's cross_correlation_histogram(A, B) has its peak at
# +2 ms, the time of the second minus that of the first. SpikeInterface's correlogram [A, B] has it at
# -2 ms: the first minus the second.
# For someone who moves data: the direction of a connection turns round with the library, and a
# synapse seems to act before its spike.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'elephant==1.2.1' 'neo==0.14.6' 'quantities==0.16.4' 'spikeinterface==0.105.3' \
    'numba==0.68.1' 'numpy==2.4.6' 'scipy==1.17.1' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import warnings
from importlib.metadata import version

import neo
import numpy as np
import quantities as pq

warnings.simplefilter("ignore")
from elephant.conversion import BinnedSpikeTrain
from elephant.spike_train_correlation import cross_correlation_histogram
from spikeinterface.core import NumpySorting
from spikeinterface.postprocessing import compute_correlograms

FIRST = np.arange(50, 1000, 50)  # ms
SECOND = FIRST + 2

trains = [
    BinnedSpikeTrain(neo.SpikeTrain(times * pq.ms, t_stop=1000 * pq.ms), bin_size=1 * pq.ms)
    for times in (FIRST.astype(float), SECOND.astype(float))
]
histogram, lags = cross_correlation_histogram(*trains, window=[-5, 5])
elephant = int(lags[np.argmax(histogram.magnitude.ravel())])

sorting = NumpySorting.from_unit_dict({"A": FIRST * 10, "B": SECOND * 10}, 10_000.0)
correlograms, edges = compute_correlograms(sorting, window_ms=11.0, bin_ms=1.0)
bin_of = {name: int(np.argmax(correlograms[name])) for name in ((0, 1), (1, 0))}
there, back = (edges[bin_of[name] :][:2].tolist() for name in ((0, 1), (1, 0)))

print("Elephant", version("elephant"), "SpikeInterface", version("spikeinterface"))
print("expected: one sign for the lag of B behind A in both")
print("seen:     Elephant (A, B): peak at lag", elephant, "ms")
print("seen:     SpikeInterface [A, B]: peak in the bin", there, "ms, [B, A]:", back, "ms")
assert elephant == 2
assert there == [-2.0, -1.0]
assert back == [2.0, 3.0]
print("ok: the lag of the second neuron is positive in Elephant, negative in SpikeInterface")
PYTHON
