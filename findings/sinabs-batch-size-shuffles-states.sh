#!/bin/sh
# If a batch has another size than the one before, sinabs fills its states at random, with repeats,
# from the states of the old batch. It neither sets them to 0 nor refuses. Each kind of state is
# drawn anew: a neuron can get the membrane potential of one sample and the synaptic current of
# another.
# For someone who evaluates: the last, smaller batch starts from other samples' states, and the
# result depends on the seed of torch. Call reset_states before each batch.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile 'torch==2.13.0' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile --no-deps \
    'sinabs==3.1.3' 'nirtorch==2.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'nir==1.0.4' 'numpy==2.4.6' 'h5py==3.16.0' 'pbr==7.1.3' 'matplotlib==3.11.2' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import math
from importlib.metadata import version

import sinabs.layers
import torch


LEAK, DECAY = math.exp(-1 / 20), math.exp(-1 / 10)


def sources(seed):
    """Return from which of the samples 1 to 4 the states of the next 8 samples come.

    A batch of 4 gets the inputs 1 to 4, the batch of 8 gets nothing. What the step itself does to
    the states is undone: current *= DECAY, potential += (1 - LEAK) * (current - potential).
    """
    torch.manual_seed(seed)
    layer = sinabs.layers.LIF(tau_mem=20.0, tau_syn=10.0, spike_threshold=torch.tensor(1e9))
    layer(torch.tensor([1.0, 2.0, 3.0, 4.0]).reshape(4, 1, 1))
    unit = layer.v_mem[0].item(), layer.i_syn[0].item()
    layer(torch.zeros(8, 1, 1))
    current, potential = layer.i_syn.detach().ravel(), layer.v_mem.detach().ravel()
    potential = (potential - (1 - LEAK) * current) / LEAK / unit[0]
    current = current / DECAY / unit[1]
    assert torch.allclose(potential, potential.round(), atol=1e-4)
    assert torch.allclose(current, current.round(), atol=1e-4)
    return potential.round().int().tolist(), current.round().int().tolist()


first, again, other = sources(0), sources(0), sources(1)
print("sinabs", version("sinabs"), "PyTorch", torch.__version__)
print("expected: 8 samples after a batch of 4 start at 0, or the batch is refused")
print("seen:     potentials come from samples", first[0])
print("seen:     currents come from samples  ", first[1])
print("seen:     with another seed           ", other[0])
assert first == again != other
for drawn in (*first, *other):
    assert len(drawn) == 8
    assert set(drawn) <= {1, 2, 3, 4}
assert first[0] != first[1]
print("ok: states of a batch of another size are drawn at random from the batch before")
PYTHON
