"""What a text may say, where a mistake is, and in which words."""

import json
from pathlib import Path

import pytest

from snnlib.equations.errors import EquationError
from snnlib.equations.program import program
from snnlib.equations.text import Text

#: Accepted, or refused in these words at this place; the compiler in the page is held to the same.
TEXTS = json.loads((Path(__file__).parent / "texts.json").read_text("utf-8"))


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case["text"][:30])
def test_a_text_is_accepted_or_refused_at_its_place(case):
    if "words" not in case:
        assert program(case["text"]).states
        return
    with pytest.raises(EquationError) as caught:
        program(case["text"])
    assert (caught.value.words, caught.value.position) == (case["words"], case["position"])


def test_what_a_text_says():
    text = Text(
        "dv/dt = -v/tau : volt (unless refractory)\n"
        "tau = 2.5*ms [1, 100]  # a comment\ng = -3/ms\nd = 0.5*uF/cm**2\nn_mean = 4\n"
        "threshold: v > 1*mV\nreset: v = 0*mV; v += 2*mV\nmethod: rk4"
    )
    assert [*text.states] == ["v"]
    assert text.states["v"].held
    assert text.states["v"].dimension == (0.0, 1.0, 0.0, 0.0)
    tau, g, d, n_mean = text.parameters.values()
    assert (tau.number, tau.worth, tau.unit, tau.range) == (2.5, 1.0, "ms", (1.0, 100.0))
    assert (g.number, g.worth, g.unit, g.range) == (-3.0, 1.0, "1/ms", None)
    assert (d.number, d.worth, d.unit) == (0.5, 1000.0, "uF/cm**2")
    assert (n_mean.number, n_mean.unit, n_mean.dimension) == (4.0, "", None)
    assert [statement.sign for statement in text.reset] == ["=", "+="]
    assert text.method == "rk4"
