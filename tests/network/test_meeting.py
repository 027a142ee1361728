"""Threads that wait for each other."""

from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np
import pytest

from snnlib.network.meeting import meet, new_team


@numba.njit(nogil=True)
def write_and_read(team, n, me, n_steps, written):
    """Write a number, meet, and count the others' numbers that are not those of this step."""
    wrong = 0
    for step in range(n_steps):
        written[me] = step + 1
        meet(team, n)
        for other in range(n):
            wrong += written[other] != step + 1
        meet(team, n)
    return wrong


@pytest.mark.parametrize("n", [1, 2, 3])
def test_after_a_meeting_each_sees_what_all_have_written(n):
    team, written = new_team(), np.zeros(n, np.int64)
    write_and_read(new_team(), 1, 0, 1, np.zeros(1, np.int64))  # compiled before others wait
    with ThreadPoolExecutor(n) as threads:
        calls = [threads.submit(write_and_read, team, n, me, 300, written) for me in range(n)]
    assert [call.result() for call in calls] == [0] * n
    assert sorted(team)[-2:] == [600, 600 * n]  # meetings, and those who came to them
