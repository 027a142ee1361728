"""Spikes of silicon cochleas in files without a header.

The files that the neuromorphic auditory sensor's users exchange are nothing but events: an address
and a time stamp, both big-endian.  How many bytes an address has, and what a tick is, stands in the
file's name at best, and must be told.  An address is ``ear * 2 n + channel * 2 + sign``.
"""

from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from snnlib import _checks


class CochleaSpikes(NamedTuple):
    """Spikes of one or two ears."""

    spike_times: np.ndarray  # (n_spikes,) float64, ms, ascending; 0 when the sensor's clock was 0
    channels: np.ndarray  # (n_spikes,) int64; 0 has the highest frequency
    falling: np.ndarray  # (n_spikes,) bool, of the negative half-wave
    ears: np.ndarray  # (n_spikes,) int64, 0 or 1


def read_cochlea(
    path: str | Path,
    *,
    n_channels: int,
    address_bytes: Literal[2, 4],
    tick_us: float,
) -> CochleaSpikes:
    """Read a file of events without a header, each an address and 4 bytes of time.

    Parameters
    ----------
    path : str or Path
        Such as ``130Hz_mono_64ch_ONOFF_addr2b_ts02.aedat``: 64 channels, 2 bytes, 0.2 µs.
    n_channels : int
        Of one ear.
    address_bytes : {2, 4}
    tick_us : float
        What the clock counts in, in µs.

    Returns
    -------
    spikes : CochleaSpikes

    Raises
    ------
    ValueError
        If the file is cut off within an event; or times go back, or addresses are beyond two ears,
        as they are where ``address_bytes`` or ``n_channels`` is not that of the file.
    """
    n_channels = _checks.positive_integer("n_channels", n_channels)
    tick_us = _checks.positive_number("tick_us", tick_us, "microseconds")
    if address_bytes not in (2, 4):
        raise ValueError(f"address_bytes must be 2 or 4, got {address_bytes!r}")
    data, size = Path(path).read_bytes(), address_bytes + 4
    events = np.frombuffer(
        data, [("address", f">u{address_bytes}"), ("tick", ">u4")], count=len(data) // size
    )
    ticks, addresses = events["tick"].astype(np.int64), events["address"].astype(np.int64)
    back = np.flatnonzero(np.diff(ticks) < 0)
    if back.size or addresses.max(initial=0) >= 4 * n_channels:
        raise ValueError(
            f"{path}: times go back, or addresses are above {4 * n_channels - 1}, the last one "
            f"of two ears: is address_bytes = {address_bytes}, is n_channels = {n_channels} right?"
        )
    if over := len(data) % size:
        raise ValueError(f"{path} is cut off: {over} of {size} bytes of its last event are there")
    within = addresses % (2 * n_channels)
    return CochleaSpikes(
        ticks * (tick_us * 1e-3), within // 2, within % 2 == 1, addresses // (2 * n_channels)
    )
