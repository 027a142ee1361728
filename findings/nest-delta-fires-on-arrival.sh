#!/bin/sh
# Two models of one simulator handle an arriving spike differently. iaf_psc_delta adds the jump
# at the end of the step and fires in the same step: a hop in a chain takes the delay. In
# iaf_psc_exp the arriving current acts from the next step on: a hop takes the delay and a step.
# For someone who moves a network: with delays of one step, activity travels twice as fast in one
# model as in the other. Spike times of another simulator fit one of them, not both.
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


def chain(model, weight, delay):
    """Return the first spike of each of five neurons, the first one being driven at 1 ms."""
    nest.ResetKernel()
    nest.resolution = 0.1
    neurons = nest.Create(model, 5)
    generator = nest.Create("spike_generator", params={"spike_times": [1.0]})
    nest.Connect(generator, neurons[0], syn_spec={"weight": weight, "delay": delay})
    nest.Connect(neurons[:4], neurons[1:], "one_to_one", {"weight": weight, "delay": delay})
    recorder = nest.Create("spike_recorder")
    nest.Connect(neurons, recorder)
    nest.Simulate(20.0)
    times = np.asarray(recorder.events["times"])
    senders = np.asarray(recorder.events["senders"])
    return [round(float(times[senders == n].min()), 3) for n in neurons.tolist()]


print("NEST", nest.__version__)
print("expected: with strong synapses and the same delay the two models fire at the same times")
for delay in (1.0, 0.1):
    delta = chain("iaf_psc_delta", 30.0, delay)
    current = chain("iaf_psc_exp", 1e5, delay)
    print(f"seen:     delay {delay} ms: iaf_psc_delta {delta}")
    print(f"                        iaf_psc_exp   {current}")
    assert np.allclose(np.diff(delta), delay)
    assert np.allclose(np.diff(current), delay + 0.1)
print("ok: a hop takes the delay in iaf_psc_delta, and one step more in iaf_psc_exp")
PYTHON
