#!/bin/sh
# snnTorch's sigmoid surrogate divides one overflowing exponential by the square of another. In
# float32 and with its own slope of 25, that is 0/0 for every neuron more than 3.42 below its
# threshold, and the gradient is NaN where it should be 0. Adam or SGD then writes NaN into all
# weights of that neuron.
# For someone who trains: strong inhibition is enough, no large learning rate is needed. Take
# fast_sigmoid or atan, or a smaller slope.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile 'torch==2.13.0' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'snntorch==1.0.0' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import math

import snntorch
import torch
from snntorch import surrogate


def gradient(below, spike):
    """Return the surrogate gradient of a neuron that is so far below its threshold."""
    distance = torch.tensor(-float(below), requires_grad=True)
    spike(distance).backward()
    return distance.grad.item()


def trained(weight):
    """Return the weight after one step of SGD; the input is 1, the loss is the spike."""
    layer = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.constant_(layer.weight, weight)
    neuron = snntorch.Leaky(beta=0.9, spike_grad=surrogate.sigmoid())
    spikes, _ = neuron(layer(torch.ones(1, 1)))
    spikes.sum().backward()
    torch.optim.SGD(layer.parameters(), lr=0.01).step()
    return layer.weight.item()


sigmoid = [gradient(below, surrogate.sigmoid()) for below in (1, 3, 3.4, 3.5, 10)]
fast = [gradient(below, surrogate.fast_sigmoid()) for below in (1, 3, 3.4, 3.5, 10)]
gentle, strong = trained(-2.0), trained(-3.0)
print("snnTorch", snntorch.__version__, "PyTorch", torch.__version__)
print("expected: the gradient fades to 0 below the threshold")
print("seen:     sigmoid, 1, 3, 3.4, 3.5 and 10 below:", sigmoid)
print("seen:     fast_sigmoid:                        ", [round(value, 5) for value in fast])
print("seen:     weights -2 and -3 after a step:      ", [gentle, strong])
assert 0 < sigmoid[0] < 1e-8
assert 0 <= sigmoid[2] < 1e-8
assert math.isnan(sigmoid[3])
assert math.isnan(sigmoid[4])
assert all(0 < value < 0.01 for value in fast)
assert gentle == -2.0
assert math.isnan(strong)
print("ok: the gradient of a strongly inhibited neuron is NaN")
PYTHON
