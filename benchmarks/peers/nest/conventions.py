"""Delta synapses in NEST, all numbers passed on as they are.

``python conventions.py GIVEN.npz MADE.npz``: weights (source, target) in mV, kicks (step, neuron),
and the numbers; writes where the neurons fire, (step, neuron).
"""

import sys

import nest
import numpy as np


def main(given, made):
    case = np.load(given)
    dt, (n_steps, n) = float(case["dt"]), case["kicks"].shape
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.resolution = dt
    cells = nest.Create(
        "iaf_psc_delta",
        n,
        {"tau_m": float(case["tau_m"]), "t_ref": float(case["t_ref"]), "V_th": float(case["v_th"])}
        | {"E_L": 0.0, "V_reset": 0.0, "V_m": 0.0},
    )
    inputs = nest.Create("spike_generator", n)
    for one, train in zip(inputs, case["kicks"].T, strict=True):
        one.spike_times = np.round((np.flatnonzero(train) + 1) * dt, 9)
    delay = float(case["delay"])
    nest.Connect(inputs, cells, "one_to_one", {"weight": float(case["kick"]), "delay": delay})
    sources, targets = np.nonzero(case["weights"])
    synapses = {"weight": case["weights"][sources, targets], "delay": np.full(sources.size, delay)}
    numbers = np.array(cells.tolist())
    nest.Connect(numbers[sources], numbers[targets], "one_to_one", synapses)
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    nest.Simulate(n_steps * dt)
    fired = np.zeros((n_steps, n), bool)
    steps = np.rint(np.asarray(recorder.events["times"]) / dt).astype(int) - 1
    fired[steps, np.asarray(recorder.events["senders"]) - numbers[0]] = True
    np.savez(made, fired=fired)


if __name__ == "__main__":
    main(*sys.argv[1:])
