"""Which names an expression is made of, and in which order they can be computed."""

from snnlib.equations.errors import PlacedError
from snnlib.equations.syntax import leaves
from snnlib.equations.text import Text


def named_in(text, expression):
    """Return the names of expressions in an expression, from left to right."""
    found = [leaf[2] for leaf in leaves(expression) if leaf[0] == "name"]
    return [name for name in found if name in text.expressions]


def order(text: Text) -> list[str]:
    """Return the names of expressions so that each comes after those that it is made of."""
    done, open_ = [], []

    def visit(name):
        if name in open_:
            raise PlacedError(f"`{name}` is made of itself", text.expressions[name].position)
        if name not in done:
            open_.append(name)
            for inner in named_in(text, text.expressions[name].expression):
                visit(inner)
            done.append(open_.pop())

    for name in text.expressions:
        visit(name)
    return done


def mentioned_in(text: Text, name: str) -> set[str]:
    """Return the names that the expression of a name has in it, and those in them."""
    found, todo = set(), [name]
    while todo:
        one = todo.pop()
        if one in text.expressions:
            inner = {x[2] for x in leaves(text.expressions[one].expression) if x[0] == "name"}
            todo += inner - found
            found |= inner
    return found
