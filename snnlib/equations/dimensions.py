"""Whether the units in a text match; what has none given takes that of its equation."""

from snnlib.equations import names, units
from snnlib.equations.errors import PlacedError
from snnlib.equations.ordering import order
from snnlib.equations.syntax import NUMBER, kind_of
from snnlib.equations.text import Assignment, Text
from snnlib.equations.units import NONE, TIME, shown


def has_units(text: Text) -> bool:
    """Whether the text gives a unit anywhere."""
    groups = text.states, text.parameters, text.expressions
    declared = any(thing.dimension is not None for group in groups for thing in group.values())
    return declared or text.input is not None or not text.mentioned.isdisjoint(units.UNITS)


class Dimensions:
    """Dimensions of what a text names; what has none given takes that of its equation."""

    def __init__(self, text):
        self.text, self.strict = text, False
        self.of = {name: x.dimension for name, x in text.parameters.items()}
        self.of |= {name: x.dimension for name, x in text.states.items()}
        self.of |= {"t": TIME, "dt": TIME, "pi": NONE, "xi": units.scaled(TIME, -0.5)}
        self.of[names.DRAWN] = NONE
        self.of |= {name: dimension for name, (_, dimension) in units.UNITS.items()}
        self.of["I"] = text.input
        if text.input is None and has_units(text):
            self.of["I"] = units.CURRENT
        self.order = order(text)

    def check(self):
        if not has_units(self.text):
            return
        self.infer()
        self.strict = True
        for role, thing in self.text.places:
            self._check(role, thing)

    def infer(self):
        """Find dimensions that are not given; what is found of one tells the next."""
        for _ in range(len(self.text.states) + 1):
            self._infer_once()

    def _infer_once(self):
        for name in self.order:
            named = self.text.expressions[name]
            found = self._dimension(named.expression)[0]
            self.of[name] = found if named.dimension is None else named.dimension
        for name, state in self.text.states.items():
            found, literal = self._dimension(state.expression)
            if self.of[name] is None and found is not None and not literal:
                self.of[name] = units.plus(found, TIME)

    def _check(self, role, thing):
        if isinstance(thing, Assignment):
            self._assignment(thing)
        elif role == "equation":
            state = next(s for s in self.text.states.values() if s.expression is thing)
            self._side(f"d{state.name}/dt", self.of[state.name], thing, TIME)
        elif role == "expression":
            named = next(n for n in self.text.expressions.values() if n.expression is thing)
            self._side(named.name, named.dimension, thing)
        elif role == "refractory" and kind_of(thing) == NUMBER:
            self._side("refractory", TIME, thing)
        else:
            self._dimension(thing)

    def _side(self, name, dimension, expression, per=NONE):
        found, literal = self._dimension(expression)
        if dimension is None or found is None or literal:
            return
        wanted = units.plus(dimension, per, -1)
        if found != wanted:
            words = f"units do not match: {name} has {shown(wanted)}, its right side {shown(found)}"
            raise PlacedError(words, expression[1])

    def _assignment(self, thing):
        dimension = self.of[thing.name]
        if thing.sign in ("*=", "/="):
            self._side("a factor", NONE, thing.expression)
        else:
            self._side(thing.name, dimension, thing.expression)

    def _dimension(self, expression):
        """Return a dimension, and whether the expression is made of plain numbers only.

        A plain number in a sum may be of any unit.
        """
        kind, position = expression[:2]
        if kind == "num":
            return NONE, True
        if kind == "name":
            return self.of.get(expression[2]), False
        if kind in ("neg", "not"):
            return self._dimension(expression[2])
        if kind == "call":
            return self._call(expression)
        sign, left, right = expression[2:]
        one, other = self._dimension(left), self._dimension(right)
        if sign in ("*", "/"):
            unknown_ = one[0] is None or other[0] is None
            found = None if unknown_ else units.plus(one[0], other[0], 1 if sign == "*" else -1)
            return found, one[1] and other[1]
        if sign == "**":
            return self._power(one, other, right)
        if sign in ("and", "or"):
            return NONE, False
        found = self._alike(position, one, other)
        return found if sign in ("+", "-") else (NONE, False)

    def _alike(self, position, one, other):
        """Return the dimension of a sum, or say that the two sides have not the same."""
        if one[1] or one[0] is None:
            return other[0] if other[0] is not None or one[1] else one[0], one[1] and other[1]
        if other[1] or other[0] is None or one[0] == other[0]:
            return one[0], False
        if self.strict:
            words = f"units do not match: {shown(one[0])} on the left, {shown(other[0])}"
            raise PlacedError(f"{words} on the right", position)
        return one[0], False

    def _power(self, base, exponent, right):
        if exponent[0] not in (None, NONE) and self.strict:
            raise PlacedError(f"a power has no unit, got {shown(exponent[0])}", right[1])
        number = right[2] if right[0] == "neg" else right
        if base[0] is None or base[0] == NONE:
            return base[0], base[1] and exponent[1]
        if number[0] != "num":
            return None, False
        return units.scaled(base[0], -number[2] if right[0] == "neg" else number[2]), False

    def _call(self, expression):
        position, name, arguments = expression[1:]
        found = [self._dimension(one) for one in arguments]
        if name == "abs":
            return found[0]
        if name == "sqrt":
            return found[0][0] and units.scaled(found[0][0], 0.5), found[0][1]
        if name == "clip":
            inner = self._alike(position, found[0], found[1])
            return self._alike(position, inner, found[2])
        if name != "int" and found[0][0] not in (None, NONE) and self.strict:
            raise PlacedError(
                f"`{name}` takes a number without a unit, got {shown(found[0][0])}", position
            )
        return NONE, name != "int" and found[0][1]


def dimensions(text: Text) -> dict:
    """Return the dimension of everything that a text names, None where it is not known."""
    found = Dimensions(text)
    found.infer()
    return found.of
