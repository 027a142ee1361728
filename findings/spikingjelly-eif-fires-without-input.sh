#!/bin/sh
# The exponential integrate-and-fire neuron of SpikingJelly, with the values it has by default, is a
# pacemaker: without any input it spikes every 8 steps. At its v_rest of 0 the exponential current
# outweighs the leak, so this potential is no rest, and there is none.
# For someone who trains: silence cannot be learned, and rates have a floor of 1/8. Lower delta_T or
# raise theta_rh.
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


def spikes(node):
    """Return the steps with a spike in 40 steps without input."""
    return [step for step in range(40) if node(torch.zeros(1)).item()]


default, sharp = spikes(neuron.EIFNode()), spikes(neuron.EIFNode(delta_T=0.5))
others = [spikes(kind()) for kind in (neuron.LIFNode, neuron.QIFNode, neuron.IzhikevichNode)]
print("SpikingJelly", version("spikingjelly"), "PyTorch", torch.__version__)
print("expected: a neuron at v_rest that gets nothing stays silent")
print("seen:     EIFNode():", default, " EIFNode(delta_T=0.5):", sharp)
print("seen:     LIFNode, QIFNode, IzhikevichNode:", others)
assert default == [7, 15, 23, 31, 39]
assert sharp == []
assert others == [[], [], []]
print("ok: the default EIFNode fires without input")
PYTHON
