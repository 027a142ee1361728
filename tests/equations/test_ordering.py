"""Names come after those that they are made of."""

import pytest

from snnlib.equations.errors import PlacedError
from snnlib.equations.ordering import mentioned_in, named_in, order
from snnlib.equations.text import Text


def test_names_come_after_those_that_they_are_made_of():
    text = Text("dv/dt = a\na = b + c\nb = c*v\nc = v + I")
    assert order(text) == ["c", "b", "a"]
    assert mentioned_in(text, "a") == {"b", "c", "v", "I"}
    assert named_in(text, text.expressions["a"].expression) == ["b", "c"]


def test_a_circle_is_refused():
    with pytest.raises(PlacedError, match="`a` is made of itself"):
        order(Text("dv/dt = a\na = 1 + b\nb = 1 + c\nc = 1 + a"))
