#!/bin/sh
# The resting potential E_L of a NEST neuron is not where it starts. V_m keeps its own default
# of -70 mV when E_L is set at creation, so that neurons begin with a transient. The threshold
# keeps its value as well.
# For someone who moves a network: always write V_m, or the first tens of milliseconds differ.
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
created = nest.Create("iaf_psc_exp", params={"E_L": -60.0})
start = created.V_m
threshold = created.V_th
changed = nest.Create("iaf_psc_exp")
changed.E_L = -60.0
nest.Simulate(10.0)
later = created.V_m

print("NEST", nest.__version__)
print("expected: a neuron made with E_L = -60 mV and no input starts at -60 mV and stays there")
print(f"seen:     it starts at {start} mV, and is at {later:.2f} mV after 10 ms; V_th is {threshold} mV")
assert start == -70.0
assert -65.0 < later < -61.0
assert abs(changed.V_m - later) < 1e-9
assert threshold == -55.0
print("ok: a neuron does not start at the E_L that it is given")
PYTHON
