"""Exported networks and their spikes: ours, the other simulator's, and how many are the same.

Each case is a network whose script runs with NEST or Brian2 alone.  ``python -m
benchmarks.exported`` runs them all and keeps the table in ``benchmarks/results/referees``; the
tests in ``tests/cross_simulator`` run them, too.
"""

import datetime
import json
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks import machine
from benchmarks.environments import ROOT, environment
from snnlib import LIFParameters, Network, exponential, lif_neuron, pair_stdp
from snnlib._files import replaced
from snnlib.interop import to_brian2_script, to_nest_script
from snnlib.neurons import adaptive, izhikevich
from snnlib.neurons.adaptive import AdaptiveLIFParameters
from snnlib.neurons.izhikevich import IzhikevichParameters
from snnlib.synapses import alpha, conductance, delta

DT, DURATION, N, N_IN = 0.1, 500.0, 100, 200
SCRIPTS = {"nest": to_nest_script, "brian2": to_brian2_script}
KEPT = ROOT / "benchmarks" / "results" / "referees" / "exported.json"


def driven(
    neuron, receptors: dict, feed: float, loop: float, *, dt: float = DT, rule=None, **options
) -> Network:
    """Return 100 neurons under 200 Poisson trains, which excite and inhibit each other.

    ``feed`` and ``loop`` scale the weights; the first receptor gets the input and the last one the
    loop, in which neurons may be connected with themselves and the delays differ.
    """
    rng = np.random.default_rng(17)
    into = (rng.random((N_IN, N)) < 0.2) * rng.uniform(0.8, 2.4, (N_IN, N))
    kind = np.where(np.arange(N) < 80, 1.0, -4.0)[:, None]
    around = kind * (rng.random((N, N)) < 0.1) * rng.uniform(0.4, 1.6, (N, N))
    net = Network(dt=dt, seed=3)
    source = net.poisson("source", N_IN, rate=15.0)
    cells = net.population("cells", N, neuron, receptors, **options)
    first, last = next(iter(receptors)), list(receptors)[-1]
    here = np.nonzero(into)
    net.connect(source, cells, first, feed * into[here], pairs=here, delay=10 * dt, plasticity=rule)
    if loop:
        here = np.nonzero(around)
        delays = rng.integers(5, 30, here[0].size) * dt
        wires = {"pairs": here, "delay": delays, "self_connections": True}
        net.connect(cells, cells, last, loop * around[here], **wires)
    net.record(cells, "spikes")
    net.record(source, "spikes")
    net.record(cells, "v", neurons=[3, 5, 8], every=5 * dt)
    return net


def lif(**params):
    """Return the LIF neuron in double precision, whose currents count in mV."""
    return lif_neuron(LIFParameters(R_m=1.0, **params), dtype="float64")


def adapting(tau_theta=50.0):
    params = AdaptiveLIFParameters(R_m=1.0, t_ref=2.0, theta_plus=1.0, tau_theta=tau_theta)
    return adaptive.neuron(params, "float64")


def several() -> Network:
    """Return LIF neurons that are all different, with receptors of every kind of current."""
    rng = np.random.default_rng(5)
    params = LIFParameters(
        tau_m=rng.uniform(10.0, 30.0, N),
        R_m=1.0,
        v_rest=rng.uniform(-72.0, -68.0, N),
        v_th=rng.uniform(-52.0, -48.0, N),
        v_reset=-65.0,
        t_ref=rng.integers(0, 30, N) * DT,
    )
    receptors = {"fast": exponential(3.0), "rise": exponential(8.0)}
    current = rng.uniform(0.0, 5.0, N)
    start = rng.uniform(-70.0, -55.0, N)
    return driven(lif_neuron(params, "float64"), receptors, 8.0, 4.0, current=current, v=start)


def learning(**options) -> Network:
    rule = pair_stdp(A_plus=0.3, A_minus=0.35, w_max=20.0, **options)._replace(dtype="float64")
    return driven(lif(), {"exc": exponential(5.0)}, 6.0, 6.0, rule=rule)


def both():
    receptors = {"exc": conductance(5.0, 0.0), "inh": conductance(10.0, -80.0)}
    net = driven(lif_neuron(dtype="float64"), receptors, 0.01, 0.0)
    cells = net.populations["cells"]
    net.connect(cells[80:], cells, "inh", 0.02, delay=1.5)
    return net


def cortical():
    rng = np.random.default_rng(2)
    r = rng.random(N)
    return IzhikevichParameters(c=-65.0 + 15.0 * r**2, d=8.0 - 6.0 * r**2)


def alone() -> Network:
    net = Network(dt=DT)
    currents = np.linspace(4.0, 15.0, N)
    cells = net.population("cells", N, izhikevich.neuron(cortical()), current=currents)
    net.record(cells, "spikes")
    net.record(cells, "v", neurons=[3, 5, 8], every=5 * DT)
    return net


class Case(NamedTuple):
    """A network, the simulators it goes to, and whether each of its spikes is the same there."""

    about: str
    network: Callable[[], Network]
    equal: tuple = ("nest", "brian2")  # in all spikes
    close: tuple = ()  # different mathematics: warned of, and counted


CASES = {
    "exponential": Case(
        "LIF, exponential synapses", lambda: driven(lif(), {"exc": exponential(5.0)}, 6.0, 6.0)
    ),
    "equal taus": Case(
        "LIF, exponential synapses as slow as the membrane",
        lambda: driven(lif(), {"exc": exponential(20.0)}, 3.0, 3.0),
    ),
    "alpha": Case("LIF, alpha synapses", lambda: driven(lif(), {"exc": alpha(5.0)}, 2.4, 2.4)),
    "delta": Case("LIF, delta synapses", lambda: driven(lif(), {"exc": delta()}, 1.5, 1.5)),
    "no pause": Case(
        "LIF, delta synapses, reset above rest, no refractory period",
        lambda: driven(lif(v_reset=-60.0, t_ref=0.0), {"exc": delta()}, 1.5, 1.5),
    ),
    "several": Case("LIF neurons that all differ, two exponential receptors", several),
    "driven delta": Case(
        "LIF, delta synapses, a current above threshold",
        lambda: driven(lif(), {"exc": delta()}, 0.8, 0.8, current=21.0),
        equal=("brian2",),
        close=("nest",),
    ),
    "mixed": Case(
        "LIF, exponential, alpha and delta receptors on each neuron",
        lambda: driven(lif(), {"a": exponential(5.0), "b": alpha(3.0), "c": delta()}, 7.0, 0.5),
        equal=("brian2",),
    ),
    "conductance": Case("LIF, two conductances", both, equal=("brian2",), close=("nest",)),
    "adaptive": Case(
        "adaptive LIF, exponential synapses",
        lambda: driven(adapting(), {"exc": exponential(5.0)}, 8.0, 4.0),
        equal=("brian2",),
        close=("nest",),
    ),
    "adaptive slow": Case(
        "adaptive LIF with a threshold that stays, exponential synapses",
        lambda: driven(adapting(1e7), {"exc": exponential(5.0)}, 8.0, 4.0),
    ),
    "adaptive delta": Case(
        "adaptive LIF, delta synapses",
        lambda: driven(adapting(), {"exc": delta()}, 2.0, 1.0),
        equal=("brian2",),
    ),
    "Izhikevich": Case(
        "Izhikevich's neurons with currents that differ, uncoupled",
        alone,
        equal=("brian2",),
        close=("nest",),
    ),
    "Izhikevich delta": Case(
        "Izhikevich's neurons, delta synapses",
        lambda: driven(izhikevich.neuron(cortical()), {"exc": delta()}, 2.0, 1.0, current=4.0),
        equal=("brian2",),
        close=("nest",),
    ),
    "Izhikevich exponential": Case(
        "Izhikevich's neurons, exponential synapses",
        lambda: driven(
            izhikevich.neuron(cortical()), {"exc": exponential(5.0)}, 1.5, 0.5, current=3.0
        ),
        equal=("brian2",),
    ),
    "STDP": Case("pair STDP, additive, all pairs", learning, equal=("brian2",)),
    "STDP nearest": Case(
        "pair STDP, multiplicative, nearest pairs",
        lambda: learning(mu_plus=1.0, mu_minus=1.0, pairing="nearest"),
        equal=("brian2",),
    ),
}


def run_script(simulator: str, text: str, folder: Path, *options: str) -> dict:
    """Run an exported script in the simulator's own environment; gives the arrays it keeps."""
    path, kept = folder / f"in_{simulator}.py", folder / f"{simulator}.npz"
    path.write_text(text)
    kept.unlink(missing_ok=True)
    own = ["--target", "numpy"] if simulator == "brian2" else []
    command = [environment(simulator), "-I", path, "--out", kept, *own, *options]
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, cwd=folder)
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-4000:])
    with np.load(kept) as arrays:
        return {"printed": done.stdout, **{key: arrays[key] for key in arrays}}


def pairs(times, neurons, dt: float) -> set:
    """Return a set of (time step, neuron)."""
    steps = np.rint(np.asarray(times) / dt).astype(int).tolist()
    return set(zip(steps, np.asarray(neurons).tolist(), strict=True))


class Compared(NamedTuple):
    """Both runs of a network."""

    here: set  # (step, neuron)
    there: set
    v: tuple  # times, values
    v_there: tuple
    weights: dict  # of connections that learn
    weights_there: dict
    warned: list  # of Difference
    printed: str
    network: Network  # after its run


def compare(case: str, simulator: str, folder: Path, *options: str) -> Compared:
    """Run a case here and there."""
    net = CASES[case].network()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        text = SCRIPTS[simulator](net, DURATION)
    kept = run_script(simulator, text, folder, *options)
    net.run(DURATION, progress=False)
    cells = net.populations["cells"]
    learning = {name: c.weights for name, c in net.connections.items() if c.plasticity}
    return Compared(
        pairs(*net.spikes(cells), net.dt),
        pairs(kept["cells_times"], kept["cells_neurons"], net.dt),
        net.samples(cells, "v"),
        (kept["cells_v_times"], kept["cells_v"]),
        learning,
        {name: kept[f"{name}_weights"] for name in learning if f"{name}_weights" in kept},
        [w.message for w in warned],
        kept["printed"],
        net,
    )


def row(case: str, simulator: str, found: Compared) -> dict:
    """Return what is kept of a comparison."""
    n = min(found.v[0].size, found.v_there[0].size)
    return {
        "case": case,
        "about": CASES[case].about,
        "simulator": simulator,
        "ours": len(found.here),
        "theirs": len(found.there),
        "equal": len(found.here & found.there),
        "v_error_mV": float(np.abs(found.v[1][:n] - found.v_there[1][:n]).max()),
        "differences": [{"cause": w.cause, "size": w.size, "unit": w.unit} for w in found.warned],
    }


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, case in CASES.items():
            for simulator in (*case.equal, *case.close):
                rows.append(row(name, simulator, compare(name, simulator, Path(folder))))
                counts = {key: rows[-1][key] for key in ("ours", "theirs", "equal")}
                print(f"{name} in {simulator}: {counts}", flush=True)
    KEPT.parent.mkdir(exist_ok=True)
    about = machine.describe()
    record = {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": {key: about[key] for key in ("processor", "cores", "system")},
        "versions": machine.versions(),
        "rows": rows,
    }
    with replaced(KEPT) as file:
        file.write((json.dumps(record, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
