#!/bin/sh
# Norse's reader of NIR graphs gives the leak potential v_leak of a CubaLIF to the neuron, and once
# more to its synapse, as the value that the synaptic current decays to. The current then never
# ceases, and a neuron without any input fires.
# For someone who moves a network: write v_leak = 0, and count potentials from rest.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile 'torch==2.13.0' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'nir==1.0.8' 'nirtorch==2.6' 'numpy==2.4.6' 'h5py==3.16.0' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile --no-deps 'norse==1.1.0' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import nir
import numpy as np
import torch
from norse.torch import from_nir

one = np.ones(1)
node = nir.CubaLIF(
    tau_syn=0.005 * one, tau_mem=0.01 * one, r=one, v_leak=0.8 * one, v_threshold=one
)
graph = nir.NIRGraph.from_list(node)
network, state, spikes = from_nir(graph, dt=1e-3), None, 0
for _ in range(200):
    z, state = network(torch.zeros(1, 1), state)
    spikes += int(z.sum())
print("Norse", version("norse"), "nir", version("nir"))
print("expected: no input and a leak potential of 0.8, below the threshold of 1: no spike")
print("seen:     spikes in 200 ms", spikes)
assert spikes >= 5
print("ok: the leak potential flows in through the synapse, too")
PYTHON
