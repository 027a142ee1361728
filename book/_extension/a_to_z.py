"""The directive ``a-to-z``: terms, headings and functions of the book, and where they stand.

* Terms are those of the glossary.  Each leads to its entry there, and to the sections that have it
  in their heading or in bold, those of the chapter that the entry names first.
* Headings are those that one page alone has.
* Functions and classes are those of the library that the chapters' cells use.
"""

import re

import names_used
import numbers_by_chapter
import search_index
from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

_MOST = 5  # places of one entry
_ARTICLE = re.compile(r"^(?:an?|the) ", re.I)


class AToZ(nodes.General, nodes.Element):
    """The place of the index, until all pages are read."""


class Directive(SphinxDirective):
    """``{a-to-z}`` in a page."""

    def run(self):
        return [AToZ()]


# ── what a page has ────────────────────────────────────────────────────────────────────────────


def note_page(app, doctree):
    """Keep a page's sections: anchor, heading, words in bold, text, and the library's names."""
    names, sections = {}, []
    for section in doctree.findall(nodes.section):
        blocks = [child for child in section.children if not isinstance(child, nodes.section)]
        strong = {search_index.words(s).lower() for b in blocks for s in b.findall(nodes.strong)}
        code = [c.astext() for b in blocks for c in _cells(b)]
        text = " ".join(search_index.words(b) for b in blocks[1:] if not list(_cells(b)))
        sections.append(
            {
                "anchor": section["ids"][0],
                "is_top": not isinstance(section.parent, nodes.section),
                "heading": search_index.words(section.next_node(nodes.title)),
                "strong": strong,
                "text": text.lower(),
                "uses": sorted({name for c in code for name in names_used.library_names(c, names)}),
            }
        )
    app.env.__dict__.setdefault("a_to_z", {})[app.env.docname] = sections


def _cells(block):
    for node in block.findall(nodes.container):
        if node.get("nb_element") == "cell_code_source":
            yield node


def _forget(app, env, docname):
    env.__dict__.setdefault("a_to_z", {}).pop(docname, None)


# ── entries: the words, and the places as (words, page, anchor) ────────────────────────────────


def function_entries(pages):
    """Functions and classes, each under the shortest of its names, with where it is used."""
    shortest, places = {}, {}
    for page, sections in pages:
        for section in sections:
            for path in section["uses"]:
                found = names_used.public(path)
                if found is None:
                    continue
                thing, name = found
                key = id(thing)
                if key not in shortest or (len(name), name) < (len(shortest[key]), shortest[key]):
                    shortest[key] = name
                here = places.setdefault(key, [])
                if page not in [other for _, other, _ in here]:
                    here.append((None, page, section["anchor"]))
    return [(shortest[key], "function", places[key][:_MOST]) for key in places]


def heading_entries(pages):
    """Headings that only one page has, questions left out."""
    all_headings = [s["heading"] for _, sections in pages for s in sections]
    return [
        (s["heading"], "heading", [(None, page, None if s["is_top"] else s["anchor"])])
        for page, sections in pages
        for s in sections
        if all_headings.count(s["heading"]) == 1 and not s["heading"].endswith(("?", "!", ":"))
    ]


def term_entries(pages, glossary):
    """Words of the glossary, which is ``(word, page, anchor, chapter)`` of each."""
    entries = []
    for word, home, anchor, chapter in glossary:
        plain = re.escape(word.partition(" (")[0].lower())
        found = re.compile(rf"(?<![\w-]){plain}(?:e?s)?(?![\w-])")
        places = {}
        for page, sections in pages:
            ranked = [(_rank(section, found), -n, section) for n, section in enumerate(sections)]
            best, _, section = max(ranked, key=lambda one: one[:2], default=(0, 0, None))
            if best >= (1 if page == chapter else 2):
                places[page] = (None, page, None if section["is_top"] else section["anchor"])
        first = [places.pop(chapter)] if chapter in places else []
        shown = [("meaning", home, anchor), *first, *places.values()]
        entries.append((word, "term", shown[: _MOST + 1]))
    return entries


def _rank(section, found):
    """3 for a heading that has the word, 2 for bold, 1 for the text, 0 for none."""
    if found.search(section["heading"].lower()):
        return 3
    if any(found.fullmatch(strong) for strong in section["strong"]):
        return 2
    return 1 if found.search(section["text"]) else 0


def sort_key(entry):
    """Give what the index is sorted by: a function's own name, a heading without its article."""
    words, kind, _ = entry
    own = words.rpartition(".")[2] if kind == "function" else _ARTICLE.sub("", words)
    letters = re.sub(r"[^a-z0-9 ]", "", own.lower().replace("–", " "))
    return (not letters[:1].isalpha(), letters, kind)


# ── the page ───────────────────────────────────────────────────────────────────────────────────


def _glossary(env):
    """Words, where they are explained, and the chapter that the entry names."""
    kept = env.__dict__.get("word_chapters", {})
    objects = env.get_domain("std").get_objects()
    return [
        (name, page, anchor, kept.get(page, {}).get(anchor))
        for name, _, kind, page, anchor, _ in objects
        if kind == "term"
    ]


def note_chapters(app, doctree):
    """Keep the chapter that each entry of a page's glossary names."""
    env = app.env
    kept = env.__dict__.setdefault("word_chapters", {})
    kept[env.docname] = {
        anchor: env.relfn2path(f"{link['reftarget']}.md", env.docname)[0].removesuffix(".md")
        for glossary in doctree.findall(addnodes.glossary)
        for item in glossary.findall(nodes.definition_list_item)
        for link in list(item.findall(addnodes.pending_xref))[-1:]
        for term in item.findall(nodes.term)
        for anchor in term["ids"]
    }


def index(env, titles, link):
    """Give the letters' row and a section for each letter; ``link`` makes a reference."""
    order = numbers_by_chapter.chapter_numbers(env)
    kept = env.__dict__.get("a_to_z", {})
    reference = getattr(env.get_domain("py"), "objects", {})
    wanted = set(order) - {entry.docname for entry in reference.values()}
    pages = sorted(
        ((page, sections) for page, sections in kept.items() if page in wanted),
        key=lambda one: order[one[0]],
    )
    chapters = [(page, sections) for page, sections in pages if not page_is_list(env, page)]
    entries = term_entries(chapters, _glossary(env))
    known = {words.lower() for words, _, _ in entries}
    headings = [e for e in heading_entries(pages) if e[0].lower() not in known]
    entries = sorted([*entries, *headings, *function_entries(pages)], key=sort_key)
    letters = {}
    for entry in entries:
        key = sort_key(entry)
        letters.setdefault("0–9" if key[0] else key[1][0].upper(), []).append(entry)
    row = nodes.paragraph(classes=["letters"])
    parts = []
    for letter, its in letters.items():
        name = f"letter-{letter.lower()}"
        row += [nodes.reference("", letter, refuri=f"#{name}", internal=True), nodes.Text(" ")]
        listed = nodes.bullet_list(classes=["a-to-z"])
        listed += [_item(entry, titles, link, reference) for entry in its]
        parts.append(nodes.section("", nodes.title("", letter), listed, ids=[name]))
    return [row, *parts]


def _glossaries(env):
    return {page for page, means in env.__dict__.get("word_meanings", {}).items() if means}


def page_is_list(env, page):
    """Whether a page is a list of the others' words, such as the glossary."""
    return "nosearch" in env.metadata[page] or page in _glossaries(env)


def _item(entry, titles, link, reference):
    words, kind, places = entry
    paragraph = nodes.paragraph()
    if kind == "function":
        package, _, own = words.rpartition(".")
        name, described = nodes.literal("", own), reference.get(words)
        if described:
            name = link(own, described.docname, described.node_id)
            name.children = [nodes.literal("", own)]
        paragraph += [name, nodes.inline("", f" {package}", classes=["from"])]
    elif kind == "heading":
        (_, page, anchor) = places[0]
        paragraph += link(words, page, anchor)
        if anchor:
            paragraph += nodes.inline("", f" {titles[page]}", classes=["from"])
        return nodes.list_item("", paragraph)
    else:
        paragraph += nodes.Text(words)
    for n, (said, page, anchor) in enumerate(places):
        paragraph += [nodes.Text(", " if n else ": "), link(said or titles[page], page, anchor)]
    return nodes.list_item("", paragraph)


def fill(app, doctree, docname):
    """Put the index where the directive stands."""
    titles = {page: title.astext() for page, title in app.env.titles.items()}

    def link(words, page, anchor):
        uri = app.builder.get_relative_uri(docname, page) + (f"#{anchor}" if anchor else "")
        return nodes.reference("", words, refuri=uri, internal=True)

    for place in list(doctree.findall(AToZ)):
        place.replace_self(index(app.env, titles, link))


def lists_again(app, env):
    """Return the pages that list what the others have, which are written whenever one is."""
    return [page for page in env.found_docs if "nosearch" in env.metadata[page]]


def setup(app):
    app.add_node(AToZ)
    app.add_directive("a-to-z", Directive)
    app.connect("doctree-read", note_page)
    app.connect("doctree-read", note_chapters)
    app.connect("env-purge-doc", _forget)
    app.connect("env-updated", lists_again)
    app.connect("doctree-resolved", fill)
