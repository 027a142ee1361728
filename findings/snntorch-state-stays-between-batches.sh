#!/bin/sh
# A Leaky neuron of snnTorch with init_hidden=True starts its second batch with the membrane
# potential in which the first one ended, unless the second batch has another size: then it starts
# at 0. Neither is announced.
# For someone who evaluates: predictions depend on the batches that came before, except for the
# last, smaller one. Call snntorch.utils.reset(net) before each batch.
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

neuron = snntorch.Leaky(beta=0.5, init_hidden=True, output=True)


def potential(samples):
    """Return the membrane potential of the first sample after one step with input 0.4."""
    _, membrane = neuron(torch.full((samples, 1), 0.4))
    return round(membrane[0].item(), 3)


sizes = [2, 2, 3, 3, 2]
seen = [potential(samples) for samples in sizes]
print("snnTorch", snntorch.__version__, "PyTorch", torch.__version__)
print("expected: every batch starts from 0, or every batch goes on, or another size is refused")
print("seen:     batches of", sizes, "end at", seen)
assert seen == [0.4, 0.6, 0.4, 0.6, 0.4]
print("ok: a batch of the same size goes on, a batch of another size starts afresh")
PYTHON
