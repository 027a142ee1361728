#!/bin/sh
# Norse's reader of NIR graphs has no leaky integrator, no delay and no average pool. It leaves such
# a node out and joins its neighbours: what comes in goes out. Nothing is raised, logged or printed.
# For someone who moves a network: the read-out, or every delay, is gone, and the network runs.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile 'torch==2.13.0' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'nir==1.0.8' 'nirtorch==2.6' 'numpy==2.4.6' 'h5py==3.16.0' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile --no-deps 'norse==1.1.0' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import logging
from importlib.metadata import version

import nir
import numpy as np
import torch
from norse.torch import from_nir

messages = []
handler = logging.Handler()
handler.emit = messages.append
logging.getLogger().addHandler(handler)


def outputs(node, dt=1e-3):
    """Return what Norse makes of an input of 1, 0, 0, 0, 0 through a weight of 1 and a node."""
    graph = nir.NIRGraph.from_list(nir.Affine(np.ones((1, 1)), np.zeros(1)), node)
    network, state, rows = from_nir(graph, dt=dt), None, []
    for x in (1.0, 0.0, 0.0, 0.0, 0.0):
        y, state = network(torch.tensor([[x]]), state)
        rows.append(float(y.detach().squeeze()))
    return rows


one = np.ones(1)
leaky = outputs(nir.LI(tau=0.002 * one, r=one, v_leak=0 * one))
late = outputs(nir.Delay(0.002 * one))
print("Norse", version("norse"), "nir", version("nir"))
print("expected: a leaky integrator gives 0.5, 0.25, 0.125 ...; a delay of 2 steps 0, 0, 1, 0, 0")
print("seen:     leaky integrator", leaky)
print("seen:     delay           ", late)
assert leaky == [1.0, 0.0, 0.0, 0.0, 0.0]
assert late == [1.0, 0.0, 0.0, 0.0, 0.0]
assert not messages
print("ok: nodes that Norse does not know are left out")
PYTHON
