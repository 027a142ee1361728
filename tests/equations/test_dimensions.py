"""Dimensions that are not given are found from the equations."""

import pytest

from snnlib.equations.check import check
from snnlib.equations.dimensions import dimensions, has_units
from snnlib.equations.errors import PlacedError
from snnlib.equations.text import Text
from snnlib.equations.units import CURRENT, NONE, VOLTAGE


def test_a_state_takes_the_unit_of_its_equation():
    text = Text(
        "dv/dt = (v_rest - v + R*I)/tau\ndw/dt = (g*(v - v_rest) - w)/tau\nratio = w/I\n"
        "v_rest = -70*mV\nR = 10*Mohm\ntau = 20*ms\ng = 4*nS"
    )
    found = dimensions(text)
    assert (found["v"], found["w"], found["I"], found["ratio"]) == (VOLTAGE, CURRENT, CURRENT, NONE)


def test_a_text_without_units_is_not_compared():
    assert not has_units(Text("dv/dt = (I - v)/tau + exp(v)\ntau = 20"))
    check(Text("dv/dt = (I - v)/tau + exp(v)\ntau = 20"))
    assert has_units(Text("dv/dt = v/(20*ms)"))
    assert has_units(Text("I : amp\ndv/dt = v"))


def test_plain_numbers_in_a_sum_are_of_any_unit():
    check(Text("dv/dt = (0.04*v**2/mV + 5*v + 140 - v)/ms : volt\nthreshold: v > 30"))
    with pytest.raises(PlacedError, match="mV on the left, nA on the right"):
        check(Text("dv/dt = (v + 3*nA)/ms : volt"))


def test_roots_and_powers_have_dimensions():
    check(Text("dv/dt = sqrt(v*3*mV)/ms + abs(v)/ms + (v**3)/(mV**2)/ms : volt"))
    with pytest.raises(PlacedError, match="a power has no unit"):
        check(Text("dv/dt = 2**v*mV/ms : volt"))
