"""How a page is found, cited and linked to: descriptions, addresses, BibTeX, anchors that stay."""

import re
import xml.etree.ElementTree as ElementTree

import addresses
import page_foot
import pytest
from docutils import nodes
from pybtex.database import parse_string

import snnlib
from tests.book import checks
from tests.book.conftest import ADDRESS, ROOT

PAGES = ("book/index.html", "book/neurons/one.html", "book/neurons/begun.html")
BEGUN = PAGES[2]


def _document(text):
    return nodes.section("", nodes.title("", "A"), nodes.paragraph("", text))


def test_a_description_is_whole_sentences_without_the_aims():
    first, second = "Why does a neuron fire? ", "It is a long story. "
    aims = "At the end of this chapter you can say it."
    assert addresses.description(_document(first + second + aims)) == (first + second).strip()
    assert addresses.description(_document(f"{first}\n  And {'x' * 300}.")) == first.strip()
    assert addresses.description(nodes.section("", nodes.title("", "A"))) is None


def test_each_page_has_a_description_and_a_title_of_its_own(built):
    heads = [built.page(name).partition("</head>")[0] for name in PAGES]
    for pattern in (r'name="description" content="([^"]+)"', r"<title>([^<]+)</title>"):
        found = [re.search(pattern, head)[1] for head in heads]
        assert len(set(found)) == len(PAGES), found
        assert not any(addresses.AIMS in one for one in found)


def _bibtex(page):
    text = re.search(r'<details class="fold cite">.*?<pre>(.*?)</pre>', page, re.S)[1]
    return parse_string(text.replace("&amp;", "&"), "bibtex").entries


def test_a_page_tells_how_to_cite_it(built, addressed):
    ((key, entry),) = _bibtex(built.page(BEGUN)).items()
    assert key == "spikes-from-scratch-neurons-begun"
    assert entry.type == "incollection"
    assert entry.fields["title"] == "{Begun}"
    assert entry.fields["booktitle"] == "{Spikes from Scratch}"
    assert entry.fields["year"] == "2026"
    assert entry.fields["note"] == f"Version {snnlib.__version__}"
    assert str(entry.persons["author"][0]) == "{The Spikes from Scratch authors}"
    assert "url" not in entry.fields
    ((_, entry),) = _bibtex(addressed.page(BEGUN)).items()
    assert entry.fields["url"] == f"{ADDRESS}{BEGUN}"
    ((_, entry),) = _bibtex(built.page("book/index.html")).items()
    assert entry.type == "misc"
    assert "Cite this book" in built.page("book/index.html")
    for name in ("genindex.html", "search.html"):
        assert "page-foot" not in built.page(name)


def test_a_title_that_tex_would_misread_is_escaped():
    told = page_foot.bibtex("book/a/b", "50 % & more – #1", "A_book", "We & co", "2026")
    assert r"title = {{50 \% \& more -- \#1}}" in told
    assert r"booktitle = {{A\_book}}" in told
    assert parse_string(told, "bibtex").entries["a-book-a-b"].fields["year"] == "2026"
    assert page_foot.plain_title("<em>a</em> &amp;\n b") == "a & b"


def test_reference_managers_are_told_the_same(built):
    tags = dict(re.findall(r'<meta name="(citation_\w+)" content="([^"]*)"', built.page(BEGUN)))
    assert tags == {
        "citation_title": "Begun",
        "citation_author": "The Spikes from Scratch authors",
        "citation_publication_date": "2026",
        "citation_inbook_title": "Spikes from Scratch",
    }


def test_a_site_with_an_address_has_canonical_links_and_a_map(built, addressed):
    canonical = re.compile(r'<link rel="canonical" href="([^"]+)"')
    for name in PAGES:
        assert canonical.findall(addressed.page(name)) == [f"{ADDRESS}{name}"]
        assert canonical.findall(built.page(name)) == []  # nobody knows where it will stand
    root = ElementTree.fromstring(addressed.page("sitemap.xml").encode())
    places = [place.text for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert places[0] == f"{ADDRESS}book/index.html"
    assert {*places} == {f"{ADDRESS}{name}" for name in PAGES}
    assert not (built.site / "sitemap.xml").exists()


def test_exercises_and_solutions_have_addresses(built):
    ids = checks.Page(built.site / BEGUN).ids
    for n in (1, 2, 3):
        assert ids.count(f"exercise-{n}") == ids.count(f"solution-{n}") == 1
    assert '<details class="fold answer solution" id="solution-1">' in built.page(BEGUN)


@pytest.mark.book
def test_no_anchor_of_a_section_depends_on_what_stands_before_it():
    """Docutils numbers a heading that comes twice, so its address changes with the next edit."""
    found = {}
    for path in sorted((ROOT / "_build" / "html" / "book").rglob("*.html")):
        sections = re.findall(r'<section id="([^"]+)"', path.read_text("utf-8"))
        found[path.stem] = [name for name in sections if re.fullmatch(r"id\d+", name)]
    assert len(found) > 1
    assert {name: ids for name, ids in found.items() if ids} == {}
