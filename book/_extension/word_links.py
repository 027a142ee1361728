"""The first use of a word of the glossary on a page leads to it, and carries what the word means.

The words are the terms of a ``glossary`` directive, with their plurals.  The page that has it,
pages that say ``word_links: false`` in their head, and headings, code, formulas and links stay as
they are.  What a word means is the first paragraph of its entry, as plain text in ``data-means``;
``static/words.js`` shows it.
"""

import html
import re

import search_index
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


class Word(nodes.reference):
    """A word of the text that leads to its entry, with what it ``means``."""


def _visit_word(writer, node):
    writer.body.append(
        f'<a class="reference internal word" href="{html.escape(node["refuri"])}"'
        f' data-means="{html.escape(node["means"])}">'
    )


def _depart_word(writer, node):
    writer.body.append("</a>")


def note_meanings(app, doctree):
    """Keep what the words of a page's glossary mean, by anchor."""
    kept = app.env.__dict__.setdefault("word_meanings", {})
    kept[app.env.docname] = {
        anchor: search_index.words(item.next_node(nodes.paragraph))
        for glossary in doctree.findall(addnodes.glossary)
        for item in glossary.findall(nodes.definition_list_item)
        for term in item.findall(nodes.term)
        for anchor in term["ids"]
    }


def _forget_meanings(app, env, docname):
    env.__dict__.setdefault("word_meanings", {}).pop(docname, None)


def _meanings_changed(app, env):
    """Return all pages, which carry the meanings, where one has changed."""
    now = {page: means for page, means in env.__dict__.get("word_meanings", {}).items() if means}
    before, env.word_meanings_before = getattr(env, "word_meanings_before", None), now
    return sorted(env.found_docs) if now != before else []


def terms(env):
    """Give ``(term, page, anchor)`` of all terms, the longest first."""
    objects = env.get_domain("std").get_objects()
    found = [(name, page, anchor) for name, _, kind, page, anchor, _ in objects if kind == "term"]
    return sorted(found, key=lambda term: (-len(term[0]), term[0]))


def pattern(names):
    """Give the pattern that finds any of the names, or its plural, as a word of its own.

    Its groups stand in the order of the names; of two that begin at one place the earlier is found.
    """
    each = "|".join(f"({_with_plural(name)})" for name in names)
    return re.compile(rf"(?<![\w-])(?:{each})(?![\w-])", re.IGNORECASE)


def _with_plural(name):
    if re.search("[^aeiou]y$", name):
        return rf"{re.escape(name[:-1])}(?:y|ies)"
    return rf"{re.escape(name)}(?:e?s)?"


def _texts_of_prose(doctree):
    for text in list(doctree.findall(nodes.Text)):
        ancestor = text.parent
        while ancestor is not None and not isinstance(ancestor, _LEFT_ALONE):
            ancestor = ancestor.parent
        if ancestor is None:
            yield text


def link_first(doctree, targets):
    """Make the first use of each word a link; ``targets`` has address and meaning by word.

    The words come with the longest first, so that "membrane" is not found in "membrane potential".
    Of words that mean the same only one is linked.
    """
    if not targets:
        return
    names, used = list(targets), set()
    found = pattern(names)
    for text in _texts_of_prose(doctree):
        words, at, parts = text.astext(), 0, []
        for match in found.finditer(words):
            uri, means = targets[names[match.lastindex - 1]]
            if means not in used:
                used.add(means)
                link = Word("", match[0], refuri=uri, internal=True, means=means, classes=["word"])
                parts += [nodes.Text(words[at : match.start()]), link]
                at = match.end()
        if parts:
            parts.append(nodes.Text(words[at:]))
            text.parent.replace(text, [part for part in parts if part.astext()])


def _says_no(metadata):
    return str(metadata.get("word_links", "")).lower() == "false"


def link_words(app, doctree, docname):
    """Link the words of a page, its glossary's own page left out."""
    if app.builder.format != "html" or _says_no(app.env.metadata[docname]):
        return
    meanings = app.env.__dict__.get("word_meanings", {})
    targets = {
        term: (f"{app.builder.get_relative_uri(docname, page)}#{anchor}", meanings[page][anchor])
        for term, page, anchor in terms(app.env)
        if page != docname
    }
    link_first(doctree, targets)


def setup(app):
    app.add_node(Word, html=(_visit_word, _depart_word))
    app.connect("doctree-read", note_meanings)
    app.connect("env-purge-doc", _forget_meanings)
    app.connect("env-updated", _meanings_changed)
    app.connect("doctree-resolved", link_words, priority=900)
