#!/bin/sh
# Elephant's discretise_spiketimes rounds times down to a grid. It divides in floating point
# first, so that times that lie on the grid already, as a simulator writes them, often fall one
# sample earlier.
# For someone who moves data: a third of the spikes of a simulation is shifted by a step, and
# two spikes can land on one sample.
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
from elephant.conversion import discretise_spiketimes

times = np.arange(1, 31) * 0.1
train = neo.SpikeTrain(times * pq.ms, t_stop=4.0 * pq.ms)
result = discretise_spiketimes(train, 10 * pq.kHz).rescale("ms").magnitude
steps = np.rint(result / 0.1).astype(int)
moved = np.flatnonzero(steps != np.arange(1, 31)) + 1
print("elephant", elephant.__version__)
print("expected: thirty spikes at 0.1, 0.2, ... 3.0 ms stay where they are at a sampling rate of 10 kHz")
print("seen:     ", len(moved), "move one sample earlier: those of samples", moved.tolist())
assert moved.tolist() == [5, 9, 10, 13, 15, 18, 20, 21, 25, 26, 30]
assert (steps[moved - 1] == moved - 1).all()
assert len(set(steps.tolist())) == 22
print("ok: spikes on the grid are moved by a sample")
PYTHON
