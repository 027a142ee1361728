"""Whether the names in a text are known, its conditions are conditions, and its units match."""

from snnlib.equations import names, units
from snnlib.equations.dimensions import Dimensions
from snnlib.equations.errors import PlacedError, unknown
from snnlib.equations.ordering import mentioned_in, order
from snnlib.equations.syntax import CONDITION, NUMBER, children, kind_of, leaves
from snnlib.equations.text import Assignment, Text

NOT_YET = ("I", "t", "dt", "xi", names.DRAWN)  # at the start


def check(text: Text) -> None:
    """Raise the first mistake in what a text says."""
    for role, thing in text.places:
        expression = thing
        if isinstance(thing, Assignment):
            expression = thing.expression
            if thing.name not in text.states:
                if thing.name in text.parameters or thing.name in text.expressions:
                    raise PlacedError(
                        f"`{thing.name}` is no state, and stays as it is", thing.position
                    )
                raise unknown(thing.name, thing.position, text.states)
        _names(text, role, expression)
        wanted = {"threshold": CONDITION, "refractory": None}.get(role, NUMBER)
        found = kind_of(expression)
        if wanted and found != wanted:
            raise PlacedError(f"a {wanted} is expected here, not a {found}", expression[1])
    order(text)
    _start(text)
    _euler_for_noise(text)
    for name in ("reset", "refractory"):
        if name in text.seen and text.threshold is None:
            raise PlacedError(f"`{name}` needs a threshold", text.seen[name])
    Dimensions(text).check()


def _names(text, role, expression):
    """Check the names in an expression, from left to right."""
    kind, position = expression[:2]
    if kind == "name":
        name = expression[2]
        groups = text.states, text.parameters, text.expressions, names.GIVEN
        known = [one for group in groups for one in group]
        if name not in known and name not in units.UNITS:
            if name in names.FUNCTIONS:
                raise PlacedError(f"`{name}` is a function; write {name}(...)", position)
            raise unknown(name, position, known)
        if role == "start" and name in NOT_YET:
            raise PlacedError(f"`{name}` is not there yet at the start", position)
        if name == "xi" and role not in ("equation", "expression"):
            raise PlacedError("`xi` stands in equations only", position)
    if kind == "call":
        name, count = expression[2], len(expression[3])
        if name not in names.FUNCTIONS:
            raise unknown(name, position, names.FUNCTIONS)
        if names.FUNCTIONS[name] != count:
            raise PlacedError(f"`{name}` takes {_numbers(name)}, got {count}", position)
    for inner in children(expression):
        _names(text, role, inner)


def _numbers(function):
    count = names.FUNCTIONS[function]
    return f"{count} number{'s' if count > 1 else ''}"


def _start(text):
    """Check that what the start names is there already."""
    for statement in text.start:
        for leaf in leaves(statement.expression):
            inner = mentioned_in(text, leaf[2]) if leaf[0] == "name" else ()
            for name in NOT_YET:
                if name in inner:
                    words = f"`{leaf[2]}` has `{name}` in it, which is not there yet at the start"
                    raise PlacedError(words, leaf[1])


def _euler_for_noise(text):
    for _, thing in text.places:
        for leaf in () if isinstance(thing, Assignment) else leaves(thing):
            if leaf[0] == "name" and leaf[2] == "xi" and text.method != "euler":
                raise PlacedError("`xi` needs the method euler", leaf[1])
