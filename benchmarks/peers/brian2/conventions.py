"""Delta synapses in Brian2, all numbers passed on as they are; see the script for NEST."""

import sys

import brian2
import numpy as np
from brian2 import Network, NeuronGroup, SpikeGeneratorGroup, SpikeMonitor, Synapses, ms


def main(given, made):
    case = np.load(given)
    dt, (n_steps, n) = float(case["dt"]), case["kicks"].shape
    brian2.prefs.codegen.target = "numpy"
    brian2.defaultclock.dt = dt * ms
    cells = NeuronGroup(
        n,
        "dv/dt = -v / tau_m : 1 (unless refractory)",
        threshold="v > v_th",
        reset="v = 0",
        refractory=float(case["t_ref"]) * ms,
        method="exact",
        namespace={"tau_m": float(case["tau_m"]) * ms, "v_th": float(case["v_th"])},
    )
    steps, neurons = np.nonzero(case["kicks"])
    inputs = SpikeGeneratorGroup(n, neurons, np.round(steps * dt, 9) * ms)
    delay = float(case["delay"]) * ms
    kick = float(case["kick"])
    feed = Synapses(inputs, cells, on_pre="v_post += kick", delay=delay, namespace={"kick": kick})
    feed.connect(j="i")
    loop = Synapses(cells, cells, "w : 1", on_pre="v_post += w", delay=delay)
    sources, targets = np.nonzero(case["weights"])
    loop.connect(i=sources, j=targets)
    loop.w = case["weights"][sources, targets]
    monitor = SpikeMonitor(cells)
    Network(cells, inputs, feed, loop, monitor).run(n_steps * dt * ms)
    fired = np.zeros((n_steps, n), bool)
    fired[np.rint(monitor.t / (dt * ms)).astype(int), monitor.i] = True
    np.savez(made, fired=fired)


if __name__ == "__main__":
    main(*sys.argv[1:])
