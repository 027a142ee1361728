#!/bin/sh
# In NEST's stdp_synapse the whole delay lies behind the synapse: it postpones the postsynaptic
# spike on its way back, not the presynaptic one on its way there. With a delay of 1 ms the rule
# changes sign where the postsynaptic spike comes 1 ms BEFORE the presynaptic one. In simulators
# with axonal delays it changes sign 1 ms AFTER it.
# For someone who moves a network: within two delays around 0 all changes have the other sign.
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
import nest

nest.verbosity = nest.VerbosityLevel.ERROR


def change(post_minus_pre):
    """Return the change of a weight by one pair of spikes; the delay is 1 ms."""
    nest.ResetKernel()
    nest.resolution = 0.1
    source = nest.Create("parrot_neuron")
    target = nest.Create("iaf_psc_delta")
    # The presynaptic spikes are at 50 and 200 ms; the last one brings the weight up to date.
    for times, neuron, weight in (([50.0, 200.0], source, 1.0), ([50.0 + post_minus_pre], target, 1000.0)):
        generator = nest.Create("spike_generator", params={"spike_times": times})
        nest.Connect(generator, neuron, syn_spec={"weight": weight, "delay": 0.1})
    rule = {"lambda": 0.01, "Wmax": 100.0, "mu_plus": 0.0, "mu_minus": 0.0}
    nest.Connect(source, target, syn_spec={"synapse_model": "stdp_synapse", "weight": 10.0, "delay": 1.0, **rule})
    nest.Simulate(210.0)
    return nest.GetConnections(source, target).weight - 10.0


print("NEST", nest.__version__)
print("expected: a postsynaptic spike at +0.5 ms precedes the arrival at +1.0 ms: the weight shrinks")
seen = {dt: change(dt) for dt in (-1.5, -0.5, 0.5, 1.5)}
for dt, value in seen.items():
    print(f"seen:     post - pre = {dt:+.1f} ms: change {value:+.4f}")
assert seen[-1.5] < -0.5
assert all(seen[dt] > 0.5 for dt in (-0.5, 0.5, 1.5))
print("ok: with a delay of 1 ms a weight grows even where the postsynaptic spike is 0.5 ms earlier")
PYTHON
