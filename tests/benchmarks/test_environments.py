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


def test_environment_is_made_once_and_again_when_what_it_is_made_from_changes(peer, tmp_path):
    """And a peer that cannot be installed says why.  Each takes some seconds to make."""
    stamp = tmp_path / "made" / "peer" / "made-from.txt"
    reason = r"installing peer failed: .*no-such"
    peer("# nothing\n")
    alone = tmp_path / "pins" / "peer" / "alone.txt"
    alone.write_text("# nothing\n")
    python = environments.environment("peer")
    assert os.access(python, os.X_OK)
    made_from = stamp.read_text()
    os.utime(stamp, (1, 1))
    assert environments.environment("peer") == python
    assert stamp.stat().st_mtime == 1

    alone.write_text("./there-is-no-such.whl\n")
    with pytest.raises(environments.NotAvailableError, match=reason):
        environments.environment("peer")
    assert not stamp.exists()  # what there is, is not whole

    alone.write_text("# nothing\n")
    stamp.write_text(made_from)
    assert environments.environment("peer") == python
    peer("./there-is-no-such.whl\n")
    with pytest.raises(environments.NotAvailableError, match=reason):
        environments.environment("peer")
    assert not stamp.exists()


@pytest.mark.parametrize(
    "pins", sorted(environments.PEERS.glob("*/*.txt")), ids=lambda pins: "-".join(pins.parts[-2:])
)
def test_every_package_of_a_peer_is_pinned(pins):
    lines = pins.read_text().splitlines()
    packages = [line for line in lines if not line.startswith("#")]
    pin = re.compile(r'[A-Za-z0-9._-]+==[A-Za-z0-9.]+( ; python_version (>=|<) "3\.\d+")?')
    assert [line for line in packages if not pin.fullmatch(line)] == []
    assert len(packages) > (0 if pins.stem == "alone" else 2)
