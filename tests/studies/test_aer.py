"""Address events: what is written is read, byte for byte as the form says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from snnlib.studies import aer

HEADER = b"#!AER-DAT2.0\r\n"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("events") / "a.aedat"


@given(
    ticks=hnp.arrays(np.int64, st.integers(0, 30), elements=st.integers(0, 2**31 - 1)),
    seed=st.integers(0, 1000),
)
def test_round_trip(path, ticks, seed):
    addresses = np.random.default_rng(seed).integers(0, 2**32, ticks.size)
    addresses[:1] = 0x23000000 + seed  # looks like one more header line
    aer.write(path, np.sort(ticks) / 1000.0, addresses, ["128 x 128", "# twice"])
    events = aer.read(path)
    assert np.array_equal(events.times, np.sort(ticks) / 1000.0)
    assert np.array_equal(events.addresses, addresses)


def test_the_bytes_of_a_file(path):
    aer.write(path, [0.0005, 1.2346], [1, 0x1234567], ["who"])
    assert path.read_bytes() == HEADER + b"# who\r\n#End Of ASCII Header\r\n" + bytes.fromhex(
        "00000001 00000000 01234567 000004d3"
    )


def test_a_file_of_another_program(path):
    lines = b"#!AER-DAT2.0\n# no last line\n"
    path.write_bytes(lines + bytes.fromhex("90000001 00000007 00000002 00000007"))
    events = aer.read(path)
    assert list(events.addresses) == [0x90000001, 2]  # a camera that uses all 32 bits
    assert list(events.times) == [0.007, 0.007]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "AEDAT 2.0"), (b"#!AER-DAT3.1\r\n", "AEDAT 2.0"), (HEADER[:12], "AEDAT 2.0"),
        (HEADER + b"# no end", "within its header"), (HEADER + bytes(7), "7 bytes too many"),
        (HEADER + bytes(7) + b"\x05" + bytes(7) + b"\x04", "event 1 is at 4 µs"),
        (HEADER + bytes(4) + bytes([255] * 4), "event 0 is at -1 µs"),
    ],
)  # fmt: skip
def test_damaged_files(path, data, words):
    path.write_bytes(data)
    with pytest.raises(ValueError, match=words):
        aer.read(path)


@pytest.mark.parametrize(
    ("times", "addresses", "comments", "words"),
    [
        ([1.0, 0.5], [0, 0], (), "ascending"), ([np.nan], [0], (), "times must be"),
        ([-1.0], [0], (), "must not be negative"), ([2147483.648], [0], (), "times must be below"),
        ([1.0], [2**32], (), "addresses must be"), ([1.0], [-1], (), "addresses must be"),
        ([1.0], [0.5], (), "integers"), ([1.0, 2.0], [0], (), "one number for each"),
        ([1.0], [0], ["a\nb"], "comments must be"), ([1.0], [0], ["µ"], "comments must be"),
        ([1.0], [0], "hello", "comments must be a sequence"),
    ],
)  # fmt: skip
def test_events_that_make_no_file(path, times, addresses, comments, words):
    path.unlink(missing_ok=True)
    with pytest.raises((ValueError, TypeError), match=words):
        aer.write(path, times, addresses, comments)
    assert not path.exists()
