"""The map of what depends on what."""

import re
from types import SimpleNamespace

import chapter_map
import pytest
from docutils import nodes

from tests.book.conftest import ROOT
from tests.book.test_book import CHAPTERS, SITE


def needed():
    """What each chapter needs, of the chapters."""
    texts = {name: (ROOT / f"{name}.md").read_text("utf-8") for name in CHAPTERS}
    return {name: chapter_map.needs(text, name) for name, text in texts.items()}


def test_needs_are_the_chapters_that_the_sentence_names():
    text = "*You need* {doc}`lif`, {doc}`the cost <../hardware/energy>` and {doc}`lif`.\n\n{doc}`x`"
    assert chapter_map.needs(text, "book/neurons/a") == ["book/neurons/lif", "book/hardware/energy"]
    assert chapter_map.needs("Nothing.", "book/neurons/a") == []


def test_no_chapter_needs_one_that_needs_it():
    needs = needed()
    assert sum(map(bool, needs.values())) > 30
    done = set()
    while len(done) < len(needs):
        ready = {name for name in needs if name not in done and {*needs[name]} & {*needs} <= done}
        assert ready, {name: needs[name] for name in needs if name not in done}
        done |= ready


def test_the_picture_has_a_link_for_each_chapter_and_a_line_for_each_need():
    titles = {"book/a/x": "A < B", "book/a/y": "Y", "book/b/z": "A title of two lines, at least"}
    env = SimpleNamespace(titles={name: nodes.title("", text) for name, text in titles.items()})
    needs = ["book/a/x"]
    parts = {"book/a": {"book/a/x": [], "book/a/y": needs}, "book/b": {"book/b/z": needs}}
    svg = chapter_map.picture(env, parts, lambda page: f"{page}.html")
    assert re.findall(r'<a href="([^"]+)"', svg) == [f"{name}.html" for name in titles]
    assert svg.count("<path") == 2
    assert "A &lt; B" in svg
    assert ">A<" in svg  # a part's name


@pytest.mark.book
def test_the_page_has_the_map_and_the_same_in_words():
    page = (SITE / "book" / "appendix" / "paths.html").read_text("utf-8")
    svg = re.search(r'<div class="chapter-map".*?</svg>', page, re.S)[0]
    needs = needed()
    assert svg.count("<a href=") == len(needs)
    lines = sum(one in needs for found in needs.values() for one in found)
    assert svg.count("<path") == lines
    words = page[page.index("</svg>") :]
    alone = [name for name, found in needs.items() if not {*found} & {*needs}]
    assert words.count("no other chapter") == len(alone)


@pytest.mark.book
def test_all_exercises_are_listed_with_their_solutions():
    page = (SITE / "book" / "appendix" / "exercises.html").read_text("utf-8")
    for name in CHAPTERS:
        text = (ROOT / f"{name}.md").read_text("utf-8").split("\n## Exercises", 1)[1]
        for number in re.findall(r"^\*\*(\d+)\. ", text, re.M):
            there = f"../{name.removeprefix('book/')}.html"
            assert f'{there}#exercise-{number}"' in page, (name, number)
            assert f'{there}#solution-{number}"' in page, (name, number)
