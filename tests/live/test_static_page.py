"""The figure as it stands in a page: a still picture, and all that wakes it."""

import base64
import json
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from html.parser import HTMLParser

import numpy as np
import pytest

from snnlib import live
from snnlib.live import static_page
from snnlib.live.marks import Mark
from snnlib.live.static_svg import share_picture, still
from tests.live.example import figure, views


@pytest.fixture(scope="module")
def fig():
    return figure()


@pytest.fixture(scope="module")
def page(fig):
    return static_page.html(fig)


class Seen(HTMLParser):
    """Tags with their attributes, and the text of each kind of element."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text = [], [], {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open:
            self.text[self.open[-1]] = self.text.get(self.open[-1], "") + data


def test_a_caption_is_parted_after_its_first_sentence():
    for text, parts in {
        "Draw. Then look.": ("Draw.", "Then look."),
        "What goes first? The vowel? No.": ("What goes first?", "The vowel? No."),
        "At 0.5 nA it is silent.": ("At 0.5 nA it is silent.", ""),
        "no end": ("no end", ""),
        "": ("", ""),
    }.items():
        assert static_page.first_sentence(text) == parts


def test_the_element_holds_the_picture_the_caption_and_the_state(fig, page):
    seen = Seen(page)
    assert seen.open == []
    assert seen.tags[0] == ("figure", {"class": "live-figure", "data-live-figure": "ramp"})
    names = [tag for tag, _ in seen.tags]
    assert names.count("svg") == names.count("figcaption") == names.count("script") == 1
    assert seen.text["span"] == "Drag <the> gain."  # what to do, which the script sets above
    assert seen.text["p"].startswith(
        "This is a still picture. In a browser with JavaScript and Web"
    )
    script = dict(seen.tags)["script"]
    assert script == {"type": "application/json", "class": "live-state"}
    state = json.loads(seen.text["script"])
    assert set(state) == {"spec", "module", "moduleSum", "pythonChecksum"}
    assert state["spec"] == json.loads(json.dumps(fig.spec))
    assert base64.b64decode(state["module"]) == fig.module
    assert int(state["moduleSum"], 16) == zlib.crc32(fig.module)
    assert state["pythonChecksum"] == fig.kernel.checksum(fig.defaults)


def test_no_text_of_the_figure_can_end_its_element():
    hostile = "</script><!--<script>"
    page = static_page.html(figure(title=hostile, caption=hostile))
    assert page.count("</script>") == 1
    assert "<!--" not in page
    assert json.loads(Seen(page).text["script"])["spec"]["title"] == hostile


def test_the_element_loads_nothing(page):
    assert not re.search(r"\b(src|href)\s*=\s*[\"'](?!#|data:)", page)
    bare = re.sub(r"(base64,|\"module\":\")[\w+/=\s]*", "", page)
    links = re.findall(r"(?:https?:)?//[a-z][^\s\"'<>)]*", bare)
    assert {link for link in links if "w3.org" not in link} == set()  # names of XML's dialects


def test_the_same_figure_gives_the_same_bytes(page):
    assert static_page.html(figure()) == page


def test_the_picture_is_the_first_frame(fig):
    svg = still(fig)
    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == "A ramp </script> & more, at the start values"
    words = " ".join(root.itertext())
    for text in ("time (ms)", "v (mV)", "threshold", "drawn (nA)", "count"):
        assert text in words
    fig.gain = 9.0  # where the reader has moved a control does not matter
    assert still(fig) == svg


def test_the_picture_to_share_is_the_first_frame_in_a_fixed_size(fig):
    picture = share_picture(fig)
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)
    assert picture == share_picture(figure())
    assert picture != share_picture(figure(constants={"dt": 0.25}))
    alt, held = static_page.SHARE.fullmatch(static_page.share(fig)).groups()
    assert base64.b64decode(held) == picture
    assert alt.startswith("A ramp &lt;/script&gt; &amp; more: ")


def test_the_picture_shows_other_numbers_for_other_defaults():
    one, other = figure(), figure(constants={"dt": 0.25})
    assert still(one) != still(other)


@pytest.mark.parametrize("count", [3.0, 0.0, -2.0, 99.0, float("nan")])
def test_a_count_that_makes_no_sense_does_not_stop_the_picture(count):
    def kernel(x, times, neurons, readouts):
        for i in range(len(times)):
            times[i] = i + x
        readouts.n = count

    axis = live.Axis("t")
    marks = [live.Spikes("times", "n"), live.Raster("times", "neurons", "n")]
    marks += [live.Curve("times", "neurons", count="n")]
    made = live.Figure(
        "counts",
        kernel=kernel,
        title="Counts",
        controls=[live.Slider("x", 0, 1, 0, 1)],
        arrays={"times": live.Array(5), "neurons": live.Array(5)},
        readouts={"n": live.Readout()},
        views=[live.Plot(marks, axis, axis)],
    )
    ET.fromstring(still(made))


def test_marks_with_nothing_to_show_draw():
    def kernel(x, y):
        for i in range(len(y)):
            y[i] = np.nan

    axis = live.Axis("t")
    made = live.Figure(
        "nothing",
        kernel=kernel,
        title="Nothing",
        controls=[live.Slider("x", 0, 1, 0, 1)],
        arrays={"y": live.Array(5)},
        views=[live.Plot([live.Trace("y", 1.0), live.Histogram("y", 1.0)], axis, axis)],
    )
    ET.fromstring(still(made))
    assert "NaN" not in json.dumps(made.spec)


def test_every_mark_has_a_way_to_be_drawn():
    kinds = Mark.__subclasses__()
    assert [kind.__name__ for kind in kinds if kind.draw is Mark.draw] == []
    marks = [mark for row in views() for view in row.views() for mark in view.marks]
    alone = {"ImageDrawing", "PathDrawing", "Table"}  # which no plot holds
    assert {type(m).__name__ for m in marks} - alone == {kind.__name__ for kind in kinds}
