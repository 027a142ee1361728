"""A map of what depends on what, drawn from what each chapter says that one needs.

The directive ``chapter-map`` draws the parts as columns and a line from each chapter to those that
build on it; pointing at a chapter shows its own lines.  Below it stands the same as a list.
"""

import html
import posixpath
import re
import textwrap
from pathlib import Path

import numbers_by_chapter as numbers
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

_NEEDS = re.compile(r"^\*You need\* (.*?)(?:\n\n|\Z)", re.M | re.S)
_DOC = re.compile(r"\{doc\}`(?:[^`<]*<)?([^`>]+)>?`")
_COLUMN, _ROW, _WIDTH, _HEIGHT, _TOP = 170, 62, 142, 54, 36
_LEFT = 12
_LETTERS, _LINES = 20, 3  # of a line, and of a box


class Map(nodes.General, nodes.Element):
    """Where the map will stand."""


class ChapterMap(SphinxDirective):
    """The directive ``chapter-map``."""

    def run(self):
        return [Map()]


def needs(text, docname):
    """The pages that a chapter's text says one needs, in the order in which it names them."""
    found = _NEEDS.search(text)
    folder = posixpath.dirname(docname)
    names = _DOC.findall(found[1]) if found else []
    return list(dict.fromkeys(posixpath.normpath(posixpath.join(folder, name)) for name in names))


def columns(env):
    """The chapters that say what one needs, by part, in the book's order; no appendices."""
    parts = {}
    for docname in numbers.chapter_numbers(env):
        text = Path(env.doc2path(docname)).read_text("utf-8")
        if _NEEDS.search(text) and not docname.startswith("book/appendix/"):
            parts.setdefault(posixpath.dirname(docname), {})[docname] = needs(text, docname)
    return parts


def _short(env, docname):
    item = getattr(env, "external_site_map", {}).get(docname)
    return (item.title if item else None) or env.titles[docname].astext()


def _box(env, docname, place, uri, n):
    x, y = place
    lines = textwrap.wrap(_short(env, docname), _LETTERS, max_lines=_LINES, placeholder=" …")
    first = y + _HEIGHT / 2 + 5 - 7.5 * (len(lines) - 1)
    text = "".join(
        f'<tspan x="{x + 8}" y="{first + 15 * k:g}">{html.escape(line)}</tspan>'
        for k, line in enumerate(lines)
    )
    return (
        f'<a href="{html.escape(uri)}" class="map-{n}"><title>{html.escape(_short(env, docname))}'
        f'</title><rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="4"/>'
        f"<text>{text}</text></a>"
    )


def _line(start, end, classes):
    """A curve from a chapter's right edge to another's left edge, or down within a column."""
    (x0, y0), (x1, y1) = start, end
    y0, y1 = y0 + _HEIGHT / 2, y1 + _HEIGHT / 2
    if x0 == x1:
        bend = 8 + min(abs(y1 - y0) / 16, 18)
        path = f"M{x0},{y0:g} C{x0 - bend:g},{y0:g} {x0 - bend:g},{y1:g} {x1},{y1:g}"
    else:
        x0, x1 = (x0 + _WIDTH, x1) if x0 < x1 else (x0, x1 + _WIDTH)
        mid = (x0 + x1) / 2
        path = f"M{x0},{y0:g} C{mid:g},{y0:g} {mid:g},{y1:g} {x1},{y1:g}"
    return f'<path class="{classes}" d="{path}"/>'


def picture(env, parts, uri):
    """The map as SVG; ``uri`` gives a page's address."""
    places, boxes, heads = {}, [], []
    for column, (part, chapters) in enumerate(parts.items()):
        x = _LEFT + column * _COLUMN
        name = posixpath.basename(part).capitalize()
        heads.append(f'<text class="map-part" x="{x}" y="20">{html.escape(name)}</text>')
        for row, docname in enumerate(chapters):
            places[docname] = x, _TOP + row * _ROW
    order = {docname: n for n, docname in enumerate(places)}
    lines, rules = [], []
    for chapters in parts.values():
        for docname, needed in chapters.items():
            for one in needed:
                if one in places:
                    classes = f"from-{order[one]} to-{order[docname]}"
                    lines.append(_line(places[one], places[docname], classes))
    for docname, place in places.items():
        n = order[docname]
        boxes.append(_box(env, docname, place, uri(docname), n))
        rules.append(f".chapter-map:has(.map-{n}:is(:hover,:focus)) :is(.from-{n},.to-{n})")
    width = _LEFT + len(parts) * _COLUMN - (_COLUMN - _WIDTH) + 2
    height = _TOP + max(map(len, parts.values())) * _ROW
    shown = "{stroke:var(--book-accent);stroke-width:2.5;opacity:1}"
    style = f"<style>{','.join(rules)}{shown}</style>"
    return (
        f'<div class="chapter-map" tabindex="0" role="group" aria-label="Map of the chapters">'
        '<svg aria-label="Chapters, and what each of them builds on" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">{style}'
        f'<g aria-hidden="true">{"".join(lines)}</g>{"".join(heads)}{"".join(boxes)}</svg></div>'
    )


def _list(env, parts, uri):
    """The same in words."""
    items = []
    for chapters in parts.values():
        for docname, needed in chapters.items():
            link = nodes.reference("", env.titles[docname].astext(), refuri=uri(docname))
            words = nodes.paragraph("", "", link, nodes.Text(": "))
            titles = [env.titles[one].astext() for one in needed if one in env.titles]
            words += nodes.Text("; ".join(titles) or "no other chapter")
            items.append(nodes.list_item("", words))
    return nodes.bullet_list("", *items)


def fill(app, doctree, docname):
    """Draw the map where it is asked for."""
    for place in list(doctree.findall(Map)):
        parts = columns(app.env)

        def uri(page):
            return app.builder.get_relative_uri(docname, page)

        svg = nodes.raw("", picture(app.env, parts, uri) if parts else "", format="html")
        place.replace_self([svg, _list(app.env, parts, uri)])


def _always(app, env, added, changed, removed):
    """Pages that tell of all others are read and written anew in each build."""
    return [name for name in getattr(env, "pages_of_all", ()) if name in env.found_docs]


def note_page_of_all(app, doctree):
    """Remember a page that tells of all others."""
    if not hasattr(app.env, "pages_of_all"):
        app.env.pages_of_all = set()
    told = any(one.tagname in ("Map", "List") for one in doctree.findall(nodes.Element))
    (app.env.pages_of_all.add if told else app.env.pages_of_all.discard)(app.env.docname)


def setup(app):
    app.add_node(Map)
    app.add_directive("chapter-map", ChapterMap)
    app.connect("doctree-read", note_page_of_all)
    app.connect("env-get-outdated", _always)
    app.connect("doctree-resolved", fill, priority=950)
