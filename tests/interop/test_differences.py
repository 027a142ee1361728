"""What an export tells: everything that is refused at once, and each difference with its size."""

import pytest

from snnlib.interop.differences import Difference, Findings, NotExportedError


def test_differences_are_warned_of_one_by_one():
    found = Findings("NEST")
    found.differ("cells", "the current is held for a step", 0.0123, "mV")
    found.differ("others", "computed in float32 here", 4e-6, "mV")
    with pytest.warns(Difference) as caught:
        found.tell()
    assert str(caught[0].message) == "cells: the current is held for a step (0.012 mV)"
    assert [w.message.part for w in caught] == ["cells", "others"]
    assert caught[1].message.size == 4e-6


def test_what_is_refused_is_told_whole_and_nothing_is_warned_of():
    found = Findings("NEST")
    found.differ("cells", "something", 1.0, "mV")
    found.refuse("cells", "a competition")
    found.refuse("more", "the neuron 'mine'")
    with pytest.raises(NotExportedError, match="cannot be exported to NEST") as caught:
        found.tell()
    assert caught.value.refused == ["cells: a competition", "more: the neuron 'mine'"]
    assert isinstance(caught.value, ValueError)


def test_nothing_to_tell(recwarn):
    Findings("NEST").tell()
    assert not recwarn.list
