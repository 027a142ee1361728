"""Files that are written whole or not at all, so that a failure leaves what was there."""

import contextlib
import os
from pathlib import Path


@contextlib.contextmanager
def replaced(path):
    """Open a file that takes the place of the one at the path once it is written to its end."""
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():  # a pipe or a device is written to as it is
        with open(path, "wb") as file:
            yield file
        return
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(part, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
