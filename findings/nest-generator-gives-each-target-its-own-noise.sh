#!/bin/sh
# One poisson_generator of NEST is many: every target gets its own train, a recorder too. What a
# spike_recorder on the generator holds is a train that no neuron received.
# For someone who moves a network: shared input needs a parrot_neuron behind the generator, and
# input that is to be replayed elsewhere has to be recorded from such a parrot.
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
import numpy as np

nest.verbosity = nest.VerbosityLevel.ERROR
nest.ResetKernel()
nest.resolution = 0.1
generator = nest.Create("poisson_generator", params={"rate": 500.0})
parrots = nest.Create("parrot_neuron", 2)
nest.Connect(generator, parrots, syn_spec={"delay": 1.0})
recorders = nest.Create("spike_recorder", 3)
nest.Connect(generator, recorders[0], syn_spec={"delay": 1.0})
nest.Connect(parrots, recorders[1:], "one_to_one")
nest.Simulate(1000.0)
# A recorder notes when a spike was sent, a parrot repeats it one delay of 1 ms later.
noted, first, second = (np.rint(np.asarray(r.events["times"]) * 10).astype(int) for r in recorders)
noted = noted + 10
print("NEST", nest.__version__)
print("expected: both targets get the same spikes, and the recorder on the generator notes them")
print(f"seen:     {len(first)} and {len(second)} spikes, {len(np.intersect1d(first, second))} of them in common")
print(f"seen:     {len(noted)} noted, {len(np.intersect1d(noted, first))} in common with the first target")
assert min(len(noted), len(first), len(second)) > 400
assert len(np.intersect1d(first, second)) < 60
assert len(np.intersect1d(noted, first)) < 60
print("ok: the targets of one generator, recorders included, get different spikes")
PYTHON
