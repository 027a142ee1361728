"""Names, conditions and starts are checked before anything is compiled."""

import pytest

from snnlib.equations.check import check
from snnlib.equations.errors import PlacedError
from snnlib.equations.text import Text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dv/dt = -v\na = sin(t)\nstart: v = a", "`a` has `t` in it"),
        ("dv/dt = -v\na = b\nb = I\nstart: v = 1 + a", "`a` has `I` in it"),
        ("dv/dt = -v\nstart: v = dt", "`dt` is not there yet"),
        ("dv/dt = a\na = 2*xi\nmethod: rk4", "`xi` needs the method euler"),
        ("dv/dt = -v\nrefractory: 2", "`refractory` needs a threshold"),
        ("dv/dt = clip(v, 2)", "`clip` takes 3 numbers, got 2"),
    ],
)
def test_mistakes(text, words):
    with pytest.raises(PlacedError, match=words):
        check(Text(text))


def test_a_text_without_mistakes_passes():
    check(Text("dv/dt = a + xi\na = b*t\nb = 3\nthreshold: v > a\nstart: v = 2*b"))
