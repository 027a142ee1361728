#!/bin/sh
# SpikingJelly counts synaptic operations only if every number that goes into a layer is 0 or 1. One
# spike of value 2 anywhere in the batch, and the layer has no synaptic operations at all. All its
# multiplications count as if it were dense, the silent inputs and the other samples included. Its
# own multi-level neuron ILIFNode makes such spikes.
# For someone who estimates energy: the number of synaptic operations jumps to 0 as activity grows.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile 'torch==2.13.0' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'numpy==2.4.6' 'tqdm==4.70.1' 'loguru==0.7.3' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile --no-deps \
    'spikingjelly==2.0.0' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import torch
from spikingjelly.activation_based import neuron
from spikingjelly.activation_based.op_counter import (
    DispatchCounterMode,
    MACCounter,
    SynOpCounter,
)

torch.manual_seed(0)
layer = torch.nn.Linear(100, 10, bias=False)


def counts(spikes):
    """Return the synaptic operations and the multiplications of the layer."""
    synops, macs = SynOpCounter(), MACCounter()
    with torch.no_grad(), DispatchCounterMode([synops, macs]):
        layer(spikes)
    return synops.get_total(), macs.get_total()


spikes = torch.zeros(8, 100)
spikes[:, :3] = 1.0
binary = counts(spikes)
spikes[0, 0] = 2.0
graded = counts(spikes)

drive = torch.zeros(8, 100)
drive[:, :3] = 1.2
once = counts(neuron.ILIFNode()(drive))
often = counts(neuron.ILIFNode()(2 * drive))
print("SpikingJelly", version("spikingjelly"), "PyTorch", torch.__version__)
print("expected: 24 spikes onto 10 neurons are 240 synaptic operations, a few more if one counts 2")
print("seen:     24 spikes of 1: (synops, macs)", binary)
print("seen:     one of them is 2:             ", graded)
print("seen:     ILIFNode, weak drive:         ", once, " twice the drive:", often)
assert binary == once == (240, 0)
assert graded == often == (0, 8000)
print("ok: one spike of 2 and all synaptic operations are gone")
PYTHON
