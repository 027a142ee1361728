"""The drawings: SVG in the palette's colours, described, and with labels that can be read."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from snnlib.plotting import drawings
from snnlib.plotting.drawings.illustration import circle, label, taper, through
from snnlib.plotting.palette import PALETTE

NAMES = sorted(set(drawings.__all__) - {"Illustration"})


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_described_and_has_no_colour_of_its_own(name):
    drawing = getattr(drawings, name)()
    root = ET.fromstring(drawing.svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == drawing.alt
    assert len(drawing.alt.split()) > 20
    naked = re.sub(r"var\(--live-(\w+),(#[0-9a-f]{6})\)", _known, drawing.svg)
    assert re.findall(r"#[0-9a-f]{3,8}\b|\brgb", naked) == []


def _known(match):
    assert PALETTE[match[1]][0] == match[2]
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_the_same_each_time_and_small(name):
    first, second = (getattr(drawings, name)().svg for _ in range(2))
    assert first == second
    assert len(first) < 40_000


def test_a_tapered_outline_is_as_thick_as_asked():
    points = np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", taper([(0, 0), (100, 0)], 10, 2)), float)
    near = points[np.abs(points[:, 0] - 50) < 6, 1]
    assert near.max() == pytest.approx(3.0, abs=0.4)
    assert near.min() == pytest.approx(-3.0, abs=0.4)


def test_a_line_goes_through_its_points():
    line = through([(0, 0), (30, 40), (60, 0)], spacing=1.0)
    for point in ((0, 0), (30, 40), (60, 0)):
        assert np.hypot(*(line - point).T).min() < 1e-9


def test_labels_are_text_and_not_markup():
    text = ET.fromstring(label(3, 4, "a < b\nc & d"))
    assert "".join(text.itertext()) == "a < bc & d"
    assert [span.get("dy") for span in text] == ["0em", "1.15em"]


def test_a_circle_closes():
    assert circle(5, 5, 2).startswith("M3.0 5.0a2.0 2.0")
    assert circle(5, 5, 2).endswith("z")
