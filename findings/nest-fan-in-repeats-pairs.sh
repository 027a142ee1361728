#!/bin/sh
# The rule fixed_indegree draws the sources of each neuron with replacement, and from all neurons:
# a pair can have several synapses, and a neuron can be connected with itself. Both can be switched
# off (allow_multapses, allow_autapses), and both are on.
# For someone who moves a network: a rule of the same name elsewhere draws other networks, not only
# with another seed. Move the pairs that were drawn, or switch both off.
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
N, FAN_IN = 50, 25


def drawn(**options):
    """Return how many synapses, distinct pairs and autapses there are."""
    nest.ResetKernel()
    cells = nest.Create("iaf_psc_delta", N)
    nest.Connect(cells, cells, {"rule": "fixed_indegree", "indegree": FAN_IN, **options})
    found = nest.GetConnections()
    pairs = np.column_stack([found.source, found.target])
    return len(pairs), len(np.unique(pairs, axis=0)), int((pairs[:, 0] == pairs[:, 1]).sum())


synapses, distinct, autapses = drawn()
print("NEST", nest.__version__)
print(f"expected: {N} neurons with {FAN_IN} sources each: {N * FAN_IN} distinct pairs, no autapse")
print(f"seen:     {synapses} synapses, {distinct} distinct pairs, {autapses} autapses")
assert synapses == N * FAN_IN
assert 900 < distinct < 1050  # N N (1 - (1 - 1/N)^FAN_IN) is 991
assert 5 < autapses < 60  # FAN_IN on average
assert drawn(allow_multapses=False, allow_autapses=False) == (N * FAN_IN, N * FAN_IN, 0)
print("ok: fixed_indegree repeats pairs and connects neurons with themselves")
PYTHON
