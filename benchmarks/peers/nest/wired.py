"""A network whose wiring and input are given, in NEST."""

import nest
import numpy as np

from benchmarks.peers.protocol import serve

MODELS = {"exponential": "iaf_psc_exp", "alpha": "iaf_psc_alpha", "delta": "iaf_psc_delta"}


def simulate(case: dict):
    """Run once; gives the times and neurons of the spikes.

    With C_m = tau_m (in pF and ms) a current in pA counts in mV.
    """
    nest.ResetKernel()
    nest.set(resolution=case["dt"], local_num_threads=1, print_time=False)
    parameters = {
        "C_m": case["tau_m"],
        "tau_m": case["tau_m"],
        "E_L": case["v_rest"],
        "V_m": case["v_rest"],
        "V_th": case["v_th"],
        "V_reset": case["v_reset"],
        "t_ref": case["t_ref"],
        "I_e": 0.0,
    }
    if case["synapse"] != "delta":
        parameters |= {"tau_syn_ex": case["tau_syn"], "tau_syn_in": case["tau_syn"]}
    cells = nest.Create(MODELS[case["synapse"]], case["n"], parameters)
    inputs = nest.Create("spike_generator", case["n_in"])
    times, sources = np.array(case["times"]), np.array(case["sources"])
    for i in range(case["n_in"]):
        inputs[i].spike_times = np.sort(times[sources == i])
    for group, name, pre in ((inputs, "feed", case["n_in"]), (cells, "loop", case["n"])):
        weights = np.array(case[name]).reshape(pre, case["n"])
        here, there = np.nonzero(weights)
        if here.size:
            first, onto = group.tolist()[0], cells.tolist()[0]
            synapses = {
                "weight": weights[here, there],
                "delay": np.full(here.size, case[f"delay_{name}"]),
            }
            nest.Connect(here + first, there + onto, "one_to_one", synapses)
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    nest.Simulate(case["duration"])
    events = recorder.events
    return events["times"], events["senders"] - cells[0].global_id


def set_up(case: dict):
    nest.verbosity = nest.VerbosityLevel.ERROR

    def run(request: dict) -> dict:
        times, neurons = simulate(case | request)
        return {"times": times.tolist(), "neurons": neurons.tolist()}

    return {"version": nest.__version__, "build_s": 0.0}, run


if __name__ == "__main__":
    serve(set_up)
