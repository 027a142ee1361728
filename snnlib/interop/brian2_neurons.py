"""Neurons and rules that are written as equations, for Brian2: the same strings."""

import re
from typing import NamedTuple

from snnlib import _checks
from snnlib.equations.dimensions import dimensions, has_units
from snnlib.equations.python import PROGRAMS
from snnlib.equations.syntax import NUMBER, kind_of
from snnlib.equations.text import Text
from snnlib.interop.differences import NotExportedError
from snnlib.neurons import Neuron
from snnlib.plasticity import Plasticity

_BASES = ("second", "volt", "amp", "metre")
_OF_TIME = {"t": "(t/ms)", "dt": "(dt/ms)", "xi": "(xi*ms**0.5)"}


class Brian2Equations(NamedTuple):
    """What ``brian2.NeuronGroup`` takes, as texts, and the numbers that they name.

    Of a rule it is what ``brian2.Synapses`` takes.  A text without units stays so: each equation is
    divided by ``ms``.
    """

    model: str
    threshold: str | None
    reset: str | None
    refractory: str | None
    method: str
    namespace: dict
    """name -> (number, unit); the unit is "1" or an expression such as ``uF/cm**2``"""
    on_pre: str | None = None
    on_post: str | None = None

    def script(self) -> str:
        """Return a script that makes a group of one neuron, or synapses between two groups."""
        numbers = [
            f"    {name!r}: {number!r}{'' if unit == '1' else f'*{unit}'},"
            for name, (number, unit) in self.namespace.items()
        ]
        rules = [
            f"    {key}={value!r},\n"
            for key in ("threshold", "reset", "on_pre", "on_post", "refractory", "method")
            if (value := getattr(self, key))
        ]
        first, last = "group = NeuronGroup(\n    1,", ""
        if self.on_pre or self.on_post:
            first = (
                "# pre and post are your groups of neurons\nsynapses = Synapses(\n    pre, post,"
            )
            last = "synapses.connect()\n" + _order(self)
        model = self.model.replace("\n", "\n    ")
        return (
            f"from brian2 import *\n\nnamespace = {{\n{chr(10).join(numbers)}\n}}\n"
            f'{first}\n    """\n    {model}\n    """,\n'
            f"{''.join(rules)}    namespace=namespace,\n)\n{last}"
        )


def _order(rule):
    """Return the line for spikes and arrivals at the same time: the spike goes first."""
    both = rule.on_pre and rule.on_post
    return "synapses.pre.order, synapses.post.order = 1, -1\n" if both else ""


def brian2_equations(model: Neuron | Plasticity) -> Brian2Equations:
    """Return the equations of a neuron or of a rule as Brian2 takes them.

    ``model`` is what :func:`snnlib.neurons.from_equations` or
    :func:`snnlib.plasticity.from_equations` made.  The input ``I`` becomes a parameter of the
    group.  Brian2 counts a refractory time from the beginning of the step of a spike, here it
    counts from its end: so ``dt`` is added to it.  Statements stand in lines.

    Raises
    ------
    NotExportedError
        For another model, where a unit cannot be told, and for ``normal`` and ``power``, which
        Brian2 does not know.

    Examples
    --------
    >>> model = from_equations("dv/dt = (I - v)/tau\\ntau = 20")
    >>> print(brian2_equations(model).model)
    dv/dt = ((I - v)/tau)/ms : 1
    I : 1
    """
    if not isinstance(model, Neuron | Plasticity):
        raise TypeError(f"model must be a neuron or a rule, got {_checks.short(model)}")
    made = PROGRAMS.get(model.step if isinstance(model, Neuron) else model.jump_pre)
    if made is None:
        what = f"model: {model.name or 'it'} is not made by from_equations"
        raise NotExportedError("Brian2", [what])
    text = made.text
    for name in ("normal", "power"):
        if re.search(rf"\b{name}\s*\(", re.sub("#.*", "", text.text)):
            raise NotExportedError("Brian2", [f"{name}: Brian2 does not know it"])
    write = _Writer(text)
    refractory = write.expression(text.sources.get("refractory"))
    if refractory and kind_of(text.refractory) == NUMBER:
        refractory = f"{refractory} + dt" if has_units(text) else f"({refractory})*ms + dt"
    return Brian2Equations(
        "\n".join(write.lines()),
        write.expression(text.sources.get("threshold")),
        write.statements(text.reset),
        refractory,
        text.method,
        _namespace(text, model.params),
        write.statements(text.on_pre),
        write.statements(text.on_post),
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

    def statements(self, all_):
        lines = [f"{one.name} {one.sign} {self.expression(one.source)}" for one in all_]
        return "\n".join(lines) or None

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
            if state.source == "0":  # what only statements change
                yield f"{name} : {self.unit(name)}"
                continue
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
