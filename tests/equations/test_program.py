"""Programs: the operations of a step, and that random texts give one or a mistake."""

import re

import pytest

from snnlib.equations.errors import EquationError
from snnlib.equations.names import DRAWN
from snnlib.equations.program import program
from tests.equations.random_texts import Maker


def test_the_operations_of_a_step():
    made = program("dv/dt = (I - v)/tau\ntau = 10\nthreshold: v > 1\nreset: v = 0")
    assert made.listing().splitlines() == [
        "start c:0x0.0p+0",
        "t0 = sub I x:v",
        "t1 = div t0 p:tau",
        "t2 = mul dt t1",
        "t3 = add x:v t2",
        "t4 = gt t3 c:0x1.0000000000000p+0",
        "t5 = select t4 c:0x0.0p+0 t3",
        "spiked t4",
        "after t5",
    ]


def test_an_operation_is_written_once_and_a_small_power_is_a_product():
    made = program("dv/dt = a**4 + a**2 + a**2\na = v + I")
    kinds = [kind for _, kind, _ in made.operations]
    assert kinds == ["add", "mul", "mul", "add", "add", "mul", "add"]
    assert [k for _, k, _ in program("dv/dt = v**1.5").operations] == ["power", "mul", "add"]


def test_names_that_are_made_of_others_do_not_grow():
    lines = [f"a{k} = a{k + 1} + a{k + 1}*v" for k in range(30)]
    made = program("\n".join(["dv/dt = a0", *lines, "a30 = v + I"]))
    assert len(made.operations) == 63


def test_what_is_not_needed_is_not_computed():
    made = program("dv/dt = -v\na = exp(v)\nthreshold: a > 2")
    assert [kind for _, kind, _ in made.operations].count("exp") == 1


def test_hidden_states_come_last():
    made = program("dv/dt = sin(t) + xi\nthreshold: v > 1\nrefractory: 2")
    assert made.states == ("v", "refractory", "t", "stream", "draws")


def test_random_texts_give_a_program_or_a_mistake_in_the_text():
    maker, accepted, mistakes, synapses, drawn = Maker(7), 0, [], 0, 0
    for _ in range(1000):
        text = maker.text()
        try:
            made = program(text)
        except EquationError as error:
            mistakes.append((text, error))
            continue
        accepted += 1
        synapses += made.of_synapse
        drawn += DRAWN in made.text.mentioned
        results = [result for result, _, _ in made.operations]
        for k, (_, _, given) in enumerate(made.operations):
            for one in given:
                assert one in results[:k] or re.match(r"[cxp]:|(I|dt|arrives|fires)$", one), one
        assert len(made.after) == len(made.start) == len(made.states)
    assert 250 < accepted < 600
    assert min(synapses, drawn) > 50
    assert all(0 <= error.position <= len(text) for text, error in mistakes)


def test_too_deep_and_too_long_texts_are_refused():
    for text in (
        "dv/dt = " + "-" * 500 + "1",
        "dv/dt = " + "exp(" * 300,
        "(" * 4000,
        "dv/dt = 1" + "+v" * 1900,
    ):
        with pytest.raises(EquationError):
            program(text)
