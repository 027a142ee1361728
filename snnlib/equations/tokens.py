"""From a text to its tokens: numbers, names, signs and ends of lines."""

import re
from typing import NamedTuple

from snnlib.equations.errors import PlacedError

MOST_CHARACTERS = 4000
_TOKEN = re.compile(
    r"(?P<blank>[ \t\r]+|#[^\n]*)"
    r"|(?P<line>\n)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|\+=|-=|\*=|/=|[-+*/()\[\],;:<>=])"
)


class Token(NamedTuple):
    """A token: its kind (number, name, sign, line or end), its text, and where it begins."""

    kind: str
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text; inside of parentheses the ends of lines are left out."""
    if len(text) > MOST_CHARACTERS:
        raise PlacedError(f"the text is longer than {MOST_CHARACTERS} characters", MOST_CHARACTERS)
    found, at, depth = [], 0, 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            power = "; a power is written x**2" if text[at] == "^" else ""
            raise PlacedError(f"`{text[at]}` is no part of the language{power}", at)
        kind, piece = match.lastgroup, match.group()
        depth = max(0, depth + (piece in ("(", "[")) - (piece in (")", "]")))
        if kind == "number" and float(piece) == float("inf"):
            raise PlacedError(f"`{piece}` is too large", at)
        if kind != "blank" and not (kind == "line" and depth):
            found.append(Token(kind, piece, at))
        at = match.end()
    return [*found, Token("line", "\n", at), Token("end", "", at)]
