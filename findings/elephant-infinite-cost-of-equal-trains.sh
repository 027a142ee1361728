#!/bin/sh
# In the Victor-Purpura distance an infinite cost means that only coincident spikes match, so that
# equal trains are at distance 0. Elephant returns the number of all spikes there, even for a
# train and itself; any finite cost, however large, gives 0.
# For someone who moves data: the limit that serves as a check for coincidences ranks identical
# trains as the most distant ones.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'elephant==1.2.1' 'neo==0.14.6' 'quantities==0.16.4' 'numpy==2.4.6' 'scipy==1.17.1' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import elephant
import neo
import numpy as np
import quantities as pq
from elephant.spike_train_dissimilarity import victor_purpura_distance

train = neo.SpikeTrain([10.0, 20.0, 30.0] * pq.ms, t_stop=100.0 * pq.ms)
finite = victor_purpura_distance([train, train], cost_factor=1e12 * pq.Hz)
infinite = victor_purpura_distance([train, train], cost_factor=np.inf * pq.Hz)
print("elephant", elephant.__version__)
print("expected: the distance of a train from itself is 0 for every cost")
print("seen:     cost 1e12 Hz:", np.round(finite, 9).tolist(), "- infinite:", infinite.tolist())
assert np.allclose(finite, 0.0, atol=1e-9)
assert np.array_equal(infinite, np.full((2, 2), 6.0))
print("ok: with an infinite cost equal trains are six spikes apart")
PYTHON
