"""A text's rule as functions: what is computed, and what is left out."""

import pytest

from snnlib.equations.presets import RULES
from snnlib.equations.rule import rule, time_constants


def test_functions_have_the_operations_that_they_need():
    made = rule("w : 1\ndx/dt = -x/20\ng = 3\non_pre: x += g; w += x*g\non_post: w = 0.5")
    params = made.parameters(g=2.0)
    pre, post = made.pre(x=1.5), made.post()
    assert made.on_pre(1.0, pre, post, params) == 1.0 + (1.5 + 2.0) * 2.0
    assert made.jump_pre(pre, params) == (3.5,)
    assert made.on_post(1.0, pre, post, params) == 0.5
    assert made.jump_post(post, params) == ()


def test_the_same_text_gives_the_same_functions():
    assert rule(RULES["triplet STDP"]) is rule(RULES["triplet STDP"])


@pytest.mark.parametrize(
    ("right", "tau"),
    [("-x/tau", 7.3), ("-x*0.5", 2.0), ("-(x + x)/tau", 7.3 / 2), ("-b", 7.3), ("-x/c", 14.6)],
)
def test_time_constants(right, tau):
    text = f"w : 1\ndx/dt = {right}\ntau = 3\nb = x/tau\nc = 2*tau\non_pre: x += 1"
    found = time_constants(rule(text), {"tau": 7.3})
    assert found == {"x": pytest.approx(tau, rel=1e-15)}
