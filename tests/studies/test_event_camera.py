"""Event cameras: the ideal one gives the film back, and each fault does what its number says."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.random import own_seed
from snnlib.studies import event_camera, scenes
from snnlib.studies.event_camera import (
    CameraEvents,
    EventCamera,
    PixelState,
    log_intensity,
    noise_event,
    pixel_advance,
    pixel_threshold,
)

IDEAL = EventCamera()
REST = PixelState(0.0, 0.0)


def logs(frames, camera=IDEAL):
    return np.log(np.asarray(frames) + camera.dark)


def pixel_plain(levels, threshold, dt):
    """An ideal pixel, crossing by crossing: times and polarities."""
    times, signs, memory = [], [], levels[0]
    for k, (a, b) in enumerate(itertools.pairwise(levels)):
        sign = 1 if b > a else -1
        while sign * (b - memory) >= threshold:
            memory += sign * threshold
            times.append((k + (memory - a) / (b - a)) * dt)
            signs.append(sign)
    return times, signs


@pytest.mark.kernel
def test_an_ideal_pixel_fires_where_the_line_crosses_the_levels():
    rng = np.random.default_rng(2)
    film = rng.uniform(0.0, 1.0, (30, 1, 1))
    events = event_camera.simulate(film, IDEAL, 2.0)
    times, signs = pixel_plain(logs(film[:, 0, 0]), 0.2, 2.0)
    np.testing.assert_allclose(events.times, times, rtol=1e-9)
    assert events.polarity.tolist() == signs


@settings(max_examples=25)
@given(seed=st.integers(0, 999), threshold=st.floats(0.05, 1.0), dt=st.floats(0.1, 50.0))
def test_the_film_comes_back_to_less_than_a_threshold(seed, threshold, dt):
    film = np.random.default_rng(seed).uniform(0.0, 1.0, (12, 3, 4))
    camera = EventCamera(threshold)
    events = event_camera.simulate(film, camera, dt)
    rebuilt = event_camera.frames(events, film.shape, camera, dt, first=film[0])
    assert np.abs(logs(rebuilt) - logs(film)).max() <= threshold * (1.0 + 1e-6)


def test_the_scenes_come_back_too():
    for name in ("bars", "wheel"):
        film = scenes.render(name, 20, 24, turns=0.3)
        events = event_camera.simulate(film, IDEAL, 5.0)
        rebuilt = event_camera.frames(events, film.shape, IDEAL, 5.0, first=film[0])
        assert events.times.size > 500
        assert np.abs(logs(rebuilt) - logs(film)).max() <= 0.2 * (1.0 + 1e-9)
        assert (np.diff(events.times) >= 0.0).all()


def test_places_are_columns_and_rows():
    film = np.full((2, 3, 5), 0.5)
    film[1, 2, 4] = 1.0
    events = event_camera.simulate(film)
    assert set(events.x) == {4}
    assert set(events.y) == {2}
    assert set(events.polarity) == {1}
    assert events.times.size == int(np.log(1.05 / 0.55) / 0.2)


@pytest.mark.kernel
def test_a_pixel_held_in_reset_loses_the_change():
    camera = IDEAL._replace(t_ref=3.0)
    elapsed, sign, state = pixel_advance(0.1, REST, 0.2, camera, 10.0)
    assert (elapsed, sign) == (2.0, 1)
    assert state == PixelState(0.0, 3.0)
    elapsed, sign, state = pixel_advance(0.1, state, 0.2, camera, 8.0)
    assert (elapsed, sign) == (5.0, 1)  # 3 ms of reset, then the rise once more
    elapsed, sign, state = pixel_advance(-0.1, state, 0.2, camera, 1.0)
    assert (elapsed, sign, state) == (1.0, 0, PixelState(0.0, 2.0))
    assert pixel_advance(0.0, REST, 0.2, IDEAL, 7.0) == (7.0, 0, REST)
    film = np.linspace(0.0, 1.0, 40).reshape(-1, 1, 1)
    fewer = event_camera.simulate(film, camera).times
    assert np.diff(fewer).min() >= 3.0
    assert fewer.size < event_camera.simulate(film).times.size


def test_leak_makes_on_events_at_its_rate():
    events = event_camera.simulate(np.full((2, 5, 5), 0.5), IDEAL._replace(leak_rate=4.0), 1001.0)
    assert events.times.size == 100
    assert set(events.polarity) == {1}
    np.testing.assert_allclose(np.unique(events.times.round(9)), [250.0, 500.0, 750.0, 1000.0])


def test_noise_comes_at_its_rate_evenly_on_and_off():
    camera = IDEAL._replace(noise_rate=5.0)
    events = event_camera.simulate(np.full((2, 20, 20), 0.5), camera, 1000.0, seed=4)
    expected = 400 * 5.0
    assert abs(events.times.size - expected) < 5.0 * np.sqrt(expected)
    assert abs(events.polarity.sum()) < 5.0 * np.sqrt(expected)
    gap, sign = noise_event(7, 0, camera, own_seed(4, "event_camera"))
    own = (events.x == 7) & (events.y == 0)
    assert events.times[own][0] == gap
    assert events.polarity[own][0] == sign
    other = event_camera.simulate(np.full((2, 20, 20), 0.5), camera, 1000.0, seed=5)
    assert other.times.size != events.times.size or (other.times != events.times).any()


def test_noise_sums_up_and_a_leaking_sum_forgets_it():
    camera = IDEAL._replace(noise_rate=2.0)
    film = np.full((101, 25, 25), 0.4)
    events = event_camera.simulate(film, camera, 100.0)
    wide = EventCamera(brightest=1e6)
    summed = logs(event_camera.frames(events, film.shape, wide, 100.0, first=0.4))[-1] - np.log(
        0.45
    )
    # a random walk of 20 steps on average; below log(dark) intensities end
    assert 0.15 < summed.var() / (0.2**2 * 20.0) < 1.2
    kept = event_camera.frames(events, film.shape, wide, 100.0, first=0.4, tau=500.0)
    assert logs(kept)[-1].std() < 0.5 * summed.std()


@pytest.mark.kernel
def test_thresholds_scatter_as_the_mismatch_says():
    camera = IDEAL._replace(mismatch=0.03)
    thresholds = np.array([pixel_threshold(p, camera, 1) for p in range(400)])
    assert abs(thresholds.mean() - 0.2) < 5.0 * 0.03 / 20.0
    assert abs(thresholds.std() / 0.03 - 1.0) < 5.0 / np.sqrt(800)
    assert pixel_threshold(0, IDEAL, 1) == 0.2
    least = [pixel_threshold(p, IDEAL._replace(mismatch=5.0), 1) for p in range(50)]
    assert min(least) == 0.01
    assert log_intensity(0.0, IDEAL) == pytest.approx(np.log(0.05), rel=1e-15)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: event_camera.simulate(np.ones((3, 3))), ValueError, "frames must have the axes"),
        (
            lambda: event_camera.simulate(np.ones((1, 3, 3))),
            ValueError,
            "frames must have the axes",
        ),
        (lambda: event_camera.simulate(np.ones((0, 3, 3))), ValueError, "frames"),
        (lambda: event_camera.simulate([[[np.nan]], [[1.0]]]), ValueError, "frames"),
        (
            lambda: event_camera.simulate([[[2.0]], [[1.0]]]),
            ValueError,
            "frames must lie from 0 to 1",
        ),
        (
            lambda: event_camera.simulate([[[-1.0]], [[1.0]]]),
            ValueError,
            "frames must lie from 0 to 1",
        ),
        (lambda: event_camera.simulate(np.ones((2, 1, 1)), dt=0.0), ValueError, "dt"),
        (lambda: event_camera.simulate(np.ones((2, 1, 1)), seed=0.5), TypeError, "seed"),
        (
            lambda: event_camera.simulate(np.ones((2, 1, 1)), 0.2),
            TypeError,
            "camera must be EventCamera",
        ),
        (
            lambda: event_camera.simulate(np.ones((2, 1, 1)), EventCamera(0.001)),
            ValueError,
            "threshold",
        ),
        (
            lambda: event_camera.simulate(np.ones((2, 1, 1)), EventCamera(dark=0.0)),
            ValueError,
            "dark",
        ),
        (
            lambda: event_camera.simulate(np.ones((2, 1, 1)), EventCamera(t_ref=-1.0)),
            ValueError,
            "t_ref",
        ),
        (lambda: event_camera.frames(None, (2, 1, 1)), TypeError, "events must be CameraEvents"),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"times": [2.0, 1.0]}, ValueError, r"events\.times must be in ascending order"),
        ({"x": [0, 4]}, ValueError, r"events\.x must be from 0 to n_neurons - 1 = 3"),
        ({"y": [0.5, 1.0]}, TypeError, r"events\.y"),
        ({"polarity": [1, 2]}, ValueError, r"events\.polarity"),
    ],
)
def test_bad_events_are_named(change, error, message):
    good = CameraEvents([1.0, 2.0], [0, 1], [0, 0], [1, -1])
    assert event_camera.frames(good, (3, 1, 4)).shape == (3, 1, 4)
    with pytest.raises(error, match=f"^{message}"):
        event_camera.frames(good._replace(**change), (3, 1, 4))


def test_bad_shapes_are_named():
    good = CameraEvents([1.0], [0], [0], [1])
    with pytest.raises(ValueError, match=r"^shape must be \(n_frames, rows, columns\)"):
        event_camera.frames(good, (3, 4))
    with pytest.raises(ValueError, match=r"^first must lie from 0 to 1"):
        event_camera.frames(good, (3, 1, 4), first=1.5)
    with pytest.raises(ValueError, match=r"^tau must be a positive"):
        event_camera.frames(good, (3, 1, 4), tau=0.0)


@pytest.mark.parametrize("threshold", [0.05, 0.2, 0.3])
@pytest.mark.parametrize("n", [3, 7, 12])
def test_a_change_of_whole_thresholds_is_told_to_its_last_event(threshold, n):
    """Step by step, down again, and at once; and then the picture stands still."""
    camera = IDEAL._replace(threshold=threshold, brightest=10.0)
    light = camera.dark * np.expm1(threshold * np.arange(n + 1))
    for film in (light, light[::-1], light[[0, -1]], light[[-1, 0]]):
        film = np.append(film, film[-1])[:, None, None]
        events = event_camera.simulate(film, camera, 10.0)
        assert events.times.size == n
        assert (events.polarity == np.sign(film[-1] - film[0])).all()
