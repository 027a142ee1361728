"""From a text to what it says: states, parameters, names, and what spikes do."""

from typing import NamedTuple

from snnlib.equations import names, units
from snnlib.equations.errors import PlacedError, nearest
from snnlib.equations.syntax import Reader, leaves
from snnlib.equations.tokens import tokens

MOST_TOKENS = 200  # in a line
MOST = {"states": 8, "parameters": 40, "expressions": 40}


class State(NamedTuple):
    """A state: ``dname/dt = expression``."""

    name: str
    position: int
    expression: tuple
    dimension: tuple | None
    held: bool  # stands still during the refractory time
    source: str  # the expression as it stands in the text


class Parameter(NamedTuple):
    """A parameter; its value is ``number * worth`` in the library's unit."""

    name: str
    position: int
    number: float
    worth: float
    dimension: tuple | None
    range: tuple | None
    unit: str  # as it stands in the text


class Named(NamedTuple):
    """A name for an expression."""

    name: str
    position: int
    expression: tuple
    dimension: tuple | None
    source: str


class Assignment(NamedTuple):
    """A statement of a reset, a start or a spike, such as ``w += b``."""

    name: str
    position: int
    sign: str
    expression: tuple
    source: str


class Text:
    """What a text says, before names and units are checked.

    ``states``, ``parameters`` and ``expressions`` are by name; the others are what stands in the
    lines of that name.
    """

    def __init__(self, text: str):
        self.text = text
        self.states, self.parameters, self.expressions = {}, {}, {}
        self.threshold = self.refractory = None
        self.reset, self.start, self.method = [], [], "euler"
        self.on_pre, self.on_post = [], []
        self.input = None  # dimension, if given
        self.sources = {}  # of threshold and refractory, as they stand in the text
        self.seen = {}  # beginnings of lines that stand once
        self.places = []  # (role, expression or assignment), in the order of the text
        self._read = Reader(tokens(text))
        #: Where numbers are drawn: each has its own.
        self.draws = [x.position for x in self._read.tokens if x.text == "normal"]
        while self._read.next.kind != "end":
            self._line()
        if not self.states:
            raise PlacedError("there is no equation; begin with one such as  dv/dt = (I - v)/10", 0)
        things = [x.expression if isinstance(x, Assignment) else x for _, x in self.places]
        self.mentioned = {x[2] for thing in things for x in leaves(thing) if x[0] == "name"}

    def _line(self):
        read, begin = self._read, self._read.at
        if read.next.kind != "line":
            length = next(k for k in range(10**6) if read.tokens[begin + k].kind == "line")
            if length > MOST_TOKENS:
                raise PlacedError(
                    "this line is too long", read.tokens[begin + MOST_TOKENS].position
                )
            first = read.name("the name at the beginning of a line")
            if read.next.text == "/" and first.text[0] == "d":
                self._equation(first)
            elif read.found(":"):
                self._section(first)
            elif read.found("="):
                self._named(first)
            else:
                raise PlacedError("`=` or `:` is missing here", read.next.position)
        if read.next.kind != "line":
            raise PlacedError(f"`{read.next.text}` is not expected here", read.next.position)
        read.take()

    def _new(self, kind, thing):
        """Keep a state, a parameter or an expression under a name that is free."""
        name, position, things = thing.name, thing.position, getattr(self, kind)
        if any(name in group for group in (self.states, self.parameters, self.expressions)):
            raise PlacedError(f"`{name}` is there already", position)
        groups = names.FUNCTIONS, names.GIVEN, names.SECTIONS, names.WORDS, names.TAKEN
        if any(name in group for group in groups) or name in units.UNITS or name[0] == "_":
            raise PlacedError(f"`{name}` has a meaning already; take another name", position)
        if len(things) == MOST[kind]:
            raise PlacedError(f"there are more than {MOST[kind]} {kind}", position)
        things[name] = thing

    def _equation(self, first):
        read = self._read
        read.take()
        read.need("dt")
        read.need("=")
        expression, source = self._with_source(read.sum)
        self.places.append(("equation", expression))
        dimension, held = self._unit(), False
        if read.found("("):
            read.need("unless")
            read.need("refractory")
            read.need(")")
            held = True
        if len(first.text) == 1:
            raise PlacedError(
                "an equation begins with the name of a state, such as  dv/dt", first.position
            )
        position = first.position + 1
        self._new("states", State(first.text[1:], position, expression, dimension, held, source))

    def _with_source(self, read):
        """Return what is read, and how it stands in the text, in one line."""
        tokens, begin = self._read.tokens, self._read.at
        expression = read()
        pieces = []
        for one, after in zip(tokens[begin : self._read.at], tokens[begin + 1 :], strict=False):
            gap = after.position > one.position + len(one.text)
            pieces.append(one.text + " " if gap else one.text)
        return expression, "".join(pieces).strip()

    def _unit(self):
        """Read a unit, if there is one; return its dimension."""
        return units.unit_of(self._read.product())[1] if self._read.found(":") else None

    def _named(self, first):
        read = self._read
        begin = read.next.position
        expression, source = self._with_source(read.sum)
        limits, dimension = self._range(), self._unit()
        value = units.measured(expression)
        if value is None:
            if limits:
                raise PlacedError("only a parameter, a number with its unit, has a range", begin)
            named = Named(first.text, first.position, expression, dimension, source)
            self._new("expressions", named)
            self.places.append(("expression", expression))
            return
        number, worth, own = value
        if own is not None and dimension is not None and own != dimension:
            words = f"units do not match: {units.shown(own)} on the left, {units.shown(dimension)}"
            raise PlacedError(f"{words} on the right", begin)
        kind = dimension if own is None else own
        unit = units.unit_text(expression)
        parameter = Parameter(first.text, first.position, number, worth, kind, limits, unit)
        self._new("parameters", parameter)

    def _range(self):
        read = self._read
        if not read.found("["):
            return None
        ends = []
        for closing in (",", "]"):
            position = read.next.position
            sign = -1.0 if read.found("-") else 1.0
            if read.next.kind != "number":
                raise PlacedError("a number is missing here", read.next.position)
            ends.append(sign * float(read.take().text))
            read.need(closing)
        if not ends[0] < ends[1]:
            raise PlacedError("the range must end above its beginning", position)
        return tuple(ends)

    def _section(self, first):
        read, name = self._read, first.text
        if name in self.seen:
            raise PlacedError(f"`{name}` is there already", first.position)
        self.seen[name] = first.position
        if name == "I":
            self.input = units.unit_of(read.product())[1]
        elif name == names.WEIGHT:
            dimension = units.unit_of(read.product())[1]
            still = ("num", first.position, 0.0)
            self._new("states", State(name, first.position, still, dimension, False, "0"))
        elif name in ("threshold", "refractory"):
            expression, self.sources[name] = self._with_source(read.condition)
            setattr(self, name, expression)
            self.places.append((name, getattr(self, name)))
        elif name in ("reset", "start", "on_pre", "on_post"):
            self._assignments(name)
        elif name == "method":
            token = read.name("a method")
            if token.text not in names.METHODS:
                raise PlacedError(f"the method must be {', '.join(names.METHODS)}", token.position)
            self.method = token.text
        else:
            meant = nearest(name, names.SECTIONS)
            hint = f"; did you mean `{meant}`?" if meant else ""
            raise PlacedError(f"`{name}` cannot stand before `:`{hint}", first.position)

    def _assignments(self, section):
        read = self._read
        while True:
            target = read.name("the name of a state")
            sign = read.found("=", "+=", "-=", "*=", "/=")
            if sign is None:
                raise PlacedError("`=` is missing here", read.next.position)
            right = self._with_source(read.sum)
            statement = Assignment(target.text, target.position, sign.text, *right)
            getattr(self, section).append(statement)
            self.places.append((section, statement))
            if not read.found(";"):
                return
