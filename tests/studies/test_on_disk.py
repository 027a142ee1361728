"""Results on disk: one process at a time computes them."""

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


def test_without_a_book_results_stand_in_the_home(monkeypatch, tmp_path):
    assert on_disk.folder() == on_disk.ROOT / "_build" / "kept"
    monkeypatch.setattr(on_disk, "ROOT", tmp_path)
    assert on_disk.folder().parts[-2:] == (".cache", "snnlib")
