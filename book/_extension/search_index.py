"""The index of the book's search: every section with its heading, its first words and its terms.

It is written as a script, so that the search page needs no server.  ``static/search.js`` reads it.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from numbers_by_chapter import chapter_numbers

_SIGNS = {
    "tau": "τ", "theta": "θ", "Theta": "Θ", "sigma": "σ", "mu": "µ", "lambda": "λ", "beta": "β",
    "alpha": "α", "Delta": "Δ", "delta": "δ", "eta": "η", "rho": "ρ", "infty": "∞", "le": "≤",
    "ge": "≥", "ll": "≪", "gg": "≫", "approx": "≈", "cdot": "·", "times": "×", "to": "→", "ne": "≠",
}  # fmt: skip
FILE = "search-sections.js"


def note_sections(app, docname, doctree):
    """Keep a page's sections; a page that is not written again keeps those it had."""
    title = _name_in_menu(app, docname) or app.env.titles[docname].astext()
    url = app.builder.get_target_uri(docname)
    found = list(doctree.findall(nodes.section))
    if "nosearch" in app.env.metadata[docname]:  # a page that lists what the others have
        found = [nodes.section("", *(child.deepcopy() for child in found[0].children[:2]))]
    sections = [
        _entry(section, title, url, is_top=not isinstance(section.parent, nodes.section))
        for section in found
    ]
    path = _kept(app, docname)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(sections, ensure_ascii=False), "utf-8")


def _name_in_menu(app, docname):
    """The chapter's name in the menu, which has a word to look for, where that is another one."""
    items = getattr(app.env, "external_site_map", {})
    return items[docname].title if docname in items else None


def _kept(app, docname):
    return Path(app.doctreedir) / "search" / f"{docname}.json"


def _entry(section, page, url, is_top):
    heading = section.next_node(nodes.title)
    blocks = list(_own_blocks(section))
    terms = {words(strong) for block in blocks for strong in block.findall(nodes.strong)}
    return {
        "page": page,
        "heading": page if is_top or heading is None else heading.astext(),
        "url": url if is_top else f"{url}#{section['ids'][0]}",
        # a sentence in bold names what comes, and defines nothing
        "terms": sorted(t for t in terms if 0 < len(t) < 50 and not t.endswith((".", "?", "!"))),
        "text": " ".join(filter(None, map(words, blocks))),
    }


def _own_blocks(node):
    """Paragraphs and cells of a section, without those of the sections in it."""
    for child in node.children:
        if isinstance(child, (nodes.section, nodes.title, nodes.literal_block)):
            continue
        if isinstance(child, (nodes.paragraph, nodes.entry, nodes.term, nodes.caption)):
            yield child
        elif isinstance(child, nodes.Element) and not _is_code(child):
            yield from _own_blocks(child)


def _is_code(node):
    return node.get("nb_element") == "cell_code_source" or "citation-list" in node["classes"]


def words(node):
    """A block's words; formulas in a line as plain signs, whatever is HTML already left out."""
    parts = []
    for text in node.findall(nodes.Text):
        if isinstance(text.parent, nodes.math):
            parts.append(_plain(text.astext()))
        elif not isinstance(text.parent, (nodes.math_block, nodes.raw)):
            parts.append(text.astext())
    return " ".join("".join(parts).split())


def _plain(latex):
    """A short formula as one would type it, such as v_th; "…" for a long one."""
    text = re.sub(r"\\class\{[^}]*\}", "", latex)
    text = re.sub(r"\\(?:mathrm|text|mathit|mathbf|left|right|bigl|bigr|,|;|!|quad)", "", text)
    for command, sign in _SIGNS.items():
        text = re.sub(rf"\\{command}(?![A-Za-z])", sign, text)
    text = re.sub(r"[{}\\]", "", text).strip()
    return text if len(text) <= 24 else "…"


def write(app, error):
    """Write the index as a script."""
    if error or app.builder.format != "html":
        return
    order = chapter_numbers(app.env)  # the book's, in which the first bold word explains
    names = sorted(app.env.found_docs, key=lambda name: (order.get(name, len(order)), name))
    kept = [_kept(app, docname) for docname in names]
    sections = [
        entry for path in kept if path.exists() for entry in json.loads(path.read_text("utf-8"))
    ]
    text = json.dumps(sections, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    path = Path(app.outdir) / "_static" / FILE
    path.write_text(f"window.searchSections={text};\n", "utf-8")


def setup(app):
    app.connect("build-finished", write)
