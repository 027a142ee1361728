"""A chip: a grid of cores, routers and wires, and the way of one spike."""

from snnlib.plotting.drawings.illustration import (
    Illustration,
    arrow,
    circle,
    ink,
    label,
    leader,
    shape,
    wash,
)

_ALT = (
    "A chip. Four by five cores stand in a grid, each with a router at its corner; wires join "
    "every router to its neighbours and lead over the edge to the next chip. A spike leaves one "
    "core and goes along the wires from router to router, first sideways, then down, into another."
)
_X, _Y, _STEP = 196, 44, 66  # of the first router, and from one to the next
_ROWS, _COLUMNS = 4, 5
_CORE = 36
_FROM, _TO = (0, 0), (2, 4)  # row and column of the core that sends, and of the one that gets it


def _router(row, column):
    """The place of a router."""
    return _X + column * _STEP, _Y + row * _STEP


def _square(row, column):
    """The outline of the core below and beside a router."""
    x, y = _router(row, column)
    return f"M{x + 13} {y + 13}h{_CORE}v{_CORE}h{-_CORE}z"


def _wires():
    """Wires between the routers, and over the chip's edges."""
    right, bottom = _X + _COLUMNS * _STEP, _Y + _ROWS * _STEP
    rows = "".join(f"M{_X - 28} {_Y + k * _STEP}H{right + 4}" for k in range(_ROWS))
    columns = "".join(f"M{_X + k * _STEP} {_Y - 28}V{bottom + 2}" for k in range(_COLUMNS))
    stubs = "".join(
        f"M{x} {y}l13 13"
        for x, y in (_router(row, column) for row in range(_ROWS) for column in range(_COLUMNS))
    )
    return rows + columns + stubs


def chip():
    """Return the drawing of a chip, its parts labelled."""
    cells = [(row, column) for row in range(_ROWS) for column in range(_COLUMNS)]
    quiet = "".join(_square(*cell) for cell in cells if cell not in (_FROM, _TO))
    chosen = _square(*_FROM) + _square(*_TO)
    (x0, y0), (x1, y1) = _router(*_FROM), _router(*_TO)
    way = f"M{x0 + 13} {y0 + 13}L{x0} {y0}H{x1}V{y1}"
    routers = "".join(circle(*_router(*cell), 4.5) for cell in cells)
    wide, high = _COLUMNS * _STEP - 6, _ROWS * _STEP - 8
    frame = (
        f"M{_X - 8} {_Y - 16}h{wide}a8 8 0 0 1 8 8v{high}a8 8 0 0 1-8 8h{-wide}"
        f"a8 8 0 0 1-8-8v{-high}a8 8 0 0 1 8-8z"
    )
    parts = [
        shape(frame, line=ink("axis"), fill=wash("axis", 6), width=2.4),
        shape(_wires(), line=wash("axis", 70), width=1.3),
        shape(quiet, line=ink("membrane"), fill=wash("membrane", 16), width=2.4),
        shape(chosen, line=ink("membrane"), fill=wash("membrane", 60), width=2.4),
        shape(way, line=ink("spike"), width=2.6),
        arrow((x1, y1), (x1 + 12, y1 + 12), role="spike", width=2.6),
        shape(routers, line=ink("axis"), fill=ink("paper"), width=2.4),
        *_LABELS,
    ]
    return Illustration(_ALT, (722, 326), parts)


_LABELS = [
    leader((150, 78), (206, 74)),
    label(146, 83, "core that sends", anchor="end", kind="wide"),
    label(146, 86, "sender", anchor="end", kind="narrow"),
    leader((546, 50), (466, 46)),
    label(550, 54, "router"),
    leader((546, 140), (463, 143)),
    label(550, 145, "way of the spike", kind="wide"),
    label(550, 148, "the spike", kind="narrow"),
    leader((546, 214), (510, 208)),
    label(550, 219, "core that gets it", kind="wide"),
    label(550, 222, "receiver", kind="narrow"),
    leader((150, 242), (172, 242)),
    label(146, 247, "to the next chip", anchor="end", role="muted", kind="wide"),
    label(146, 250, "next chip", anchor="end", role="muted", kind="narrow"),
]
