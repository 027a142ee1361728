"""Results on disk that several processes may ask for at once, and that one of them computes."""

import contextlib
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: two processes may then compute the same thing, each for itself
    fcntl = None

ROOT = Path(__file__).resolve().parents[2]


def folder():
    """Return where results are kept: the book's ``_build``, or ``~/.cache/snnlib`` without it."""
    if (ROOT / "_config.yml").exists() and (ROOT / "book").is_dir():
        return ROOT / "_build" / "kept"
    return Path.home() / ".cache" / "snnlib"


@contextlib.contextmanager
def locked(path):
    """Hold the lock of a file that need not exist; wait for it first.

    The system takes the lock away from a process that ends, in whatever way, so that no other one
    waits for ever.  Where files cannot be locked, nobody waits.
    """
    with open(f"{path}.lock", "a") as file:
        if fcntl is not None:
            with contextlib.suppress(OSError):  # some network drives have no locks
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
