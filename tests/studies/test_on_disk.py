"""Results on disk: one process at a time computes them, and none sees a half-written one."""

import os
import subprocess
import sys

import pytest

from snnlib.studies import on_disk

_HOLD = """
import sys
from pathlib import Path
from snnlib.studies import on_disk

with on_disk.locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
_TAKE = """
import sys
from snnlib.studies import on_disk

with on_disk.locked(sys.argv[1]):
    print("mine")
"""


def test_a_lock_is_waited_for_and_ends_with_its_process(tmp_path):
    path = tmp_path / "numbers.npz"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", _HOLD, path], **pipes) as holder:
        assert holder.stdout.readline() == "held\n"
        with subprocess.Popen([sys.executable, "-c", _TAKE, path], **pipes) as taker:
            with pytest.raises(subprocess.TimeoutExpired):
                taker.wait(timeout=3)
            holder.kill()
            assert taker.communicate(timeout=120)[0] == "mine\n"
    assert not path.exists()


def test_a_file_is_replaced_when_it_is_complete(tmp_path):
    path = tmp_path / "numbers.bin"
    on_disk.replace(path, lambda file: file.write(b"old"))

    def write(file):
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"

    on_disk.replace(path, write)
    assert path.read_bytes() == b"new"

    def fail(file):
        file.write(b"half")
        raise KeyError

    with pytest.raises(KeyError):
        on_disk.replace(path, fail)
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["numbers.bin"]


def test_without_a_book_results_stand_in_the_home(monkeypatch, tmp_path):
    assert on_disk.folder() == on_disk.ROOT / "_build" / "kept"
    monkeypatch.setattr(on_disk, "ROOT", tmp_path)
    assert on_disk.folder().parts[-2:] == (".cache", "snnlib")
