"""Streams of digits: what is shown, for how long, and that a seed says it all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.studies.digit_streams import (
    StreamTask,
    digit_streams,
    divide,
    longest,
    show,
    small_images,
)

ONE_HOT = np.eye(10)  # image c has one pixel that is lit, number c
CLEAN = StreamTask(noise=0.0)


@st.composite
def tasks(draw):
    n, shortest, margin = (draw(st.integers(a, b)) for a, b in ((2, 6), (1, 5), (1, 6)))
    return StreamTask(n * shortest + margin + draw(st.integers(0, 30)), n, shortest, margin, 0.0)


@pytest.mark.kernel
@given(tasks(), st.integers(0, 2**40), st.integers(0, 2**20))
def test_the_frames_are_divided_as_the_task_says(task, seed, number):
    durations = np.zeros(task.n_digits, np.int64)
    divide(seed, number, task, durations)
    assert durations.sum() == task.n_frames
    assert durations.min() >= task.shortest
    ordered = np.sort(durations)
    place, ahead = longest(durations)
    assert durations[place] == ordered[-1]
    assert ahead == ordered[-1] - ordered[-2] >= task.margin


def test_all_divisions_come_equally_often():
    task, durations = StreamTask(8, 3, 1, 1), np.zeros(3, np.int64)
    possible = {
        (a, b, 8 - a - b)
        for a in range(1, 7)
        for b in range(1, 8 - a)
        if longest(np.array([a, b, 8 - a - b]))[1] >= 1
    }
    found = {}
    for number in range(6000):
        divide(5, number, task, durations)
        found[tuple(durations.tolist())] = found.get(tuple(durations.tolist()), 0) + 1
    assert set(found) == possible
    expected = 6000 / len(possible)
    assert sum((k - expected) ** 2 / expected for k in found.values()) < 2.5 * len(possible)


def test_the_frames_show_the_digits_in_order_and_the_label_is_the_longest():
    made = digit_streams(200, ONE_HOT, np.arange(10), CLEAN, seed=3)
    for frames, label, digits, durations in zip(*made, strict=True):
        assert (frames.argmax(1) == np.repeat(digits, durations)).all()
        assert len(set(digits.tolist())) == 4
        assert label == digits[durations.argmax()]
    assert np.bincount(made.labels, minlength=10).min() > 5
    assert np.bincount(made.durations.argmax(1)).min() > 25  # no place in the stream tells it


def test_each_image_of_a_class_is_shown():
    images = np.repeat(np.linspace(0.1, 0.7, 7), 2)[:, None]  # (image, pixel)
    made = digit_streams(200, images, np.tile([4, 9], 7), CLEAN._replace(n_digits=2), seed=1)
    assert np.unique(made.frames) == pytest.approx(np.linspace(0.1, 0.7, 7))


def test_streams_go_on_where_they_stopped_and_others_are_fresh():
    whole = digit_streams(9, ONE_HOT, np.arange(10), seed=7)
    part = digit_streams(4, ONE_HOT, np.arange(10), seed=7, first=5)
    for one, other in zip(whole, part, strict=True):
        assert (one[5:] == other).all()
    other = digit_streams(9, ONE_HOT, np.arange(10), seed=8)
    assert (whole.frames != other.frames).mean() > 0.5
    assert len({frames.tobytes() for frames in whole.frames}) == 9


@pytest.mark.kernel
@given(st.floats(0.0, 1.0))
def test_noise_makes_its_part_of_the_pixels_a_random_grey(noise):
    image, seen = np.full(2000, 2.0, np.float32), np.zeros(2000, np.float32)
    show(image, 3, noise, 11, 2, seen)
    grey = seen[seen < 1.5]
    assert grey.size / 2000 == pytest.approx(noise, abs=0.05)
    if grey.size > 500:
        assert grey.mean() == pytest.approx(0.5, abs=0.06)
        assert grey.std() == pytest.approx(12**-0.5, abs=0.04)


def test_noise_is_new_in_each_frame():
    made = digit_streams(1, np.zeros((10, 50)), np.arange(10), seed=2)
    assert len({frame.tobytes() for frame in made.frames[0]}) == 40


def test_a_small_image_has_the_means_of_four_pixels():
    images = np.random.default_rng(0).integers(0, 256, (3, 784))
    small = small_images(images)
    assert small.shape == (3, 196)
    assert small.dtype == np.float32
    corner = images[1].reshape(28, 28)[4:6, 26:28].mean() / 255
    assert small[1].reshape(14, 14)[2, 13] == pytest.approx(corner, rel=1e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_frames": 13}, "n_frames must be at least .* = 14, got 13"),
        ({"n_digits": 1}, "n_digits must be 2 or more"),
        ({"noise": 1.5}, "noise must be from 0 to 1"),
        ({"margin": 0}, "margin must be a positive integer"),
        ({"n_digits": 11, "n_frames": 99}, "labels must have at least n_digits = 11"),
    ],
)
def test_tasks_that_cannot_be_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        digit_streams(2, ONE_HOT, np.arange(10), StreamTask()._replace(**change))


def test_wrong_images_and_labels_are_refused():
    with pytest.raises(ValueError, match="images must be from 0 to 1"):
        digit_streams(1, 2 * ONE_HOT, np.arange(10))
    with pytest.raises(ValueError, match="images must have the shape"):
        digit_streams(1, ONE_HOT[0], [1])
    with pytest.raises(ValueError, match="one for each of 10 images"):
        digit_streams(1, ONE_HOT, np.arange(9))
    with pytest.raises(TypeError, match="labels must be integers"):
        digit_streams(1, ONE_HOT, np.arange(10.0))
    with pytest.raises(ValueError, match="first must be from 0"):
        digit_streams(1, ONE_HOT, np.arange(10), first=-1)
    with pytest.raises(ValueError, match=r"images must have the shape \(n, 784\)"):
        small_images(np.zeros((2, 196)))
    with pytest.raises(ValueError, match="from 0 to 255"):
        small_images(np.full((2, 784), 256))
