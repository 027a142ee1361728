#!/bin/sh
# Akida's images are height x width x channels. A FullyConnected layer over such an image has one
# row of weights for each value, in the order channel, column, row: the row changes fastest. That
# is neither the order of the image in memory nor that of channels-first libraries.
# For someone who moves weights: after `flatten`, weights of the right shape act on other pixels.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'akida==2.19.3' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import akida
import numpy as np

shape = (2, 3, 2)  # height, width, channels
model = akida.Model(
    [akida.InputData(shape), akida.FullyConnected(units=1, weights_bits=4, activation=False, name="fc")]
)
variables = model.get_layer("fc").variables
n = int(np.prod(shape))
seen = []
for row in range(n):
    weights = np.zeros((1, 1, n, 1), np.int8)
    weights[0, 0, row] = 1
    variables["weights"] = weights
    images = np.eye(n, dtype=np.uint8).reshape(n, *shape)
    seen.append(int(model.forward(images).ravel().argmax()))
places = np.arange(n).reshape(shape)
print("akida", akida.__version__)
print("expected: weight k belongs to value k of an image of 2 x 3 pixels with 2 channels")
print("seen:     weights 0, 1, ... belong to the values", seen)
print("seen:     as (row, column, channel):", [tuple(int(i) for i in np.unravel_index(k, shape)) for k in seen])
assert seen != list(range(n))
assert seen != places.transpose(2, 0, 1).ravel().tolist()
assert seen == places.transpose(2, 1, 0).ravel().tolist()
print("ok: weights run over channels, columns and rows, in this order")
PYTHON
