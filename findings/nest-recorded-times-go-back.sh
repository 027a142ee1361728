#!/bin/sh
# The events of a NEST spike recorder are not sorted by time, even with one thread. NEST computes all
# steps of a slice for one neuron before it turns to the next, and a slice is as long as the shortest
# delay: 1 ms by default, ten steps of 0.1 ms. A longer shortest delay mixes more.
# For someone who moves data: np.searchsorted, np.diff and formats that want rising times get wrong
# answers. Sort first. In small tests with a short delay all looks well.
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


def recorded(delay):
    """Return the spike times of five neurons with a steady input, as they are recorded."""
    nest.ResetKernel()
    nest.resolution = 0.1
    neurons = nest.Create("iaf_psc_exp", 5, {"I_e": [500.0, 600.0, 700.0, 800.0, 900.0]})
    recorder = nest.Create("spike_recorder")
    nest.Connect(neurons, recorder, syn_spec={"delay": delay})
    nest.Simulate(200.0)
    return np.array(recorder.events["times"])


print("NEST", nest.__version__)
print("expected: the times of a recorder rise")
back, within = {}, {}
for delay in (0.1, 1.0, 5.0):
    times = recorded(delay)
    back[delay] = int((np.diff(times) < 0).sum())
    within[delay] = round(float(-np.diff(times).min()), 1)
    print(f"seen:     delay {delay} ms: {len(times)} spikes, {back[delay]} steps back")
assert back[0.1] == 0
assert 0 < back[1.0] < back[5.0]
assert within[1.0] < 1.0 < within[5.0] < 5.0
print("ok: recorded times go back within each slice of the shortest delay")
PYTHON
