"""From a text to its time step: a list of operations, the same here and in the page.

See :mod:`.scope` for what an operation is.
"""

from typing import NamedTuple

from snnlib.equations import names
from snnlib.equations.check import check
from snnlib.equations.errors import EquationError, PlacedError
from snnlib.equations.ordering import order
from snnlib.equations.scope import SIGNS, Scope, Writer, constant
from snnlib.equations.syntax import CONDITION, kind_of
from snnlib.equations.text import Text


class Program(NamedTuple):
    """A text, checked and turned into operations."""

    text: Text
    states: tuple  # names of the states, the hidden ones last
    operations: list  # of a step
    spiked: str  # operand
    after: tuple  # operands, of the states
    start_operations: list
    start: tuple  # operands, of the states

    @property
    def of_synapse(self) -> bool:
        """Whether spikes come in: a step then is given ``arrives`` and ``fires``."""
        return bool(self.text.on_pre or self.text.on_post)

    def listing(self) -> str:
        """Return the operations as a text, a line for each."""
        lines = [f"{result} = {kind} {' '.join(given)}" for result, kind, given in self.operations]
        begin = [
            f"{result} = {kind} {' '.join(given)}" for result, kind, given in self.start_operations
        ]
        ends = [f"spiked {self.spiked}", f"after {' '.join(self.after)}"]
        return "\n".join([*begin, f"start {' '.join(self.start)}", *lines, *ends])


def program(text: str) -> Program:
    """Return the program of a text, or raise :class:`EquationError`."""
    try:
        read = Text(text)
        check(read)
        return _program(read)
    except PlacedError as wrong:
        raise EquationError(wrong.words, wrong.position, text) from None


def _program(text):
    writer, ordered = Writer(), order(text)
    hidden = ["refractory"] if text.refractory else []
    hidden += ["t"] if "t" in text.mentioned else []
    hidden += ["stream", "draws"] if text.mentioned & {"xi", names.DRAWN} else []
    states = {name: f"x:{name}" for name in text.states}
    scope = Scope(writer, text, states, ordered)
    frozen = _frozen(scope)
    after = _METHODS[text.method](scope, states, frozen)
    scope.move(after)
    spiked = constant(0.0)
    if text.threshold:
        spiked = scope.value(text.threshold)
        if frozen:
            spiked = writer.write("and", spiked, writer.write("not", frozen))
    elif text.on_post:
        spiked = "fires"
    after = _after(scope, after, spiked, text.reset)
    ends = [*_hidden(scope, hidden, states, frozen, spiked)]
    after = _after(scope, after, spiked, text.on_post)
    after = _after(scope, after, "arrives", text.on_pre)
    ends = [*after.values(), *ends]
    begin = Writer()
    zeros = {name: constant(0.0) for name in text.states}
    first = assigned(Scope(begin, text, zeros, ordered), zeros, text.start)
    first = [*first.values(), *(constant(0.0) for _ in hidden)]
    everything = (*text.states, *hidden)
    return Program(
        text, everything, writer.operations, spiked, tuple(ends), begin.operations, tuple(first)
    )


def _frozen(scope):
    """Return whether a neuron is refractory in this step, None if it never is."""
    pause = scope.text.refractory
    if not pause:
        return None
    if kind_of(pause) == CONDITION:  # it goes on as long as the condition holds
        spiked = scope.write("gt", "x:refractory", constant(0.0))
        return scope.write("and", spiked, scope.value(pause))
    half = scope.write("mul", constant(0.5), "dt")  # the nearest number of steps
    return scope.write("gt", "x:refractory", half)


def _hidden(scope, hidden, states, frozen, spiked):
    """Return the operands of the hidden states after the step."""
    write, pause = scope.write, scope.text.refractory
    for name in hidden:
        if name == "refractory" and kind_of(pause) == CONDITION:
            left = write("select", frozen, constant(1.0), constant(0.0))
            yield write("select", spiked, constant(1.0), left)
        elif name == "refractory":
            left = write("select", frozen, write("sub", "x:refractory", "dt"), constant(0.0))
            yield write("select", spiked, scope.value(pause), left)
        elif name == "t":
            yield write("add", "x:t", "dt")
        else:
            yield "x:stream" if name == "stream" else write("add", "x:draws", constant(1.0))


def _after(scope, states, happens, statements):
    """Return the states after statements, if it happens, and take them."""
    changed = assigned(scope, states, statements)
    after = {
        name: value if changed[name] == value else
        scope.write("select", happens, changed[name], value)
        for name, value in states.items()
    }  # fmt: skip
    scope.move(after)
    return after


def assigned(scope, states, statements):
    """Return the states after statements, one after another."""
    states = dict(states)
    for statement in statements:
        scope.move(dict(states))
        value = scope.value(statement.expression)
        if statement.sign != "=":
            value = scope.write(SIGNS[statement.sign[0]], states[statement.name], value)
        states[statement.name] = value
    scope.move(dict(states))
    return states


def _slopes(scope, frozen):
    """Return the slope of each state; 0 for what stands still while it is refractory."""
    slopes = {}
    for name, state in scope.text.states.items():
        slope = scope.value(state.expression)
        if frozen and state.held:
            slope = scope.write("select", frozen, constant(0.0), slope)
        slopes[name] = slope
    return slopes


def _moved(write, states, step, slopes):
    return {name: write("add", x, write("mul", step, slopes[name])) for name, x in states.items()}


def _euler(scope, states, frozen):
    return _moved(scope.write, states, "dt", _slopes(scope, frozen))


def _rk4(scope, states, frozen):
    write = scope.write
    half = write("mul", constant(0.5), "dt")
    first = _slopes(scope, frozen)
    scope.move(_moved(write, states, half, first))
    second = _slopes(scope, frozen)
    scope.move(_moved(write, states, half, second))
    third = _slopes(scope, frozen)
    scope.move(_moved(write, states, "dt", third))
    fourth = _slopes(scope, frozen)
    sums = {}
    for name in states:
        middle = write("mul", constant(2.0), write("add", second[name], third[name]))
        sums[name] = write("add", write("add", first[name], middle), fourth[name])
    return _moved(write, states, write("div", "dt", constant(6.0)), sums)


def _exponential_euler(scope, states, frozen):
    """``x + dt f exprel(b dt)``, exact where ``f = a + b x`` with a and b that do not change."""
    write, after = scope.write, {}
    slopes = _slopes(scope, frozen)
    for name, state in scope.text.states.items():
        factor = scope.factor(state.expression, name)
        way = write("mul", "dt", slopes[name])
        if factor:
            way = write("mul", way, write("exprel", write("mul", factor, "dt")))
        after[name] = write("add", states[name], way)
    return after


_METHODS = {"euler": _euler, "rk4": _rk4, "exponential_euler": _exponential_euler}
