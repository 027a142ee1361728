"""How near to the machine's limits a run is, and what a second core brings."""

from statistics import median

from benchmarks import cases
from benchmarks.child import cores, ours
from benchmarks.scaling import BASE

REPEATS = 7


def state_update(n: int, duration: float) -> dict:
    """Cost of a silent neuron's time step beside the time in which its bytes can be moved.

    Both times are the shortest of several.
    """
    case = BASE | {"n": n, "synapses": 0, "rate": 0.0, "duration": duration}
    with ours("sweep", case) as child:
        runs = [child.ask({"seed": seed}) for seed in range(REPEATS)]
    held = runs[0]["measures"]
    moved = held["moved_bytes"] / n
    with ours("machine_limits", {}) as child:
        bandwidth = child.ask({"bytes": held["held_bytes"]})["bytes_a_second"]
    each = min(run["seconds"] for run in runs) / (n * duration / case["dt"])
    return {
        "n": n,
        "seconds_a_neuron_step": each,
        "bytes_a_neuron_step": moved,
        "bytes_a_second": bandwidth,
        "share_of_limit": moved / bandwidth / each,
    }


def synaptic_event(n: int, synapses: int, rate: float = 20.0, duration: float = 1000.0) -> dict:
    """Cost of a synaptic event: what spikes cost above silence, beside bare scattered additions."""
    case = BASE | {"n": n, "synapses": synapses, "rate": rate, "duration": duration}
    silent = {"rate": 0.0}
    with ours("sweep", case) as child:
        runs = [child.ask({"seed": seed}) for seed in range(REPEATS)]
        rest = [child.ask({"seed": seed, "changes": silent}) for seed in range(REPEATS)]
    with ours("machine_limits", {}) as child:
        request = {"n": n, "row_length": synapses, "n_rows": max(1000, 20_000_000 // synapses)}
        least = child.ask(request)["seconds_an_addition"]
    events = runs[0]["measures"]["spikes"] * synapses
    above = min(run["seconds"] for run in runs) - min(run["seconds"] for run in rest)
    return {
        "n": n,
        "synapses": synapses,
        "seconds_an_event": above / events,
        "seconds_an_addition": least,
        "share_of_limit": least * events / above,
    }


def second_core(duration: float = 10_000.0) -> dict | None:
    """Throughput of two independent networks over that of one: in two processes, in two threads."""
    if len(cores()) < 2:
        return None
    case = cases.cuba(4000) | {"duration": duration}
    alone, together = [], []
    with ours("cuba", case, core=0) as a, ours("cuba", case, core=1) as b:
        for seed in range(REPEATS):
            alone.append(a.ask({"seed": seed})["seconds"])
            a.send({"seed": seed})
            b.send({"seed": seed + REPEATS})
            together.append(max(a.answer()["seconds"], b.answer()["seconds"]))
    with ours("threads", case, core=None) as child:
        one = [child.ask({"seed": seed, "threads": 1})["seconds"] for seed in range(REPEATS)]
        two = [child.ask({"seed": seed, "threads": 2})["seconds"] for seed in range(REPEATS)]
    return {
        "work": f"CUBA network, 4000 neurons, {duration / 1000:g} s",
        "alone_s": median(alone),
        "two_processes_s": median(together),
        "processes_gain": 2 * median(alone) / median(together),
        "two_threads_s": median(two),
        "threads_gain": 2 * median(one) / median(two),
    }


def peak_memory(n: int = 40_000) -> dict:
    """Most memory of a process that builds the CUBA network and runs it, compiling included."""
    with ours("memory", cases.cuba(n)) as child:
        found = child.ask({})
    return {"n": n, "bytes": found["peak_bytes"], "synapses": found["synapses"]}


def measure() -> dict:
    """Measure all of it."""
    found = {
        "state_update": [state_update(n, 1e8 / n) for n in (4000, 40_000, 1_000_000)],
        "synaptic_event": [synaptic_event(4000, 80), synaptic_event(40_000, 800, 2.0)],
        "second_core": second_core(),
        "peak_memory": peak_memory(),
    }
    for entry in found["state_update"]:
        print(
            f"    state of {entry['n']} neurons: {entry['seconds_a_neuron_step'] * 1e9:.3f} ns a "
            f"neuron-step, {entry['share_of_limit']:.0%} of the bandwidth of "
            f"{entry['bytes_a_second'] / 1e9:.0f} GB/s"
        )
    for entry in found["synaptic_event"]:
        print(
            f"    {entry['n']} neurons, {entry['synapses']} synapses each: "
            f"{entry['seconds_an_event'] * 1e9:.2f} ns a synaptic event; a bare addition takes "
            f"{entry['seconds_an_addition'] * 1e9:.2f} ns"
        )
    peak = found["peak_memory"]
    size = f"{peak['bytes'] / 1e6:.0f} MB"
    print(f"    {peak['n']} neurons, {peak['synapses']} synapses: {size} at most")
    if gain := found["second_core"]:
        print(
            f"    a second core: {gain['processes_gain']:.2f}x in two processes, "
            f"{gain['threads_gain']:.2f}x in two threads",
            flush=True,
        )
    return found
