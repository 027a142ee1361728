"""A file is replaced when its successor is complete, and not before."""

import os

import pytest

from snnlib._files import replaced
from snnlib.studies import aer


def test_a_file_is_replaced_when_it_is_complete(tmp_path):
    path = tmp_path / "numbers.bin"
    with replaced(path) as file:
        file.write(b"old")
    with replaced(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"

    def fail():
        with replaced(path) as file:
            file.write(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["numbers.bin"]


def test_events_that_cannot_be_written_leave_the_last_ones(tmp_path, monkeypatch):
    path = tmp_path / "a.aedat"
    aer.write(path, [1.0], [7])

    def full(handle):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        aer.write(path, [1.0, 2.0], [7, 8])
    assert aer.read(path).addresses.tolist() == [7]
    assert os.listdir(tmp_path) == ["a.aedat"]
