#!/bin/sh
# NEST's stdp_synapse works out its weight only when a presynaptic spike passes. What
# GetConnections returns is the weight at the last such spike: all growth by later postsynaptic
# spikes is missing, however long ago they were. The simulation itself is right.
# For someone who stores weights at the end of a run: send one more presynaptic spike first,
# or the weights that are stored are not those that the network would use next.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'nest-simulator==3.10.0' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
PYNEST_QUIET=1 venv/bin/python -I - <<'PYTHON'
import math

import nest

nest.verbosity = nest.VerbosityLevel.ERROR


def run(pre, post, duration):
    """Return the weight that is read, and the weights with which spikes were delivered."""
    nest.ResetKernel()
    nest.resolution = 0.1
    recorder = nest.Create("weight_recorder")
    nest.CopyModel("stdp_synapse", "recorded", {"weight_recorder": recorder})
    source = nest.Create("parrot_neuron")
    target = nest.Create("iaf_psc_delta")
    for times, neuron, weight in ((pre, source, 1.0), (post, target, 1000.0)):
        generator = nest.Create("spike_generator", params={"spike_times": times})
        nest.Connect(generator, neuron, syn_spec={"weight": weight, "delay": 0.1})
    rule = {"lambda": 0.01, "Wmax": 100.0, "mu_plus": 0.0, "mu_minus": 0.0, "tau_plus": 20.0}
    nest.Connect(source, target, syn_spec={"synapse_model": "recorded", "weight": 10.0, "delay": 1.0, **rule})
    nest.Simulate(duration)
    return nest.GetConnections(source, target).weight, list(recorder.events["weights"])


# The delay of 1 ms counts as dendritic: 15 ms + 1 ms - 10 ms = 6 ms.
grown = 10.0 + math.exp(-6.0 / 20.0)
read, _ = run([10.0], [15.0], 409.0)
_, delivered = run([10.0, 410.0], [15.0], 420.0)
print("NEST", nest.__version__)
print(f"expected: 394 ms after the pair the weight that is read is {grown:.4f}")
print(f"seen:     it is {read:.4f}, and the next spike is delivered with {delivered[1]:.4f}")
assert read == 10.0
assert abs(delivered[1] - grown) < 1e-6
print("ok: a weight that is read lags behind by all growth since the last presynaptic spike")
PYTHON
