#!/bin/sh
# method="exact" solves linear equations with symbols for the time constants. Where two of them have
# the same value, the general solution divides by their difference, and v is NaN. With one symbol
# for both, or numbers in the equations, it is right. Brian2 warns of NaN, not of the reason.
# For someone who sweeps a synaptic time constant: the one run at which it meets the membrane's
# is silent, since NaN is above no threshold.
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
import logging
from math import exp, isnan

import brian2
from brian2 import Network, NeuronGroup, ms

logging.getLogger("brian2").setLevel(logging.ERROR)
brian2.prefs.codegen.target = "numpy"
brian2.defaultclock.dt = 0.1 * ms


def potential(equations, tau_s):
    """Return v 10 ms after a current of 1 has begun to decay."""
    names = {"tau_m": 20 * ms, "tau_s": tau_s * ms}
    neuron = NeuronGroup(1, equations, method="exact", namespace=names)
    neuron.g = 1
    Network(neuron).run(10 * ms)
    return float(neuron.v[0])


two = "dv/dt = (g - v) / tau_m : 1\ndg/dt = -g / tau_s : 1"
one = "dv/dt = (g - v) / tau_m : 1\ndg/dt = -g / tau_m : 1"
right = 0.5 * exp(-0.5)
equal, near, same = potential(two, 20), potential(two, 20.001), potential(one, 20)
print("Brian2", brian2.__version__)
print(f"expected: v = t/tau exp(-t/tau) = {right:.6f} where both time constants are 20 ms")
print(f"seen:     two symbols of one value {equal}, of nearly one {near:.6f}, one symbol {same:.6f}")
assert isnan(equal)
assert abs(near - right) < 1e-4
assert abs(same - right) < 1e-12
print("ok: exact integration gives NaN where two time constants happen to be equal")
PYTHON
