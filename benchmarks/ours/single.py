"""One LIF neuron under constant current through ``snnlib.lif``, its trace kept."""

import time

from benchmarks.peers.protocol import serve


def set_up(case: dict):
    started = time.perf_counter()
    import snnlib

    names = ("tau_m", "R_m", "v_rest", "v_th", "v_reset", "t_ref")
    params = snnlib.LIFParameters(**{name: case[name] for name in names})
    imported = time.perf_counter() - started

    def simulate(kind: str):
        started = time.perf_counter()
        run = snnlib.lif(
            case["current"], params, case["dt"], n_steps=case["n_steps"], spike_times=kind
        )
        return time.perf_counter() - started, run

    started = time.perf_counter()
    simulate("grid")
    compiled = time.perf_counter() - started

    def run(request: dict) -> dict:
        simulate("interpolated")
        interpolated, _ = simulate("interpolated")
        simulate("grid")
        seconds, result = simulate("grid")  # as NEST has it
        times = result.spike_times
        measures = {
            "spikes": times.size,
            "first spike": round(float(times[0]), 6),
            "last spike": round(float(times[-1]), 6),
            "mean potential": float(result.v.mean()),
        }
        return {"seconds": seconds, "measures": measures, "interpolated_s": interpolated}

    about = {"version": snnlib.__version__, "build_s": imported, "compile_s": compiled}
    return about, run


if __name__ == "__main__":
    serve(set_up)
