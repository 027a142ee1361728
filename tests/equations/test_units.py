"""Units: what they are worth, and how a dimension is shown."""

import pytest

from snnlib.equations.program import program
from snnlib.equations.units import CURRENT, NONE, TIME, UNITS, VOLTAGE, plus, scaled, shown


def test_products_of_units_are_the_library_s():
    worth = {name: UNITS[name][0] for name in ("Mohm", "nF", "uS", "kHz")}
    assert worth == {"Mohm": 1.0, "nF": 1.0, "uS": 1.0, "kHz": 1.0}
    for one, other, product in (("Mohm", "nF", "ms"), ("nA", "Mohm", "mV"), ("uS", "mV", "nA")):
        assert plus(UNITS[one][1], UNITS[other][1]) == UNITS[product][1]
    assert UNITS["volt"][0] / UNITS["amp"][0] == pytest.approx(UNITS["ohm"][0])
    assert UNITS["farad"][0] * UNITS["ohm"][0] == pytest.approx(UNITS["second"][0])
    assert UNITS["hertz"][0] * UNITS["second"][0] == 1.0


def test_dimensions_are_shown_as_units():
    assert shown(VOLTAGE) == "mV"
    assert shown(NONE) == "no unit"
    assert shown(plus(VOLTAGE, TIME, -1)) == "mV/ms"
    assert shown(scaled(TIME, -1.0)) == "1/ms"
    assert shown(scaled(TIME, -0.5)) == "ms**-0.5"
    assert shown(plus(scaled(VOLTAGE, 2.0), CURRENT)) == "mV**2*nA"


def test_a_unit_in_an_expression_is_a_number():
    listing = program("dv/dt = -v/(2*second) + 3*pA*Mohm/ms : volt").listing()
    assert "c:0x1.f400000000000p+9" in listing  # 1000 ms
    assert f"c:{(0.001).hex()}" in listing


def test_powers_without_bounds_are_shown_as_many():
    many = scaled(VOLTAGE, 1e300)
    assert shown(many) == "mV**many"
    assert shown(plus(scaled(many, 1e300), scaled(many, 1e300), -1)) == "mV**many"  # no number
    assert shown(scaled(VOLTAGE, 0.125)) == "mV**0.13"
