"""Mistakes: their places, and what may have been meant."""

import pickle

import pytest

from snnlib.equations.errors import EquationError, distance, nearest
from snnlib.equations.program import program


def test_distance_is_levenshtein_s():
    assert distance("kitten", "sitting") == 3
    assert distance("tau", "tau_m") == 2
    assert distance("", "abc") == distance("abc", "") == 3
    assert distance("v", "v") == 0


def test_the_nearest_name_is_found():
    assert nearest("tau", ["v", "tau_m", "tau_s"]) == "tau_m"
    assert nearest("tau_n", ["tau_s", "tau_m"]) == "tau_s"  # the first of two
    assert nearest("v_rst", ["v_reset", "v_rest"]) == "v_rest"
    assert nearest("x", ["v", "w"]) is None  # another letter is another name
    assert nearest("something", ["v", "tau_m"]) is None


def test_an_error_shows_its_place():
    with pytest.raises(EquationError) as caught:
        program("tau_m = 20*ms\ndv/dt = (I - v)/tau")
    error = caught.value
    assert (error.line, error.column, error.position) == (2, 17, 30)
    assert str(error) == (
        "line 2, column 17: `tau` is not known; did you mean `tau_m`?\n"
        "    dv/dt = (I - v)/tau\n"
        "                    ^"
    )
    assert pickle.loads(pickle.dumps(error)).words == error.words
