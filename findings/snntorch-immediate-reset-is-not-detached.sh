#!/bin/sh
# Whether the gradient of snnTorch's Leaky flows through the reset depends on an option about
# something else. By default (reset_delay=True) the reset is cut from the graph. With
# reset_delay=False, which only promises the reset one step earlier, it is not, and the surrogate
# gradient enters a second time with a minus sign.
# For someone who trains or compares frameworks: the same network gets other gradients, even of
# another sign, although the option sounds as if only spike times could change.
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


def slope(potential, **options):
    """Return d(membrane potential)/d(input) one step after an input, the second input being 0."""
    neuron = snntorch.Leaky(beta=0.9, spike_grad=surrogate.atan(), **options)
    current = torch.tensor([[potential]], requires_grad=True)
    _, membrane = neuron(current, torch.zeros(1, 1))
    _, membrane = neuron(torch.zeros(1, 1), membrane)
    return round(torch.autograd.grad(membrane.sum(), current)[0].item(), 3)


seen = {
    (mechanism, delay): [
        slope(potential, reset_mechanism=mechanism, reset_delay=delay) for potential in (0.9, 1.5)
    ]
    for mechanism in ("subtract", "zero")
    for delay in (True, False)
}
print("snnTorch", snntorch.__version__, "PyTorch", torch.__version__)
print("expected: reset_delay moves the reset by a step and leaves open what the gradient does")
for (mechanism, delay), values in seen.items():
    print(f"seen:     {mechanism}, reset_delay={delay}: gradient without, with a spike {values}")
assert seen["subtract", True] == [0.9, 0.9]
assert seen["zero", True] == [0.9, 0.0]
assert seen["subtract", False] == [0.021, 0.48]
assert seen["zero", False] == [0.066, -0.389]
print("ok: the reset is detached with reset_delay=True and not with reset_delay=False")
PYTHON
