"""How the cost of a run grows with neurons, with synapses and with the rate: a sweep of each."""

from statistics import median

import numpy as np

from benchmarks.child import ours
from benchmarks.table import seconds

BASE = {"n": 4000, "synapses": 80, "rate": 5.0, "duration": 1000.0, "dt": 0.1}
SWEEPS = {
    "neurons": {
        "key": "n",
        "values": [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000],
        "changes": {"duration": 200.0},
    },
    "synapses a neuron": {
        "key": "synapses",
        "values": [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 4000],
        "changes": {},
    },
    "rate (Hz)": {
        "key": "rate",
        "values": [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0],
        "changes": {"synapses": 800},
    },
}
REPEATS = 5


def fit(x: list[float], seconds: list[float]) -> dict:
    """Exponents in log-log, and the straight line ``fixed + each x`` in relative least squares.

    ``exponent`` is fitted to all points, ``upper_exponent`` to the upper half of them.
    """
    x, t = np.asarray(x, float), np.asarray(seconds)
    upper = len(x) // 2
    columns = np.stack([1.0 / t, x / t], axis=1)
    (fixed, each), *_ = np.linalg.lstsq(columns, np.ones(len(x)), rcond=None)
    return {
        "exponent": float(np.polyfit(np.log(x), np.log(t), 1)[0]),
        "upper_exponent": float(np.polyfit(np.log(x[upper:]), np.log(t[upper:]), 1)[0]),
        "fixed_s": float(fixed),
        "each_s": float(each),
    }


def sweep(key: str, values: list, changes: dict, repeats: int = REPEATS) -> dict:
    """Run the points of one sweep; gives the times and their fit."""
    case = BASE | changes
    times, rates = [], []
    with ours("sweep", case) as child:
        for value in values:
            requests = [{"seed": seed, "changes": {key: value}} for seed in range(repeats)]
            runs = [child.ask(request) for request in requests]
            times.append(median(run["seconds"] for run in runs))
            rates.append(runs[-1]["measures"]["rate"])
    return {"key": key, "x": values, "seconds": times, "rates": rates, "case": case} | fit(
        values, times
    )


def measure() -> dict:
    """Run the sweeps; gives one entry for each."""
    found = {}
    for name, plan in SWEEPS.items():
        found[name] = entry = sweep(**plan)
        print(
            f"    {name} from {entry['x'][0]:g} to {entry['x'][-1]:g}: "
            f"exponent {entry['exponent']:.2f} (upper half {entry['upper_exponent']:.2f}); "
            f"{seconds(entry['fixed_s'])} and {seconds(entry['each_s'])} for each",
            flush=True,
        )
    return found
