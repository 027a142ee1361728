"""The real book: its sources, and the site that `make book` has built from them."""

import statistics
from collections import Counter

import pytest
import yaml

from tests.book import checks
from tests.book.conftest import ROOT

BOOK = ROOT / "book"
SITE = ROOT / "_build" / "html"
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
SITTING = 2600  # words; about 2,500 are read at a stretch
CHAPTERS = [
    chapter["file"]
    for part in TOC.get("parts", [])
    for chapter in part["chapters"]
    if not chapter["file"].startswith("book/appendix/")
]


@pytest.fixture(scope="module")
def site():
    if not (SITE / "index.html").is_file():
        pytest.fail(f"there is no built book in {SITE}; run `make book` first", pytrace=False)
    return SITE


@pytest.fixture(scope="module")
def pages(site):
    return checks.pages(site)


def test_references_are_cited_and_lead_somewhere():
    assert checks.reference_faults(BOOK) == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_what_every_chapter_has(chapter):
    assert checks.chapter_faults((ROOT / f"{chapter}.md").read_text("utf-8")) == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_is_one_sitting(chapter):
    assert checks.words_to_read((ROOT / f"{chapter}.md").read_text("utf-8")) <= SITTING


@pytest.mark.parametrize("path", checks.chapters(BOOK), ids=lambda p: p.stem)
def test_pictures_have_words(path):
    assert checks.pictures_without_words(path.read_text("utf-8")) == []


@pytest.mark.book
def test_every_chapter_is_built_and_shows_a_live_figure(site, pages):
    for chapter in [TOC["root"], *CHAPTERS]:
        assert pages[site / f"{chapter}.html"].figures, chapter


@pytest.mark.book
def test_every_link_leads_somewhere(site):
    assert checks.broken_links(site) == []


@pytest.mark.book
def test_no_printed_number_has_more_digits_than_its_error(site):
    found = {path.stem: checks.digit_faults(checks.visible(path)) for path in site.rglob("*.html")}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.book
def test_nothing_is_loaded_from_elsewhere(site):
    assert checks.foreign_loads(site) == []


@pytest.mark.book
def test_figures_have_names_of_their_own(pages):
    names = Counter(name for page in pages.values() for name in page.figures)
    assert names
    assert [name for name, n in names.items() if n > 1] == []


@pytest.mark.book
def test_kernels_have_few_arguments(pages):
    found = {}
    for page in pages.values():
        found |= page.kernel_arguments
    assert {name: n for name, n in found.items() if n > 15} == {}
    assert statistics.median(found.values()) <= 8


@pytest.mark.book
def test_every_picture_of_a_page_has_words(site, pages):
    assert {str(p.relative_to(site)): page.mute for p, page in pages.items() if page.mute} == {}


@pytest.mark.book
def test_nothing_is_left_of_widgets_that_need_a_kernel(pages):
    for path in pages:
        text = path.read_text("utf-8")
        for remains in ("application/vnd.jupyter.widget", "require.min.js", "html-manager"):
            assert remains not in text, f"{path.name}: {remains}"


@pytest.mark.book
def test_an_id_stands_once_in_a_page(site, pages):
    doubled = {
        str(path.relative_to(site)): [i for i, n in Counter(page.ids).items() if n > 1]
        for path, page in pages.items()
        if path.is_relative_to(site / "book")  # the theme's own search page has one twice
    }
    assert {path: ids for path, ids in doubled.items() if ids} == {}


@pytest.mark.book
def test_the_first_use_of_a_word_leads_to_its_explanation(site, pages):
    home = site / "book" / "appendix" / "glossary.html"
    words = checks.glossary(home)
    assert len(words) > 150
    for chapter in [TOC["root"], *CHAPTERS]:
        page = site / f"{chapter}.html"
        assert checks.unlinked_words(page, words) == [], chapter
        links = [link for link in pages[page].links if "glossary.html#term-" in link]
        assert len(links) == len(set(links)), chapter
        assert page.read_text("utf-8").count(" data-means=") == len(links), chapter
    assert "data-means" not in home.read_text("utf-8")
