#!/bin/sh
# Brian2 counts a refractory period from the beginning of the step in which it finds the spike.
# A period of n steps therefore holds the neuron for n - 1 steps, and a period of one step does
# nothing at all.
# For someone who moves a network: intervals are one step shorter than in simulators that hold
# for n steps (NEST), so rates differ and no train agrees. Give it refractory = period + dt.
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
from brian2 import NeuronGroup, Network, SpikeMonitor, ms

brian2.prefs.codegen.target = "numpy"
brian2.defaultclock.dt = 0.1 * ms


def interval(steps):
    """Return the first interval, in steps, of a leaky neuron with a constant drive."""
    neuron = NeuronGroup(
        1,
        "dv/dt = (25 - v) / (20*ms) : 1 (unless refractory)",
        threshold="v > 20",
        reset="v = 0",
        refractory=steps * 0.1 * ms,
        method="exact",
    )
    monitor = SpikeMonitor(neuron)
    Network(neuron, monitor).run(80 * ms)
    first, second = monitor.t[:2] / (0.1 * ms)
    return round(second - first)


without = interval(0)
added = {steps: interval(steps) - without for steps in (1, 2, 20)}
print("Brian2", brian2.__version__)
print("expected: a refractory period of n steps makes intervals n steps longer")
print("seen:     ", ", ".join(f"{n} steps add {more}" for n, more in added.items()))
assert without == 322
assert added == {1: 0, 2: 1, 20: 19}
print("ok: a refractory period of n steps adds n - 1 steps")
PYTHON
