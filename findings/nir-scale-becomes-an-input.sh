#!/bin/sh
# A NIR graph adds inputs and outputs by itself wherever a node has no predecessor or successor.
# A Scale node that is meant as a constant bias thus grows an input of its own, and the graph
# then wants two inputs. Nothing is printed.
# For someone who moves a network: a bias belongs into Affine or into v_leak, and the inputs of
# a graph that was built need to be counted.
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

one = np.ones(3)
nodes = {
    "input": nir.Input({"input": np.array([2])}),
    "fc": nir.Linear(np.ones((3, 2))),
    "bias": nir.Scale(one),
    "lif": nir.LIF(tau=0.02 * one, r=one, v_leak=0 * one, v_threshold=one),
    "output": nir.Output({"output": np.array([3])}),
}
edges = [("input", "fc"), ("fc", "lif"), ("bias", "lif"), ("lif", "output")]
graph = nir.NIRGraph(nodes=dict(nodes), edges=list(edges))
inputs = [name for name, node in graph.nodes.items() if isinstance(node, nir.Input)]

print("nir", version("nir"))
print("expected: the graph has the five nodes that were given, or is refused")
print("seen:     nodes", list(graph.nodes))
print("seen:     new edges", [edge for edge in graph.edges if edge not in edges])
assert inputs == ["input", "input_bias"]
assert [edge for edge in graph.edges if edge not in edges] == [("input_bias", "bias")]
print("ok: a node without an input gets one that nobody asked for")
PYTHON
