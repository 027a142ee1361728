"""A neuron: dendrites, soma, axon and terminals, with what comes in and what goes out."""

import numpy as np

from snnlib.plotting.drawings.illustration import (
    Illustration,
    arrow,
    circle,
    ink,
    label,
    leader,
    shape,
    smooth,
    taper,
    wash,
)  # fmt: skip

_ALT = (
    "A neuron. On the left are branched dendrites, on which axons of other neurons end. They lead "
    "to the cell body, the soma. One long thin axon runs from there to the right; it branches and "
    "ends on dendrites of other neurons. A spike travels along the axon."
)
_SOMA = np.array([250.0, 165.0])

# fmt: off
#: Dendrites from the soma outwards, each with the branches that leave it.
_DENDRITES = [
    ([(236, 163), (204, 157), (160, 148), (112, 152), (58, 142)],
     [[(178, 151), (158, 140), (124, 122), (98, 100), (82, 72)],
      [(122, 151.5), (104, 158), (82, 172), (52, 180)]]),
    ([(242, 153), (222, 130), (196, 100), (178, 66), (158, 28)],
     [[(208, 114), (192, 98), (160, 84), (130, 66), (112, 40)],
      [(186, 82), (183, 64), (192, 42), (195, 18)]]),
    ([(254, 152), (262, 124), (272, 92), (294, 58), (316, 22)],
     [[(267, 106), (266, 84), (256, 58), (252, 24)],
      [(285, 70), (304, 58), (328, 52), (352, 44)]]),
    ([(240, 176), (214, 202), (184, 226), (146, 244), (96, 250)],
     [[(200, 214), (184, 236), (168, 262), (146, 282), (136, 312)],
      [(158, 239), (136, 233), (110, 221), (74, 218)]]),
    ([(252, 178), (258, 208), (254, 244), (266, 278), (288, 312)],
     [[(256, 226), (248, 252), (232, 278), (226, 314)],
      [(259, 264), (278, 276), (304, 284), (330, 300)]]),
]
# fmt: on
_AXON = [(264, 165), (300, 166), (350, 174), (420, 170), (490, 160), (560, 160)]
_ENDS = [
    [(540, 160), (580, 154), (622, 128), (655.3, 91.4)],
    [(552, 160), (590, 162), (628, 164), (661, 152)],
    [(545, 160), (582, 168), (616, 196), (645.9, 220.8)],
]
#: Axons of other neurons, up to the dendrite that they end on.
_INCOMING = [
    [(0, 66), (34, 62), (60, 70), (79, 89)],
    [(152, 0), (150, 18), (140, 34), (128.8, 48.3)],
    [(0, 206), (34, 202), (62, 203), (91.1, 208.9)],
    [(0, 296), (44, 302), (88, 297), (132.8, 286.6)],
]
#: Dendrites of other neurons, which this one's axon ends on.
_OUTGOING = [
    [(722, 128), (704, 126), (682, 112), (664, 84), (658, 58)],
    [(700, 126), (684, 134), (672, 152), (671, 180)],
    [(722, 240), (700, 241), (672, 234), (646, 232), (626, 238)],
]


def _cell():
    """The outlines of the cell's parts, which overlap."""
    for main, sides in _DENDRITES:
        yield taper(main, 9.5, 2, flare=26, reach=19)
        for side in sides:
            yield taper(side, 4.5, 1.8)
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)[::-1, None]
    yield smooth(_SOMA + (35, 32) * np.hstack([np.cos(turn), np.sin(turn)]), closed=True)
    yield taper(_AXON, 4, 3.2, flare=25, reach=18)
    for end in _ENDS:
        yield taper(end, 3, 2.4)
        yield circle(*end[-1], 6)


def neuron():
    """Return the drawing of a neuron, its parts labelled."""
    others = "".join(taper(line, 5, 2.5) for line in _OUTGOING)
    incoming = "".join(smooth(line) for line in _INCOMING)
    boutons = "".join(circle(*line[-1], 5) for line in _INCOMING)
    parts = [
        shape(others, line=ink("axis"), fill=wash("axis", 12), width=2.2),
        shape(incoming, line=ink("input"), width=2),
        shape(boutons, line=ink("input"), fill=wash("input", 30), width=2.6),
        shape("".join(_cell()), line=ink("membrane"), fill=wash("membrane", 16), width=2.6),
        shape(circle(*_SOMA, 12), fill=wash("membrane", 34)),
        shape(circle(84, 87, 15), line=ink("axis"), width=1.2, extra=";stroke-dasharray:3 3"),
        shape("M388 146h12c4 0 4-30 7-30s4 36 8 36 4-6 9-6h12", line=ink("spike"), width=2),
        arrow((450, 134), (488, 134), role="spike"),
        *_LABELS,
    ]
    return Illustration(_ALT, (722, 335), parts)


_LABELS = [
    leader((374, 30), (345, 45)),
    label(378, 35, "dendrites"),
    leader((344, 222), (278, 190)),
    label(332, 238, "soma (cell body)", kind="wide"),
    label(332, 246, "soma", kind="narrow"),
    label(407, 108, "spike", anchor="middle"),
    leader((490, 198), (490, 162)),
    label(490, 213, "axon", anchor="middle", kind="wide"),
    label(490, 220, "axon", anchor="middle", kind="narrow"),
    leader((574, 254), (641, 223)),
    label(570, 261, "axon terminals", anchor="end", kind="wide"),
    label(570, 264, "terminals", anchor="end", kind="narrow"),
    label(0, 22, "axons of\nother neurons", role="input", kind="wide"),
    label(0, 24, "inputs", role="input", kind="narrow"),
    leader((48, 112), (73, 97)),
    label(0, 122, "synapse", kind="wide"),
    label(0, 124, "synapse", kind="narrow"),
    label(722, 24, "dendrites of\nother neurons", role="muted", anchor="end", kind="wide"),
    label(722, 34, "next neurons", role="muted", anchor="end", kind="narrow"),
]
