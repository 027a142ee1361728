#!/bin/sh
# Spikify's Poisson encoder has a seed with the default 0, and gives it to NumPy's global
# generator, not to one of its own. Each call makes the same spikes, and afterwards all of
# np.random starts again from 0, whatever was set before.
# For someone who encodes data: repeated trials are copies, and weights that are drawn between
# them are the same ones each time, in runs with different seeds as well.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'innuce-spikify==1.1.0' 'numpy==2.4.6' 'scipy==1.17.1' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import numpy as np
from spikify.encoders.rate import poisson

rate = np.full(1000, 0.2)


def trial(seed):
    """Return a train of spikes and the weights that are drawn after it."""
    np.random.seed(seed)
    train = poisson(rate, interval_length=10)
    return train, np.random.rand(3)


(one, first), (two, second) = trial(1), trial(2)
print("spikify", version("innuce-spikify"))
print("expected: other seeds of NumPy, other spikes and weights")
print("seen:     spikes are equal:", np.array_equal(one, two), "-", int(one.sum()), "spikes")
print("seen:     weights with seed 1:", first.round(4).tolist(), "- with seed 2:", second.round(4).tolist())
assert 100 < one.sum() < 300
assert np.array_equal(one, two)
assert np.array_equal(first, second)
print("ok: the encoder sets the seed of the whole program")
PYTHON
