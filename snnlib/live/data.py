"""Arrays that a figure's kernel reads and no control changes, such as trained weights.

They are too large for a page's text.  In Jupyter they travel as one buffer; in the built book as a
classic script beside the page, which also works from a disk, and which the page asks for only after
its text (``front/kernel/data.js``).  Four bytes take five signs there, a quarter more than the
bytes are.
"""

import base64
import hashlib
import json
import re
import zlib
from reprlib import repr as short

import numpy as np

from snnlib.live.controls import check_name
from snnlib.live.kernel import DTYPES

#: What holds the data in the HTML of a figure, until the Sphinx extension makes a file of it.
ELEMENT = re.compile(r'(<script type="text/plain" class="live-data" data-file="([\w.-]+)">)([^<]+)')

# what stands for "<", which might begin a tag or a comment, and for "`", which JavaScript may read
_SIGNS = str.maketrans("<`", ",.")


def checked(name, data):
    """Return read-only, C-contiguous copies of a figure's data; refuse what is unfit."""
    owner = f"figure {name!r}"
    if not isinstance(data, dict):
        raise TypeError(f"{owner}: data must be a dict of names and arrays, got {short(data)}")
    arrays = {}
    for key, array in data.items():
        check_name("a data array", key)
        if not isinstance(array, np.ndarray) or array.dtype.name not in DTYPES:
            told = f"{array.dtype} array" if isinstance(array, np.ndarray) else short(array)
            raise TypeError(
                f"{owner}: data {key!r} must be an array of {', '.join(DTYPES)}, got {told}"
            )
        if array.ndim == 0 or array.size == 0:
            raise ValueError(f"{owner}: data {key!r} must not be empty, got shape {array.shape}")
        if not np.isfinite(array).all():
            raise ValueError(f"{owner}: data {key!r} must be finite numbers")
        arrays[key] = np.array(array, array.dtype.name, order="C")
        arrays[key].setflags(write=False)
    return arrays


def as_bytes(arrays):
    """Return all arrays, one after the other, little-endian."""
    return b"".join(a.astype(a.dtype.newbyteorder("<")).tobytes() for a in arrays.values())


def describe(arrays):
    """Return plain data for the browser; None where there is nothing to load."""
    if not arrays:
        return None
    each = [{"name": n, "dtype": a.dtype.name, "shape": list(a.shape)} for n, a in arrays.items()]
    raw = as_bytes(arrays)
    return {"arrays": each, "bytes": len(raw), "sum": f"{zlib.crc32(raw):08x}"}


def text(figure):
    """Return a figure's data in signs of base 85 that may stand in a page and in a script."""
    raw = as_bytes(figure.kernel.data)
    return base64.b85encode(raw, pad=True).decode().translate(_SIGNS)


def html(figure):
    """Return the element with a figure's data, or nothing."""
    raw = as_bytes(figure.kernel.data)
    if not raw:
        return ""
    file = f"{figure.name}.{hashlib.sha256(raw).hexdigest()[:10]}.js"
    return f'<script type="text/plain" class="live-data" data-file="{file}">{text(figure)}</script>'


def script(file, text):
    """Return the classic script that hands the data to the page."""
    return f"(window.liveData??={{}})[{json.dumps(file)}]={json.dumps(text)};\n"
