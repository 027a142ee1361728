"""How much a reader waits for: ``python -m benchmarks.first_frame [SITE]``.

Every page of a built book is opened once as on a phone (390 x 844 pixels, a processor four times
slower, 1.6 Mbit/s with 150 ms of latency, everything through gzip) with an empty cache.  The table
tells what is transferred until the page is quiet, the first paint, and when the first live figure
has drawn its first frame, or the first part of one.
"""

import argparse
import contextlib
import functools
import gzip
import http.server
import importlib.util
import io
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
PHONE = {"width": 390, "height": 844}
SLOWER = 4
NETWORK = {
    "offline": False,
    "latency": 150,  # ms
    "downloadThroughput": 1.6e6 / 8,  # bytes per second
    "uploadThroughput": 0.75e6 / 8,
}
_PACKED = {".html", ".js", ".css", ".svg", ".json"}
# when the first figure has drawn, in ms since the page was asked for
_NOTE_FRAME = """new MutationObserver((_, observer) => {
  if (!document.querySelector('figure[data-live-figure][data-drawn="1"]')) return;
  window.firstFrame = performance.now();
  observer.disconnect();
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-drawn"] });"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; compresses what a web server would."""

    protocol_version = "HTTP/1.1"

    def send_head(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in _PACKED or not path.is_file():
            return super().send_head()
        body = _packed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def log_message(self, *args):
        pass


@functools.cache
def _packed(path):
    return gzip.compress(path.read_bytes(), 6)


@contextlib.contextmanager
def running(handler):
    """The origin of a server with this handler, for the length of a with block."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def serving(folder):
    """The origin of a server that compresses, for the length of a with block."""
    return running(functools.partial(_Handler, directory=str(folder)))


def transferred(page):
    """A list that grows by the bytes, headers included, of each file that a page loads."""
    sizes = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes, session


def measure(browser, url):
    """What one visit of a page with an empty cache took: kB, and ms to first paint and frame."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    sizes, session = transferred(page)
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(_NOTE_FRAME)
    page.goto(url, wait_until="load", timeout=120_000)
    page.wait_for_function(
        "window.firstFrame || !document.querySelector('figure[data-live-figure]')", timeout=120_000
    )
    page.wait_for_load_state("networkidle", timeout=120_000)
    paint = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
    )
    frame = page.evaluate("window.firstFrame ?? null")
    context.close()
    return sum(sizes) / 1000, paint, frame


def browser_path():
    """Where Chrome or Chromium is, as the browser tests find it."""
    spec = importlib.util.spec_from_file_location("browser_finder", ROOT / "tools" / "browser.py")
    finder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(finder)
    return finder.find()


def pages(site):
    """The pages of a built book, relative to its folder."""
    return sorted(path.relative_to(site).as_posix() for path in (site / "book").rglob("*.html"))


def _cell(milliseconds):
    return f"{milliseconds:13.0f}" if milliseconds is not None else f"{'—':>13}"


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_frame", description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, default=SITE)
    parser.add_argument("--only", default="", help="pages whose path has this in it")
    arguments = parser.parse_args()
    print(f"{'page':34} {'kB':>7} {'first paint':>13} {'first frame':>13}  (ms)")
    with serving(arguments.site) as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        for name in pages(arguments.site):
            if arguments.only in name:
                weight, paint, frame = measure(browser, f"{origin}/{name}")
                print(f"{name:34} {weight:7.0f} {_cell(paint)} {_cell(frame)}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
