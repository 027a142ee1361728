"""Computed numbers below zero have a minus sign, other text stays."""

import minus_signs
import pytest
from docutils import nodes


@pytest.mark.parametrize(
    ("classes", "text", "shown"),
    [
        (["pasted-text"], "-98", "\N{MINUS SIGN}98"),
        (["pasted-text"], "-.5", "\N{MINUS SIGN}.5"),
        (["pasted-text"], "+67", "+67"),
        (["pasted-text"], "1e-3", "1e-3"),
        (["pasted-text"], "-x", "-x"),
        ([], "-98", "-98"),
    ],
)
def test_only_a_computed_number_changes_its_sign(classes, text, shown):
    page = nodes.paragraph("", "", nodes.inline(text, text, classes=classes))
    minus_signs.fill(None, page, "book/a")
    assert page.astext() == shown
