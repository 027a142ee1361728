#!/bin/sh
# In Nengo synapse=None means no filter. synapse=0 looks the same, yet it is a filter with a time
# constant of 0, and a filter delays by one step. Probes do so as well.
# For someone who moves a network: a 0 in a table of time constants shifts a signal by a step.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'nengo==4.1.0' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import nengo
import numpy as np


def signal(synapse):
    """Return what a node receives that is fed with the time in ms, and what a probe reads."""
    with nengo.Network() as network:
        clock = nengo.Node(lambda t: round(1000 * t))
        node = nengo.Node(size_in=1)
        nengo.Connection(clock, node, synapse=synapse)
        received = nengo.Probe(node)
        probed = nengo.Probe(clock, synapse=synapse)
    with nengo.Simulator(network, progress_bar=False) as simulator:
        simulator.run(0.005)
    return np.ravel(simulator.data[received]).tolist(), np.ravel(simulator.data[probed]).tolist()


none, zero = signal(None), signal(0)
print("Nengo", nengo.__version__)
print("expected: synapse=None and synapse=0 let a signal through in the same step")
print("seen:     None: connection", none[0], "probe", none[1])
print("seen:     0:    connection", zero[0], "probe", zero[1])
assert none == ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])
assert zero == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4])
print("ok: a synapse of 0 delays by one step, None does not")
PYTHON
