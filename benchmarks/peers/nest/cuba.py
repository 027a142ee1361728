"""Benchmarks 1 and 2 of Brette et al. (2007) in NEST.

With C_m = tau_m (in pF and ms) the leak is 1 nS, so that a current in pA counts in mV and a
conductance in nS counts relative to the leak.  Only ``Run`` is timed: neither building nor
``Prepare``.
"""

import time

import nest
import numpy as np

from benchmarks.peers.protocol import serve

LARGE = 10_000  # neurons


def neuron_model(case: dict) -> tuple[str, dict]:
    """NEST's name of the model, and its parameters."""
    shared = {
        "C_m": case["tau_m"],
        "tau_syn_ex": case["tau_exc"],
        "tau_syn_in": case["tau_inh"],
        "E_L": case["v_rest"],
        "V_th": case["v_th"],
        "V_reset": case["v_reset"],
        "t_ref": case["t_ref"],
        "I_e": 0.0,
    }
    if "E_exc" in case:
        reversal = {"E_ex": case["E_exc"], "E_in": case["E_inh"]}
        return "iaf_cond_exp", shared | reversal | {"g_L": 1.0}
    return "iaf_psc_exp", shared | {"tau_m": case["tau_m"]}


def build(case: dict, seed: int):
    """Make the network; gives its cells and the recorder."""
    nest.ResetKernel()
    nest.set(resolution=case["dt"], local_num_threads=1, print_time=False, rng_seed=seed + 1)
    model, parameters = neuron_model(case)
    cells = nest.Create(model, case["n"], parameters)
    v0 = np.random.default_rng(seed).uniform(case["v_reset"], case["v_th"], case["n"])
    cells.V_m = v0
    rule = {"rule": "pairwise_bernoulli", "p": case["probability"]}
    # a conductance's weight is negative where it is inhibitory, too: NEST tells the kinds so
    inhibition = -abs(case["w_inh"])
    for group, weight in (
        (cells[: case["n_exc"]], case["w_exc"]),
        (cells[case["n_exc"] :], inhibition),
    ):
        nest.Connect(group, cells, rule, {"weight": weight, "delay": case["delay"]})
    if "kick_rate" in case:
        times = {"start": 0.0, "stop": case["kick_duration"]}
        kick = nest.Create("poisson_generator", params={"rate": case["kick_rate"], **times})
        synapse = {"weight": case["w_exc"], "delay": case["delay"]}
        nest.Connect(kick, cells, syn_spec=synapse)
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    return cells, recorder


def set_up(case: dict):
    nest.verbosity = nest.VerbosityLevel.ERROR
    started = time.perf_counter()
    network = build(case, 1)
    about = {"version": nest.__version__, "build_s": time.perf_counter() - started}

    def run(request: dict) -> dict:
        # a large network is built once, for that takes longer than to run it, and then goes on
        cells, recorder = network if case["n"] > LARGE else build(case, request["seed"])
        recorder.n_events = 0
        nest.Prepare()
        started = time.perf_counter()
        nest.Run(case["duration"])
        seconds = time.perf_counter() - started
        nest.Cleanup()
        if "spikes" in request:
            events = recorder.events
            neurons = events["senders"] - cells[0].global_id
            np.savez(request["spikes"], times=events["times"], neurons=neurons)
        rate = recorder.n_events / case["n"] / (case["duration"] * 1e-3)
        return {"seconds": seconds, "measures": {"rate": rate}}

    return about, run


if __name__ == "__main__":
    serve(set_up)
