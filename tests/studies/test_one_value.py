"""One value by eight readers: without noise, over a line that loses all, and in a browser."""

import numpy as np
import pytest

from snnlib.studies.one_value import (
    BY_COUNT,
    BY_INTERVAL,
    LINEAR,
    MEMBRANE,
    PHASE,
    POISSON,
    RANK,
    REGULAR,
    arrival,
    heard,
    rank_heard,
    sent_time,
)
from tests.compiling import assert_compiles, compiles

VALUES = np.linspace(0.25, 0.95, 15)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (LINEAR, 1e-12),
        (MEMBRANE, 1e-12),
        (PHASE, 1e-12),
        (BY_INTERVAL, 1e-12),
        (BY_COUNT, 0.1 + 1e-12),  # half a step of five spikes
        (RANK, 0.05 + 1e-12),  # half the distance of ten values
        (REGULAR, 0.05 + 1e-12),  # one spike of twenty
    ],
)
def test_without_noise_a_value_is_read_as_exactly_as_its_code_can_tell(code, error):
    for trial, x in enumerate(VALUES):
        assert heard(code, x, 0.0, 0.0, 3, trial)[1] == pytest.approx(x, abs=error)


def test_a_poisson_train_is_right_on_average():
    estimates = [heard(POISSON, 0.5, 0.0, 0.0, 1, trial)[1] for trial in range(4000)]
    assert np.mean(estimates) == pytest.approx(0.5, abs=4 * np.sqrt(0.5 / 20 / 4000))


@pytest.mark.parametrize("code", range(8))
def test_nothing_arrives_where_all_is_lost(code):
    arrived, estimate = heard(code, 0.6, 0.0, 1.0, 1, 0)
    assert arrived.size == 0
    assert 0.0 <= estimate <= 0.5 or code == RANK


def test_both_readers_of_a_burst_hear_the_same_spikes():
    for trial in range(5):
        by_count, _ = heard(BY_COUNT, 0.7, 2.0, 0.2, 4, trial)
        by_interval, _ = heard(BY_INTERVAL, 0.7, 2.0, 0.2, 4, trial)
        assert by_count.tolist() == by_interval.tolist()


def test_a_rank_counts_those_that_come_before():
    for x, rank in ((0.95, 0), (0.55, 4), (0.05, 9)):
        assert rank_heard(x, sent_time(RANK, x, 0, 0.0, 1, 0), 0.0, 0.0, 1, 0) == rank
    assert rank_heard(0.5, 40.0, 0.0, 1.0, 1, 0) == 0  # the others are lost


def test_a_line_loses_and_moves_spikes():
    times = np.array([arrival(50.0, 2.0, 0.25, 7, 3, step) for step in range(4000)])
    assert np.isinf(times).mean() == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / 4000))
    assert times[np.isfinite(times)].std() == pytest.approx(2.0, rel=0.06)
    assert arrival(50.0, 0.0, 0.0, 7, 3, 0) == 50.0


def all_heard(x, estimates):
    for code in range(8):
        estimates[code] = heard(code, x, 1.0, 0.1, 5, 2)[1]


@compiles
def test_it_runs_in_a_browser():
    assert_compiles(all_heard, [("x", "float64"), ("estimates", ("float64", (8,)))])
