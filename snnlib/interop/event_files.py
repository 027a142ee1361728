"""Events of cameras in the files that they come in: EVT 2.0, EVT 3.0, DAT, N-MNIST, AEDAT 4.

The first four are read here, by their published layouts: of the packages that read them, some lose
pauses, move the first event to 0, or keep markers as events.  AEDAT 4 is read by the package aedat.

All give :class:`CameraEvents`, whose times are whole microseconds on the clock of the camera.  A
file that ends within an event is refused by its name.  One that was cut off between two events
cannot be told from one that ends there: none of the four says how many events it has.
"""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from snnlib.interop._optional import need
from snnlib.spikes.trains import SpikeEvents, in_order

WRAP = 2**24  # µs, after which an EVT 3.0 file counts from 0 again
N_MNIST_WRAP = 2**13  # µs, that each marker in an N-MNIST file stands for


class CameraEvents(NamedTuple):
    """What the pixels of an event camera sent."""

    times_us: np.ndarray  # (n_events,) int64, µs after ``zero``, in the order of the file
    x: np.ndarray  # (n_events,) int64, column; 0 is the left one
    y: np.ndarray  # (n_events,) int64, row, as the file counts; 0 is the top one as a rule
    on: np.ndarray  # (n_events,) bool, brighter
    width: int | None  # pixels, if the file tells it
    height: int | None
    zero: str  # what happened at time 0
    n_without_time: int  # events that stood before the first time in the file, and are left out

    def spikes(self, width: int) -> SpikeEvents:
        """Return the events as spikes in ms, of neuron ``(y width + x) 2 + on``, ascending."""
        neurons = (self.y * width + self.x) * 2 + self.on
        return in_order(self.times_us * 1e-3, neurons)


def _header(path):
    """Return a file's bytes, the text of its lines that begin with %, and where they end."""
    data, at = Path(path).read_bytes(), 0
    while data[at : at + 1] == b"%":
        end = data.find(b"\n", at)
        if end < 0:
            raise ValueError(f"{path} is cut off: it ends within its header")
        line, at = data[at:end], end + 1
        if line.strip() == b"% end":
            break
    return data, data[:at].decode("latin-1"), at


def _size(header):
    """Return width and height, by the words that Prophesee's files have for them."""
    found = re.search(r"geometry[ =](\d+)x(\d+)", header)
    if found:
        return int(found[1]), int(found[2])
    width, height = (re.search(rf"(?i)\b{key}[ =](\d+)", header) for key in ("width", "height"))
    return (int(width[1]), int(height[1])) if width and height else (None, None)


def _start(header):
    """Return the time in µs that the package faery takes off all events and keeps in the header."""
    return int(found[1]) if (found := re.search(r"(?i)% t0 (\d+)", header)) else 0


def _words(path, data, at, kind):
    """Return what stands behind the header as words, or refuse a part of one."""
    size = np.dtype(kind).itemsize
    if over := (len(data) - at) % size:
        raise ValueError(
            f"{path} is cut off: {over} of {size} bytes of its last word are there; copy it again, "
            f"or take the last {over} bytes off"
        )
    return np.frombuffer(data, kind, offset=at).astype(np.int64)


def _latest(values, there):
    """Return, for each word, the last value that was there at or before it, and whether one was."""
    places = np.where(there, np.arange(there.size), -1)
    places = np.maximum.accumulate(places) if there.size else places
    return np.where(places >= 0, values[places], 0), places >= 0


def read_evt2(path: str | Path) -> CameraEvents:
    """Read an EVT 2.0 file of Prophesee; its clock has 34 bits of µs (4.8 hours).

    A header line ``% t0``, which the package faery writes, is added to the times.

    Raises
    ------
    ValueError
        If the file ends within a word, or its header says that it is of another format.
    """
    data, header, at = _header(path)
    _refuse_another_format(path, header, "2.0", "evt2")
    words = _words(path, data, at, "<u4")
    kind = words >> 28
    high, known = _latest(words & 0xFFFFFFF, kind == 0x8)
    event = kind <= 0x1
    keep = event & known
    w = words[keep]
    times = _start(header) + ((high[keep] << 6) | (w >> 22 & 0x3F))
    return CameraEvents(
        times, w >> 11 & 0x7FF, w & 0x7FF, w >> 28 == 1, *_size(header),
        "the camera's clock was 0", int((event & ~known).sum()),
    )  # fmt: skip


def read_evt3(path: str | Path) -> CameraEvents:
    """Read an EVT 3.0 file of Prophesee; pauses of any length are kept as the file tells them.

    The clock has 24 bits of µs (16.8 s) and is counted on where it begins again.  Where a file has
    no word at all for longer than that, which a camera does not write, the pause is too short by
    multiples of it.  The header line ``% t0`` and errors are those of :func:`read_evt2`.
    """
    data, header, at = _header(path)
    _refuse_another_format(path, header, "3.0", "evt3")
    words = _words(path, data, at, "<u2")
    kind, value = words >> 12, words & 0xFFF
    times, timed = _evt3_times(kind, value)
    y, _ = _latest(value & 0x7FF, kind == 0x0)
    on, _ = _latest(value >> 11, kind == 0x3)
    # a vector begins at the base, moved on by the vectors since that base
    length = np.where(kind == 0x4, 12, np.where(kind == 0x5, 8, 0))
    ends = np.cumsum(length)
    base, _ = _latest((value & 0x7FF) - ends, kind == 0x3)
    starts = base + ends - length
    vectors = np.flatnonzero(length)
    bits = value[vectors, None] >> np.arange(12) & 1
    bits &= np.arange(12) < length[vectors, None]
    which, offset = np.nonzero(bits)
    single = np.flatnonzero(kind == 0x2)
    place = np.concatenate([single, vectors[which]])
    x = np.concatenate([value[single] & 0x7FF, starts[vectors[which]] + offset])
    polarity = np.concatenate([value[single] >> 11, on[vectors[which]]])
    order = np.argsort(place, kind="stable")
    order = order[timed[place[order]]]
    return CameraEvents(
        _start(header) + times[place[order]], x[order], y[place[order]], polarity[order] == 1,
        *_size(header),
        "the camera's clock was 0, or a multiple of 2^24 µs", int(place.size - order.size),
    )  # fmt: skip


def _evt3_times(kind, value):
    """Return the time of each word, and whether it is known."""
    highs = np.flatnonzero(kind == 0x8)
    back = np.diff(value[highs], prepend=value[highs[:1]]) < 0
    whole = np.zeros(kind.size, np.int64)
    whole[highs] = np.cumsum(back) * WRAP + (value[highs] << 12)
    high, known = _latest(whole, kind == 0x8)
    moved = np.zeros(kind.size, bool)  # high parts that are not the one before once more
    moved[highs] = np.diff(whole[highs], prepend=-1) != 0
    last_high, _ = _latest(np.arange(kind.size), moved)
    low_place, has_low = _latest(np.arange(kind.size), kind == 0x6)
    # a low part from before the high part moved on is over
    low = np.where(has_low & (low_place > last_high), value[low_place], 0)
    return high | low, known


def _refuse_another_format(path, header, version, name):
    found = re.search(r"% evt (\S+)|format (EVT\d)", header)
    told = found and (found[1] or found[2])
    if told and told.strip() not in (version, name.upper()):
        raise ValueError(f"{path} must be a file of EVT {version}, its header says {told}")


def read_dat(path: str | Path) -> CameraEvents:
    """Read a DAT file of Prophesee, 8 bytes an event; times have 32 bits of µs (71 minutes).

    A header line ``% T0``, which the package faery writes, is added to the times.

    Raises
    ------
    ValueError
        If the file ends within an event, or its events are of another kind.
    """
    data, header, at = _header(path)
    if len(data) < at + 2:
        raise ValueError(f"{path} is cut off: it ends before its first event")
    kind, size = data[at], data[at + 1]
    if size != 8 or kind not in (0x00, 0x0C):
        raise ValueError(f"{path} must have pixel events of 8 bytes, got kind {kind}, {size} bytes")
    words = _words(path, data, at + 2, "<u8")
    times, address = words & 0xFFFFFFFF, words >> 32 & 0xFFFFFFFF
    return CameraEvents(
        _start(header) + times, address & 0x3FFF, address >> 14 & 0x3FFF,
        (address >> 28 & 0xF) > 0, *_size(header), "the camera's clock was 0", 0,
    )  # fmt: skip


def read_nmnist(path: str | Path) -> CameraEvents:
    """Read a sample of N-MNIST, 5 bytes an event, of 34 x 34 pixels, 0 at the sample's beginning.

    Rows 240 are markers that the clock began again; each adds 8192 µs to all times behind it.

    Raises
    ------
    ValueError
        If the file ends within an event.
    """
    data = Path(path).read_bytes()
    if len(data) % 5:
        raise ValueError(
            f"{path} is cut off: {len(data) % 5} of 5 bytes of its last event are there"
        )
    b = np.frombuffer(data, np.uint8).reshape(-1, 5).astype(np.int64)
    times = (b[:, 2] & 0x7F) << 16 | b[:, 3] << 8 | b[:, 4]
    marker = b[:, 1] == 240
    times = times + np.cumsum(marker) * N_MNIST_WRAP
    keep = ~marker
    return CameraEvents(
        times[keep], b[keep, 0], b[keep, 1], b[keep, 2] >> 7 == 1, 34, 34,
        "the sample began", 0,
    )  # fmt: skip


def read_aedat4(path: str | Path) -> CameraEvents:
    """Read the events of an AEDAT 4 file, by the package aedat; other streams are left out.

    Times are µs since 1970, as the file has them.

    Raises
    ------
    ValueError
        If the file is cut off, is of another form, or has no events.
    ImportError
        If the package aedat is not installed.
    """
    aedat = need("aedat", why="read_aedat4")
    try:
        decoder = aedat.Decoder(str(path))
        streams = {k: s for k, s in decoder.id_to_stream().items() if s["type"] == "events"}
        if len(streams) != 1:
            raise ValueError(f"{path} must have one stream of events, got {len(streams)}")
        (number,) = streams
        packets = [p["events"] for p in decoder if p["stream_id"] == number]
    except (RuntimeError, OSError) as error:
        raise ValueError(f"{path} is cut off, or no AEDAT 4 file: {error}") from None
    events = np.concatenate(packets) if packets else None
    if events is None:
        raise ValueError(f"{path} has no events")
    return CameraEvents(
        events["t"].astype(np.int64), events["x"].astype(np.int64), events["y"].astype(np.int64),
        np.asarray(events["on"], bool), int(streams[number]["width"]),
        int(streams[number]["height"]), "1970-01-01 00:00 UTC, by the recording computer", 0,
    )  # fmt: skip
