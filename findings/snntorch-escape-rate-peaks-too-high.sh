#!/bin/sh
# The gradient of snnTorch's spike_rate_escape surrogate has its peak where the membrane potential
# is 1 above the threshold: the threshold is subtracted twice. At the threshold itself it is down
# to 0.37 of the peak.
# For someone who trains: most is learned from neurons that overshoot by far, and a third of it
# from those that just reach the threshold, whose spikes hang in the balance.
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


def peak(threshold, spike):
    """Return the input with the largest gradient of the spike, and that gradient at threshold."""
    inputs = torch.arange(0.0, 5.0, 0.125).reshape(-1, 1).requires_grad_()
    spikes, _ = snntorch.Leaky(beta=0.9, threshold=threshold, spike_grad=spike)(
        inputs, torch.zeros(len(inputs), 1)
    )
    (gradient,) = torch.autograd.grad(spikes.sum(), inputs)
    gradient = gradient.ravel() / gradient.max()
    at = inputs.detach().ravel()
    return at[gradient.argmax()].item(), round(gradient[at == threshold].item(), 3)


print("snnTorch", snntorch.__version__, "PyTorch", torch.__version__)
print("expected: the gradient is largest where the potential is at the threshold")
for threshold in (0.5, 1.0, 2.0):
    place, share = peak(threshold, surrogate.spike_rate_escape(beta=1, slope=25))
    print(f"seen:     threshold {threshold}: peak at {place}, at the threshold {share} of it")
    assert place == threshold + 1
    assert share == 0.368
    assert peak(threshold, surrogate.atan()) == (threshold, 1.0)
print("ok: the gradient of spike_rate_escape peaks 1 above the threshold")
PYTHON
