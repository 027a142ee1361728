"""What NEST is told of a network, and what is refused; without NEST."""

import ast
import re
from math import exp

import numpy as np
import pytest

from snnlib import LIFParameters, Network, exponential, lif_neuron, pair_stdp
from snnlib.interop import Difference, NotExportedError, to_nest_script
from snnlib.interop._nest_plan import nest_plan
from snnlib.interop._network import read
from snnlib.interop.differences import Findings
from snnlib.neurons import Neuron, adaptive, adex, izhikevich
from snnlib.neurons.adaptive import AdaptiveLIFParameters
from snnlib.neurons.lif import WINNER_TAKES_ALL
from snnlib.synapses import alpha, conductance, current_noise, delta, white_noise


def network(neuron=None, receptors=None, n=3, **options):
    """A network of one input and some neurons, each input onto the first receptor."""
    net = Network(dt=0.1)
    source = net.replay("source", 2, [1.0, 2.0], [0, 1])
    neuron = neuron or lif_neuron(dtype="float64")
    receptors = {"exc": exponential(5.0)} if receptors is None else receptors
    cells = net.population("cells", n, neuron, receptors, **options)
    for key in receptors:
        net.connect(source, cells, key, 0.5, delay=1.5)
    net.record(cells, "spikes")
    return net, source, cells


def planned(net, duration=10.0):
    found = Findings("NEST")
    plan = nest_plan(read(net, duration, found), found)
    return plan, found


def refusal(net):
    with pytest.raises(NotExportedError) as caught:
        to_nest_script(net, 10.0)
    return "\n".join(caught.value.refused)


def test_units_and_names():
    params = LIFParameters(tau_m=20.0, R_m=10.0, v_rest=-65.0, v_th=-50.0, t_ref=2.0)
    net, _, _ = network(lif_neuron(params, "float64"), current=0.3, v=-60.0)
    plan, found = planned(net)
    part = plan["populations"]["cells"]
    assert part["model"] == "iaf_psc_exp"
    told = {key: np.unique(value).tolist() for key, value in part["parameters"].items()}
    assert told == {
        "C_m": [2000.0], "tau_m": [20.0], "E_L": [-65.0], "V_th": [-50.0], "V_reset": [-70.0],
        "t_ref": [2.0], "I_e": [300.0], "V_m": [-60.0], "tau_syn_ex": [5.0], "tau_syn_in": [5.0],
    }  # fmt: skip
    wires = plan["connections"]["source_cells"]
    assert set(wires["weights"]) == {500.0}  # nA to pA
    assert set(wires["delays"]) == {1.5}
    assert plan["inputs"]["source"]["times"].tolist() == [1.0, 2.0]
    assert not found.refused
    assert not found.differences


def test_pairs_keep_their_weights_delays_and_autapses():
    net, _, cells = network()
    W, D = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.1, 0.2], [0.3, 0.1]])
    net.connect(cells[1:], cells[1:], "exc", W, delay=D, self_connections=True, name="loop")
    wires = planned(net)[0]["connections"]["loop"]
    rows = zip(
        *(wires[k].tolist() for k in ("sources", "targets", "weights", "delays")), strict=True
    )
    assert sorted(rows) == [
        (1, 1, 1000.0, 0.1), (1, 2, 2000.0, 0.2), (2, 1, 3000.0, 0.3), (2, 2, 4000.0, 0.1),
    ]  # fmt: skip


def test_several_receptors_are_numbered():
    net, _, _ = network(receptors={"fast": alpha(2.0), "slow": alpha(10.0)})
    plan, _ = planned(net)
    assert plan["populations"]["cells"]["model"] == "iaf_psc_alpha_multisynapse"
    assert plan["populations"]["cells"]["lists"] == {"tau_syn": [2.0, 10.0]}
    assert [wires["receptor_type"] for wires in plan["connections"].values()] == [1, 2]


def test_delta_is_told_a_step_ahead():
    params = LIFParameters(v_rest=-70.0, v_reset=-60.0)
    net, _, _ = network(lif_neuron(params, "float64"), {"exc": delta()}, current=0.5)
    plan, found = planned(net)
    part = plan["populations"]["cells"]
    assert part["model"] == "iaf_psc_delta"
    assert set(plan["connections"]["source_cells"]["delays"]) == {1.6}
    v_inf = -70.0 + 10.0 * 0.5
    assert part["parameters"]["V_reset"] == pytest.approx(v_inf + (-60.0 - v_inf) * exp(0.005))
    assert not found.differences


def test_a_current_above_the_threshold_differs_with_delta_synapses():
    net, _, _ = network(receptors={"exc": delta()}, current=2.5)
    with pytest.warns(Difference, match="constant current") as caught:
        to_nest_script(net, 10.0)
    assert caught[0].message.size == 0.1
    assert caught[0].message.unit == "ms"


def test_poisson_sources_become_the_spikes_that_they_will_give():
    net = Network(dt=0.1, seed=5)
    one = net.poisson("one", 50, rate=40.0)
    each = net.poisson("each", 3, rate=[[10.0, 500.0, 0.0], [900.0, 0.0, 20.0]], frame=20.0)
    played = net.replay("played", 2, [0.1, 3.0], [1, 0], period=10.0)
    parts = (one, each, played)
    for part in parts:
        net.record(part, "spikes")
    inputs = planned(net, 100.0)[0]["inputs"]
    net.run(100.0)
    for part in parts:
        times, neurons = net.spikes(part)
        assert times.size > 10
        np.testing.assert_allclose(inputs[part.name]["times"], times, atol=1e-9)
        assert inputs[part.name]["neurons"].tolist() == neurons.tolist()


def test_single_precision_is_warned_of_with_its_last_bit():
    net, _, _ = network(lif_neuron())
    with pytest.warns(Difference, match="float32") as caught:
        to_nest_script(net, 10.0)
    assert caught[0].message.size == np.spacing(np.float32(70.0)) / 2


def test_a_pause_off_the_grid_is_rounded_up_and_warned_of():
    net, _, _ = network(lif_neuron(LIFParameters(t_ref=2.03), "float64"))
    plan, found = planned(net)
    assert plan["populations"]["cells"]["parameters"]["t_ref"] == pytest.approx(2.1)
    assert found.differences[0].size == pytest.approx(0.07)


def test_conductances_differ_by_the_step_in_which_their_current_is_held():
    receptors = {"exc": conductance(5.0, 0.0), "inh": conductance(10.0, -80.0)}
    sizes = []
    for dt in (0.1, 0.05):
        net = Network(dt=dt)
        source = net.replay("source", 1, [1.0], [0])
        cells = net.population("cells", 1, lif_neuron(dtype="float64"), receptors)
        net.connect(source, cells, "exc", 0.01)
        net.connect(source, cells, "inh", 0.02)
        plan, found = planned(net)
        sizes.append(found.differences[0].size)
    assert sizes[0] / sizes[1] == pytest.approx(2.0, rel=0.05)  # of first order
    weights = [wires["weights"][0] for wires in plan["connections"].values()]
    assert weights == pytest.approx([10.0, -20.0], rel=1e-6)  # nS; the sign says which receptor
    assert plan["populations"]["cells"]["model"] == "iaf_cond_exp"
    assert plan["populations"]["cells"]["parameters"]["E_in"] == -80.0


def test_a_moving_threshold_is_the_generalised_neuron_without_chance():
    params = AdaptiveLIFParameters(t_ref=5.0, theta_plus=0.1, tau_theta=50.0)
    plan, found = planned(network(adaptive.neuron(params, "float64"))[0])
    part = plan["populations"]["cells"]
    assert part["model"] == "gif_psc_exp_multisynapse"
    assert part["lists"]["q_sfa"] == [0.1]
    assert part["lists"]["tau_sfa"] == [50.0]
    assert part["parameters"]["V_T_star"] == -50.0
    assert part["parameters"]["Delta_V"] < 1e-9
    assert [one.size for one in found.differences] == pytest.approx([0.1 * (1 - exp(-0.1 / 50))])


def test_izhikevich_has_no_units_and_the_author_s_two_half_steps():
    net, _, _ = network(izhikevich.neuron(), {}, current=10.0)
    part = planned(net)[0]["populations"]["cells"]
    assert part["model"] == "izhikevich"
    assert part["parameters"]["I_e"] == 10.0
    assert part["parameters"]["consistent_integration"] is False
    assert np.unique(part["parameters"]["U_m"]).tolist() == [-13.0]


def double(current, state, params, dt):
    return False, state


@pytest.mark.parametrize(
    ("neuron", "receptors", "options", "why"),
    [
        (adex.neuron(), None, {}, "cells: the neuron 'AdEx' is none of"),
        (Neuron(double, *lif_neuron()[1:3]), None, {}, "cells: the neuron 'double'"),
        (None, {"exc": white_noise(0.1)}, {}, "cells.exc: a noise"),
        (None, {"exc": exponential(5.0), "jump": delta()}, {}, "several kinds .delta, exponential"),
        (None, None, {"competition": WINNER_TAKES_ALL}, "cells: a competition"),
        (None, None, {"v": -40.0}, "cells: v must be below v_th"),
        (None, None, {"refractory": 3.0}, "cells: it begins within a refractory period"),
        (adaptive.neuron(AdaptiveLIFParameters()), None, {}, "cells: t_ref must be at least dt"),
        (
            adaptive.neuron(AdaptiveLIFParameters(t_ref=5.0, target_rate=2.0)),
            None, {}, "cells: target_rate",
        ),
        (
            adaptive.neuron(AdaptiveLIFParameters(t_ref=5.0)),
            {"exc": alpha(5.0)}, {}, "cells: adaptive LIF with alpha synapses",
        ),
        (izhikevich.neuron(), None, {}, "cells: Izhikevich's neuron with exponential synapses"),
    ],
)  # fmt: skip
def test_what_nest_cannot_say_is_refused_by_name(neuron, receptors, options, why):
    net, _, _ = network(neuron, receptors, **options)
    assert re.search(why, refusal(net))


def test_stdp_is_refused_with_its_size():
    net, source, cells = network()
    rule = pair_stdp(A_plus=0.03)
    net.connect(source, cells, "exc", 0.5, delay=2.0, plasticity=rule, name="learning")
    assert "learning: pair STDP" in refusal(net)
    assert "within 2 ms" in refusal(net)
    assert "0.03" in refusal(net)


def test_all_refusals_come_at_once():
    net, _, cells = network(adex.neuron(), {"noise": current_noise(0.0, 0.1, 5.0)})
    net.record(cells, "w")
    net.poisson_input("outside", cells, "noise", 900.0, 0.1)
    refused = refusal(net)
    assert len(refused.splitlines()) == 4
    assert "outside: a Poisson input, whose spikes are drawn here alone" in refused
    assert "give cells one of NEST's" in refused


def test_a_network_that_has_run_is_refused():
    net, _, _ = network()
    net.run(1.0)
    assert "network: it has run for 1 ms" in refusal(net)


def test_bad_arguments():
    net, _, _ = network()
    with pytest.raises(ValueError, match="duration must be a multiple of dt"):
        to_nest_script(net, 0.05)
    with pytest.raises(TypeError, match="network must be"):
        to_nest_script("net", 10.0)


def test_a_script_holds_its_plan():
    net, _, cells = network()
    net.record(cells, "v", neurons=[0, 2], every=0.5)
    text = to_nest_script(net, 10.0)
    tree = ast.parse(text)
    imported = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert imported == {"argparse", "base64", "io", "os", "numpy", "nest"}
    space = {"__name__": "exported"}
    exec(compile(text, "exported.py", "exec"), space)  # builds nothing: that is main's
    plan, told = space["PLAN"], planned(net)[0]
    assert plan["populations"]["cells"]["samples"]["neurons"].tolist() == [0, 2]
    for key in ("sources", "targets", "weights", "delays"):
        expected = told["connections"]["source_cells"][key]
        assert plan["connections"]["source_cells"][key].tolist() == expected.tolist()
