"""Serve the built book on this machine, from a plain file server."""

import errno
import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from steps import SITE, stop


class Handler(SimpleHTTPRequestHandler):
    """Files as they are now: nothing may be kept from an earlier build."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_request(self, code="-", size="-") -> None:
        """Only what goes wrong is worth a line."""


def main() -> None:
    named = os.environ.get("PORT") or "8000"
    if not named.isdecimal() or not 0 < int(named) < 65536:
        stop(f"PORT must be a number from 1 to 65535, got {named}.")
    port = int(named)
    if not (SITE / "index.html").is_file():
        stop(f"There is no built book in {SITE}; make it first with: make book")
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=SITE))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            stop(f"Port {port} is in use; choose another: make serve PORT={port % 65535 + 1}")
        stop(f"Port {port} cannot be opened: {error.strerror}.")
    print(f"The book is at http://127.0.0.1:{port}/ (Ctrl-C ends this).", flush=True)
    with server:
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print()
