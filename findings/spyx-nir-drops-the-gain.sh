#!/bin/sh
# A LIF in a NIR graph obeys tau dv/dt = v_leak - v + r I. In steps of dt an input is thus
# multiplied by r dt / tau. Spyx takes over tau and the threshold, and adds the input as it is.
# Thus r and v_leak have no effect, and with tau = 20 ms and dt = 1 ms all inputs are 20 times too
# strong. Nothing is printed.
# For someone who moves a network: a neuron that can never fire fires at 450 Hz.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'spyx==1.0.0' 'nir==1.0.8' 'jax==0.10.2' 'flax==0.12.8' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import nir
import numpy as np
import spyx.nir

one = np.ones(1, np.float32)


def spikes(current, **changes):
    """Return the number of spikes in 100 ms of a neuron that gets a constant current."""
    lif = {"tau": 0.02 * one, "r": one, "v_leak": 0 * one, "v_threshold": one} | changes
    graph = nir.NIRGraph(
        nodes={
            "input": nir.Input({"input": np.array([1])}),
            "fc": nir.Linear(np.ones((1, 1), np.float32)),
            "lif": nir.LIF(**lif),
            "output": nir.Output({"output": np.array([1])}),
        },
        edges=[("input", "fc"), ("fc", "lif"), ("lif", "output")],
    )
    _, out = spyx.nir.from_nir(graph, np.full((100, 1, 1), current, np.float32), dt=1e-3)
    return int(np.asarray(out).sum())


seen = {
    "r = 1, input 0.5, the potential tends to 0.5": spikes(0.5),
    "r = 0.001, the potential tends to 0.0005": spikes(0.5, r=0.001 * one),
    "v_leak = 2 and no input, the potential tends to 2": spikes(0.0, v_leak=2 * one),
}
print("spyx", version("spyx"), "- nir", version("nir"))
print("expected: with a threshold of 1: 0, 0 and several spikes in 100 ms")
for name, count in seen.items():
    print(f"seen:     {name}: {count} spikes")
assert list(seen.values()) == [45, 45, 0]
print("ok: gain and leak potential of a NIR graph do nothing")
PYTHON
