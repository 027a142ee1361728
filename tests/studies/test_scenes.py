"""Scenes move as they say."""

import numpy as np
import pytest

from snnlib.studies import scenes
from snnlib.studies.scenes import bars_at, image_at, saccade_offset, wheel_at


@pytest.mark.kernel
def test_bars_move_by_one_bar_in_a_turn():
    for x in (0.05, 0.3, 0.62):
        assert bars_at(x, 0.1, 0.0) == pytest.approx(bars_at(x + 1.0 / 3.0, 0.9, 0.0), abs=1e-9)
        assert bars_at(x, 0.1, 0.4) == pytest.approx(bars_at(x - 0.4 / 3.0, 0.1, 0.0), abs=1e-9)
    film = scenes.render("bars", 5, 30)
    assert film.shape == (5, 30, 30)
    assert film.min() == pytest.approx(0.1)
    assert film.max() == pytest.approx(0.9)
    np.testing.assert_allclose(film[0], film[-1], atol=1e-9)  # a turn


@pytest.mark.kernel
def test_the_wheel_turns_clockwise_and_has_a_rim():
    assert wheel_at(0.96, 0.5, 0.3) == wheel_at(0.01, 0.01, 0.9) == 0.5
    assert wheel_at(0.5, 0.5, 0.0) == 0.5
    for turns in (0.03, 0.1):
        angle = 2.0 * np.pi * turns  # y grows downwards: from x to y is clockwise
        x, y = 0.5 + 0.3 * np.cos(angle + 0.2), 0.5 + 0.3 * np.sin(angle + 0.2)
        before = wheel_at(0.5 + 0.3 * np.cos(0.2), 0.5 + 0.3 * np.sin(0.2), 0.0)
        assert wheel_at(x, y, turns) == pytest.approx(before, abs=1e-9)
    quarter = scenes.render("wheel", 2, 20, turns=0.25)
    np.testing.assert_allclose(quarter[0], quarter[1], atol=1e-9)


@pytest.mark.kernel
def test_images_are_read_between_their_pixels():
    image = np.array([[0.0, 1.0], [0.5, 0.25]])
    assert image_at(image, 0.25, 0.25) == 0.0
    assert image_at(image, 0.75, 0.75) == 0.25
    assert image_at(image, 0.5, 0.25) == 0.5
    assert image_at(image, 0.5, 0.5) == pytest.approx(0.4375)
    assert image_at(image, -3.0, 0.25) == 0.0
    assert image_at(image, 9.0, 9.0) == 0.25
    assert image_at(np.array([[0.7]]), 0.3, 0.9) == 0.7


@pytest.mark.kernel
def test_the_eye_comes_back_in_three_jumps():
    assert saccade_offset(0.0) == (0.0, 0.0)
    np.testing.assert_allclose(saccade_offset(1.0 / 3.0), (0.06, 0.12), atol=1e-12)
    np.testing.assert_allclose(saccade_offset(2.0 / 3.0), (0.12, 0.0), atol=1e-12)
    np.testing.assert_allclose(saccade_offset(1.999999), (0.0, 0.0), atol=1e-5)
    image = np.eye(8)
    film = scenes.render("saccades", 4, 8, image=image)
    np.testing.assert_allclose(film[0], image, atol=1e-12)
    np.testing.assert_allclose(film[3], image, atol=1e-9)
    assert np.abs(film[1] - image).max() > 0.3


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: scenes.render("cat", 3),
            ValueError,
            "name must be 'bars' or 'wheel' or 'saccades'",
        ),
        (lambda: scenes.render("bars", 0), ValueError, "n_frames"),
        (lambda: scenes.render("bars", 3, 0), ValueError, "size"),
        (lambda: scenes.render("bars", 3, turns=np.inf), ValueError, "turns"),
        (lambda: scenes.render("saccades", 3), ValueError, "image must be given"),
        (lambda: scenes.render("bars", 3, image=np.eye(3)), ValueError, "image must be given"),
        (lambda: scenes.render("saccades", 3, image=[1.0]), ValueError, "image must hold"),
        (lambda: scenes.render("saccades", 3, image=[[2.0]]), ValueError, "image must hold"),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()
