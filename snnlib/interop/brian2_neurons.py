"""Neurons that are written as equations, for Brian2: the same strings."""

import re
from typing import NamedTuple

from snnlib import _checks
from snnlib.equations.dimensions import dimensions, has_units
from snnlib.equations.python import PROGRAMS
from snnlib.equations.syntax import NUMBER, kind_of
from snnlib.equations.text import Text
from snnlib.interop.differences import NotExportedError
from snnlib.neurons import Neuron

_BASES = ("second", "volt", "amp", "metre")
_OF_TIME = {"t": "(t/ms)", "dt": "(dt/ms)", "xi": "(xi*ms**0.5)"}


class Brian2Equations(NamedTuple):
    """What ``brian2.NeuronGroup`` takes, as texts, and the numbers that they name.

    A text without units stays so: each equation is divided by ``ms``.
    """

    model: str
    threshold: str | None
    reset: str | None
    refractory: str | None
    method: str
    namespace: dict
    """name -> (number, unit); the unit is "1" or an expression such as ``uF/cm**2``"""

    def script(self) -> str:
        """Return a script that makes a group of one neuron."""
        numbers = [
            f"    {name!r}: {number!r}{'' if unit == '1' else f'*{unit}'},"
            for name, (number, unit) in self.namespace.items()
        ]
        rules = [
            f"    {key}={value!r},\n"
            for key in ("threshold", "reset", "refractory", "method")
            if (value := getattr(self, key))
        ]
        model = self.model.replace("\n", "\n    ")
        return (
            f"from brian2 import *\n\nnamespace = {{\n{chr(10).join(numbers)}\n}}\n"
            f'group = NeuronGroup(\n    1,\n    """\n    {model}\n    """,\n'
            f"{''.join(rules)}    namespace=namespace,\n)\n"
        )


def brian2_equations(neuron: Neuron) -> Brian2Equations:
    """Return the equations of :func:`snnlib.neurons.from_equations` as Brian2 takes them.

    The input ``I`` becomes a parameter of the group.  Brian2 counts a refractory time from the
    beginning of the step of a spike, here it counts from its end: so ``dt`` is added to it.  A
    reset's statements stand in lines.

    Raises
    ------
    NotExportedError
        For another neuron, and where a unit cannot be told.

    Examples
    --------
    >>> model = from_equations("dv/dt = (I - v)/tau\\ntau = 20")
    >>> print(brian2_equations(model).model)
    dv/dt = ((I - v)/tau)/ms : 1
    I : 1
    """
    _checks.instance_of("neuron", neuron, Neuron)
    made = PROGRAMS.get(neuron.step)
    if made is None:
        what = f"neuron: {neuron.name or 'it'} is not made by from_equations"
        raise NotExportedError("Brian2", [what])
    text = made.text
    write = _Writer(text)
    refractory = write.expression(text.sources.get("refractory"))
    if refractory and kind_of(text.refractory) == NUMBER:
        refractory = f"{refractory} + dt" if has_units(text) else f"({refractory})*ms + dt"
    statements = [f"{s.name} {s.sign} {write.expression(s.source)}" for s in text.reset]
    return Brian2Equations(
        "\n".join(write.lines()),
        write.expression(text.sources.get("threshold")),
        "\n".join(statements) or None,
        refractory,
        text.method,
        _namespace(text, neuron.params),
    )


class _Writer:
    """Writes equations with units, or without any."""

    def __init__(self, text: Text):
        self.text, self.plain = text, not has_units(text)
        self.of = {} if self.plain else dimensions(text)

    def expression(self, source):
        if not self.plain or source is None:
            return source
        return re.sub(r"\b(t|dt|xi)\b(?!\()", lambda found: _OF_TIME[found[0]], source)

    def unit(self, name):
        if self.plain:
            return "1"
        dimension = self.of.get(name)
        if dimension is None:
            why = f"the unit of {name!r} is not known; write it behind a colon"
            raise NotExportedError("Brian2", [why])
        parts = [
            base if x == 1.0 else f"{base}**{x:g}"
            for base, x in zip(_BASES, dimension, strict=True)
            if x
        ]
        return "*".join(parts) or "1"

    def lines(self):
        """Return the lines of the model."""
        for name, state in self.text.states.items():
            right = self.expression(state.source)
            held = " (unless refractory)" if state.held else ""
            right = f"({right})/ms" if self.plain else right
            yield f"d{name}/dt = {right} : {self.unit(name)}{held}"
        for name, named in self.text.expressions.items():
            yield f"{name} = {self.expression(named.source)} : {self.unit(name)}"
        if "I" in self.text.mentioned:
            yield f"I : {self.unit('I')}"


def _namespace(text, params):
    """Return the parameters in the units of the text."""
    found = {}
    for (name, parameter), value in zip(text.parameters.items(), params, strict=True):
        found[name] = (value / parameter.worth, parameter.unit or "1")
    return found
