"""Words of the glossary are links where a page first uses them, and only there."""

import pytest
import word_links
from docutils import nodes


def page(*paragraphs):
    """A page with a heading, and paragraphs that are texts or nodes."""
    document = nodes.section("", nodes.title("", "The axon"))
    for content in paragraphs:
        inner = content if isinstance(content, list) else [nodes.Text(content)]
        document += nodes.paragraph("", "", *inner)
    return document


def links(document):
    return [(node.astext(), node["refuri"]) for node in document.findall(nodes.reference)]


def test_the_first_use_in_the_prose_becomes_a_link():
    document = page("No such word.", "An axon ends on axons.", "The axon again.")
    assert word_links.link_first(document, "axon", "words.html#term-axon")
    assert links(document) == [("axon", "words.html#term-axon")]
    assert document[2].astext() == "An axon ends on axons."
    assert document[2].index(document[2][1]) == 1
    assert not list(document[3].findall(nodes.reference))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Synapses learn.", "Synapses"),
        ("synaptic", None),
        ("(synapse)", "synapse"),
        ("x-synapse", None),
    ],
)
def test_plurals_and_capitals_are_the_word_and_parts_of_words_are_not(text, found):
    document = page(text)
    assert word_links.link_first(document, "synapse", "#s") is (found is not None)
    assert [word for word, _ in links(document)] == ([found] if found else [])


def test_code_formulas_headings_and_links_stay_as_they_are():
    inner = [
        nodes.literal("", "axon"),
        nodes.math("", "axon"),
        nodes.reference("", "axon", refuri="#a"),
    ]
    document = page(inner, [nodes.strong("", "axon")])
    assert word_links.link_first(document, "axon", "#b")
    assert links(document) == [("axon", "#a"), ("axon", "#b")]
    assert isinstance(document[2][0], nodes.strong)


def test_a_longer_term_is_linked_before_a_word_in_it():
    class Domain:
        def get_objects(self):
            return [
                ("membrane", "membrane", "term", "p", "term-membrane", 1),
                ("membrane potential", "", "term", "p", "term-membrane-potential", 1),
                ("eq", "", "label", "p", "eq", 1),
            ]

    class Environment:
        def get_domain(self, name):
            return Domain()

    found = word_links.terms(Environment())
    assert [term for term, _, _ in found] == ["membrane potential", "membrane"]
    document = page("The membrane potential of a membrane.")
    for term, _, anchor in found:
        word_links.link_first(document, term, f"#{anchor}")
    assert links(document) == [
        ("membrane potential", "#term-membrane-potential"),
        ("membrane", "#term-membrane"),
    ]
