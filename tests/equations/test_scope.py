"""Expressions as operations: powers, conditions, and the factor of a state."""

import pytest

from snnlib.equations.errors import PlacedError
from snnlib.equations.ordering import order
from snnlib.equations.scope import Scope, Writer, constant
from snnlib.equations.text import Text


def scope(lines):
    text, writer = Text(lines), Writer()
    return (
        text,
        writer,
        Scope(writer, text, {name: f"x:{name}" for name in text.states}, order(text)),
    )


def test_constants_are_exact():
    assert constant(0.1) == f"c:{(0.1).hex()}"
    assert constant(3) == "c:0x1.8000000000000p+1"


def test_clip_and_int_are_choices():
    text, writer, made = scope("dv/dt = clip(v, 1, 2) + int(v > 3)")
    made.value(text.states["v"].expression)
    kinds = [kind for _, kind, _ in writer.operations]
    assert kinds == ["lt", "select", "gt", "select", "gt", "select", "add"]


def test_the_factor_of_a_state_is_found_through_names():
    text, writer, made = scope("dv/dt = (a - 2*v)/tau + I\na = b - v\nb = 3*I\ntau = 5")
    made.value(text.states["v"].expression)
    factor = made.factor(text.states["v"].expression, "v")
    _, kind, given = writer.operations[-1]
    assert factor == writer.operations[-1][0]
    assert (kind, given[1]) == ("div", "p:tau")
    assert made.factor(text.expressions["b"].expression, "v") is None


@pytest.mark.parametrize("right", ["v**2", "v*v", "1/v", "sin(v)", "abs(v)", "int(v > 0)", "a"])
def test_what_is_not_linear_has_no_factor(right):
    text, _, made = scope(f"dv/dt = {right}\na = v*v")
    made.value(text.states["v"].expression)
    with pytest.raises(PlacedError, match="`v` must stand in its own equation"):
        made.factor(text.states["v"].expression, "v")
