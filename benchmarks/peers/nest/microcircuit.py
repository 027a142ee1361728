"""The cortical microcircuit of Potjans and Diesmann (2014) in NEST.

It is wired once, and then goes on from round to round.  The numbers are checked against those of
the package ``microcircuit``, which the model's authors keep.  Only ``Run`` is timed.
"""

import resource
import time

import nest
import numpy as np
from microcircuit.network_params import default_net_dict as published

from benchmarks.peers.protocol import cpu_seconds, serve
from benchmarks.peers.spiking import of_populations


def check(case: dict) -> None:
    """Refuse a case whose numbers are not those of the package."""
    neuron = published["neuron_params"]
    given = {name: neuron[name] for name in ("E_L", "V_th", "V_reset", "tau_m", "tau_syn", "t_ref")}
    assert given == {name: case[name] for name in given}
    assert neuron["C_m"] == 1000.0 * case["C_m"]
    assert np.array_equal(published["K_ext"], case["outside"])
    assert published["bg_rate"] == case["outside_rate"]
    assert np.array_equal(published["full_mean_rates"], case["published_rates"])
    assert np.array_equal(published["delay_matrix_mean"][0, :2], case["delays"])
    assert (published["weight_rel_std"], published["delay_rel_std"]) == tuple(case["scatter"])
    assert np.array_equal(neuron["V0_mean"]["optimized"], case["v_mean"])
    assert np.array_equal(neuron["V0_std"]["optimized"], case["v_sd"])
    pairs = np.outer(published["full_num_neurons"], published["full_num_neurons"])
    synapses = np.log1p(-published["conn_probs"]) / np.log1p(-1.0 / pairs)
    assert np.allclose(case["synapses"], case["scale"] * synapses, rtol=1e-3, atol=1.0)


def _laws(weight: float, delay: float, case: dict) -> dict:
    """Weights (pA) and delays (ms) of a block of synapses."""
    low, high = (0.0, np.inf) if weight > 0.0 else (-np.inf, 0.0)
    sds = case["scatter"][0] * abs(weight), case["scatter"][1] * delay
    normal, redraw = nest.random.normal, nest.math.redraw
    return {
        "weight": redraw(normal(weight, sds[0]), low, high),
        "delay": redraw(normal(delay, sds[1]), 0.5 * case["dt"], np.inf),
    }


def build(case: dict):
    """Make the network; gives the recorder and the number of the first neuron."""
    nest.ResetKernel()
    nest.set(resolution=case["dt"], local_num_threads=case["threads"], print_time=False, rng_seed=1)
    names = ("E_L", "V_th", "V_reset", "tau_m", "t_ref")
    shared = {name: case[name] for name in names} | {"C_m": 1000.0 * case["C_m"]}
    shared |= {"tau_syn_ex": case["tau_syn"], "tau_syn_in": case["tau_syn"]}
    parts = []
    for k, n in enumerate(case["sizes"]):
        current = 1000.0 * case["current"][k] if case["drive"] == "constant" else 0.0  # pA
        part = nest.Create("iaf_psc_exp", n, shared | {"I_e": current})
        part.V_m = nest.random.normal(case["v_mean"][k], case["v_sd"][k])
        parts.append(part)
    recorder = nest.Create("spike_recorder")
    for j, pre in enumerate(parts):
        for i, post in enumerate(parts):
            if case["synapses"][i][j]:
                rule = {"rule": "fixed_total_number", "N": case["synapses"][i][j]}
                law = _laws(1000.0 * case["weights"][i][j], case["delays"][j % 2], case)
                nest.Connect(pre, post, rule, law)
        nest.Connect(pre, recorder)
    if case["drive"] == "Poisson":
        for part, number in zip(parts, case["outside"], strict=True):
            source = nest.Create(
                "poisson_generator", params={"rate": number * case["outside_rate"]}
            )
            synapse = {"weight": 1000.0 * case["weights"][0][0], "delay": case["delays"][0]}
            nest.Connect(source, part, syn_spec=synapse)
    return recorder, parts[0][0].global_id


def set_up(case: dict):
    check(case)
    nest.verbosity = nest.VerbosityLevel.ERROR
    started = time.perf_counter()
    recorder, first = build(case)
    about = {"version": nest.__version__, "build_s": time.perf_counter() - started}
    nest.Simulate(case["settling"])

    def run(request: dict) -> dict:
        began = nest.biological_time
        recorder.n_events = 0
        nest.Prepare()
        cpu, started = cpu_seconds(), time.perf_counter()
        nest.Run(case["duration"])
        seconds, cpu = time.perf_counter() - started, cpu_seconds() - cpu
        nest.Cleanup()
        events = recorder.events
        spikes = events["times"] - began, events["senders"] - first
        return {
            "seconds": seconds,
            "core_share": cpu / seconds / case["threads"],
            "peak_bytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            "measures": of_populations(case["names"], case["sizes"], *spikes, case["duration"]),
        }

    return about, run


if __name__ == "__main__":
    serve(set_up)
