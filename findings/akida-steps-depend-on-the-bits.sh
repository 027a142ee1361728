#!/bin/sh
# Akida turns a potential into an output of 1, 2 or 4 bits, by a threshold and `act_step`. The real
# step is act_step times 16 and divided by the number of levels: with 2 bits it is four times as
# wide as `act_step` says. Potentials are rounded up, so that anything above the threshold gives 1.
# For someone who moves a network: a scale that is right with 4 bits is wrong with 2, and
# rounding to the nearest or downwards is off by one level almost everywhere.
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


def levels(bits, step):
    """Return the outputs for the potentials 0 to 12; the threshold is 0."""
    model = akida.Model(
        [
            akida.InputData((1, 1, 1), input_bits=4),
            akida.FullyConnected(units=1, weights_bits=4, act_bits=bits, name="fc"),
        ]
    )
    variables = model.get_layer("fc").variables
    variables["weights"] = np.ones((1, 1, 1, 1), np.int8)
    variables["threshold"] = np.zeros(1, np.int32)
    variables["act_step"] = np.full(1, step, np.float32)
    potentials = np.arange(13, dtype=np.uint8).reshape(-1, 1, 1, 1)
    return model.forward(potentials).ravel().tolist()


print("akida", akida.__version__)
print("expected: act_step 2: the output grows by 1 each time the potential grows by 2, up to 3 or 15")
seen = {bits: levels(bits, 2.0) for bits in (2, 4)}
for bits, values in seen.items():
    print(f"seen:     {bits} bits, potentials 0 to 12: {values}")
assert seen[2] == [0] + 8 * [1] + 4 * [2]
assert seen[4] == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
assert levels(2, 1.0) == [0] + 4 * [1] + 4 * [2] + 4 * [3]
print("ok: with 2 bits the step is four times act_step, and potentials are rounded up")
PYTHON
