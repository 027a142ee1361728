#!/bin/sh
# A NIR file does not keep the order of the nodes: they come back in alphabetical order, with the
# numbered names of from_list sorted as text, so that layer 10 follows layer 1. Edges keep theirs.
# For someone who moves a network: follow the edges. An importer that takes the nodes one after
# the other works on small examples and builds another network from twelve layers.
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

layers = [nir.Linear(np.eye(2) * k) for k in range(12)]
graph = nir.NIRGraph.from_list(layers)
nir.write("graph.nir", graph)
again = nir.read("graph.nir")
before = [name for name in graph.nodes if name.startswith("linear")]
after = [name for name in again.nodes if name.startswith("linear")]
gains = [float(again.nodes[name].weight[0, 0]) for name in after]

print("nir", version("nir"))
print("expected: the layers are read in the order in which they were written, with gains 0, 1, 2, ...")
print("seen:     names", after)
print("seen:     gains", gains)
assert [float(graph.nodes[name].weight[0, 0]) for name in before] == list(range(12))
assert gains == [0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9]
assert again.edges == graph.edges
print("ok: nodes come back sorted by name, edges as they were written")
PYTHON
