"""Expressions as operations on float64, at given values of the states.

An operation is ``(result, kind, operands)``; operands are results such as ``t3``, numbers such as
``c:0x1.8000000000000p+1``, and what a step is given: ``I``, ``dt``, ``x:v`` (a state), ``p:tau`` (a
parameter), ``arrives`` and ``fires`` (whether a spike comes in, and goes out).  An operation that
stands there already is not written again.
"""

from snnlib.equations import names, units
from snnlib.equations.errors import PlacedError
from snnlib.equations.ordering import named_in

SIGNS = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "<": "lt", "<=": "le", ">": "gt", ">=": "ge",
    "==": "eq", "!=": "ne", "and": "and", "or": "or",
}  # fmt: skip


#: Each ``normal`` of a text draws numbers of the neuron's stream from a multiple of this on.
FAR = 2.0**40


def constant(number: float) -> str:
    """Return the operand that stands for a number."""
    return f"c:{float(number).hex()}"


class Writer:
    """Writes operations, each once."""

    def __init__(self):
        self.operations, self.known = [], {}

    def write(self, kind, *given):
        key = " ".join((kind, *given))
        if key not in self.known:
            result = f"t{len(self.operations)}"
            self.operations.append((result, kind, given))
            self.known[key] = result
        return self.known[key]


class Scope:
    """Expressions at given values of the states."""

    def __init__(self, writer, text, states, order):
        self.write, self.text, self.order = writer.write, text, order
        self.needs = {}  # of each name, the names that its expression is made of
        for name in order:
            self.needs[name] = {name} | self._needed(text.expressions[name].expression)
        self.move(states)

    def _needed(self, expression):
        names = named_in(self.text, expression)
        return {inner for name in names for inner in self.needs[name]}

    def move(self, states):
        """Take other values of the states."""
        self.states, self.values = states, {}

    def value(self, expression):
        """Return the operand of an expression; the names in it come first."""
        needed = self._needed(expression)
        for name in self.order:
            if name in needed and name not in self.values:
                self.values[name] = self._value(self.text.expressions[name].expression)
        return self._value(expression)

    def _value(self, expression):
        kind = expression[0]
        if kind == "num":
            return constant(expression[2])
        if kind == "name":
            return self._name(expression[2], expression[1])
        if kind in ("neg", "not"):
            return self.write(kind, self._value(expression[2]))
        if kind == "call":
            return self._call(expression[2], [self._value(one) for one in expression[3]])
        sign, left, right = expression[2:]
        if sign == "**":
            return self._power(self._value(left), right)
        one = self._value(left)
        return self.write(SIGNS[sign], one, self._value(right))

    def _name(self, name, position):
        if name in self.states:
            return self.states[name]
        if name in self.text.parameters:
            return f"p:{name}"
        if name in self.values:
            return self.values[name]
        if name in units.UNITS:
            return constant(units.UNITS[name][0])
        if name == "pi":
            return constant(3.141592653589793)
        if name == "t":
            return "x:t"
        if name == "xi":
            drawn = self.write("noise", "x:stream", "x:draws")
            return self.write("div", drawn, self.write("sqrt", "dt"))
        if name == names.DRAWN:
            first = constant((self.text.draws.index(position) + 1) * FAR)
            return self.write("noise", "x:stream", self.write("add", "x:draws", first))
        return name

    def _call(self, name, given):
        if name == "clip":
            low = self.write("lt", given[0], given[1])
            raised = self.write("select", low, given[1], given[0])
            high = self.write("gt", raised, given[2])
            return self.write("select", high, given[2], raised)
        if name == "int":
            return self.write("select", given[0], constant(1.0), constant(0.0))
        return self.write(name, *given)

    def _power(self, base, right):
        """Small whole powers are products; any other is that of :func:`snnlib.math.power`."""
        number = right[2] if right[0] == "num" else None
        if number in (2.0, 3.0, 4.0):
            square = self.write("mul", base, base)
            if number == 2.0:
                return square
            return self.write("mul", square, base if number == 3.0 else square)
        return self.write("power", base, self._value(right))

    def factor(self, expression, name):
        """Return the operand b of ``expression = a + b name``, None for 0."""
        factors, needed = {}, self._needed(expression)
        for inner in self.order:
            if inner in needed:
                own = self.text.expressions[inner].expression
                factors[inner] = self._factor(own, name, factors)
        found = self._factor(expression, name, factors)
        if isinstance(found, PlacedError):
            raise found
        return found

    def _factor(self, expression, name, factors):
        kind, position = expression[:2]
        if kind == "num":
            return None
        if kind == "name":
            found = constant(1.0) if expression[2] == name else factors.get(expression[2])
            return PlacedError(found.args[0], position) if isinstance(found, PlacedError) else found
        inner = expression[3] if kind == "call" else expression[3 if kind == "bin" else 2 :]
        found = [self._factor(one, name, factors) for one in inner]
        for one in found:
            if isinstance(one, PlacedError):
                return one
        if not any(found):
            return None
        sign = expression[2] if kind == "bin" else kind
        if sign == "neg":
            return self.write("neg", found[0])
        if sign in ("+", "-"):
            return self._sum_of_factors(sign, *found)
        if sign == "*" and None in found:
            if found[0]:
                return self.write("mul", found[0], self._value(inner[1]))
            return self.write("mul", self._value(inner[0]), found[1])
        if sign == "/" and not found[1]:
            return self.write("div", found[0], self._value(inner[1]))
        words = f"`{name}` must stand in its own equation without powers, products or functions"
        return PlacedError(f"{words} of it for exponential_euler; take euler or rk4", position)

    def _sum_of_factors(self, sign, left, right):
        if left and right:
            return self.write(SIGNS[sign], left, right)
        if left:
            return left
        return right if sign == "+" else self.write("neg", right)
