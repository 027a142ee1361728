"""Tokens: kinds, places, and lines that go on inside of parentheses."""

import pytest

from snnlib.equations.errors import PlacedError
from snnlib.equations.tokens import MOST_CHARACTERS, tokens


def kinds(text):
    return [(token.kind, token.text, token.position) for token in tokens(text)]


def test_numbers_names_and_signs():
    assert kinds("v_1 = 1.5e-3**.5 # end") == [
        ("name", "v_1", 0),
        ("sign", "=", 4),
        ("number", "1.5e-3", 6),
        ("sign", "**", 12),
        ("number", ".5", 14),
        ("line", "\n", 22),
        ("end", "", 22),
    ]


def test_a_line_goes_on_inside_of_parentheses():
    assert [token.kind for token in tokens("(1\n)\n2")][:5] == [
        "sign", "number", "sign", "line", "number",
    ]  # fmt: skip
    assert [token.kind for token in tokens(")\n1")][1] == "line"


def test_what_is_no_token_is_refused():
    for text, position in (
        ("v €", 2),
        ("1e400", 0),
        ("v" * (MOST_CHARACTERS + 1), MOST_CHARACTERS),
    ):
        with pytest.raises(PlacedError) as caught:
            tokens(text)
        assert caught.value.position == position
