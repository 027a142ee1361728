"""The progress bar: shown when asked for, or when something takes long."""

import pytest

from snnlib import _progress
from snnlib._progress import Bar


@pytest.mark.parametrize(
    ("wanted", "patience", "shown"),
    [(True, 60.0, True), (None, 60.0, False), (None, 0.0, True), (False, 0.0, False)],
)
def test_a_bar_is_shown_when_asked_for_or_when_it_takes_long(
    wanted, patience, shown, capsys, monkeypatch
):
    monkeypatch.setattr(_progress, "PATIENCE", patience)
    bar = Bar(4, " batches", wanted)
    for _ in range(4):
        bar.move(1, loss=0.25)
    bar.close()
    told = capsys.readouterr().err
    assert ("0.00/4.00" in told) == shown
    assert bool(told) == shown
    assert ("4.00/4.00" in told and "loss=0.25" in told) == (wanted is True)  # it stays
