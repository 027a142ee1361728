#!/bin/sh
# Norse's neurons take an `alpha`, 100 by default, for the surrogate gradient. In the default method
# "super" it does nothing at all: the gradient is 1 / (1 + |v - v_th|)^2 for every alpha. In
# "triangle" the same number is the height, in "circ" the width, in "tanh" the steepness.
# For someone who trains: a search over alpha compares equal networks, and whoever only changes the
# method to "triangle" gets gradients that are 100 times as large at the threshold.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile 'torch==2.13.0' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile --no-deps \
    'norse==1.1.0' 'numpy==2.4.6' 'nir==1.0.8' 'nirtorch==2.6' 'h5py==3.16.0' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import torch
from norse.torch import LIFBoxCell, LIFBoxParameters


def gradient(method, alpha, distance):
    """Return d(spike)/d(potential) of a neuron that is this far above its threshold."""
    parameters = LIFBoxParameters(method=method, alpha=torch.tensor(alpha))
    current = torch.tensor([[10.0 * (1.0 + distance)]], requires_grad=True)
    spike, _ = LIFBoxCell(parameters, dt=0.001)(current)
    (slope,) = torch.autograd.grad(spike.sum(), current)
    return round(10 * slope.item(), 3)


print("Norse", version("norse"), "PyTorch", torch.__version__)
print("expected: a larger alpha makes the surrogate gradient narrower")
seen = {}
for method in ("super", "triangle", "circ", "tanh"):
    for alpha in (1.0, 100.0):
        seen[method, alpha] = [gradient(method, alpha, distance) for distance in (0.001, 0.5, 1.5)]
        print(f"seen:     {method:8} alpha {alpha:5}: 0.001, 0.5, 1.5 above", seen[method, alpha])
assert seen["super", 1.0] == seen["super", 100.0] == [0.998, 0.444, 0.16]
assert seen["triangle", 1.0] == [0.999, 0.5, 0.0]
assert seen["triangle", 100.0] == [99.9, 50.0, 0.0]
assert seen["circ", 1.0][2] < 0.2
assert seen["circ", 100.0][2] > 0.999
assert seen["tanh", 100.0][1] < 0.001 < 0.5 < seen["tanh", 1.0][1]
print("ok: alpha does nothing in the default method, and is height, width or steepness in others")
PYTHON
