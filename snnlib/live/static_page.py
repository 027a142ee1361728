"""A live figure as an element of a static page: the still picture, and all it takes to wake it."""

import base64
import html as escape
import json
import re
import zlib

from snnlib.live import data as figure_data
from snnlib.live import front
from snnlib.live.static_svg import share_picture, still

_FIRST_SENTENCE = re.compile(r"(.*?[.?!])(?:\s+(.*))?", re.S)
_SENTENCE = (
    "This is a still picture. In a browser with JavaScript and WebAssembly the figure is live: "
    "its controls move, and the page computes what it shows."
)


def first_sentence(text):
    """Return ``(first sentence, rest)``, as ``firstSentence`` in ``front/dom.js`` parts them."""
    found = _FIRST_SENTENCE.fullmatch(text)
    return (found[1], found[2] or "") if found else (text, "")


#: What holds the picture, until the Sphinx extension makes a file of it.
SHARE = re.compile(
    r'<script type="text/plain" class="live-share" data-alt="([^"]*)">([^<]+)</script>'
)
_NO_BROWSER = "This is a still picture: the figure is live in a notebook that runs."


def alone(figure):
    """Return HTML of a :class:`~snnlib.live.Figure` that needs nothing around it (a notebook's)."""
    style = f"<style>{front.css()}</style>"
    if figure.browser_error:
        caption = escape.escape(figure.spec["caption"])
        picture = f"{still(figure)}<p>{_NO_BROWSER}</p><figcaption>{caption}</figcaption>"
        return f'{style}<figure class="live-figure">{picture}</figure>'
    scripts = f"<script>{front.script()}</script><script>{front.later_script()}</script>"
    return f"{style}{html(figure)}{scripts}"


def state(figure):
    """Return all that it takes to wake a :class:`~snnlib.live.Figure`, but for its data."""
    return {
        "spec": figure.spec,
        "module": base64.b64encode(figure.module).decode(),
        "moduleSum": f"{zlib.crc32(figure.module):08x}",
        "pythonChecksum": figure.kernel.checksum(figure.defaults),
    }


def as_json(given):
    """Return JSON that may stand in a script element."""
    # "</script>" or "<!--" inside a string must not end the element, nor begin something in it
    text = json.dumps(given, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def html(figure):
    """Return HTML of a :class:`~snnlib.live.Figure` for a page with the script and style sheet."""
    # the script sets what the first sentence asks above the plot
    ask, rest = first_sentence(figure.spec["caption"])
    caption = f'<span class="live-first">{escape.escape(ask)}</span> {escape.escape(rest)}'
    return (
        f'<figure class="live-figure" data-live-figure="{figure.name}">'
        f'<div class="live-still">{still(figure)}<p class="live-sentence">{_SENTENCE}</p></div>'
        f"<figcaption>{caption.strip()}</figcaption>"
        f'<script type="application/json" class="live-state">{as_json(state(figure))}</script>'
        f"{figure_data.html(figure)}</figure>"
    )


def share(figure):
    """Return HTML that holds the opening figure's picture, for those who link to its page."""
    picture = base64.b64encode(share_picture(figure)).decode()
    alt = escape.escape(f"{figure.spec['title']}: {figure.spec['caption']}")
    return f'<script type="text/plain" class="live-share" data-alt="{alt}">{picture}</script>'
