"""The environments of the peers: made from pins, found again, and a reason where they cannot be."""

import os
import re

import pytest

from benchmarks import environments


@pytest.fixture
def peer(monkeypatch, tmp_path):
    """Give a function that writes a peer's requirements, in a folder of the test's own."""
    monkeypatch.setattr(environments, "PEERS", tmp_path / "pins")
    monkeypatch.setattr(environments, "HOME", tmp_path / "made")

    def write(text: str) -> None:
        (tmp_path / "pins" / "peer").mkdir(parents=True, exist_ok=True)
        (tmp_path / "pins" / "peer" / "requirements.txt").write_text(text)

    return write


def test_environment_is_made_once_and_again_when_its_pins_change(peer, tmp_path):
    stamp = tmp_path / "made" / "peer" / "made-from.txt"
    peer("# nothing\n")
    python = environments.environment("peer")
    assert os.access(python, os.X_OK)
    os.utime(stamp, (1, 1))
    assert environments.environment("peer") == python
    assert stamp.stat().st_mtime == 1
    peer("# nothing else\n")
    environments.environment("peer")
    assert stamp.stat().st_mtime > 1


def test_peer_that_cannot_be_installed_says_why(peer, tmp_path):
    peer("./there-is-no-such.whl\n")
    with pytest.raises(environments.NotAvailableError, match=r"installing peer failed: .*no-such"):
        environments.environment("peer")
    assert not (tmp_path / "made" / "peer" / "made-from.txt").exists()


def test_environment_is_made_again_when_what_stands_alone_changes(peer, tmp_path):
    peer("# nothing\n")
    folder = tmp_path / "pins" / "peer"
    environments.environment("peer")
    stamp = tmp_path / "made" / "peer" / "made-from.txt"
    before = stamp.read_text()
    (folder / "alone.txt").write_text("./there-is-no-such.whl\n")
    with pytest.raises(environments.NotAvailableError, match=r"installing peer failed: .*no-such"):
        environments.environment("peer")
    (folder / "alone.txt").write_text("# nothing\n")
    environments.environment("peer")
    assert stamp.read_text() != before


@pytest.mark.parametrize(
    "pins", sorted(environments.PEERS.glob("*/*.txt")), ids=lambda pins: "-".join(pins.parts[-2:])
)
def test_every_package_of_a_peer_is_pinned(pins):
    lines = pins.read_text().splitlines()
    packages = [line for line in lines if not line.startswith("#")]
    pin = re.compile(r'[A-Za-z0-9._-]+==[A-Za-z0-9.]+( ; python_version (>=|<) "3\.\d+")?')
    assert [line for line in packages if not pin.fullmatch(line)] == []
    assert len(packages) > (0 if pins.stem == "alone" else 2)
