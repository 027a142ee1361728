"""The first use of a word of the glossary on a page leads to the page that explains it.

The words are the terms of a ``glossary`` directive, with their plurals.  The page that has it, the
pages before it in the book, and headings, code, formulas and links stay as they are.
"""

import re

import numbers_by_chapter as numbers
from docutils import nodes
from sphinx import addnodes

_LEFT_ALONE = (
    nodes.title,
    nodes.reference,
    nodes.pending,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.rubric,
    nodes.citation,
    addnodes.glossary,
    addnodes.pending_xref,
)


def terms(env):
    """Give ``(term, page, anchor)`` of all terms, the longest first."""
    objects = env.get_domain("std").get_objects()
    found = [(name, page, anchor) for name, _, kind, page, anchor, _ in objects if kind == "term"]
    return sorted(found, key=lambda term: (-len(term[0]), term[0]))


def pattern(term):
    """Give the pattern that finds a term or its plural as a word of its own."""
    return re.compile(rf"(?<![\w-]){re.escape(term)}s?(?![\w-])", re.IGNORECASE)


def _text_of_prose(doctree):
    for text in doctree.findall(nodes.Text):
        ancestor = text.parent
        while ancestor is not None and not isinstance(ancestor, _LEFT_ALONE):
            ancestor = ancestor.parent
        if ancestor is None:
            yield text


def link_first(doctree, term, uri):
    """Make the first use of a term in the prose a link; returns whether there was one."""
    for text in _text_of_prose(doctree):
        match = pattern(term).search(text.astext())
        if match:
            words = text.astext()
            link = nodes.reference("", match[0], refuri=uri, internal=True, classes=["word"])
            parts = [nodes.Text(words[: match.start()]), link, nodes.Text(words[match.end() :])]
            text.parent.replace(text, [part for part in parts if part.astext()])
            return True
    return False


def link_words(app, doctree, docname):
    """Link the words of a page that comes later in the book than their glossary."""
    if app.builder.format != "html":
        return
    place = numbers.chapter_numbers(app.env)
    for term, page, anchor in terms(app.env):
        if place.get(docname, 0) > place.get(page, 0) > 0:
            link_first(doctree, term, f"{app.builder.get_relative_uri(docname, page)}#{anchor}")


def setup(app):
    app.connect("doctree-resolved", link_words, priority=900)
