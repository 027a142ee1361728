"""Values of parameters: in the text's units, or what is wrong with them."""

import pytest

from snnlib.equations.given import parameter_values
from snnlib.equations.text import Text

PARAMETERS = Text("dv/dt = -v/tau\ntau = 2*second\nb = 3").parameters


def test_values_come_in_the_units_of_the_text():
    assert parameter_values(PARAMETERS, {}) == {"tau": 2000.0, "b": 3.0}
    given = parameter_values(PARAMETERS, {"tau": [1.0, 0.5], "b": 4})
    assert given["tau"].tolist() == [1000.0, 500.0]
    assert given["b"] == 4.0


def test_bad_values_are_named():
    with pytest.raises(ValueError, match="params must have names of the text"):
        parameter_values(PARAMETERS, {"tao": 1.0})
    with pytest.raises(ValueError, match=r"params\['b'\]"):
        parameter_values(PARAMETERS, {"b": float("inf")})
