#!/bin/sh
# Rockpool's torch modules keep one state, that of the first sample of a batch. All samples of the
# next batch start from it, whatever they were themselves. The states of the others are dropped.
# For someone who evaluates or feeds long recordings in pieces: only the first recording of a batch
# goes on, the rest jump to its state, and the order of samples changes the result. Call reset_state,
# or keep the batch at one.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile 'torch==2.13.0' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile --no-deps \
    'rockpool==3.1.0' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'numpy==2.4.6' 'scipy==1.17.1' 'tqdm==4.70.1' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import torch
from rockpool.nn.modules import LIFTorch


def potentials(inputs):
    """Return the potentials after a batch of 5 steps, and one step later in a second batch.

    The first step of the first batch has one input for each sample; then there is none.
    """
    module = LIFTorch((1, 1), tau_mem=0.02, tau_syn=0.01, threshold=1e9, dt=0.001)
    first = torch.zeros(len(inputs), 5, 1)
    first[:, 0, 0] = torch.tensor(inputs)
    _, _, before = module(first, record=True)
    _, _, after = module(torch.zeros(len(inputs), 1, 1), record=True)
    return [
        [round(value, 2) for value in record["vmem"][:, -1].ravel().tolist()]
        for record in (before, after)
    ]


rising, falling = potentials([1.0, 2.0, 3.0]), potentials([3.0, 2.0, 1.0])
print("Rockpool", version("rockpool"), "PyTorch", torch.__version__)
print("expected: each sample goes on from its own state, or all start at 0")
for name, (before, after) in (("1, 2, 3", rising), ("3, 2, 1", falling)):
    print(f"seen:     inputs {name}: at the end of a batch {before}, in the next {after}")
assert rising == [[3.36, 6.72, 10.08], [3.74, 3.74, 3.74]]
assert falling == [[10.08, 6.72, 3.36], [11.23, 11.23, 11.23]]
print("ok: every sample of a batch starts from the state of the first sample of the last one")
PYTHON
