"""Texts of equations in Brian2: the exported strings give the same spikes and the same states."""

import json
import subprocess

import numpy as np
import pytest

from benchmarks.environments import environment
from benchmarks.exported import driven, pairs, run_script
from snnlib.equations.presets import PRESETS, RULES
from snnlib.interop import brian2_equations, to_brian2_script
from snnlib.live.workbench import INPUTS
from snnlib.neurons import from_equations
from snnlib.plasticity import from_equations as rule_from_equations
from snnlib.plasticity import run_equations
from snnlib.synapses import conductance, delta, exponential

N_STEPS = 4000
RULES = {name: RULES[name] for name in ("pair STDP", "triplet STDP")}
SCRIPT = """
import json, sys
import brian2, numpy as np
brian2.prefs.codegen.target = "numpy"

def unit(name, group):
    return brian2.get_unit(getattr(group, name).dim)

def run(case):
    space = {}
    text = case["script"]
    if case["pre"] is not None:
        brian2.defaultclock.dt = case["dt"] * brian2.ms
        for name in ("pre", "post"):
            steps = np.array(case[name])
            times = steps * case["dt"] * brian2.ms
            space[name] = brian2.SpikeGeneratorGroup(1, np.zeros(steps.size, int), times)
    exec("from brian2 import *", space)
    brian2.defaultclock.dt = case["dt"] * brian2.ms
    exec(text, space)
    group = space["group" if case["pre"] is None else "synapses"]
    scales = {"V": 1e-3, "A": 1e-9}  # of the library's mV and nA
    scale = {n: scales.get(str(unit(n, group)), 1.0) for n in [*case["start"], *case["input"]]}
    for name, value in {**case["start"], **case["input"]}.items():
        setattr(group, name, value * scale[name] * unit(name, group))
    states = brian2.StateMonitor(group, list(case["start"]), record=True, when="end")
    parts = [group, states]
    watched = case["pre"] is None and "spike" in group.events
    if watched:
        spikes = brian2.SpikeMonitor(group)
        parts.append(spikes)
    if case["pre"] is not None:
        parts += [space["pre"], space["post"]]
    brian2.Network(*parts).run(case["n"] * case["dt"] * brian2.ms)
    found = {"spikes": []}
    if watched:
        found["spikes"] = np.rint(spikes.t / brian2.ms / case["dt"]).astype(int).tolist()
    found["states"] = {
        n: (np.asarray(getattr(states, n)[0]) / scale[n]).tolist() for n in case["start"]
    }
    return found

cases = json.load(open(sys.argv[1]))
json.dump({name: run(case) for name, case in cases.items()}, open(sys.argv[2], "w"))
"""


def neuron_case(name):
    model, given = from_equations(PRESETS[name]), INPUTS[name]
    names = [key for key in model.state._fields if key != "refractory"]
    return {
        "script": brian2_equations(model).script(),
        "start": {key: getattr(model.state, key) for key in names},
        "input": {"I": given["size"]},
        "dt": given.get("dt", 0.05),
        "n": N_STEPS,
        "pre": None,
    }


def rule_case(name):
    rule, rng = rule_from_equations(RULES[name]), np.random.default_rng(8)
    traces = dict.fromkeys((*rule.pre._fields, *rule.post._fields), 0.0)
    pre, post = (np.sort(rng.choice(N_STEPS - 1, 150, replace=False)).tolist() for _ in range(2))
    return {
        "script": brian2_equations(rule).script(),
        "start": {"w": 0.5, **traces},
        "input": {},
        "dt": 0.2,
        "n": N_STEPS,
        "pre": pre,
        "post": post,
    }


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """What Brian2 gives for every text, in one process."""
    folder = tmp_path_factory.mktemp("equations")
    cases = {name: neuron_case(name) for name in PRESETS}
    cases |= {name: rule_case(name) for name in RULES}
    paths = [folder / name for name in ("run.py", "cases.json", "found.json")]
    paths[0].write_text(SCRIPT)
    paths[1].write_text(json.dumps(cases))
    command = [environment("brian2"), *paths]
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return cases, json.loads(paths[2].read_text())


@pytest.mark.parametrize("name", PRESETS)
def test_a_neuron_spikes_in_the_same_steps(runs, name, capsys):
    cases, theirs = runs
    case, model = cases[name], from_equations(PRESETS[name])
    state, states, spikes = model.state, [], []
    for k in range(N_STEPS):
        spiked, state = model.step(case["input"]["I"], state, model.params, case["dt"])
        states.append(state)
        if spiked:
            spikes.append(k)
    assert len(spikes) > 1 or name == "leaky"
    assert theirs[name]["spikes"] == spikes
    worst = 0.0
    for key, found in theirs[name]["states"].items():
        ours = np.array([getattr(state, key) for state in states])
        worst = max(worst, np.abs(ours - found).max())
    with capsys.disabled():
        print(
            f"\n{name}: {len(spikes)} spikes in the same steps, states within {worst:.1e}", end=""
        )
    assert worst < 1e-8


@pytest.mark.parametrize("name", RULES)
def test_a_rule_gives_the_same_weight(runs, name, capsys):
    cases, theirs = runs
    case = cases[name]
    times = [(np.array(case[side]) + 1) * case["dt"] for side in ("pre", "post")]
    ours = run_equations(RULES[name], *times, n_steps=N_STEPS, dt=case["dt"]).states
    assert np.ptp(ours["w"]) > 0.05
    worst = max(np.abs(ours[key] - theirs[name]["states"][key]).max() for key in case["start"])
    with capsys.disabled():
        print(f"\n{name}: weight and traces within {worst:.1e}", end="")
    assert worst < 1e-12


def lif_and_adex(name):
    if name == "LIF":
        return from_equations(PRESETS["LIF"], params={"R_m": 1.0}), {"exc": exponential(5.0)}
    text = PRESETS["AdEx"].replace("(I - w)", "(I - w + 0.2*nA*sin(t/(9*ms)))")
    receptors = {"exc": exponential(5.0), "inh": conductance(8.0, -80.0), "jump": delta()}
    return from_equations(text), receptors


@pytest.mark.parametrize("name", ["LIF", "AdEx"])
def test_a_network_of_texts_spikes_in_the_same_steps(name, tmp_path, capsys):
    neuron, receptors = lif_and_adex(name)
    feed = 6.0 if name == "LIF" else 0.2
    net = driven(neuron, receptors, feed, feed if name == "LIF" else 0.0)
    if name == "AdEx":
        source, cells = net.sources["source"], net.populations["cells"]
        net.connect(source, cells, "inh", 0.0003, name="inhibit")
        net.connect(source, cells, "jump", 0.05, name="push")
    text = to_brian2_script(net, 300.0)
    there = run_script("brian2", text, tmp_path)
    net.run(300.0, progress=False)
    ours = pairs(*net.spikes(net.populations["cells"]), net.dt)
    theirs = pairs(there["cells_times"], there["cells_neurons"], net.dt)
    assert len(ours) > 200
    assert theirs == ours
    v = net.samples(net.populations["cells"], "v")[1]
    worst = np.abs(there["cells_v"] - v).max()
    with capsys.disabled():
        print(f"\n{name}: {len(ours)} spikes of a network in the same steps, v within {worst:.1e}")
    assert worst < 1e-8
