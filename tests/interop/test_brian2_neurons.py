"""Neurons and rules from equations for Brian2: the same strings."""

import pytest

from snnlib import lif_neuron
from snnlib.equations.presets import PRESETS, RULES
from snnlib.interop import NotExportedError, brian2_equations
from snnlib.neurons import from_equations
from snnlib.plasticity import from_equations as rule_from_equations
from snnlib.plasticity import pair_stdp


def test_a_text_with_units_keeps_its_strings():
    given = brian2_equations(from_equations(PRESETS["AdEx"]))
    assert given.model.splitlines() == [
        "dv/dt = (v_rest - u + onset + R_m*(I - w))/tau_m : volt",
        "dw/dt = (a*(u - v_rest) - w)/tau_w : amp",
        "onset = delta_T*exp((u - v_T)/delta_T) : volt",
        "u = clip(v, -1000*mV, v_peak) : volt",
        "I : amp",
    ]
    assert given.threshold == "v >= v_peak"
    assert given.reset == "v = v_reset\nw += b"
    assert given.refractory is None
    assert given.method == "rk4"
    assert given.namespace["b"] == (80.5, "pA")


def test_a_refractory_time_is_a_step_longer_there():
    given = brian2_equations(from_equations(PRESETS["LIF"]))
    assert given.model.splitlines()[0].endswith(" : volt (unless refractory)")
    assert given.refractory == "t_ref + dt"
    assert given.threshold == "v >= v_th"


def test_a_text_without_units_is_divided_by_a_millisecond():
    given = brian2_equations(
        from_equations(
            "dv/dt = sin(2*pi*t)*g - v + xi\ng = 3\nthreshold: v > 1\nrefractory: 2",
            params={"g": 4.0},
        )
    )
    assert given.model == "dv/dt = (sin(2*pi*(t/ms))*g - v + (xi*ms**0.5))/ms : 1"
    assert given.refractory == "(2)*ms + dt"
    assert given.namespace == {"g": (4.0, "1")}
    held = brian2_equations(from_equations(PRESETS["Hodgkin-Huxley"]))
    assert held.refractory == held.threshold == "v >= 0"
    assert held.model.splitlines()[-1] == "I : 1"


def test_lines_are_joined_and_comments_left_out():
    given = brian2_equations(from_equations("dv/dt = (1 +  # one\n   2 - v)"))
    assert given.model == "dv/dt = ((1 + 2 - v))/ms : 1"


def test_a_script_is_a_program():
    script = brian2_equations(from_equations(PRESETS["LIF"])).script()
    compile(script, "script", "exec")
    assert "    'tau_m': 20.0*ms,\n" in script
    assert "    reset='v = v_reset',\n" in script


def test_what_cannot_be_written_is_refused():
    with pytest.raises(NotExportedError, match="from_equations"):
        brian2_equations(lif_neuron())
    with pytest.raises(NotExportedError, match="unit of 'w'"):
        brian2_equations(from_equations("dv/dt = -v/(3*ms) : volt\ndw/dt = a*w\na = 3"))
    with pytest.raises(TypeError, match="model must be"):
        brian2_equations("LIF")
    with pytest.raises(NotExportedError, match="from_equations"):
        brian2_equations(pair_stdp())
    for text in ("dv/dt = power(v, 3)", "dv/dt = -v\nthreshold: v > normal (0, 1)"):
        with pytest.raises(NotExportedError, match="Brian2 does not know it"):
            brian2_equations(from_equations(text))
    brian2_equations(from_equations("dv/dt = -v  # not power(v, 3)"))


def test_a_rule_is_what_synapses_take():
    given = brian2_equations(rule_from_equations(RULES["pair STDP"], params={"A_plus": 0.25}))
    assert given.model.splitlines() == [
        "w : 1",
        "dapre/dt = -apre/tau_plus : 1",
        "dapost/dt = -apost/tau_minus : 1",
    ]
    assert given.on_pre == "w = clip(w - A_minus*apost, 0, w_max)\napre += 1"
    assert given.on_post == "w = clip(w + A_plus*apre, 0, w_max)\napost += 1"
    assert given.namespace["A_plus"] == (0.25, "1")
    script = given.script()
    compile(script, "script", "exec")
    assert script.endswith("synapses.pre.order, synapses.post.order = 1, -1\n")
