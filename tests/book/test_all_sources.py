"""The list of all works: each once, in order, with the pages that cite it."""

from types import SimpleNamespace

import all_sources
from docutils import nodes
from pybtex.database import parse_file, parse_string

from tests.book import checks
from tests.book.conftest import ROOT

WORKS = r"""
@article{b1901, author={{\"O}berg, Ann}, title={Second}, journal={J}, year={1901}, doi={10.1/2}}
@book{a1900, author={Abel, B.}, title={First}, publisher={P}, year={1900}, isbn={1}}
@misc{z1902, author={{A Firm}}, title={Third}, year={1902}, url={https://example.org}}
@misc{n1903, author={Never, Cited}, title={Fourth}, year={1903}}
"""


def environment():
    def cite(page, *keys):
        return SimpleNamespace(docname=page, targets=[SimpleNamespace(key=key) for key in keys])

    domain = SimpleNamespace(
        citation_refs=[cite("two", "b1901", "a1900"), cite("one", "a1900"), cite("one", "z1902")],
        bibdata=SimpleNamespace(data=parse_string(WORKS, "bibtex")),
    )
    return SimpleNamespace(
        get_domain=lambda name: domain,
        config=SimpleNamespace(root_doc="root"),
        toctree_includes={"root": ["one", "two"]},
    )


def test_every_cited_work_has_its_pages_in_the_order_of_the_book():
    assert all_sources.citing_pages(environment()) == {
        "a1900": ["one", "two"],
        "b1901": ["two"],
        "z1902": ["one"],
    }


def test_the_list_is_by_name_and_says_who_cites():
    listed = all_sources.source_list(
        environment(), lambda page: nodes.reference("", page.upper(), refuri=page)
    )
    assert [item["ids"] for item in listed] == [
        ["source-z1902"],
        ["source-a1900"],
        ["source-b1901"],
    ]
    work, cited = listed[1].children
    assert work.astext().startswith("B.\N{NO-BREAK SPACE}Abel.")
    assert "First" in work.astext()
    assert cited.astext() == "Cited in ONE, TWO"
    assert [link["refuri"] for link in cited.findall(nodes.reference)] == ["one", "two"]
    assert "Öberg" in listed[2].astext()


def test_accents_and_braces_do_not_count_in_the_order():
    works = parse_file(ROOT / "book" / "references.bib").entries
    names = [all_sources.by_name(key, entry)[0] for key, entry in works.items()]
    assert [name for name in names if not name[:1].isalpha()] == []


def test_every_work_of_the_book_can_be_set():
    """Each entry has the fields that its kind needs, for the list of all as for a chapter's own."""
    keys = checks.cited_keys(ROOT / "book")
    domain = SimpleNamespace(
        citation_refs=[
            SimpleNamespace(docname="p", targets=[SimpleNamespace(key=key) for key in keys])
        ],
        bibdata=SimpleNamespace(data=parse_file(ROOT / "book" / "references.bib")),
    )
    env = SimpleNamespace(
        get_domain=lambda name: domain,
        config=SimpleNamespace(root_doc="p"),
        toctree_includes={},
    )
    listed = all_sources.source_list(env, lambda page: nodes.reference("", page, refuri=page))
    assert len(listed) == len(keys) > 250
    assert "\\" not in listed.astext().replace("\\(", "")
