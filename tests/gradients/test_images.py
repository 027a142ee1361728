"""Copies of images that are shifted, turned and scaled, and spikes drawn from them."""

import numpy as np
import pytest

from snnlib.gradients import fill_spikes, move_image, moved, shift_image, shifted


@pytest.mark.kernel
def test_a_shifted_image_is_the_same_elsewhere():
    image, out = np.arange(1.0, 17.0), np.empty(16)
    shift_image(image, 1, -2, 4, out)
    expected = np.zeros((4, 4))
    expected[1:, :2] = image.reshape(4, 4)[:3, 2:]
    np.testing.assert_array_equal(out.reshape(4, 4), expected)


def test_copies_are_moved_at_random():
    image = np.zeros((7, 7))
    image[3, 3] = 1.0
    copies = shifted(np.repeat(image.reshape(1, 49), 2000, 0), 2, random_state=0)
    where = np.argwhere(copies.reshape(-1, 7, 7))[:, 1:] - 3
    assert (np.abs(where) <= 2).all()
    counts = np.histogram2d(*where.T, bins=5)[0]
    assert counts.sum() == 2000
    assert (abs(counts - 80.0) < 5.0 * np.sqrt(80.0)).all()


@pytest.mark.parametrize(
    ("images", "shift", "message"),
    [
        (np.zeros((2, 5)), 1, "images must be square to be shifted, got 5 pixels"),
        (np.zeros(4), 1, r"images must have the shape \(n_images, n_pixels\)"),
        (np.zeros((2, 4)), 0, "shift must be a positive integer"),
        ([[np.nan] * 4], 1, "images must be an array of finite numbers"),
    ],
)
def test_bad_images_are_refused(images, shift, message):
    with pytest.raises(ValueError, match=message):
        shifted(images, shift)


@pytest.mark.kernel
@pytest.mark.parametrize(("dy", "dx"), [(0, 0), (1, -2), (-3, 0)])
def test_a_move_by_whole_pixels_is_a_shift(dy, dx):
    image = np.random.default_rng(0).random(49)
    out, expected = np.empty(49), np.empty(49)
    move_image(image, float(dy), float(dx), 0.0, 1.0, 7, out)
    shift_image(image, dy, dx, 7, expected)
    np.testing.assert_allclose(out, expected, atol=1e-12)


@pytest.mark.kernel
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turn_by_quarters_is_exact_and_clockwise(quarters):
    image, out = np.random.default_rng(0).random((6, 6)), np.empty(36)
    move_image(image.reshape(-1), 0.0, 0.0, quarters * np.pi / 2.0, 1.0, 6, out)
    np.testing.assert_allclose(out.reshape(6, 6), np.rot90(image, -quarters), atol=1e-12)


@pytest.mark.kernel
def test_it_is_the_image_of_a_plane_that_is_scaled_turned_and_then_moved():
    """Between pixels a plane is interpolated without an error."""
    side, (dy, dx, angle, size) = 15, (0.7, -0.4, 0.3, 1.25)
    y, x = np.mgrid[:side, :side] - 7.0
    image, out = 100.0 + 3.0 * y - 2.0 * x, np.empty(side * side)
    move_image(image.reshape(-1), dy, dx, angle, size, side, out)
    along, across = np.cos(angle) / size, np.sin(angle) / size
    from_y = along * (y - dy) - across * (x - dx)
    from_x = across * (y - dy) + along * (x - dx)
    inside = (abs(from_y) <= 7.0) & (abs(from_x) <= 7.0)
    expected = 100.0 + 3.0 * from_y - 2.0 * from_x
    assert 100 < inside.sum() < 225
    np.testing.assert_allclose(out.reshape(side, side)[inside], expected[inside], rtol=1e-12)
    outside = (abs(from_y) >= 8.0) | (abs(from_x) >= 8.0)
    assert (out.reshape(side, side)[outside] == 0.0).all()


def middle_and_spread(copies, side):
    """Centre of mass of each image from the middle, (n, 2); direction and length of its axis."""
    images = copies.reshape(-1, side, side)
    y, x = np.mgrid[:side, :side] - 0.5 * (side - 1)
    mass = images.sum((1, 2))
    centre = np.stack([(images * y).sum((1, 2)), (images * x).sum((1, 2))], 1) / mass[:, None]
    yy = (images * y**2).sum((1, 2)) / mass - centre[:, 0] ** 2
    xx = (images * x**2).sum((1, 2)) / mass - centre[:, 1] ** 2
    xy = (images * x * y).sum((1, 2)) / mass - centre.prod(1)
    return centre, np.degrees(0.5 * np.arctan2(2.0 * xy, xx - yy)), np.sqrt(xx + yy)


def test_copies_are_moved_turned_and_scaled_evenly():
    side = 41
    y, x = np.mgrid[:side, :side] - 20.0
    bar = np.exp(-((x / 6.0) ** 2) - (y / 2.0) ** 2).reshape(1, -1)
    copies = moved(np.repeat(bar, 1000, 0), 2.0, 20.0, 0.2, random_state=0)
    centre, angle, length = middle_and_spread(copies, side)
    length /= middle_and_spread(bar, side)[2]
    for found, most in ((centre[:, 0], 2.0), (centre[:, 1], 2.0), (angle, 20.0)):
        assert 0.95 * most < abs(found).max() < 1.02 * most
        assert abs(found.mean()) < 0.07 * most
        assert found.std() == pytest.approx(most / 3**0.5, rel=0.05)
    assert 0.79 < length.min() < 0.83
    assert 1.17 < length.max() < 1.22  # interpolation smears by up to 1/4 pixel^2 each way


def test_copies_keep_their_precision_and_their_seed_decides():
    images = np.random.default_rng(0).random((5, 16)).astype(np.float32)
    one, again, other = (moved(images, 1.0, 10.0, 0.1, random_state=k) for k in (0, 0, 1))
    assert one.dtype == np.float32
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
    np.testing.assert_array_equal(moved(images, 0.0, 0.0, 0.0), images)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((2, 5)), 1, 10, 0.1), "images must be square to be shifted, got 5 pixels"),
        ((np.zeros(4), 1, 10, 0.1), r"images must have the shape \(n_images, n_pixels\)"),
        ((np.zeros((2, 4)), -1, 10, 0.1), "shift must be zero or a positive number"),
        ((np.zeros((2, 4)), 1, -10, 0.1), "turn must be zero or a positive number"),
        ((np.zeros((2, 4)), 1, 10, 1.5), "zoom must be from 0 to 1, got 1.5"),
        ((np.zeros((2, 4)), 1, 10, 1.0), "zoom must be below 1"),
        (([[np.nan] * 4], 1, 10, 0.1), "images must be an array of finite numbers"),
    ],
)
def test_bad_moves_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        moved(*arguments)


@pytest.mark.kernel
def test_pixels_spike_with_their_probability():
    spikes, other = np.empty((400, 3)), np.empty((400, 3))
    fill_spikes(np.array([0.0, 0.3, 1.0]), 7, 0, spikes)
    assert spikes.sum(0)[[0, 2]].tolist() == [0.0, 400.0]
    assert abs(spikes[:, 1].mean() - 0.3) < 0.1
    fill_spikes(np.array([0.0, 0.3, 1.0]), 7, 1, other)
    assert (spikes != other).any()
