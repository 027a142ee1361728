#!/bin/sh
# snnTorch's mse_temporal_loss, as it is by default, gives one and the same loss for every class.
# The right neuron should spike at step 0 and the others, by off_target=-1, at the last step. What
# comes out wants all of them at step 0, whatever the label is. With off_target written as a
# number of a step the label counts.
# For someone who trains: the loss falls, and accuracy stays at chance.
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
import snntorch.functional as functional
import torch

STEPS = 10


def losses(times, **options):
    """Return the loss for each of the three labels; each neuron spikes once."""
    spikes = torch.zeros(STEPS, 1, len(times))
    for neuron, time in enumerate(times):
        spikes[time, 0, neuron] = 1.0
    loss = functional.mse_temporal_loss(**options)
    return [round(loss(spikes, torch.tensor([label])).item(), 3) for label in range(3)]


first = losses((0, 9, 9))
together = losses((0, 0, 0))
written = losses((0, 9, 9), off_target=9)
print("snnTorch", snntorch.__version__, "PyTorch", torch.__version__)
print("expected: neuron 0 at step 0 and the others at step 9 is a loss of 0 for label 0 alone")
print("seen:     default, spikes at 0, 9, 9: labels 0, 1, 2 give", first)
print("seen:     default, spikes at 0, 0, 0:", together)
print("seen:     off_target=9, spikes at 0, 9, 9:", written)
assert first == [0.54, 0.54, 0.54]
assert together == [0.0, 0.0, 0.0]
assert written[0] == 0.0
assert written[1] == written[2] == 0.54
print("ok: the default loss does not depend on the label")
PYTHON
