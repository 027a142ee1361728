"""What Brian2 is told of a network, and what is refused; without Brian2."""

import ast
from math import exp

import numpy as np
import pytest

from snnlib import LIFParameters, Network, exponential, lif_neuron, pair_stdp
from snnlib.equations.presets import PRESETS
from snnlib.equations.python import FUNCTIONS
from snnlib.interop import Difference, NotExportedError, to_brian2_script, to_nest_script
from snnlib.interop._brian2_plan import brian2_plan
from snnlib.interop._network import read
from snnlib.interop.differences import Findings
from snnlib.neurons import adaptive, adex, from_equations, izhikevich, leaky
from snnlib.neurons.adaptive import AdaptiveLIFParameters
from snnlib.plasticity import reduced_stdp
from snnlib.synapses import alpha, conductance, delta, white_noise


def network(neuron=None, receptors=None, **options):
    """A network of one input and three neurons, the input onto each receptor."""
    net = Network(dt=0.1)
    source = net.replay("source", 2, [1.0, 2.0], [0, 1])
    neuron = neuron or lif_neuron(dtype="float64")
    receptors = {"exc": exponential(5.0)} if receptors is None else receptors
    cells = net.population("cells", 3, neuron, receptors, **options)
    for key in receptors:
        net.connect(source, cells, key, 0.5, delay=1.5)
    net.record(cells, "spikes")
    return net, source, cells


def planned(net):
    found = Findings("Brian2")
    plan = brian2_plan(read(net, 10.0, found), found)
    return plan, found


def test_pauses_and_stamps_are_moved_by_a_step():
    net, _, _ = network(lif_neuron(LIFParameters(t_ref=2.0), "float64"))
    plan, found = planned(net)
    group = plan["groups"]["cells"]
    value, unit = group["numbers"]["pause"]
    assert value == pytest.approx(2.1)
    assert unit == "ms"
    assert plan["inputs"]["source"]["times"].tolist() == [0.9, 1.9]
    assert set(plan["connections"]["source_cells"]["delays"]) == {1.5}
    assert not found.refused
    assert not found.differences


def test_equations_are_the_model_s():
    receptors = {
        "e": exponential(5.0), "a": alpha(3.0), "c": conductance(4.0, 0.0), "d": delta()
    }  # fmt: skip
    group = planned(network(receptors=receptors, current=0.2)[0])[0]["groups"]["cells"]
    lines = group["equations"].splitlines()
    assert lines[0] == (
        "dv/dt = (v_rest - v + R_m * (I + e_g + a_g + c_g * (c_reversal - v))) / tau_m : volt "
        "(unless refractory)"
    )
    assert "da_g/dt = (exp(1) * a_x - a_g) / a_tau : amp" in lines
    assert group["threshold"] == "v >= v_th or peak >= v_th"
    assert group["numbers"]["I"] == (0.2, "namp")
    added = [
        wires["on_pre"]
        for wires in planned(network(receptors=receptors)[0])[0]["connections"].values()
    ]
    assert added == ["e_g_post += w", "a_x_post += w", "c_g_post += w", "d_jump_post += w"]


def run_step(group, names, **state):
    """Run the text of a time step on numbers, all in ms, mV, nA and MΩ."""
    space = {key: value for key, (value, _) in group["numbers"].items()}
    space |= {"exp": lambda x: exp(x), "not_refractory": True, "dt": 0.1, "clip": np.clip} | state
    exec(group["step"], space)
    return [float(space[name]) for name in names]


@pytest.mark.parametrize(
    ("receptor", "state", "names"),
    [
        (exponential(5.0), {"exc_g": 1.5}, ["exc_g"]),
        (exponential(20.0), {"exc_g": 1.5}, ["exc_g"]),  # as slow as the membrane
        (alpha(5.0), {"exc_x": 1.0, "exc_g": 0.4}, ["exc_x", "exc_g"]),
        (conductance(5.0, 0.0), {"exc_g": 0.02}, ["exc_g"]),
        (delta(), {"exc_jump": 3.0}, ["exc_jump"]),
    ],
)
def test_a_step_is_the_network_s(receptor, state, names):
    net, _, cells = network(receptors={"exc": receptor}, current=0.3, v=-62.0)
    group = planned(net)[0]["groups"]["cells"]
    for name, value in state.items():
        cells_port = name.replace("exc_", "exc.")
        net.populations["cells"].ports[cells_port][:] = value
    found = run_step(group, ["v", *names], v=-62.0, **state)
    net.run(0.1)
    part = net.populations["cells"]
    units = [float(part.units[name.replace("exc_", "exc.")][0]) for name in names]
    kept = [
        float(part.ports[name.replace("exc_", "exc.")][0]) * unit
        for name, unit in zip(names, units, strict=True)
    ]
    assert found == pytest.approx([float(cells.state["v"][0]), *kept], rel=1e-12, abs=1e-12)


def test_izhikevich_s_step():
    net, _, cells = network(izhikevich.neuron(), {}, current=7.77, v=-60.0)
    group = planned(net)[0]["groups"]["cells"]
    net.run(0.1)
    ours = [float(cells.state[name][0]) for name in ("v", "u")]
    assert run_step(group, ["v", "u"], v=-60.0, u=-13.0) == ours
    assert group["reset"] == "v = c\nu += d"


def test_a_moving_threshold():
    params = AdaptiveLIFParameters(theta_plus=0.5, tau_theta=50.0, target_rate=20.0)
    net, _, cells = network(adaptive.neuron(params, "float64"), theta=2.0)
    plan, found = planned(net)
    group = plan["groups"]["cells"]
    space = {"theta": 2.0, "v": -70.0, "exc_g": 0.0}
    group["numbers"]["target_rate"] = 20e-3, "1/ms"
    level, theta = run_step(group, ["level", "theta"], **space)
    net.run(0.1)
    assert level == -48.0
    assert theta == pytest.approx(float(cells.state["theta"][0]), rel=1e-14)
    assert group["reset"] == "v = v_reset\ntheta += theta_plus"
    assert not found.differences


def test_parameters_of_each_neuron_are_its_variables():
    params = LIFParameters(tau_m=[10.0, 20.0, 30.0], t_ref=[0.0, 1.0, 2.0])
    group = planned(network(lif_neuron(params, "float64"))[0])[0]["groups"]["cells"]
    assert "tau_m : second (constant)" in group["equations"]
    assert "pause : second (constant)" in group["equations"]
    assert group["numbers"]["pause"][0].tolist() == pytest.approx([0.1, 1.1, 2.1])
    assert group["numbers"]["exc_held"][0].shape == (3,)


def test_pair_stdp_delivers_before_it_learns():
    net, source, cells = network()
    rule = pair_stdp(mu_plus=1.0, mu_minus=0.5, pairing="nearest")
    net.connect(source, cells, "exc", 0.5, plasticity=rule, name="learning")
    wires = planned(net)[0]["connections"]["learning"]
    first, second, third = wires["on_pre"].splitlines()
    assert first == "exc_g_post += w"
    assert "**mu_minus * post_trace" in second
    assert third == "pre_trace = 1"
    assert "**mu_plus * pre_trace" in wires["on_post"]
    assert wires["numbers"]["tau_plus"] == (20.0, "ms")


def test_weights_that_learn_in_single_precision_are_warned_of():
    net, source, cells = network()
    net.connect(source, cells, "exc", 0.5, plasticity=pair_stdp(), name="learning")
    with pytest.warns(Difference, match="learning: weights that learn") as caught:
        to_brian2_script(net, 10.0)
    assert caught[0].message.size == np.spacing(np.float32(1.0)) / 2


@pytest.mark.parametrize(
    ("rule", "weight", "why"),
    [
        (reduced_stdp(), 0.5, "the rule 'STDP of neighbours' is not pair STDP"),
        (pair_stdp()._replace(rescale=lambda total, post, p: 1.0), 0.5, "is not pair STDP"),
        (pair_stdp(w_max=1.0), 2.0, "weights that begin outside"),
    ],
)
def test_rules_that_are_refused(rule, weight, why):
    net, source, cells = network()
    net.connect(source, cells, "exc", weight, plasticity=rule, name="learning")
    assert any(f"learning: {why}" in line or why in line for line in planned(net)[1].refused)


def test_models_that_are_refused():
    net, _, _ = network(adex.neuron(), {})
    other = net.population("noisy", 2, lif_neuron(dtype="float64"), {"noise": white_noise(0.1)})
    net.connect(other, other, "noise", 0.1)
    net.poisson_input("outside", other[:1], "noise", 900.0, 0.1)
    with pytest.raises(NotExportedError) as caught:
        to_brian2_script(net, 10.0)
    refused = caught.value.refused
    assert [line.split(":")[0] for line in refused] == ["outside", "cells", "noisy.noise"]
    assert "a Poisson input, whose spikes are drawn here alone" in refused[0]
    assert "give noisy[0:1] one of Brian2's" in refused[0]


def test_a_leaky_integrator_has_a_threshold_out_of_reach():
    group = planned(network(leaky.neuron(dtype="float64"))[0])[0]["groups"]["cells"]
    assert group["threshold"] == "v >= v_never"
    assert group["refractory"] is None
    assert "unless refractory" not in group["equations"]


def test_a_script_holds_its_plan():
    net, _, _ = network(receptors={"exc": delta()})
    text = to_brian2_script(net, 10.0)
    tree = ast.parse(text)
    imported = {
        n.name for node in ast.walk(tree) if isinstance(node, ast.Import) for n in node.names
    }
    assert imported == {"argparse", "base64", "io", "numpy", "brian2"}
    space = {"__name__": "exported"}
    exec(compile(text, "exported.py", "exec"), space)
    assert space["PLAN"]["groups"]["cells"] == planned(net)[0]["groups"]["cells"]


@pytest.mark.parametrize("name", ["LIF", "AdEx", "FitzHugh-Nagumo"])
def test_a_neuron_from_equations_takes_its_own_step(name):
    """The text that Brian2 is given, run by Python, is the library's step."""
    model = from_equations(PRESETS[name])
    net, _, _ = network(model, {}, current=3.0)
    group = planned(net)[0]["groups"]["cells"]
    space = {**FUNCTIONS, **{key: value for key, (value, _) in group["numbers"].items()}}
    space |= {key: value for key, (value, _) in group["start"].items()}
    state, n_spikes = model.state, 0
    for _ in range(500):
        exec(group["step"], space)
        spiked, state = model.step(3.0, state, model.params, 0.1)
        assert space["fired"] == spiked
        assert space["v"] == state.v
        n_spikes += spiked
    assert n_spikes > 0 or name == "FitzHugh-Nagumo"
    assert group["threshold"] == "fired"
    assert "fired : boolean" in group["equations"]


def test_receptors_act_on_a_neuron_from_equations():
    receptors = {"exc": exponential(5.0), "jump": delta(), "inh": conductance(8.0, -80.0)}
    net, _, _ = network(from_equations("dv/dt = (I - v)/20\ndt_0/dt = t"), receptors)
    plan = planned(net)[0]
    group = plan["groups"]["cells"]
    lines = group["step"].splitlines()
    assert lines[:2] == ["exc_now = exc_held * exc_g", "at_jump = v + jump_jump"]
    assert "drive = 0.0 + exc_now + inh_now" in lines
    assert "of_t0 = drive - at_jump" in lines
    assert group["equations"].splitlines()[:3] == ["v : 1", "x_t_0 : 1", "x_t : 1"]
    assert plan["connections"]["source_cells"]["unit"] == "1"


def test_what_cannot_be_said_of_equations_is_refused():
    for model, words in (
        (from_equations("dv/dt = -v + xi"), "drawn here alone"),
        (from_equations("dv/dt = -v", dtype="float32"), "equations in float32"),
    ):
        with pytest.raises(NotExportedError, match=words):
            to_brian2_script(network(model)[0], 10.0)
    with pytest.raises(NotExportedError, match="which NEST has no model for"):
        to_nest_script(network(from_equations("dv/dt = -v"))[0], 10.0)
