"""Words of the glossary are links where a page first uses them, and carry what they mean."""

import re
from types import SimpleNamespace

import pytest
import word_links
from docutils import nodes

from tests.book import checks
from tests.book.conftest import ROOT

BOOK = ROOT / "book"
ENTRY = re.compile(r"^((?:\S.*\n)+)  (\S.*)\n\n  \{doc\}`\.\./([\w/-]+)`$", re.M)


def page(*paragraphs):
    """A page with a heading, and paragraphs that are texts or nodes."""
    document = nodes.section("", nodes.title("", "The axon"))
    for content in paragraphs:
        inner = content if isinstance(content, list) else [nodes.Text(content)]
        document += nodes.paragraph("", "", *inner)
    return document


def links(document):
    return [(node.astext(), node["refuri"]) for node in document.findall(nodes.reference)]


def means(*words):
    return {word: (f"#{word}", f"what {word} means") for word in words}


def test_the_first_use_in_the_prose_becomes_a_link():
    document = page("No such word.", "An axon ends on axons.", "The axon again.")
    word_links.link_first(document, {"axon": ("words.html#term-axon", "A fibre.")})
    assert links(document) == [("axon", "words.html#term-axon")]
    assert document[2].astext() == "An axon ends on axons."
    assert document[2][1]["means"] == "A fibre."
    assert not list(document[3].findall(nodes.reference))


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("synapse", "Synapses learn.", "Synapses"),
        ("synapse", "synaptic", None),
        ("synapse", "(synapse)", "synapse"),
        ("synapse", "x-synapse", None),
        ("synapse", "synapse-like", None),
        ("frequency", "at frequencies", "frequencies"),
        ("frequency", "frequencys", None),
        ("delay", "two delays", "delays"),
        ("CV", "a CV of 1", "CV"),
    ],
)
def test_plurals_and_capitals_are_the_word_and_parts_of_words_are_not(word, text, found):
    document = page(text)
    word_links.link_first(document, means(word))
    assert [link for link, _ in links(document)] == ([found] if found else [])


def test_several_words_of_one_text_are_linked_and_the_text_stays():
    document = page("A dendrite, an axon, a soma; the axon.")
    word_links.link_first(document, means("axon", "soma", "dendrite"))
    assert [link for link, _ in links(document)] == ["dendrite", "axon", "soma"]
    assert document[1].astext() == "A dendrite, an axon, a soma; the axon."


def test_code_formulas_headings_and_links_stay_as_they_are():
    inner = [
        nodes.literal("", "axon"),
        nodes.math("", "axon"),
        nodes.reference("", "axon", refuri="#a"),
    ]
    document = page(inner, [nodes.strong("", "axon")])
    word_links.link_first(document, {"axon": ("#b", "A fibre.")})
    assert links(document) == [("axon", "#a"), ("axon", "#b")]
    assert isinstance(document[2][0], nodes.strong)


def test_a_longer_term_is_linked_before_a_word_in_it():
    domain = SimpleNamespace(
        get_objects=lambda: [
            ("membrane", "membrane", "term", "p", "term-membrane", 1),
            ("membrane potential", "", "term", "p", "term-membrane-potential", 1),
            ("eq", "", "label", "p", "eq", 1),
        ]
    )
    found = word_links.terms(SimpleNamespace(get_domain=lambda name: domain))
    assert [term for term, _, _ in found] == ["membrane potential", "membrane"]
    document = page("The membrane potential of a membrane.")
    word_links.link_first(document, {term: (f"#{anchor}", term) for term, _, anchor in found})
    assert links(document) == [
        ("membrane potential", "#term-membrane-potential"),
        ("membrane", "#term-membrane"),
    ]


def test_of_words_that_mean_the_same_one_is_linked():
    document = page("An action potential is a spike.")
    word_links.link_first(
        document, {"action potential": ("#a", "A pulse."), "spike": ("#b", "A pulse.")}
    )
    assert links(document) == [("action potential", "#a")]


def test_a_meaning_is_an_attribute_of_the_link():
    writer = SimpleNamespace(body=[])
    word = word_links.Word("", refuri="a.html?b&c#d", means='"E" < $v$ & µS')
    word_links._visit_word(writer, word)
    word_links._depart_word(writer, word)
    assert writer.body == [
        '<a class="reference internal word" href="a.html?b&amp;c#d"'
        ' data-means="&quot;E&quot; &lt; $v$ &amp; µS">',
        "</a>",
    ]


# ── the book's glossary ────────────────────────────────────────────────────────────────────────


def entries():
    """Words, meaning and chapter of every entry."""
    text = (BOOK / "appendix" / "glossary.md").read_text("utf-8")
    body = text.partition("```{glossary}\n")[2].rpartition("```")[0]
    found = [(words.splitlines(), meaning, page) for words, meaning, page in ENTRY.findall(body)]
    assert len(found) == body.count("{doc}") > 150
    return found


def test_a_meaning_is_one_sentence_or_two():
    for words, meaning, _ in entries():
        sentences = re.findall(r"[.?](?= [A-Z]|$)", meaning)
        assert meaning.endswith("."), words
        assert len(sentences) <= 2, words
        assert len(meaning) <= 180, words


def test_words_are_in_order_and_stand_once():
    first = [words[0].lower().replace("–", "-") for words, _, _ in entries()]
    assert first == sorted(first)
    every = [word.lower() for words, _, _ in entries() for word in words]
    assert len(every) == len(set(every))


def test_the_chapter_that_an_entry_names_uses_the_word():
    for words, _, chapter in entries():
        text = checks.prose((BOOK / f"{chapter}.md").read_text("utf-8"))
        text = " ".join(text.replace("**", "").split()).lower()
        plain = [word.partition(" (")[0].lower() for word in words]
        assert any(word in text for word in plain), (words, chapter)
