"""The queue of events against Python's own."""

import heapq

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.hardware import empty_queue, queue_pop, queue_push

pytestmark = pytest.mark.kernel


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 20)), max_size=60))
def test_it_sorts_like_heapq(entries):
    queue, plain = empty_queue(60, 0, 100), []
    for time, item in entries:
        assert queue_push(queue, float(time), item)
        heapq.heappush(plain, (float(time), item))
    while plain:
        assert queue_pop(queue) == heapq.heappop(plain)
    assert queue_pop(queue) == (np.inf, -1)
    assert queue.counts[1] == len(entries)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 12)), max_size=80))
def test_movable_items_move_and_leave(moves):
    queue, plain = empty_queue(13, 10, 3), {}
    for time, item in moves:
        at = np.inf if time == 7 else float(time)
        if item < 3 and (time == 7 or len(plain) == 13 or item in plain):
            continue
        assert queue_push(queue, at, item)
        plain.pop(item, None)
        if time != 7:
            plain[item] = at
        inside = {item: queue.items[queue.place[item - 3]] for item in plain if item >= 3}
        assert all(item == there for item, there in inside.items())
        assert queue.counts[0] == len(plain)
    for item, time in sorted(plain.items(), key=lambda entry: entry[::-1]):
        assert queue_pop(queue) == (time, item)
    assert (queue.place == -1).all()


def test_a_full_queue_says_so():
    queue = empty_queue(1, 1, 5)
    assert queue_push(queue, 1.0, 0)
    assert not queue_push(queue, 2.0, 1)
    assert queue_pop(queue) == (1.0, 0)


def test_levels_moved_are_counted():
    queue = empty_queue(16, 0, 100)
    for time in range(15, 0, -1):  # each new entry rises to the top
        queue_push(queue, float(time), 0)
    assert queue.counts[2] == sum(int(np.log2(k + 1)) for k in range(15))
    for left in range(14, 0, -1):  # of 15 levels below the top; the last entry sinks
        before = queue.counts[2]
        queue_pop(queue)
        assert 0 <= queue.counts[2] - before <= np.log2(left)
    assert queue.counts[2] > sum(int(np.log2(k + 1)) for k in range(15)) + 14


def test_the_most_there_were():
    queue = empty_queue(4, 0, 100)
    for time in range(3):
        queue_push(queue, float(time), 0)
    for _ in range(2):
        queue_pop(queue)
    queue_push(queue, 5.0, 0)
    assert list(queue.counts[:2]) == [2, 3]
