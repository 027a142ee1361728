"""Names with a meaning: each function can be compiled, and no state may have such a name."""

import pytest

from snnlib.equations.errors import EquationError
from snnlib.equations.names import DRAWN, FUNCTIONS, GIVEN, TAKEN
from snnlib.equations.program import program
from snnlib.equations.python import FUNCTIONS as COMPILED
from snnlib.network.checks import TAKEN as TAKEN_IN_NETWORKS


def test_every_function_is_there():
    for name, count in FUNCTIONS.items():
        given = ", ".join(["v > 1"] if name == "int" else ["v"] * count)
        made = program(f"dv/dt = {name}({given})")
        assert name in ("clip", "int", "normal") or name in COMPILED
        assert made.operations


@pytest.mark.parametrize("name", [*GIVEN, *TAKEN, "exp", "on_pre", "not", "mV"])
def test_a_name_with_a_meaning_is_no_state(name):
    right = "is missing here" if name == DRAWN else "has a meaning already"
    with pytest.raises(EquationError, match=right):
        program(f"d{name}/dt = 1")


def test_what_a_network_keeps_for_itself_is_taken():
    assert set(TAKEN) | set(GIVEN) >= TAKEN_IN_NETWORKS
