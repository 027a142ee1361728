"""The index: terms, headings and functions, each with the sections where it stands."""

from types import SimpleNamespace

import a_to_z
import names_used
import pytest
from docutils import nodes

from snnlib.neurons import lif


def section(heading, text="", strong=(), uses=(), is_top=False):
    return {
        "anchor": heading.lower().replace(" ", "-"),
        "is_top": is_top,
        "heading": heading,
        "strong": set(strong),
        "text": text,
        "uses": list(uses),
    }


def test_names_are_those_that_a_cell_imports_and_uses():
    names = {}
    first = (
        "from snnlib import lif_neuron as cell, live\nfrom snnlib.neurons import lif\nimport numpy"
    )
    assert names_used.library_names(first, names) == set()
    assert names_used.library_names("lif.step(1)\nnumpy.zeros(3)\ncell()", names) == {
        "snnlib.neurons.lif.step",
        "snnlib.neurons.lif",
        "snnlib.lif_neuron",
    }
    assert names_used.library_names("import snnlib\nsnnlib.spikes.cv(x)", names) >= {
        "snnlib.spikes.cv"
    }
    assert names_used.library_names("%matplotlib inline", names) == set()


def test_a_name_means_what_the_library_has_by_it():
    assert names_used.public("snnlib.neurons.lif.step") == (lif.step, "snnlib.neurons.lif.step")
    found, name = names_used.public("snnlib.neurons.lif.step.py_func")
    assert (found, name) == (lif.step, "snnlib.neurons.lif.step")
    for none in ("snnlib.neurons.lif", "snnlib.no_such", "snnlib._jit.jit"):
        assert names_used.public(none) is None


def test_a_function_stands_once_under_its_shortest_name():
    pages = [
        ("a", [section("One", uses=["snnlib.LIFParameters"])]),
        ("b", [section("Two", uses=["snnlib.neurons.lif.LIFParameters", "snnlib.neurons.lif"])]),
        ("b", [section("Three", uses=["snnlib.LIFParameters"])]),
    ]
    assert a_to_z.function_entries(pages) == [
        ("snnlib.LIFParameters", "function", [(None, "a", "one"), (None, "b", "two")])
    ]


def test_headings_are_those_of_one_page_alone_without_questions():
    pages = [
        ("a", [section("Page", is_top=True), section("The code"), section("Why not?")]),
        ("b", [section("The code"), section("A bucket")]),
    ]
    assert a_to_z.heading_entries(pages) == [
        ("Page", "heading", [(None, "a", None)]),
        ("A bucket", "heading", [(None, "b", "a-bucket")]),
    ]


def test_a_term_leads_to_its_meaning_its_chapter_and_where_it_stands_out():
    pages = [
        ("a", [section("First", "an axon")]),
        ("b", [section("Axons", "an axon"), section("Later", "axons", strong={"axon"})]),
        ("c", [section("Home", "none"), section("There", "the axon")]),
        ("d", [section("Coaxons", "no word of it")]),
    ]
    glossary = [("axon", "g", "term-axon", "c"), ("dendrite (of a cell)", "g", "term-d", "c")]
    assert a_to_z.term_entries(pages, glossary) == [
        (
            "axon",
            "term",
            [("meaning", "g", "term-axon"), (None, "c", "there"), (None, "b", "axons")],
        ),
        ("dendrite (of a cell)", "term", [("meaning", "g", "term-d")]),
    ]


@pytest.mark.parametrize(
    ("entry", "before"),
    [
        (("A bucket", "heading", []), ("Coin", "heading", [])),
        (("snnlib.neurons.lif.advance", "function", []), ("AER", "term", [])),
        (("sigma–delta", "term", []), ("signal", "term", [])),
        (("zebra", "term", []), ("99 %", "heading", [])),
    ],
)
def test_the_order_is_that_of_the_words_that_count(entry, before):
    assert a_to_z.sort_key(entry) < a_to_z.sort_key(before)


def test_a_letter_has_a_section_and_a_link_to_it():
    env = SimpleNamespace(
        config=SimpleNamespace(root_doc="a"),
        toctree_includes={"a": ["b"]},
        metadata={"a": {}, "b": {}},
        get_domain=lambda name: SimpleNamespace(
            get_objects=lambda: [("axon", "", "term", "g", "term-axon", 1)]
        ),
        a_to_z={"a": [section("Bees", is_top=True)], "b": [section("Cells", is_top=True)]},
    )
    titles = {"a": "Bees", "b": "Cells", "g": "Glossary"}

    def link(words, page, anchor):
        return nodes.reference("", words, refuri=f"{page}#{anchor}")

    row, *parts = a_to_z.index(env, titles, link)
    assert [link["refuri"] for link in row.findall(nodes.reference)] == [
        "#letter-a",
        "#letter-b",
        "#letter-c",
    ]
    assert [part["ids"] for part in parts] == [["letter-a"], ["letter-b"], ["letter-c"]]
    assert parts[0].astext().split("\n\n") == ["A", "axon: meaning"]
    assert parts[1].next_node(nodes.reference)["refuri"] == "a#None"
