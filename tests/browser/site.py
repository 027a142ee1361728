"""What the browser tests stand on: a plain file server, a watch over pages, small pages."""

import functools
import http.server
import os
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.first_frame import running
from snnlib.live import front, static_page

ROOT = Path(__file__).parents[2]
#: The built book; ``BOOK_SITE`` names another folder.
SITE = Path(os.environ.get("BOOK_SITE", ROOT / "_build" / "html")).resolve()
FOLDER = "/some/folder"  # the book must work below any folder of a server
#: How long a test waits for what must come, in ms: a busy machine is no fault.
PATIENCE_MS = 120_000
_FIGURE = re.compile(r'<figure [^>]*data-live-figure="([^"]+)"')


def live_figures():
    """``(page, name)`` of every live figure of the built book; the page is relative to the site."""
    found = []
    for path in sorted(SITE.rglob("*.html")):
        if "_static" not in path.relative_to(SITE).parts:
            page = path.relative_to(SITE).as_posix()
            text = path.read_text("utf-8", "replace")  # it may be on its way to the disk just now
            found += [(page, name) for name in _FIGURE.findall(text)]
    return found


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves several folders, each below its own prefix; guesses nothing, compresses nothing."""

    extensions_map = {  # noqa: RUF012 (the base class has it like this)
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
    }

    def __init__(self, *args, mounts, **kwargs):
        self.mounts = mounts
        super().__init__(*args, **kwargs)

    def translate_path(self, path):
        for prefix, folder in self.mounts.items():
            if path.startswith(prefix + "/"):
                self.directory = str(folder)
                return super().translate_path(path.removeprefix(prefix))
        return str(ROOT / "nothing-is-here")

    def log_message(self, *args):
        pass


def serving(mounts):
    """The origin of a server that shows ``{prefix: folder}``, for the length of a with block."""
    return running(functools.partial(_Handler, mounts=mounts))


class Watch:
    """Collects what a page should never do: errors, and requests to another origin."""

    def __init__(self, context):
        self.complaints = []
        self.origin = None
        context.on("console", self._console)
        context.on("weberror", lambda e: self.complaints.append(f"uncaught: {e.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)

    def _console(self, message):
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # which a page leaves behind that is left
            self.complaints.append(f"failed: {request.url}, {request.failure}")

    def _request(self, request):
        parts = urlsplit(request.url)
        here = f"{parts.scheme}://{parts.netloc}"
        self.origin = self.origin or here
        if parts.scheme not in ("data", "blob") and here != self.origin:
            self.complaints.append(f"left the origin: {request.url}")


def until(page, expression, argument=None):
    """Wait until an expression, which may be a promise, is true in the page.

    Playwright's own ``wait_for_function`` takes the promise itself for true.
    """
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(expression, argument):
        assert time.monotonic() < deadline, f"never true in {PATIENCE_MS} ms: {expression}"
        page.wait_for_timeout(50)


def ready(page, name=None):
    """Wait until a figure has drawn its first live frame; its locator."""
    wanted = f'figure[data-live-figure="{name}"]' if name else "figure[data-live-figure]"
    page.locator(wanted + '[data-ready="1"]').first.wait_for(state="attached", timeout=PATIENCE_MS)
    return page.locator(wanted).first


def drawn(page):
    """Wait until figures have drawn for the window as it is now.

    An observer that comes later is told later: then the figures' own have been told.
    """
    page.evaluate(
        """() => new Promise((done) => {
          new ResizeObserver((_, observer) => {
            observer.disconnect();
            done();
          }).observe(document.documentElement);
        })"""
    )


def typeset(page):
    """Wait until formulas and letters stand as they will stay."""
    page.wait_for_function("window.MathJax?.startup?.promise")
    page.evaluate("window.MathJax.startup.promise.then(() => document.fonts.ready).then(() => 0)")


def page_of(figures, title="A page for a test", script=None):
    """HTML of a small page with live figures, as the book would hold them."""
    return (
        f'<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f'<link rel="icon" href="data:,">'
        f"<style>html{{background:var(--live-paper);color:var(--live-text)}}"
        f"body{{max-width:46rem;margin:auto;"
        f"padding:0 1rem}}{front.css()}</style></head><body><main><h1>{title}</h1>"
        f"{''.join(static_page.html(figure) for figure in figures)}</main>"
        f"<script>{front.script() if script is None else script}</script>"
        f"<script>{front.later_script()}</script></body></html>"
    )
