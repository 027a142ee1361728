#!/bin/sh
# snnTorch's Lapicque neuron turns a given beta into a time constant, -1 / log(beta), and then takes
# an Euler step with it. The potential is multiplied by 1 + log(beta) a step, not by beta: 0.89 for
# 0.9, 0.31 for 0.5, and below 1/e the sign alternates. From beta = 0.13 down it grows without
# bound. The attribute beta shows what was given.
# For someone who compares neurons: Lapicque(beta) is not Leaky(beta), not even up to the factor of
# the input, which is -log(beta) here.
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


def impulse(neuron):
    """Return the membrane potential in five steps, of which the first has an input of 1."""
    membrane, potentials = torch.zeros(1, 1), []
    for step in range(5):
        _, membrane = neuron(torch.full((1, 1), float(step == 0)), membrane)
        potentials.append(membrane.item())
    return potentials


print("snnTorch", snntorch.__version__, "PyTorch", torch.__version__)
print("expected: an input decays by beta a step")
for beta in (0.9, 0.5, 0.3, 0.1):
    neuron = snntorch.Lapicque(beta=beta, threshold=1e9)
    seen = impulse(neuron)
    print(f"seen:     beta {float(neuron.beta):.1f}:", [round(value, 4) for value in seen])
    assert math.isclose(float(neuron.beta), beta, rel_tol=1e-6)
    assert math.isclose(seen[0], -math.log(beta), rel_tol=1e-4)
    for before, after in zip(seen, seen[1:]):
        assert math.isclose(after / before, 1 + math.log(beta), rel_tol=1e-4)
leaky = impulse(snntorch.Leaky(beta=0.9, threshold=1e9))
print("seen:     Leaky, 0.9:", [round(value, 4) for value in leaky])
assert math.isclose(leaky[1] / leaky[0], 0.9, rel_tol=1e-5)
print("ok: Lapicque decays by 1 + log(beta), and diverges for small beta")
PYTHON
