"""A verdict gives each of its three answers, and names the variable that decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from snnlib.studies.claims.verdicts import (
    ANSWERS,
    BOTH,
    COLUMNS,
    DEPENDS,
    FAILS,
    HOLDS,
    NOTHING,
    ROWS,
    doublings,
    verdict,
)

pytestmark = pytest.mark.kernel


@pytest.mark.parametrize(
    ("advantage", "margin", "answer", "variable"),
    [
        ([[1.0, 2.0], [0.5, np.inf]], 0.0, HOLDS, NOTHING),
        ([[-1.0, 0.0], [-np.inf, 0.1]], 0.1, FAILS, NOTHING),
        ([[1.0, 1.0], [-1.0, -1.0]], 0.0, DEPENDS, ROWS),
        ([[1.0, -1.0], [1.0, -1.0]], 0.0, DEPENDS, COLUMNS),
        ([[1.0, 1.0], [1.0, -1.0]], 0.0, DEPENDS, BOTH),
        ([[1.0, np.nan], [2.0, np.nan]], 0.0, HOLDS, NOTHING),  # not tried does not count
        ([[1.0, 0.2], [2.0, 0.3]], 0.25, DEPENDS, BOTH),  # only what is above the margin
    ],
)
def test_the_three_answers(advantage, margin, answer, variable):
    found = verdict(np.array(advantage), margin)
    assert (found.answer, found.variable) == (answer, variable)
    assert found.n_settings == np.isfinite(advantage).sum() + np.isinf(advantage).sum()
    assert found.n_right == (np.array(advantage) > margin).sum()


def test_each_answer_has_a_word():
    assert [ANSWERS[k] for k in (FAILS, DEPENDS, HOLDS)] == ["fails", "depends", "holds"]


@given(arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.floats(-2, 2)))
def test_turned_on_its_side_rows_become_columns(advantage):
    one, other = verdict(advantage, 0.0), verdict(np.ascontiguousarray(advantage.T), 0.0)
    assert one.answer == other.answer
    assert {NOTHING: NOTHING, ROWS: COLUMNS, COLUMNS: ROWS, BOTH: BOTH}[
        one.variable
    ] == other.variable
    assert (one.variable == NOTHING) == (one.answer != DEPENDS)


def test_doublings_are_powers_of_two():
    assert [doublings(r) for r in (0.25, 1.0, 8.0)] == pytest.approx([-2.0, 0.0, 3.0], abs=1e-14)
    assert doublings(3.0) == pytest.approx(np.log2(3.0), rel=1e-14)
