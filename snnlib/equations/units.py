"""Units: what each is worth in ms, mV, nA and cm, and of which dimension it is.

A dimension is a tuple of exponents, of time, voltage, current and length; None if not known.
"""

import math

from snnlib.equations.errors import PlacedError, nearest

NONE = (0.0, 0.0, 0.0, 0.0)
TIME, VOLTAGE, CURRENT = (1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0)
_KINDS = {  # name of a dimension's unit in a message, and its dimension
    "ms": TIME,
    "mV": VOLTAGE,
    "nA": CURRENT,
    "cm": (0.0, 0.0, 0.0, 1.0),
    "Mohm": (0.0, 1.0, -1.0, 0.0),
    "uS": (0.0, -1.0, 1.0, 0.0),
    "nF": (1.0, -1.0, 1.0, 0.0),
    "1/ms": (-1.0, 0.0, 0.0, 0.0),
}
#: Unit -> (how much of the library's unit it is, its dimension).
UNITS = {
    name: (worth, _KINDS[kind])
    for kind, group in {
        "ms": {"ms": 1.0, "us": 0.001, "second": 1000.0},
        "mV": {"mV": 1.0, "uV": 0.001, "volt": 1000.0},
        "nA": {"nA": 1.0, "pA": 0.001, "uA": 1000.0, "mA": 1e6, "amp": 1e9},
        "cm": {"cm": 1.0, "mm": 0.1, "um": 0.0001, "metre": 100.0, "meter": 100.0},
        "Mohm": {"Mohm": 1.0, "kohm": 0.001, "Gohm": 1000.0, "ohm": 1e-6},
        "uS": {"uS": 1.0, "nS": 0.001, "mS": 1000.0, "siemens": 1e6},
        "nF": {"nF": 1.0, "pF": 0.001, "uF": 1000.0, "farad": 1e9},
        "1/ms": {"Hz": 0.001, "kHz": 1.0, "hertz": 0.001},
    }.items()
    for name, worth in group.items()
}


def scaled(dimension, factor):
    """Return the dimension of a power."""
    return tuple(exponent * factor for exponent in dimension)


def plus(one, other, sign: int = 1):
    """Return the dimension of a product, or of a quotient with ``sign=-1``."""
    return tuple(a + sign * b for a, b in zip(one, other, strict=True))


def shown(dimension):
    """Return a unit of this dimension as a text."""
    if dimension == NONE:
        return "no unit"
    for name, kind in _KINDS.items():
        if kind == dimension:
            return name
    for name, kind in _KINDS.items():
        if name not in ("ms", "1/ms") and plus(kind, TIME, -1) == dimension:
            return f"{name}/ms"
    bases = ("ms", "mV", "nA", "cm")
    parts = [(name, x) for name, x in zip(bases, dimension, strict=True) if x]
    return "*".join(name if x == 1.0 else f"{name}**{_short(x)}" for name, x in parts)


def _short(exponent):
    if not abs(exponent) < 1000.0:
        return "many"
    whole = math.floor(exponent * 100.0 + 0.5) / 100.0
    return str(int(whole)) if whole == int(whole) else str(whole)


def known_unit(name, position):
    """Return what a unit is worth and its dimension, or say that there is none of this name."""
    if name in UNITS:
        return UNITS[name]
    meant = nearest(name, UNITS)
    raise PlacedError(
        f"`{name}` is no unit" + (f"; did you mean `{meant}`?" if meant else ""), position
    )


def unit_of(expression):
    """Return what a product of units is worth, and its dimension."""
    kind, position = expression[:2]
    if kind == "name":
        return known_unit(expression[2], position)
    if kind == "num" and expression[2] == 1.0:
        return 1.0, NONE
    if kind == "bin" and expression[2] in ("*", "/"):
        worth, dimension = unit_of(expression[3])
        other, kind = unit_of(expression[4])
        if expression[2] == "*":
            return worth * other, plus(dimension, kind)
        return worth / other, plus(dimension, kind, -1)
    if kind == "bin" and expression[2] == "**":
        worth, dimension = unit_of(expression[3])
        power = whole_power(expression[4])
        return raised(worth, power), scaled(dimension, float(power))
    raise PlacedError("a unit is a product of names such as mV/ms", position)


def whole_power(expression):
    """Return a power of a unit, a whole number from -4 to 4."""
    negative = expression[0] == "neg"
    number = expression[2] if negative else expression
    if number[0] != "num" or number[2] not in (0.0, 1.0, 2.0, 3.0, 4.0):
        raise PlacedError("the power of a unit is a whole number from -4 to 4", expression[1])
    return -int(number[2]) if negative else int(number[2])


def raised(worth, power):
    """Return a power by products, which every machine rounds alike."""
    product = 1.0
    for _ in range(abs(power)):
        product *= worth
    return 1.0 / product if power < 0 else product


def is_unit(expression):
    """Whether an expression has only names of units in it, and powers of them."""
    kind = expression[0]
    if kind == "name":
        return expression[2] in UNITS
    if kind == "bin" and expression[2] in ("*", "/"):
        return is_unit(expression[3]) and is_unit(expression[4])
    return kind == "bin" and expression[2] == "**" and is_unit(expression[3])


def measured(expression):
    """Return (number, worth of its unit, dimension or None) of ``-70*mV``; None if it is not that.

    A number without a unit has the dimension None: it may be of any.
    """
    kind = expression[0]
    if kind == "num":
        return expression[2], 1.0, None
    if kind == "neg" and expression[2][0] == "num":
        return -expression[2][2], 1.0, None
    if kind != "bin" or expression[2] not in ("*", "/") or not is_unit(expression[4]):
        return None
    inner = measured(expression[3])
    if inner is None:
        return None
    number, worth, dimension = inner
    other, kind = unit_of(expression[4])
    before = dimension or NONE
    if expression[2] == "*":
        return number, worth * other, plus(before, kind)
    return number, worth / other, plus(before, kind, -1)


def unit_text(expression):
    """Return the unit of a ``measured`` expression as it is written: ``ms`` of ``20*ms``."""
    kind = expression[0]
    if kind in ("num", "neg"):
        return ""
    if kind == "name":
        return expression[2]
    sign, left, right = expression[2:]
    if sign == "**":
        return f"{unit_text(left)}**{whole_power(right)}"
    other = unit_text(right)
    if right[0] == "bin" and right[2] != "**":
        other = f"({other})"
    before = unit_text(left)
    return (
        f"{before}*{other}"
        if before and sign == "*"
        else (other if sign == "*" else f"{before or 1}/{other}")
    )
