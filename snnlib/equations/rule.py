"""A rule of plasticity as a network takes it: traces on either side, and what a spike changes."""

from collections import namedtuple
from functools import lru_cache
from typing import Any, NamedTuple

from snnlib.equations.errors import EquationError, PlacedError
from snnlib.equations.names import DRAWN, WEIGHT
from snnlib.equations.ordering import order
from snnlib.equations.program import Program, assigned, program
from snnlib.equations.python import PROGRAMS, evaluated, function, lines, operand
from snnlib.equations.scope import Scope, Writer, constant
from snnlib.equations.syntax import leaves
from snnlib.equations.text import Text

_NOT_HERE = ("I", "t", "dt", "xi", DRAWN)


class Rule(NamedTuple):
    """A text's functions, as :class:`snnlib.plasticity.Plasticity` has them."""

    program: Program
    parameters: type
    pre: type
    post: type
    on_pre: Any
    on_post: Any
    jump_pre: Any
    jump_post: Any


@lru_cache(maxsize=256)
def rule(text: str) -> Rule:
    """Return the functions of a text; :class:`EquationError` where a network cannot keep it."""
    made = program(text)
    try:
        _check(made.text)
        pre, post = (
            namedtuple(kind, _traces(made.text, statements))
            for kind, statements in (("Pre", made.text.on_pre), ("Post", made.text.on_post))
        )
        at_arrivals = _Side(made.text, made.text.on_pre, "pre", pre, post)
        at_spikes = _Side(made.text, made.text.on_post, "post", pre, post)
        functions = (at_arrivals.change(), at_spikes.change(), at_arrivals.jump(), at_spikes.jump())
        _slopes(made.text)
    except PlacedError as wrong:
        raise EquationError(wrong.words, wrong.position, text) from None
    parameters = namedtuple("Parameters", [*made.text.parameters])
    for kind in (pre, post, parameters):
        kind.__module__ = "equations"
    PROGRAMS[functions[2]] = made  # every rule has its own ``jump_pre``
    return Rule(made, parameters, pre, post, *functions)


def time_constants(made: Rule, values) -> dict[str, float]:
    """Return the time constants of the traces in ms, at values of the parameters."""
    text, taus = made.program.text, {}
    for name, slope in _slopes(text).items():
        number, rest = evaluated(slope.operations, slope.operands, values)
        if rest != 0.0:
            raise EquationError(_decays(name), text.states[name].expression[1], text.text)
        taus[name] = number if slope.is_time else -1.0 / number
    return taus


class _Slope(NamedTuple):
    """How the time constant of a trace is found."""

    operations: list
    operands: list  # its time constant or its factor, and its slope where it is 0
    is_time: bool


def _decays(name):
    return f"a trace decays by itself in a network, as in  d{name}/dt = -{name}/tau"


def _check(text: Text):
    """Refuse what a network does not compute for a synapse."""
    if WEIGHT not in text.states:
        words = f"a rule changes the weight `{WEIGHT}`; say  {WEIGHT} : 1"
        raise PlacedError(words, next(iter(text.states.values())).position)
    if "threshold" in text.seen:
        words = "a rule has no threshold: in a network the neurons have one"
        raise PlacedError(words, text.seen["threshold"])
    still = text.states[WEIGHT].expression
    if still[0] != "num" or still[2] != 0.0:
        raise PlacedError("in a network the weight changes at spikes alone", still[1])
    for role, thing in text.places:
        for leaf in () if role == "start" else leaves(getattr(thing, "expression", thing)):
            if leaf[0] == "name" and leaf[2] in _NOT_HERE:
                raise PlacedError(f"a rule in a network is not given `{leaf[2]}`", leaf[1])


def _traces(text, statements):
    """Return the traces that the statements of one side change, in the order of the equations."""
    changed = {one.name for one in statements} - {WEIGHT}
    return [name for name in text.states if name in changed]


def _slopes(text):
    """Return of each trace how its time constant is found."""
    found, ordered = {}, order(text)
    for name, state in text.states.items():
        if name == WEIGHT:
            continue
        writer, right = Writer(), state.expression
        states = {one: f"x:{one}" for one in text.states}
        scope = Scope(writer, text, states, ordered)
        scope.value(right)
        # of -x/tau the time constant as it stands there, without roundings
        is_time = right[0] == "bin" and right[2] == "/" and right[3][:1] == ("neg",)
        is_time = is_time and right[3][2][2] == name
        rate = scope.value(right[4]) if is_time else scope.factor(right, name)
        scope.move(states | {name: constant(0.0)})
        operands = [rate, scope.value(right)]
        operations = _needed(writer.operations, operands)
        used = {one for _, _, given in operations for one in given} | {*operands}
        if rate is None or any(one.startswith("x:") for one in used):
            raise PlacedError(_decays(name), right[1])
        found[name] = _Slope(operations, operands, is_time)
    return found


def _needed(operations, operands):
    """Return the operations that operands are made of."""
    needed, kept = set(operands), []
    for operation in reversed(operations):
        if operation[0] in needed:
            needed.update(operation[2])
            kept.append(operation)
    return kept[::-1]


class _Side:
    """What the spikes on one side change."""

    def __init__(self, text, statements, side, pre, post):
        self.side, self.traces = side, pre if side == "pre" else post
        self.of = {f"x:{name}": f"pre.{name}" for name in pre._fields}
        self.of |= {f"x:{name}": f"post.{name}" for name in post._fields}
        self.of[f"x:{WEIGHT}"] = "w"
        both = set(pre._fields) & set(post._fields)
        for one in statements:
            if one.name in both:
                words = f"`{one.name}` counts the spikes of both sides"
                raise PlacedError(f"{words}; a network needs one for each", one.position)
        writer, states = Writer(), {name: f"x:{name}" for name in text.states}
        scope = Scope(writer, text, states, order(text))
        self.after = assigned(scope, states, statements)
        self.operations = writer.operations
        for one in statements:
            self._own(one)

    def _own(self, statement):
        """Check that a trace is made of traces of its own side."""
        if statement.name == WEIGHT:
            return
        result = self.after[statement.name]
        operations = _needed(self.operations, [result])
        used = {one for _, _, given in operations for one in given} | {result}
        if any(self.of[one].split(".")[0] != self.side for one in used if one[:2] == "x:"):
            words = f"`{statement.name}` may be made of traces of its own side alone"
            raise PlacedError(words, statement.position)

    def _write(self, head, results, last, names):
        def text(one):
            return self.of.get(one) or operand(one)

        body = lines(_needed(self.operations, results), text)
        written = "\n".join([head, *body, f"    return {last(*map(text, results))}\n"])
        return function(head.split("(")[0][4:], written, names)

    def change(self):
        """Return ``(w, pre, post, params) -> w``, None where the weight stays as it is."""
        if self.after[WEIGHT] == f"x:{WEIGHT}":
            return None
        head = f"def on_{self.side}(w, pre, post, params):"
        return self._write(head, [self.after[WEIGHT]], lambda one: one, {})

    def jump(self):
        """Return ``(traces, params) -> traces``."""
        head = f"def jump_{self.side}({self.side}, params):"
        results = [self.after[name] for name in self.traces._fields]
        names = {"Traces": self.traces}
        return self._write(head, results, lambda *all_: f"Traces({', '.join(all_)})", names)
