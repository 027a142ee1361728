"""Small pieces of text, which :mod:`.program_text` and :mod:`.learning_text` are made of."""

from functools import partial
from operator import getitem
from textwrap import dedent, indent


def fields_of(program, prefix, arrays):
    """Make each array of a dictionary a value of the loop; return their names."""
    return [program.value(f"{prefix}_{key}", partial(getitem, arrays, key)) for key in arrays]


def state_at(kind, names, index: int):
    """Return the text that takes a state out of its arrays, such as ``State(v[i], w[i])``."""
    return f"{kind}({', '.join(f'{name}[{index}]' for name in names)})"


def store(state, fields, names, index: int):
    """Return the lines that put a state back into its arrays."""
    pairs = zip(fields, names, strict=True)
    return "\n".join(f"{name}[{index}] = {state}.{field}" for field, name in pairs) or "pass"


def function(program, head, body, single: bool = False):
    """Add a function to the program."""
    decorator = "contracted" if single else "compiled"
    program.functions.append(f"@{decorator}\ndef {head}:\n{indent(dedent(body).strip(), '    ')}")
