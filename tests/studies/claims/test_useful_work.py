"""Useful parts of dense work, against a plain count."""

import numpy as np
import pytest

from snnlib.studies.claims.useful_work import useful_share


def test_alone_everything_that_is_done_is_useful():
    used = np.random.default_rng(1).random((8, 5, 6)) < 0.2
    assert useful_share(used, 1) == 1.0


def test_a_group_does_what_anybody_needs():
    used = np.zeros((4, 1, 3), bool)
    used[0, 0, 0] = used[1, 0, 0] = used[2, 0, 1] = True
    assert useful_share(used, 2) == 3 / 4  # line 0 for two, line 1 for two, line 2 for nobody
    assert useful_share(used, 4) == 3 / 8
    assert useful_share(used[:3], 2) == 1.0  # the third fills no group
    assert useful_share(np.zeros((4, 1, 3)), 2) == 1.0


def test_independent_lines_are_as_the_formula_says():
    used = np.random.default_rng(2).random((6400, 4, 50)) < 0.1
    for lanes in (4, 16):
        assert useful_share(used, lanes) == pytest.approx(0.1 / (1.0 - 0.9**lanes), rel=0.03)


def test_too_few_samples_are_refused():
    with pytest.raises(ValueError, match="with at least 8 samples"):
        useful_share(np.ones((4, 2, 2)), 8)
    with pytest.raises(ValueError, match="used must be"):
        useful_share(np.ones((4, 2)), 2)
