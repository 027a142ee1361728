#!/bin/sh
# snnTorch reads a NIR neuron that integrates without a leak (IF) as one that loses a tenth of its
# potential in each step, and subtracts the threshold at a spike, where NIR has a reset to v_reset.
# The file says neither; nothing is printed about it.
# For someone who moves a converted network, whose neurons have no leak: weak inputs never fire.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile 'torch==2.13.0' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'nir==1.0.8' 'nirtorch==2.6' 'numpy==2.4.6' 'h5py==3.16.0' 'snntorch==1.0.0' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import nir
import numpy as np
import torch
from snntorch.import_nir import import_from_nir

graph = nir.NIRGraph.from_list(nir.IF(r=np.ones(1), v_threshold=np.ones(1)))
network, state, spikes = import_from_nir(graph), None, 0
cell = next(part for part in network.modules() if type(part).__name__ == "Leaky")
for _ in range(1000):
    y, state = network(torch.full((1, 1), 0.05), state)
    spikes += int((y[0] if isinstance(y, tuple) else y).sum())
print("snnTorch", version("snntorch"), "nir", version("nir"))
print("expected: 0.05 a step adds up to the threshold of 1 after some twenty steps: a spike")
print("seen:     spikes in 1000 steps", spikes, "beta", float(cell.beta), cell.reset_mechanism)
assert spikes == 0
assert abs(float(cell.beta) - 0.9) < 1e-6
assert cell.reset_mechanism == "subtract"
print("ok: a neuron without a leak becomes a leaky one")
PYTHON
