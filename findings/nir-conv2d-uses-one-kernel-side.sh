#!/bin/sh
# nir.Conv2d works out the shape of its output, and uses the kernel's height for both axes. With a
# kernel that is not square the shape is wrong, and a graph with the right shape behind it is
# refused. Grouped convolutions have a wrong shape at the input instead.
# For someone who moves a network: check the shapes of layers with such kernels, or pad them.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'nir==1.0.8' 'numpy==2.4.6' 'h5py==3.16.0' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import nir
import numpy as np


def conv(weight, groups=1):
    """Return a convolution of an 8 x 8 image without padding."""
    bias = np.zeros(len(weight))
    return nir.Conv2d(input_shape=(8, 8), weight=weight, stride=1, padding=0, dilation=1, groups=groups, bias=bias)


wide = conv(np.ones((2, 1, 3, 5)))
depthwise = conv(np.ones((4, 1, 3, 3)), groups=4)


def buildable(shape):
    """Return whether the wide convolution may feed an output of this shape."""
    nodes = {
        "input": nir.Input({"input": np.array([1, 8, 8])}),
        "conv": conv(np.ones((2, 1, 3, 5))),
        "output": nir.Output({"output": np.array(shape)}),
    }
    try:
        nir.NIRGraph(nodes=nodes, edges=[("input", "conv"), ("conv", "output")])
    except ValueError:
        return False
    return True


print("nir", version("nir"))
print("expected: 8 x 8 with a kernel of 3 x 5 gives 2 x 6 x 4; a depthwise layer of 4 takes 4 x 8 x 8")
print("seen:     output", wide.output_type["output"], "- input of the depthwise layer", depthwise.input_type["input"])
print("seen:     a graph with 2 x 6 x 4 behind it:", buildable((2, 6, 4)), "- with 2 x 6 x 6:", buildable((2, 6, 6)))
assert wide.output_type["output"].tolist() == [2, 6, 6]
assert depthwise.input_type["input"].tolist() == [1, 8, 8]
assert not buildable((2, 6, 4))
assert buildable((2, 6, 6))
print("ok: the width of a kernel is taken to be its height")
PYTHON
