#!/bin/sh
# The triangular surrogate of snnTorch is no triangle. Its gradient is +1 everywhere below the
# threshold and -1 everywhere above: the slope of a triangle, not its height.
# For someone who trains: a neuron that fires too much is pushed to fire more, because its gradient
# has the wrong sign as long as it is above the threshold. Nothing fades with the distance either.
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
import snntorch
import torch
from snntorch import surrogate


def gradients(spike, distances):
    """Return the surrogate gradient at membrane potential minus threshold."""
    distance = torch.tensor(distances, requires_grad=True)
    spike(distance).sum().backward()
    return distance.grad.tolist()


def descend(spike):
    """Return the weights while gradient descent wants a neuron silent; its input is 1."""
    weight = torch.tensor([[1.5]], requires_grad=True)
    weights = []
    for _ in range(6):
        weights.append(round(weight.item(), 2))
        neuron = snntorch.Leaky(beta=0.9, spike_grad=spike)
        spikes, _ = neuron(weight)
        (gradient,) = torch.autograd.grad((spikes**2).sum(), weight)
        weight = (weight - 0.1 * gradient).detach().requires_grad_()
    return weights


distances = [-10.0, -1.0, -0.1, 0.1, 1.0, 10.0]
triangular = gradients(surrogate.triangular(), distances)
away, towards = descend(surrogate.triangular()), descend(surrogate.fast_sigmoid(slope=1))
print("snnTorch", snntorch.__version__, "PyTorch", torch.__version__)
print("expected: a gradient that is highest at the threshold, fades, and is never negative")
print("seen:     at", distances, triangular)
print("seen:     weights while the neuron learns to be silent:", away)
print("seen:     the same with fast_sigmoid:                  ", towards)
assert triangular == [1.0, 1.0, 1.0, -1.0, -1.0, -1.0]
assert away == [1.5, 1.7, 1.9, 2.1, 2.3, 2.5]
assert towards == sorted(towards, reverse=True)
assert towards[-1] < 1.0
print("ok: the triangular gradient is negative above the threshold, and descent climbs")
PYTHON
