"""A program as a compiled Python function, and its start."""

import linecache
import math
from collections import namedtuple
from functools import lru_cache
from typing import Any, NamedTuple

import numba
import numpy as np

from snnlib import math as own
from snnlib.equations import functions
from snnlib.equations.program import Program, program

_TEXTS = {
    "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "div": "{} / {}", "neg": "-{}",
    "lt": "{} < {}", "le": "{} <= {}", "gt": "{} > {}", "ge": "{} >= {}", "eq": "{} == {}",
    "ne": "{} != {}", "and": "{} & {}", "or": "{} | {}", "not": "not {}",
    "select": "{1} if {0} else {2}",
}  # fmt: skip
FUNCTIONS = {name: getattr(own, name) for name in ("exp", "expm1", "log", "sin", "cos", "power")}
FUNCTIONS |= {
    name: getattr(functions, name) for name in ("tanh", "cosh", "sinh", "exprel", "noise")
}
FUNCTIONS |= {"sqrt": math.sqrt, "abs": abs, "floor": np.floor}


class Compiled(NamedTuple):
    """A program with its step, and the named tuples of its parameters and states."""

    program: Program
    step: Any
    parameters: type
    state: type
    source: str


def _operand(given):
    kind, _, rest = given.partition(":")
    if kind == "c":
        return repr(float.fromhex(rest))
    return {"x": f"state.{rest}", "p": f"params.{rest}", "I": "current"}.get(kind, given)


def _right(kind, given):
    """Return the text on the right of an operation."""
    return _TEXTS.get(kind, f"{kind}({', '.join(['{}'] * len(given))})").format(*given)


def source(made: Program) -> str:
    """Return the Python text of a program's step."""
    lines = [
        f"    {result} = {_right(kind, [_operand(one) for one in given])}"
        for result, kind, given in made.operations
    ]
    spiked = made.spiked if made.spiked.startswith("t") else "False"
    after = ", ".join(_operand(one) for one in made.after)
    head = "def step(current, state, params, dt):"
    return "\n".join([head, *lines, f"    return {spiked}, State({after})\n"])


@lru_cache(maxsize=256)
def compiled(text: str) -> Compiled:
    """Return a text with its compiled step; the same text gives the same functions and types."""
    made = program(text)
    state = namedtuple("State", made.states)
    parameters = namedtuple("Parameters", [*made.text.parameters])
    written = source(made)
    place = f"<equations {abs(hash(written)):x}>"
    linecache.cache[place] = (len(written), None, written.splitlines(True), place)
    space = {**FUNCTIONS, "State": state, "__name__": "equations"}
    state.__module__ = parameters.__module__ = "equations"
    exec(compile(written, place, "exec"), space)
    step = numba.njit(error_model="numpy", nogil=True)(space["step"])
    result = Compiled(made, step, parameters, state, written)
    BY_STEP[step] = result
    return result


BY_STEP = {}  # compiled texts by their steps, for exports

_ARITHMETIC = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative,
    "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal, "eq": np.equal,
    "ne": np.not_equal, "and": np.logical_and, "or": np.logical_or, "not": np.logical_not,
    "select": np.where, "sqrt": np.sqrt, "abs": np.abs, "floor": np.floor,
}  # fmt: skip


def start(made: Program, parameters) -> tuple:
    """Return the values of all states at the beginning, (n,) where a parameter has that shape."""
    known = {f"p:{name}": np.asarray(value, float) for name, value in parameters.items()}

    def operand(name):
        return np.float64(float.fromhex(name[2:])) if name.startswith("c:") else known[name]

    with np.errstate(all="ignore"):
        for result, kind, given in made.start_operations:
            known[result] = _function(kind)(*map(operand, given))
        values = [np.asarray(operand(name), float) for name in made.start]
    return tuple(value if value.ndim else float(value) for value in values)


def _function(kind):
    if kind in _ARITHMETIC:
        return _ARITHMETIC[kind]
    scalar = FUNCTIONS[kind]
    return lambda *given: np.vectorize(lambda *one: float(scalar(*one)))(*given)
