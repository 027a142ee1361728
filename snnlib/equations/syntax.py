"""From tokens to expressions, by a function for each line of the grammar.

An expression is a tuple that begins with its kind and its position in the text::

    ("num", position, value)            ("call", position, name, [expression, ...])
    ("name", position, name)            ("neg" or "not", position, expression)
    ("bin", position, sign, left, right)      of + - * / **, < <= > >= == !=, and, or

``power(x, y)`` is read as ``x**y``, and ``normal(m, s)`` as ``m + s*n`` with a drawn number n.
"""

from snnlib.equations.errors import PlacedError
from snnlib.equations.names import DRAWN
from snnlib.equations.tokens import Token

DEEPEST = 40  # parentheses, signs and powers within each other
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
CONDITIONS = (*COMPARISONS, "and", "or", "not")
NUMBER, CONDITION = "number", "condition"


class Reader:
    """Reads expressions out of a list of tokens."""

    def __init__(self, tokens: list[Token]):
        self.tokens, self.at, self.depth = tokens, 0, 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def found(self, *texts):
        """Take the next token if it is one of these signs or words; return it, or None."""
        token = self.next
        return self.take() if token.kind in ("sign", "name") and token.text in texts else None

    def need(self, text):
        """Take a sign or a word that has to come here."""
        if self.found(text) is None:
            raise PlacedError(f"`{text}` is missing here", self.next.position)

    def name(self, what):
        """Take a name."""
        if self.next.kind != "name":
            raise PlacedError(f"{what} is missing here", self.next.position)
        return self.take()

    def _deeper(self, read):
        self.depth += 1
        if self.depth > DEEPEST:
            raise PlacedError("too many parentheses or signs within each other", self.next.position)
        expression = read()
        self.depth -= 1
        return expression

    def _chain(self, read, *signs):
        left = read()
        while token := self.found(*signs):
            left = ("bin", token.position, token.text, left, read())
        return left

    def condition(self):
        """Read what may have ``or``, ``and``, ``not`` and comparisons."""
        return self._chain(lambda: self._chain(self._negation, "and"), "or")

    def _negation(self):
        if token := self.found("not"):
            return ("not", token.position, self._deeper(self._negation))
        left = self.sum()
        if token := self.found(*COMPARISONS):
            left = ("bin", token.position, token.text, left, self.sum())
            if again := self.found(*COMPARISONS):
                raise PlacedError("two comparisons are joined by `and`", again.position)
        return left

    def sum(self):
        """Read a number's expression."""
        return self._chain(self.product, "+", "-")

    def product(self):
        """Read a number's expression without sums."""
        return self._chain(self._signed, "*", "/")

    def _signed(self):
        if token := self.found("-", "+"):
            inner = self._deeper(self._signed)
            return ("neg", token.position, inner) if token.text == "-" else inner
        base = self._atom()
        if token := self.found("**"):
            return ("bin", token.position, "**", base, self._deeper(self._signed))
        return base

    def _atom(self):
        token = self.next
        if token.kind == "number":
            return ("num", token.position, float(self.take().text))
        if token.kind == "name" and token.text not in ("and", "or", "not"):
            self.take()
            if self.next.text == "(" and self.tokens[self.at + 1].text != "unless":
                self.take()
                return _called(token.position, token.text, self._arguments())
            return ("name", token.position, token.text)
        if self.found("("):
            inner = self._deeper(self.condition)
            self.need(")")
            return inner
        raise PlacedError("a number, a name or `(` is missing here", token.position)

    def _arguments(self):
        arguments = [self._deeper(self.condition)]
        while self.found(","):
            arguments.append(self._deeper(self.condition))
        self.need(")")
        return arguments


def _called(position, name, arguments):
    """Return a call as an expression; of another number of arguments ``check`` tells."""
    if len(arguments) == 2 and name == "power":
        return ("bin", position, "**", *arguments)
    if len(arguments) == 2 and name == "normal":
        drawn = ("bin", position, "*", arguments[1], ("name", position, DRAWN))
        return ("bin", position, "+", arguments[0], drawn)
    return ("call", position, name, arguments)


def children(expression):
    """Return the expressions that an expression is made of."""
    kind = expression[0]
    if kind == "call":
        return expression[3]
    return {"bin": expression[3:], "neg": expression[2:], "not": expression[2:]}.get(kind, ())


def leaves(expression):
    """Return the numbers and names in an expression, from left to right."""
    inner = children(expression)
    return [leaf for one in inner for leaf in leaves(one)] if inner else [expression]


def kind_of(expression):
    """Return whether an expression is a number or a condition, and check what it is made of."""
    kind = expression[0]
    if kind in ("num", "name"):
        return NUMBER
    wanted, found = NUMBER, NUMBER
    sign = expression[2] if kind == "bin" else kind
    if sign in CONDITIONS:
        found = CONDITION
    if sign in ("and", "or", "not") or (kind == "call" and expression[2] == "int"):
        wanted = CONDITION
    for inner in children(expression):
        got = kind_of(inner)
        if got != wanted:
            raise PlacedError(f"a {wanted} is expected here, not a {got}", inner[1])
    return found
