#!/bin/sh
# Within a Brian2 step thresholds come first, then synapses, then resets. A spike that arrives
# with no delay in the step in which the receiver fires itself is added to the old voltage and
# then erased by a reset to a value.
# For someone who moves a network: populations that fire together lose their own coupling, which
# "reset: v = 0" hides and "v -= threshold" does not.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'brian2==2.9.0' 'numpy==2.3.5' 'sympy==1.14.0' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import brian2
from brian2 import NeuronGroup, Network, Synapses, ms

brian2.prefs.codegen.target = "numpy"
brian2.defaultclock.dt = 0.1 * ms


def voltages(reset):
    """Return both voltages after two coupled neurons have fired in the same step."""
    neurons = NeuronGroup(2, "v : 1", threshold="v > 1", reset=reset)
    neurons.v = 2
    synapses = Synapses(neurons, neurons, on_pre="v_post += 0.25")
    synapses.connect(i=[0, 1], j=[1, 0])
    Network(neurons, synapses).run(0.1 * ms)
    return neurons.v[:].tolist()


to_zero = voltages("v = 0")
by_one = voltages("v -= 1")
print("Brian2", brian2.__version__)
print("expected: both neurons are reset to 0 and then get 0.25 from each other")
print("seen:     with 'v = 0'", to_zero, "- with 'v -= 1'", by_one, "(2 - 1 + 0.25)")
assert to_zero == [0.0, 0.0]
assert by_one == [1.25, 1.25]
print("ok: a reset erases what arrives in the same step")
PYTHON
