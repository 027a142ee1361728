"""Address events in files: a number for who spiked, a number for when, event after event.

The form is AEDAT 2.0, as event cameras and the program jAER write it: header lines that begin with
``#``, the first of them ``#!AER-DAT2.0``, and then for each event two big-endian 32-bit integers,
the address and the time in µs.  An address may begin with the byte of a ``#`` too, so jAER ends its
headers with a line that says so, and so do we.  What the bits of an address mean is a matter
between the two ends.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._files import replaced

FIRST_LINE = b"#!AER-DAT2.0"
LAST_LINE = b"#End Of ASCII Header"
MOST_ADDRESS = 2**32 - 1
MOST_TIME = 2**31 - 1  # µs, 36 minutes


class AddressEvents(NamedTuple):
    """Events as a file has them."""

    times: np.ndarray  # (n_events,) float64, ms, whole microseconds, ascending
    addresses: np.ndarray  # (n_events,) int64


def write(
    path: str | Path, times: ArrayLike, addresses: ArrayLike, comments: Sequence[str] = ()
) -> None:
    """Write events to an AEDAT 2.0 file, 8 bytes each; a write that fails leaves the old file.

    Parameters
    ----------
    times : (n_events,) array_like, ms
        Ascending, below 2^31 µs; rounded to whole microseconds.
    addresses : (n_events,) array_like of int
        From 0 to 2^32 - 1.
    comments : sequence of str
        Lines for the header.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described; then nothing is written.
    """
    times = _checks.spike_times("times", times, ascending=True)
    addresses = _checks.spike_neurons("addresses", addresses, times.size, MOST_ADDRESS + 1)
    ticks = np.rint(1000.0 * times)
    if times.size and ticks[-1] > MOST_TIME:
        raise ValueError(f"times must be below {MOST_TIME / 1000} ms, got {times[-1]} ms")
    if isinstance(comments, str):
        raise TypeError(f"comments must be a sequence of lines, got one text, {comments!r}")
    for line in comments:
        if not isinstance(line, str) or not line.isascii() or not line.isprintable():
            raise ValueError(f"comments must be lines of printable ASCII, got {line!r}")
    header = [FIRST_LINE, *(b"# " + line.encode() for line in comments), LAST_LINE]
    events = np.stack([addresses, ticks.astype(np.int64)], axis=1).astype(
        ">u4"
    )  # (event, address and time)
    with replaced(path) as file:
        file.write(b"".join(line + b"\r\n" for line in header) + events.tobytes())


def read(path: str | Path) -> AddressEvents:
    """Read the events of an AEDAT 2.0 file.

    Raises
    ------
    ValueError
        If the file is of another form, ends within an event, or has times that go back or are
        negative (a time of 2^31 µs or more, to a reader that takes it with a sign).
    """
    data = Path(path).read_bytes()
    if not data.startswith((FIRST_LINE + b"\r\n", FIRST_LINE + b"\n")):
        raise ValueError(f"path must lead to an AEDAT 2.0 file, got one that begins {data[:16]!r}")
    begin, line = 0, b""
    while data[begin : begin + 1] == b"#" and line != LAST_LINE:
        end = data.find(b"\n", begin)
        if end < 0:
            raise ValueError("the file ends within its header")
        begin, line = end + 1, data[begin:end].rstrip(b"\r")
    if (len(data) - begin) % 8:
        raise ValueError(f"the file ends within an event: {(len(data) - begin) % 8} bytes too many")
    words = np.frombuffer(data, ">u4", offset=begin).reshape(-1, 2).astype(np.int64)
    addresses, ticks = words[:, 0], words[:, 1].astype(np.int32).astype(np.int64)
    back = np.diff(ticks, prepend=0) < 0
    if back.any():
        where = int(np.argmax(back))
        raise ValueError(f"times must be ascending from 0, event {where} is at {ticks[where]} µs")
    return AddressEvents(ticks / 1000.0, addresses)
