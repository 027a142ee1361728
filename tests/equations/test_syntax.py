"""Expressions: what binds how strongly."""

import pytest

from snnlib.equations.syntax import Reader, children, kind_of, leaves
from snnlib.equations.tokens import tokens


def shape(expression):
    """An expression without its positions, signs first."""
    kind = expression[0]
    if kind in ("num", "name"):
        return expression[2]
    head = {"bin": expression[2], "call": expression[2]}.get(kind, kind)
    return (head, *map(shape, children(expression)))


def read(text):
    return Reader(tokens(text)).condition()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a - b - c", ("-", ("-", "a", "b"), "c")),
        ("a + b*c", ("+", "a", ("*", "b", "c"))),
        ("a/b/c", ("/", ("/", "a", "b"), "c")),
        ("-a**2", ("neg", ("**", "a", 2.0))),
        ("a**-b**c", ("**", "a", ("neg", ("**", "b", "c")))),
        ("a < b and not c > d or e == f",
         ("or", ("and", ("<", "a", "b"), ("not", (">", "c", "d"))), ("==", "e", "f"))),
        ("clip(a, (b), c + 1)", ("clip", "a", "b", ("+", "c", 1.0))),
    ],
)  # fmt: skip
def test_what_binds_how_strongly(text, expected):
    assert shape(read(text)) == expected


def test_leaves_and_kinds():
    assert [leaf[2] for leaf in leaves(read("a + exp(b*2)"))] == ["a", "b", 2.0]
    assert kind_of(read("a + int(b > 1)")) == "number"
    assert kind_of(read("not a > 1")) == "condition"
