"""Open every page of the built book in Firefox, and say what goes wrong there.

    .venv/bin/python tools/firefox.py [--offline] [PART OF A PAGE'S NAME]

Each page must open, each live figure draw its first frame, and nothing complain. Offline: after a
visit to the front page the server is gone, and every page must come from what Firefox has kept.
Firefox is driven by its own protocol, WebDriver BiDi, over a web socket; `make test` looks at
Chromium alone.
"""

import argparse
import contextlib
import functools
import itertools
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

from serve import Handler
from steps import SITE, say, stop
from websocket import WebSocket, WebSocketException, create_connection

PATIENCE_S = 120
_READY = """async (patience) => {
  const figures = [...document.querySelectorAll("figure[data-live-figure]")];
  const deadline = performance.now() + patience;
  const waiting = () => figures.filter((one) => one.dataset.ready !== "1");
  const typeset = () => !window.MathJax || window.MathJax.startup?.promise;
  while ((waiting().length || !typeset()) && performance.now() < deadline) {
    await new Promise((done) => { setTimeout(done, 50); });
  }
  await window.MathJax?.startup?.promise;
  await document.fonts.ready;
  const faults = waiting().map((one) => `${one.dataset.liveFigure} drew no frame`);
  for (const { live, dataset } of figures) {
    if (live?.error) faults.push(`${dataset.liveFigure}: ${live.error}`);
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push("the page scrolls sideways");
  return JSON.stringify(faults);
}"""

_KEPT = """async (patience) => {
  const deadline = performance.now() + patience;
  const place = document.querySelector(".offline");
  while (!place.textContent.includes("All pages are kept")) {
    if (performance.now() > deadline) return `["the pages were not kept: ${place.textContent}"]`;
    await new Promise((done) => { setTimeout(done, 200); });
  }
  return "[]";
}"""


class Firefox:
    """One tab of a headless Firefox."""

    def __init__(self, connection: WebSocket):
        self.connection, self.numbers, self.complaints = connection, itertools.count(1), []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded"])
        self.tab = self.ask("browsingContext.create", type="tab")["context"]

    def ask(self, method: str, **params) -> dict:
        """Send a command and return its result; what is logged meanwhile is kept."""
        number = next(self.numbers)
        self.connection.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(self.connection.recv())
            if said.get("method") == "log.entryAdded" and said["params"]["level"] == "error":
                self.complaints.append(said["params"]["text"])
            if said.get("id") == number:
                if said["type"] == "error":
                    raise RuntimeError(f"{method}: {said['message']}")
                return said["result"]

    def faults(self, url: str, asked: str = _READY) -> list[str]:
        """Open a page and return what is wrong with it, as the page's answer and its log tell."""
        self.complaints = []
        self.ask("browsingContext.navigate", context=self.tab, url=url, wait="complete")
        told = self.ask(
            "script.callFunction",
            functionDeclaration=asked,
            arguments=[{"type": "number", "value": PATIENCE_S * 1000}],
            awaitPromise=True,
            target={"context": self.tab},
        )
        if told["type"] == "exception":
            return [told["exceptionDetails"]["text"]]
        return [*json.loads(told["result"]["value"]), *self.complaints]


@contextlib.contextmanager
def running(program: str, keeping: bool) -> Iterator[Firefox]:
    """A Firefox with a new profile, for the length of a with block; it may keep pages or not."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        settings = f'user_pref("dom.serviceWorkers.enabled", {json.dumps(keeping)});\n'
        (Path(profile) / "user.js").write_text(settings)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [program, "--headless", "--no-remote", "--profile", profile]
        process = subprocess.Popen(
            [*command, f"--remote-debugging-port={port}"],
            env=os.environ | {"HOME": profile},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Firefox(_connected(port, lambda: process.poll() is None))
        finally:
            process.terminate()
            process.wait(30)


def _connected(port: int, alive: Callable[[], bool]) -> WebSocket:
    deadline = time.monotonic() + PATIENCE_S
    while alive() and time.monotonic() < deadline:
        with contextlib.suppress(OSError, WebSocketException):
            return create_connection(
                f"ws://127.0.0.1:{port}/session", timeout=2 * PATIENCE_S, suppress_origin=True
            )
        time.sleep(0.2)
    stop("Firefox did not start, or is too old to be driven by WebDriver BiDi.")


class Server(ThreadingHTTPServer):
    def handle_error(self, *args) -> None:
        """A page that is left leaves requests behind; that is no fault."""


def pages_of_book(part: str) -> list[str]:
    """Paths of the pages that have this part in their names, from the site's root."""
    names = [path.relative_to(SITE).as_posix() for path in sorted(SITE.rglob("*.html"))]
    pages = [name for name in names if not name.startswith("_static/") and part in name]
    if not pages:
        stop(f"The built book in {SITE} has no page with {part!r} in its name.")
    return pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("part", nargs="?", default="", help="of the names of the pages to open")
    parser.add_argument("--offline", action="store_true", help="open them without the server")
    asked = parser.parse_args()
    program = shutil.which("firefox") or shutil.which("firefox-esr")
    if program is None:
        stop("There is no Firefox; install it with your system's package manager.")
    pages = pages_of_book(asked.part)
    say(f"Opening {len(pages)} pages in {program}")
    handler = functools.partial(Handler, directory=SITE)
    wrong = 0
    # online, each page would begin to keep the whole book, and be left before it has
    with Server(("127.0.0.1", 0), handler) as server, running(program, asked.offline) as firefox:
        origin = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        if asked.offline:
            if faults := firefox.faults(f"{origin}/book/index.html", _KEPT):
                stop(f"After a visit to the front page: {'; '.join(faults)}")
            server.shutdown()
            server.server_close()
        for name in pages:
            faults = firefox.faults(f"{origin}/{name}")
            wrong += bool(faults)
            print(f"    {name}: {'; '.join(faults) or 'all right'}", flush=True)
        server.shutdown()
    if wrong:
        stop(f"{wrong} of {len(pages)} pages are not all right in Firefox.")


if __name__ == "__main__":
    main()
