"""Read-outs: the numbers that a kernel computes, which it writes by name.

``readouts`` is a record with one float64 for each read-out of the figure, so that a kernel says
``readouts.rate = 12.5``.  A name that the figure does not know, or one that the kernel never
writes, is told when the figure is made.
"""

import ast
import inspect
import textwrap
from dataclasses import dataclass

import numba
import numpy as np

#: What the kernel's argument is called.
ARGUMENT = "readouts"


@dataclass(frozen=True)
class Readout:
    """A number that the kernel computes, and how it is shown: with ``digits`` significant ones.

    With ``words``, the number k is shown as word k.  A figure's first three stand out; the others,
    and those that are ``aside``, go into a fold.
    """

    unit: str = ""
    label: str = ""
    digits: int = 3
    aside: bool = False
    words: tuple = ()

    def __post_init__(self):
        words = self.words if isinstance(self.words, (tuple, list)) else (None,)
        if not all(isinstance(word, str) and word for word in words):
            raise ValueError(f"a read-out's words must be a tuple of texts, got {self.words!r}")
        object.__setattr__(self, "words", tuple(words))
        if type(self.digits) is not int or not 1 <= self.digits <= 17:
            raise ValueError(
                f"a read-out's digits must be a whole number from 1 to 17, got {self.digits!r}"
            )


def _dtype(names):
    return np.dtype([(name, np.float64) for name in names], align=True)


def records(names):
    """Return an array of one record of zeros; its fields are attributes, also without numba."""
    return np.zeros(1, _dtype(names)).view(np.recarray)


def record_type(names):
    """Return what numba calls such a record."""
    return numba.from_dtype(_dtype(names))


def _parsed(function):
    """Return all nodes of a function's syntax tree; none where its text is not known."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        return []
    parameters = list(inspect.signature(function).parameters)
    # what was compiled from a text that nobody kept may be taken for another
    own = isinstance(tree, ast.FunctionDef) and tree.name == function.__code__.co_name
    return list(ast.walk(tree)) if own and [a.arg for a in tree.args.args] == parameters else []


def _is_argument(node):
    return isinstance(node, ast.Name) and node.id == ARGUMENT


def check_names(kernel, function, names):
    """Refuse a kernel that uses other read-outs than ``names``, or leaves out one of them."""
    nodes = _parsed(function)
    if any(isinstance(node, ast.Subscript) and _is_argument(node.value) for node in nodes):
        raise ValueError(
            f"kernel {kernel}: it gives a read-out by its place, as in readouts[0]; write it by "
            f"its name, as in readouts.{names[0] if names else 'rate'}"
        )
    fields = [n for n in nodes if isinstance(n, ast.Attribute) and _is_argument(n.value)]
    for field in fields:
        if field.attr not in names:
            known = f"it has {', '.join(names)}" if names else "it has none"
            raise ValueError(
                f"kernel {kernel}: readouts.{field.attr} is no read-out of the figure; {known}"
            )
    written = {field.attr for field in fields if isinstance(field.ctx, ast.Store)}
    handed_on = sum(map(_is_argument, nodes)) > len(fields)  # another function may write them
    missing = [name for name in names if name not in written]
    if nodes and missing and not handed_on:
        raise ValueError(
            f"kernel {kernel}: it never writes readouts.{missing[0]}; give it a value, or leave it "
            "out of the figure"
        )
