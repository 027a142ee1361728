"""One LIF neuron under constant current in NEST, its trace kept by a multimeter."""

import time

import nest

from benchmarks.peers.protocol import serve


def build(case: dict):
    """Make the neuron, the multimeter and the recorder."""
    nest.ResetKernel()
    nest.set(resolution=case["dt"], local_num_threads=1, print_time=False)
    cell = nest.Create(
        "iaf_psc_exp",
        params={
            "tau_m": case["tau_m"],
            "C_m": 1000.0 * case["tau_m"] / case["R_m"],  # pF
            "E_L": case["v_rest"],
            "V_m": case["v_rest"],
            "V_th": case["v_th"],
            "V_reset": case["v_reset"],
            "t_ref": case["t_ref"],
            "I_e": 1000.0 * case["current"],  # pA
        },
    )
    meter = nest.Create("multimeter", params={"record_from": ["V_m"], "interval": case["dt"]})
    recorder = nest.Create("spike_recorder")
    nest.Connect(meter, cell)
    nest.Connect(cell, recorder)
    return meter, recorder


def set_up(case: dict):
    nest.verbosity = nest.VerbosityLevel.ERROR
    started = time.perf_counter()
    build(case)
    about = {"version": nest.__version__, "build_s": time.perf_counter() - started}

    def run(request: dict) -> dict:
        meter, recorder = build(case)
        nest.Prepare()
        started = time.perf_counter()
        # the last values come with the step after them
        nest.Run(case["n_steps"] * case["dt"] + case["dt"])
        seconds = time.perf_counter() - started
        nest.Cleanup()
        times = recorder.events["times"]
        v = meter.events["V_m"][: case["n_steps"]]
        measures = {
            "spikes": times.size,
            "first spike": round(float(times[0]), 6),
            "last spike": round(float(times[-1]), 6),
            "mean potential": float(v.mean()),
        }
        return {"seconds": seconds, "measures": measures}

    return about, run


if __name__ == "__main__":
    serve(set_up)
