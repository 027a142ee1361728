"""A figure's WebAssembly module, where there is a browser to run it."""

import contextlib
import contextvars
import os

from snnlib.live.build.errors import BrowserError

_NATIVELY = contextvars.ContextVar("natively", default=False)


def building_book():
    """Return whether the chapters run for the static book."""
    return os.environ.get("SNNLIB_BOOK_BUILD") == "1"


@contextlib.contextmanager
def natively():
    """Let figures made meanwhile compute in Python alone, and not compile for a browser."""
    token = _NATIVELY.set(True)
    try:
        yield
    finally:
        _NATIVELY.reset(token)


def compiled(kernel):
    """Return ``(module, layout, complaint)``: while the book is built, nothing may be amiss."""
    if _NATIVELY.get():
        return b"", None, "the figure was made for its numbers alone"
    try:
        return *kernel.compile(), ""
    except BrowserError as error:
        if building_book():
            raise
        return b"", None, str(error)
