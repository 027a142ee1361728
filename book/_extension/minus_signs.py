"""Computed numbers below zero get a minus sign, as those have that are typed into a sentence."""

import re

from docutils import nodes

_BELOW_ZERO = re.compile(r"-(?=[\d.])")
_MINUS = "\N{MINUS SIGN}"


def fill(app, doctree, docname):
    """Write the sign of each number that a page shows with ``glue:text``."""
    for shown in doctree.findall(nodes.inline):
        text = shown.astext()
        if "pasted-text" in shown["classes"] and _BELOW_ZERO.match(text):
            shown[:] = [nodes.Text(_MINUS + text[1:])]


def setup(app):
    app.connect("doctree-resolved", fill)
