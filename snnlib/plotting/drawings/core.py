"""A core of a neuromorphic chip: lines for what comes in, a memory of weights, and neurons."""

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
    "A core. Spikes come in from the left on horizontal lines, its axons. Each line crosses a "
    "column for each of the neurons, which stand in a row below. A dot at a crossing is a weight "
    "in the core's memory, the larger the stronger; a line with a spike on it lights its dots. "
    "The spikes of the neurons leave on one line to the right."
)
_ROWS = [70, 100, 130, 160, 190, 220]
_COLUMNS = [214, 254, 294, 334, 374, 414, 454]
_LIT = (1, 4)  # the axons with a spike on them
#: Weights as radii, a line an axon; 0 is no synapse.
_WEIGHTS = [
    (3, 0, 5, 2, 0, 4, 3),
    (5, 2, 0, 6, 3, 0, 4),
    (0, 4, 3, 0, 5, 2, 0),
    (2, 0, 4, 3, 0, 5, 2),
    (6, 3, 0, 5, 2, 4, 0),
    (0, 5, 2, 0, 4, 0, 6),
]
_NEURONS, _OUT = 258, 284  # heights of the neurons and of the line out
_FIRES = 3  # the neuron that fires


def _crossbar():
    """The lines and columns, and the dots on them."""
    quiet = "".join(f"M150 {y}H474" for k, y in enumerate(_ROWS) if k not in _LIT)
    lit = "".join(f"M150 {_ROWS[k]}H474" for k in _LIT)
    columns = "".join(f"M{x} 58V{_NEURONS - 13}" for x in _COLUMNS)
    yield shape(columns, line=wash("membrane", 45), width=1.3)
    yield shape(quiet, line=wash("input", 45), width=1.3)
    yield shape(lit, line=ink("input"), width=2.2)
    for fill, chosen in ((wash("text", 38), False), (ink("input"), True)):
        dots = [
            circle(x, y, radius)
            for k, (y, row) in enumerate(zip(_ROWS, _WEIGHTS, strict=True))
            for x, radius in zip(_COLUMNS, row, strict=True)
            if radius and (k in _LIT) == chosen
        ]
        yield shape("".join(dots), fill=fill)


def core():
    """Return the drawing of a core, its parts labelled."""
    frame = (
        "M160 24h316a12 12 0 0 1 12 12v256a12 12 0 0 1-12 12h-316a12 12 0 0 1-12-12v-256"
        "a12 12 0 0 1 12-12z"
    )
    quiet = "".join(circle(x, _NEURONS, 12) for k, x in enumerate(_COLUMNS) if k != _FIRES)
    fires = _COLUMNS[_FIRES]
    down = "".join(f"M{x} {_NEURONS + 13}V{_OUT}" for x in _COLUMNS) + f"M{_COLUMNS[0]} {_OUT}H480"
    parts = [
        shape(frame, line=ink("axis"), fill=wash("axis", 6), width=2.4),
        *_crossbar(),
        shape(down, line=wash("membrane", 45), width=1.3),
        shape(f"M{fires} {_NEURONS}V{_OUT}H490", line=ink("membrane"), width=2.2),
        shape(quiet, line=ink("membrane"), fill=wash("membrane", 18), width=2.6),
        shape(circle(fires, _NEURONS, 12), line=ink("membrane"), fill=ink("membrane"), width=2.6),
        *(arrow((96, _ROWS[k]), (142, _ROWS[k]), role="input", width=2.2) for k in _LIT),
        arrow((490, _OUT), (534, _OUT), role="membrane", width=2.2),
        *_LABELS,
    ]
    return Illustration(_ALT, (722, 310), parts)


_LABELS = [
    label(88, 105, "spikes in", anchor="end", role="input", kind="wide"),
    label(88, 93, "spikes\nin", anchor="end", role="input", kind="narrow"),
    leader((538, 66), (466, 70)),
    label(542, 70, "axons: lines for\nincoming spikes", kind="wide"),
    label(542, 74, "axons", kind="narrow"),
    leader((538, 148), (459, 159)),
    label(542, 148, "memory: a weight\nat each crossing", kind="wide"),
    label(542, 156, "weights", kind="narrow"),
    leader((538, 222), (465, 256)),
    label(542, 226, "neurons", role="text"),
    label(542, 289, "spikes out", role="membrane"),
    label(164, 49, "core", role="muted"),
]
