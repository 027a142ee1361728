"""Open every page of the built book in Firefox, and say what goes wrong there.

    .venv/bin/python tools/firefox.py [PART OF A PAGE'S NAME]

Each page must open, each live figure draw its first frame, and nothing complain. Firefox is driven
by its own protocol, WebDriver BiDi, over a web socket; `make test` looks at Chromium alone.
"""

import contextlib
import functools
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
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

    def faults(self, url: str) -> list[str]:
        """What is wrong with a page once its figures should have been drawn."""
        self.complaints = []
        self.ask("browsingContext.navigate", context=self.tab, url=url, wait="complete")
        told = self.ask(
            "script.callFunction",
            functionDeclaration=_READY,
            arguments=[{"type": "number", "value": PATIENCE_S * 1000}],
            awaitPromise=True,
            target={"context": self.tab},
        )
        if told["type"] == "exception":
            return [told["exceptionDetails"]["text"]]
        return [*json.loads(told["result"]["value"]), *self.complaints]


@contextlib.contextmanager
def running(program: str) -> Iterator[Firefox]:
    """A Firefox with a new profile, for the length of a with block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        # each page would begin to keep the whole book, and be left before it has
        settings = 'user_pref("dom.serviceWorkers.enabled", false);\n'
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


def main(part: str = "") -> None:
    program = shutil.which("firefox") or shutil.which("firefox-esr")
    if program is None:
        stop("There is no Firefox; install it with your system's package manager.")
    pages = [path.relative_to(SITE).as_posix() for path in sorted(SITE.rglob("*.html"))]
    pages = [name for name in pages if not name.startswith("_static/") and part in name]
    if not pages:
        stop(f"The built book in {SITE} has no page with {part!r} in its name.")
    say(f"Opening {len(pages)} pages in {program}")
    handler = functools.partial(Handler, directory=SITE)
    wrong = 0
    with Server(("127.0.0.1", 0), handler) as server, running(program) as firefox:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name in pages:
            faults = firefox.faults(f"http://127.0.0.1:{server.server_port}/{name}")
            wrong += bool(faults)
            print(f"    {name}: {'; '.join(faults) or 'all right'}", flush=True)
        server.shutdown()
    if wrong:
        stop(f"{wrong} of {len(pages)} pages are not all right in Firefox.")


if __name__ == "__main__":
    main(*sys.argv[1:])
