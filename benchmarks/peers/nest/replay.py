"""One LIF neuron with exponential synapses in NEST, under spikes that are given."""

import nest

from benchmarks.peers.nest.cuba import neuron_model
from benchmarks.peers.protocol import serve


def simulate(case: dict):
    """Run once; gives V_m at the end of each step, and the times of the spikes."""
    nest.ResetKernel()
    nest.set(resolution=case["dt"], local_num_threads=1, print_time=False)
    model, parameters = neuron_model(case)
    cell = nest.Create(model, params=parameters | {"V_m": case["v_rest"]})
    for kind in ("exc", "inh"):
        inputs = nest.Create("spike_generator", params={"spike_times": case[f"spikes_{kind}"]})
        synapse = {"weight": case[f"w_{kind}"], "delay": case["delay"]}
        nest.Connect(inputs, cell, syn_spec=synapse)
    meter = nest.Create("multimeter", params={"record_from": ["V_m"], "interval": case["dt"]})
    recorder = nest.Create("spike_recorder")
    nest.Connect(meter, cell)
    nest.Connect(cell, recorder)
    # the last values come with the step after them
    nest.Simulate(case["duration"] + case["dt"])
    n_steps = round(case["duration"] / case["dt"])
    return meter.events["V_m"][:n_steps], recorder.events["times"]


def set_up(case: dict):
    nest.verbosity = nest.VerbosityLevel.ERROR

    def run(request: dict) -> dict:
        v, times = simulate(case | request)
        return {"v": v.tolist(), "spike_times": times.tolist()}

    return {"version": nest.__version__, "build_s": 0.0}, run


if __name__ == "__main__":
    serve(set_up)
