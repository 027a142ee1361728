"""A mistake in a text of equations: where it is, and in which words."""


class EquationError(ValueError):
    """A mistake in a text of equations.

    Attributes
    ----------
    words : str, what is wrong
    position : int, characters before the place
    line, column : int, of the place, counted from 1
    """

    def __init__(self, words: str, position: int, text: str = ""):
        before = text[:position]
        self.words, self.position = words, position
        self.line = before.count("\n") + 1
        self.column = position - before.rfind("\n")
        shown = text.split("\n")[self.line - 1]
        place = f"line {self.line}, column {self.column}"
        super().__init__(f"{place}: {words}\n    {shown}\n    {' ' * (self.column - 1)}^")

    def __reduce__(self):
        return EquationError, (self.words, self.position)


class PlacedError(Exception):
    """A mistake at a position, before it is known in which text."""

    def __init__(self, words, position):
        super().__init__(words)
        self.words, self.position = words, position


def distance(a: str, b: str) -> int:
    """Return how many letters have to be changed, added or left out to make one word another."""
    row = [*range(len(b) + 1)]
    for i, letter in enumerate(a):
        last, row = row, [i + 1]
        for j, other in enumerate(b):
            row.append(min(last[j] + (letter != other), last[j + 1] + 1, row[j] + 1))
    return row[-1]


def nearest(name: str, known) -> str | None:
    """Return the known name that was meant, perhaps: the first of those with the least changes.

    Two changes at most, and fewer than the name has letters; a name that begins with this one
    counts as one change.
    """
    best, least = None, min(3, len(name))
    for other in known:
        changes = distance(name, other)
        if changes > 1 and other.startswith(name):
            changes = 1
        if 0 < changes < least or (changes == 0 and least > 0):
            best, least = other, changes
    return best


def unknown(name, position, known):
    """Return the mistake that a name is not known, with a suggestion."""
    meant = nearest(name, known)
    hint = f"; did you mean `{meant}`?" if meant else ""
    return PlacedError(f"`{name}` is not known{hint}", position)
