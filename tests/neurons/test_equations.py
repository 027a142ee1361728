"""Neurons from equations, in a network."""

import numpy as np
import pytest

import snnlib
from snnlib.equations.presets import PRESETS
from snnlib.neurons import EquationError, from_equations, lif

TEXT = """
dv/dt = (v_rest - v + R_m*I)/tau_m : volt (unless refractory)
tau_m = 20*ms
R_m = 10*Mohm
v_rest = -70*mV
t_ref = 2*ms
"""
RULES = {
    "threshold": "v >= -50*mV",
    "reset": "v = v_rest",
    "refractory": "t_ref",
    "start_at": "v = v_rest",
    "method": "exponential_euler",
}


def spikes_of(neuron, n=1, current=3.0, duration=300.0, **given):
    net = snnlib.Network(dt=0.1, seed=1)
    cells = net.population("cells", n, neuron, current=current, **given)
    net.record(cells, "spikes")
    net.run(duration, progress=False)
    return net.spikes(cells)


def test_it_runs_in_a_network_like_a_built_in_one():
    ours = spikes_of(from_equations(TEXT, **RULES))
    theirs = spikes_of(lif.neuron(dtype="float64"))
    assert ours.spike_times.size > 10
    assert ours.spike_times.tolist() == theirs.spike_times.tolist()


def test_rules_may_stand_in_the_text_or_beside_it():
    lines = "\n".join(
        f"{'start' if key == 'start_at' else key}: {value}" for key, value in RULES.items()
    )
    assert from_equations(TEXT + lines).step is from_equations(TEXT.rstrip() + "\n" + lines).step
    model = from_equations(TEXT, threshold="v > -50*mV", reset="v = v_rest\nv += 1*mV")
    spiked, state = model.step(9.0, model.state._replace(v=-50.0), model.params, 0.1)
    assert (spiked, state.v) == (True, -69.0)


def test_parameters_are_given_in_the_text_s_unit_and_may_differ_from_neuron_to_neuron():
    text = TEXT.replace("20*ms", "0.02*second")
    same = spikes_of(from_equations(text, **RULES)).spike_times
    assert same.tolist() == spikes_of(from_equations(TEXT, **RULES)).spike_times.tolist()
    model = from_equations(text, **RULES, params={"tau_m": [0.01, 0.02, 0.04]})
    assert model.params.tau_m.tolist() == [10.0, 20.0, 40.0]
    events = spikes_of(model, n=3)
    counts = np.bincount(events.spike_neurons, minlength=3)
    assert counts[0] > counts[1] == same.size > counts[2]


def test_synapses_act_on_it():
    net = snnlib.Network(dt=0.1, seed=1)
    source = net.replay("source", 1, [5.0, 6.0, 7.0], [0, 0, 0])
    cells = net.population(
        "cells", 1, from_equations(TEXT, **RULES), {"fast": snnlib.synapses.exponential(2.0)}
    )
    net.connect(source, cells, "fast", 2.0)
    net.record(cells, "v")
    net.run(30.0, progress=False)
    assert net.samples(cells, "v")[1].max() > -69.0


def test_each_stream_has_its_own_noise():
    model = from_equations("dv/dt = -v/10 + xi")
    net = snnlib.Network(dt=0.1, seed=1)
    cells = net.population("cells", 200, model, stream=np.arange(200))
    net.record(cells, "v")
    net.run(200.0, progress=False)
    v = net.samples(cells, "v")[1][500:]
    assert v.std() == pytest.approx(np.sqrt(10 / 2), rel=0.05)
    assert abs(np.corrcoef(v[:, 0], v[:, 1])[0, 1]) < 0.5


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_model(name):
    model = from_equations(PRESETS[name], name=name)
    assert model.name == name
    assert np.isfinite(model.state).all()


def test_bad_input_is_named():
    with pytest.raises(EquationError, match="did you mean `tau_m`"):
        from_equations(TEXT.replace("/tau_m", "/tau"))
    with pytest.raises(ValueError, match="params must have names of the text"):
        from_equations(TEXT, params={"tau": 3.0})
    with pytest.raises(ValueError, match=r"params\['tau_m'\]"):
        from_equations(TEXT, params={"tau_m": np.nan})
    with pytest.raises(ValueError, match="method must be"):
        from_equations(TEXT, method="heun")
    with pytest.raises(TypeError, match="text must be"):
        from_equations(3)
    with pytest.raises(ValueError, match="dtype must be"):
        from_equations(TEXT, dtype="float16")
    with pytest.raises(EquationError, match="threshold` is there already"):
        from_equations(TEXT + "threshold: v > 3*mV", threshold="v > 2*mV")


def test_it_computes_in_single_precision_too():
    single = spikes_of(from_equations(TEXT, **RULES, dtype="float32")).spike_times
    assert single == pytest.approx(spikes_of(from_equations(TEXT, **RULES)).spike_times, abs=0.21)
