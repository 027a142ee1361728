"""Tables that a cell prints keep their columns: on a phone they scroll.

Other lines that are printed wrap, for many are sentences.
"""

import re

from docutils import nodes

_COLUMNS = re.compile(r"\S {2,}\S")  # words that more than one space keeps apart


def is_table(text):
    """Whether at least two lines of a text have columns."""
    return sum(bool(_COLUMNS.search(line)) for line in text.splitlines()) >= 2


def mark_tables(_app, doctree):
    """Give printed tables a class of their own."""
    for block in doctree.findall(nodes.literal_block):
        if "stream" in block["classes"] and is_table(block.astext()):
            block["classes"].append("printed-table")


def setup(app):
    app.connect("doctree-read", mark_tables)
