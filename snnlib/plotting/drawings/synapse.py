"""A synapse: the terminal of one neuron's axon, the cleft, and the dendrite of the next neuron."""

import math

from snnlib.plotting.drawings.illustration import (
    Illustration,
    arrow,
    circle,
    ink,
    label,
    leader,
    shape,
    smooth,
    wash,
)  # fmt: skip

_ALT = (
    "A synapse. From the left comes an axon with a spike on it, and swells to a terminal full of "
    "small round vesicles. One vesicle has opened, and its transmitter is in the narrow cleft. On "
    "the other side of the cleft, receptors stand in the membrane of a dendrite, and a current "
    "flows through them into the dendrite."
)
_TERMINAL = [
    (-90, 139), (40, 138), (100, 139), (150, 134), (178, 104), (206, 76), (248, 64), (288, 72),
    (308, 92), (310, 120), (310, 150), (310, 180), (308, 208), (288, 228), (248, 236), (206, 226),
    (178, 196), (150, 166), (100, 161), (40, 162), (-90, 161),
]  # fmt: skip
_SPINE = [
    (328, 96), (350, 82), (376, 86), (400, 112), (424, 130), (462, 130), (490, 112), (500, 60),
    (501, -90), (560, -90), (558, 80), (562, 150), (558, 220), (562, 400), (503, 400), (501, 240),
    (490, 188), (462, 170), (424, 170), (400, 188), (376, 214), (350, 218), (328, 204), (327, 180),
    (327, 150), (327, 120),
]  # fmt: skip
_VESICLES = [
    (190, 140), (212, 112), (216, 160), (206, 192), (240, 94), (238, 136), (242, 180), (236, 212),
    (266, 114), (266, 158), (264, 206), (282, 90), (294, 126), (294, 176), (286, 204),
]  # fmt: skip
#: Grains of transmitter: in the open vesicle, then on their way across the cleft.
_GRAINS = [
    (300, 146), (301, 154), (307, 150), (313, 145), (314, 155), (318, 137), (319, 150), (318, 163),
    (320, 128),
]  # fmt: skip


def _receptor(y):
    """The two halves of a channel through the membrane at height ``y``."""
    halves = "".join(
        f"M323 {y + d - 2.6}h12a2.6 2.6 0 0 1 0 5.2h-12a2.6 2.6 0 0 1 0-5.2z" for d in (-3.7, 3.7)
    )
    return shape(halves, fill=ink("membrane"))


def synapse():
    """Return the drawing of a synapse, its parts labelled."""
    turned = [(k + third * math.tau / 3) for k in range(len(_VESICLES)) for third in range(3)]
    full = [
        (_VESICLES[k // 3][0] + 3.6 * math.cos(turn), _VESICLES[k // 3][1] + 3.6 * math.sin(turn))
        for k, turn in enumerate(turned)
    ]
    parts = [
        shape(
            smooth(_SPINE, closed=True), line=ink("membrane"), fill=wash("membrane", 16), width=3
        ),
        shape(smooth(_TERMINAL, closed=True), line=ink("input"), fill=wash("input", 16), width=3),
        shape(
            "".join(circle(x, y, 9) for x, y in _VESICLES),
            line=ink("input"),
            fill=ink("paper"),
            width=2,
        ),
        shape(
            "M312 143.5C306 143.5 305 140 300 140a10 10 0 0 0 0 20c5 0 6-3.5 12-3.5z",
            fill=ink("paper"),
        ),
        shape(
            "M310 143.5C306 143.5 305 140 300 140a10 10 0 0 0 0 20c5 0 6-3.5 10-3.5",
            line=ink("input"),
        ),
        shape("".join(circle(x, y, 1.5) for x, y in (*full, *_GRAINS)), fill=ink("input")),
        *(_receptor(y) for y in (108, 129, 150, 171, 192)),
        *(arrow((342, y), (388, 150 + 0.3 * (y - 150)), role="membrane") for y in (129, 150, 171)),
        arrow((408, 150), (478, 150), role="membrane"),
        shape("M40 120h10c4 0 4-30 7-30s4 36 8 36 4-6 9-6h10", line=ink("spike"), width=2),
        arrow((94, 108), (130, 108), role="spike"),
        *_LABELS,
    ]
    return Illustration(_ALT, (722, 310), parts)


_LABELS = [
    label(0, 76, "a spike arrives", kind="wide"),
    label(0, 76, "spike", kind="narrow"),
    label(0, 196, "axon"),
    leader((226, 40), (234, 65)),
    label(220, 32, "terminal", anchor="middle"),
    leader((140, 262), (199, 198)),
    label(136, 278, "vesicles with transmitter", anchor="middle", kind="wide"),
    label(120, 290, "vesicles", anchor="middle", kind="narrow"),
    leader((319, 262), (319, 214)),
    label(319, 278, "cleft", anchor="middle", kind="wide"),
    label(319, 290, "cleft", anchor="middle", kind="narrow"),
    leader((370, 44), (332, 102)),
    label(376, 36, "receptors", anchor="middle"),
    leader((424, 222), (438, 152)),
    label(420, 240, "current", anchor="middle", kind="wide"),
    label(420, 248, "current", anchor="middle", kind="narrow"),
    label(576, 156, "dendrite of\nthe next neuron", role="text", kind="wide"),
    label(572, 156, "dendrite", kind="narrow"),
]
