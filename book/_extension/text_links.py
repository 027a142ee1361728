"""Links between a page's text and its live figures: numbers to scrub, symbols that light controls.

* The role ``{scrub}`20 ms <figure-name.control>``` sets a number that belongs to a control: the
  reader drags it sideways, or moves it with the arrow keys, and the figure follows.  The build
  checks that the figure and the control exist and that the number is the control's start value.
* The role ``{control}`jitter <figure-name.control>``` names a control: pressed, it opens the fold
  that holds it and leads there.
* Where a control has a ``symbol``, that symbol is marked in every formula of the page.  Pointing at
  one lights the control, and the other way round (``front/text_links.js``).
"""

import html
import json
import re

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

_LOG = logging.getLogger(__name__)
_STATE = re.compile(r'<script type="application/json" class="live-state">(.*?)</script>', re.S)
_TARGET = re.compile(r"^(.+?)\s*<([a-z0-9-]+)\.([A-Za-z]\w*)>$")
# commands whose argument is a word and no formula
_WORDS = re.compile(r"\\(?:mathrm|text|textrm|operatorname|begin|end|label|tag)\*?\{[^{}]*\}")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.S)


class Link(SphinxRole):
    """The roles ``scrub`` and ``control``; a page's links are checked by :func:`check_links`."""

    def run(self):
        match = _TARGET.match(self.text)
        if not match:
            message = self.inliner.reporter.error(
                f"{self.name}: write {{{self.name}}}`20 ms <figure-name.control>`, "
                f"got {self.text!r}",
                line=self.lineno,
            )
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        words, figure, control = match.groups()
        links = self.env.metadata[self.env.docname].setdefault("live_links", [])
        links.append((self.name, self.lineno, words, figure, control))
        tag = 'span class="live-scrub"' if self.name == "scrub" else 'button class="live-name"'
        place = f'data-figure="{figure}" data-control="{control}"'
        text = f"<{tag} {place}>{html.escape(words)}</{tag.split()[0]}>"
        return [nodes.raw(self.rawtext, text, format="html")], []


def page_specs(doctree):
    """Descriptions of the live figures of a page, by name."""
    found = "".join(node.astext() for node in doctree.findall(nodes.raw))
    specs = [json.loads(state.replace("<\\/", "</"))["spec"] for state in _STATE.findall(found)]
    return {spec["name"]: spec for spec in specs}


def check_links(app, doctree):
    """Warn of links to no control, and of scrubbed numbers that are not its start value."""
    links = app.env.metadata[app.env.docname].pop("live_links", [])
    specs = page_specs(doctree) if links else {}
    for role, line, words, figure, name in links:
        controls = {c["name"]: c for c in specs.get(figure, {"controls": []})["controls"]}
        where = (app.env.docname, line)
        if name not in controls:
            _LOG.warning("%s: no control %s.%s on this page", role, figure, name, location=where)
        elif role == "scrub" and words != (start := _start_in_words(controls[name])):
            _LOG.warning(
                "scrub: %s.%s starts at %r, not at %r", figure, name, start, words, location=where
            )


def _start_in_words(control):
    """A slider's start value as the page writes it (``inWords`` in ``front/controls.js``)."""
    if control["kind"] != "range":
        return str(control["default"])
    decimals = max(_decimals(control["step"]), _decimals(control["min"]))
    text = f"{control['default']:.{decimals}f}".replace("-", "−")
    return f"{text} {control['unit']}".strip()


def _decimals(x):
    return len(f"{x:.12f}".rstrip("0").split(".")[1])


def mark_symbols(latex, symbols):
    """LaTeX in which each of ``symbols`` (symbol to control) carries its control's class."""
    marked, at = [], 0
    ordered = sorted(symbols, key=len, reverse=True)
    while at < len(latex):
        symbol = next((s for s in ordered if _stands_at(latex, at, s)), None)
        if symbol:
            # in braces of its own, since it may be what a \sqrt or \frac takes
            marked.append(rf"{{\class{{live-symbol-{symbols[symbol]}}}{{{symbol}}}}}")
            at += len(symbol)
            continue
        piece = _WORDS.match(latex, at) or _COMMAND.match(latex, at)
        marked.append(piece.group() if piece else latex[at])
        at = piece.end() if piece else at + 1
    return "".join(marked)


def _stands_at(latex, at, symbol):
    """Whether ``symbol`` stands at ``at`` as a symbol of its own, and not as a part of another."""
    end = at + len(symbol)
    if latex[at:end] != symbol:
        return False
    following = latex[end : end + 1]
    # v is not v_th, and \tau is not \taurus
    return following not in ("_", "'") and not (following.isalpha() and symbol[-1].isalpha())


def link_symbols(app, doctree):
    """Mark the controls' symbols in every formula of a page with live figures."""
    symbols = {
        control["symbol"]: control["name"]
        for spec in page_specs(doctree).values()
        for control in spec["controls"]
        if control.get("symbol")
    }
    if not symbols:
        return
    for node in [*doctree.findall(nodes.math), *doctree.findall(nodes.math_block)]:
        text = mark_symbols(node.astext(), symbols)
        node.children = []
        node += nodes.Text(text)
