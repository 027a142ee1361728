"""Files of silicon cochleas, which have no header."""

import numpy as np
import pytest

from snnlib.interop import cochlea_files


def written(tmp_path, addresses, ticks, kind=">u2", name="tone.aedat"):
    events = np.zeros(len(ticks), [("address", kind), ("tick", ">u4")])
    events["address"], events["tick"] = addresses, ticks
    (tmp_path / name).write_bytes(events.tobytes())
    return tmp_path / name


@pytest.mark.parametrize(("kind", "size"), [(">u2", 2), (">u4", 4)])
def test_addresses_hold_ear_channel_and_sign(tmp_path, kind, size):
    path = written(tmp_path, [0, 3, 127, 128, 255], [0, 5, 5, 10, 5_000_000], kind)
    read = cochlea_files.read_cochlea(path, n_channels=64, address_bytes=size, tick_us=0.2)
    assert read.spike_times == pytest.approx([0, 0.001, 0.001, 0.002, 1000.0])
    assert read.channels.tolist() == [0, 1, 63, 0, 63]
    assert read.falling.tolist() == [False, True, True, False, True]
    assert read.ears.tolist() == [0, 0, 0, 1, 1]


def test_a_wrong_guess_of_the_layout_is_refused(tmp_path):
    path = written(tmp_path, np.arange(60), np.arange(60) * 1000)
    with pytest.raises(ValueError, match="is address_bytes = 4, is n_channels = 64 right"):
        cochlea_files.read_cochlea(path, n_channels=64, address_bytes=4, tick_us=0.2)
    with pytest.raises(ValueError, match="addresses are above 31, the last one"):
        cochlea_files.read_cochlea(path, n_channels=8, address_bytes=2, tick_us=0.2)
    with pytest.raises(ValueError, match="address_bytes must be 2 or 4, got 3"):
        cochlea_files.read_cochlea(path, n_channels=64, address_bytes=3, tick_us=0.2)


def test_a_file_that_is_cut_off_is_refused_by_its_name(tmp_path):
    path = written(tmp_path, [0, 1], [0, 5])
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(ValueError, match=r"tone\.aedat is cut off: 4 of 6 bytes"):
        cochlea_files.read_cochlea(path, n_channels=64, address_bytes=2, tick_us=0.2)
