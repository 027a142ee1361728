"""The directive ``all-sources``: every work that the book cites, and the pages that cite it."""

import unicodedata

import numbers_by_chapter
import pybtex.plugin
from docutils import nodes
from sphinx.util.docutils import SphinxDirective


class AllSources(nodes.General, nodes.Element):
    """The place of the list, until all pages are read."""


class Directive(SphinxDirective):
    """``{all-sources}`` in a page."""

    def run(self):
        return [AllSources()]


def citing_pages(env):
    """Give the pages that cite each work, by its key, in the order of the book."""
    order = numbers_by_chapter.chapter_numbers(env)
    pages = {}
    for citation in env.get_domain("cite").citation_refs:
        for target in citation.targets:
            pages.setdefault(target.key, set()).add(citation.docname)
    return {key: sorted(found, key=lambda name: order.get(name, 0)) for key, found in pages.items()}


def by_name(key, entry):
    """Give what a list of works is sorted by: first author, year, key; accents do not count."""
    people = entry.persons.get("author") or entry.persons.get("editor") or ()
    name = " ".join([*people[0].prelast_names, *people[0].last_names]) if people else key
    plain = unicodedata.normalize("NFKD", name.replace("{", "").replace("}", ""))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return letters.lower().lstrip("\\'\" "), entry.fields.get("year", ""), key


def source_list(env, link):
    """Give the list of all cited works; ``link`` makes a reference to a page."""
    pages = citing_pages(env)
    works = env.get_domain("cite").bibdata.data.entries
    style = pybtex.plugin.find_plugin("pybtex.style.formatting", "alpha")()
    backend = pybtex.plugin.find_plugin("pybtex.backends", "docutils")()
    listed = nodes.bullet_list(classes=["all-sources"])
    for key in sorted(pages, key=lambda key: by_name(key, works[key])):
        paragraph = backend.paragraph(style.format_entry("", works[key]))
        cited = nodes.paragraph("", "Cited in ", classes=["cited-in"])
        for n, page in enumerate(pages[key]):
            cited += [nodes.Text(", ")] * bool(n) + [link(page)]
        listed += nodes.list_item("", paragraph, cited, ids=[f"source-{key}"])
    return listed


def fill(app, doctree, docname):
    """Put the list where the directive stands."""

    def link(page):
        uri = app.builder.get_relative_uri(docname, page)
        return nodes.reference("", app.env.titles[page].astext(), refuri=uri, internal=True)

    for place in list(doctree.findall(AllSources)):
        place.replace_self(source_list(app.env, link))


def setup(app):
    app.add_node(AllSources)
    app.add_directive("all-sources", Directive)
    app.connect("doctree-resolved", fill)
