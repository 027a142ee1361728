"""A program as a compiled Python function, and its start."""

import itertools
import linecache
import math
import weakref
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


def operand(given: str) -> str:
    """Return the Python text of an operand."""
    kind, _, rest = given.partition(":")
    if kind == "c":
        return repr(float.fromhex(rest))
    return {"x": f"state.{rest}", "p": f"params.{rest}", "I": "current"}.get(kind, given)


def _right(kind, given):
    """Return the text on the right of an operation."""
    return _TEXTS.get(kind, f"{kind}({', '.join(['{}'] * len(given))})").format(*given)


def lines(operations, operand=operand) -> list[str]:
    """Return operations as lines of Python."""
    return [
        f"    {result} = {_right(kind, [operand(one) for one in given])}"
        for result, kind, given in operations
    ]


def source(made: Program) -> str:
    """Return the Python text of a program's step."""
    spiked = "False" if made.spiked.startswith("c:") else made.spiked
    after = ", ".join(operand(one) for one in made.after)
    events = "arrives, fires, " if made.of_synapse else ""
    head = f"def step(current, {events}state, params, dt):"
    return "\n".join([head, *lines(made.operations), f"    return {spiked}, State({after})\n"])


@lru_cache(maxsize=256)
def compiled(text: str) -> Compiled:
    """Return a text with its compiled step; the same text gives the same functions and types."""
    made = program(text)
    state = namedtuple("State", made.states)
    parameters = namedtuple("Parameters", [*made.text.parameters])
    state.__module__ = parameters.__module__ = "equations"
    written = source(made)
    step = function("step", written, {"State": state})
    PROGRAMS[step] = made
    return Compiled(made, step, parameters, state, written)


#: Programs by their steps, for exports, as long as somebody has the step.
PROGRAMS = weakref.WeakKeyDictionary()
_NUMBERS = itertools.count(1)


def function(name: str, written: str, names: dict) -> Any:
    """Return a function of a text, for numba to compile; a traceback shows the text's lines."""
    place = f"<equations {next(_NUMBERS)}>"
    linecache.cache[place] = (len(written), None, written.splitlines(True), place)
    space = {**FUNCTIONS, **names, "__name__": "equations"}
    exec(compile(written, place, "exec"), space)
    made = numba.njit(error_model="numpy", nogil=True)(space[name])
    weakref.finalize(made, linecache.cache.pop, place, None)
    return made


_ARITHMETIC = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative,
    "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal, "eq": np.equal,
    "ne": np.not_equal, "and": np.logical_and, "or": np.logical_or, "not": np.logical_not,
    "select": np.where, "sqrt": np.sqrt, "abs": np.abs, "floor": np.floor,
}  # fmt: skip


def start(made: Program, parameters) -> tuple:
    """Return the values of all states at the beginning, (n,) where a parameter has that shape."""
    return evaluated(made.start_operations, made.start, parameters)


def evaluated(operations, operands, parameters) -> tuple:
    """Return the values of operands, (n,) where a parameter has that shape, by numpy."""
    known = {f"p:{name}": np.asarray(value, float) for name, value in parameters.items()}

    def value(name):
        return np.float64(float.fromhex(name[2:])) if name.startswith("c:") else known[name]

    with np.errstate(all="ignore"):
        for result, kind, given in operations:
            known[result] = _function(kind)(*map(value, given))
        values = [np.asarray(value(name), float) for name in operands]
    return tuple(value if value.ndim else float(value) for value in values)


def _function(kind):
    if kind in _ARITHMETIC:
        return _ARITHMETIC[kind]
    scalar = FUNCTIONS[kind]
    return lambda *given: np.vectorize(lambda *one: float(scalar(*one)))(*given)
