"""What search engines read: a description of each page, its address, and a list of all.

Addresses are whole, so they are written only where the book knows its own: ``html: baseurl`` in
``_config.yml``.  The theme then names each page's canonical address, too.
"""

import re
from pathlib import Path
from xml.sax.saxutils import escape

from docutils import nodes
from numbers_by_chapter import chapter_numbers
from page_order import AIMS

LENGTH = 300  # characters of a description; search engines show about half of them
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
SITEMAP = "sitemap.xml"


def description(doctree):
    """The first sentences of a page, up to its aims; or None if it has no paragraph."""
    paragraph = doctree.next_node(nodes.paragraph)
    if paragraph is None:
        return None
    text = " ".join(paragraph.astext().split()).partition(AIMS)[0].strip()
    sentences = _SENTENCE.split(text)
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(kept) + 1 + len(sentence) > LENGTH:
            break
        kept = f"{kept} {sentence}"
    return kept


def write_sitemap(app, error):
    """Write the addresses of all pages in the book's order."""
    path = Path(app.outdir) / SITEMAP
    path.unlink(missing_ok=True)
    base = app.config.html_baseurl.rstrip("/")
    if error or app.builder.format != "html" or not base:
        return
    pages = [app.config.root_doc, *chapter_numbers(app.env)]
    urls = [f"{base}/{app.builder.get_target_uri(name)}" for name in dict.fromkeys(pages)]
    lines = [f"  <url><loc>{escape(url)}</loc></url>" for url in urls]
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">'
    path.write_text("\n".join([head, *lines, "</urlset>\n"]), "utf-8")


def setup(app):
    app.connect("build-finished", write_sitemap)
