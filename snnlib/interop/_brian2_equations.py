"""A neuron that is written as equations, in a network for Brian2: the library's own time step.

Its states are numbers in the library's units.  The step is the list of operations that stands
behind the text (:mod:`snnlib.equations.scope`), the reset included; Brian2 is told who spiked.
"""

import numpy as np

from snnlib.equations.program import Program

_TEXTS = {
    "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "div": "{} / {}", "neg": "-{}",
    "lt": "{} < {}", "le": "{} <= {}", "gt": "{} > {}", "ge": "{} >= {}", "eq": "{} == {}",
    "ne": "{} != {}", "and": "{} and {}", "or": "{} or {}", "not": "not {}", "power": "{}**{}",
    "select": "{1} * int({0}) + {2} * int(not {0})",
}  # fmt: skip


def _named(state):
    """Return a state's name there: v as it is, others so that none has a meaning already."""
    return state if state == "v" else f"x_{state}"


def equations_group(group, dt: float, cells, flow: str) -> dict:
    """Write the step of a text into a group's plan; return its threshold and reset."""
    made: Program = cells.program
    for name, value in cells.params.items():
        group.number(f"p_{name}", value, "1")
    group.number("h", dt, "1")
    group.equations[:0] = [f"{_named(name)} : 1" for name in made.states]
    group.equations.append("fired : boolean  # in this step, whose reset is done")
    group.step.append(f"drive = 0.0{flow}")

    def operand(given):
        kind, _, rest = given.partition(":")
        if kind == "c":
            return f"({float.fromhex(rest)!r})"
        if kind == "x":
            return group.v if rest == "v" else _named(rest)
        return {"p": f"p_{rest}", "I": "drive", "dt": "h"}.get(kind, f"of_{given}")

    for result, kind, given in made.operations:
        names = [operand(one) for one in given]
        text = _TEXTS.get(kind) or f"{kind}({', '.join(['{}'] * len(names))})"
        group.step.append(f"of_{result} = {text.format(*names)}")
    group.step += [
        f"{_named(name)} = {operand(after)}"
        for name, after in zip(made.states, made.after, strict=True)
    ]
    fires = not made.spiked.startswith("c:")
    group.step.append(f"fired = {operand(made.spiked) if fires else 'False'}")
    return {"threshold": "fired", "reset": "", "refractory": None}


def equations_start(cells) -> dict:
    """Return the states at the beginning, under the names that Brian2 has."""
    return {
        _named(name): (np.asarray(value, float)[()], "1") for name, value in cells.start.items()
    }
