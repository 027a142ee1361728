"""The vehicle: light that adds up, walls that stop it, wheels that turn it, and its brain."""

import numpy as np
import pytest

from snnlib import LIFParameters
from snnlib.neurons import lif
from snnlib.studies import vehicle
from snnlib.studies.vehicle import BASE, BODY, GRID, SIDE, Body

EMPTY = np.zeros((48, 48))
CONSTANTS = lif.constants(LIFParameters(), 1.0)


def drawing(*pixels):
    image = EMPTY.copy()
    for row, column in pixels:
        image[row, column] = 1.0
    return image


def test_light_is_the_sum_of_the_lamps():
    one, other = drawing((10, 20)), drawing((40, 5), (41, 5))
    flows = [vehicle.arena(lights, EMPTY).flow for lights in (one, other, one + other)]
    np.testing.assert_allclose(flows[0] + flows[1], flows[2], rtol=1e-12)
    x, y = SIDE * 20.5 / 48, SIDE * 10.5 / 48  # where the lamp is
    for i, j in ((0, 0), (GRID, 3), (7, GRID)):
        dx, dy = x - SIDE * j / GRID, y - SIDE * i / GRID
        share = 0.1 / (dx * dx + dy * dy + 0.02)
        np.testing.assert_allclose(flows[0][i, j], share * np.array([dx, dy, np.hypot(dx, dy)]))


def test_light_between_the_points_is_their_weighted_mean():
    arena = vehicle.arena(drawing((30, 30)), EMPTY)
    step = SIDE / GRID
    at_points = vehicle.light_at(arena, 3 * step, 5 * step)
    np.testing.assert_allclose(at_points, arena.flow[5, 3], rtol=1e-9)
    between = vehicle.light_at(arena, 3.25 * step, 5.5 * step)
    rows = 0.5 * (arena.flow[5] + arena.flow[6])
    np.testing.assert_allclose(between, 0.75 * rows[3] + 0.25 * rows[4], rtol=1e-9)


def test_the_nearest_light_is_found():
    lights = drawing((0, 0), (47, 47))
    assert vehicle.distance_to_light(lights, 0.0, 0.0) == pytest.approx(np.hypot(1, 1) / 48)
    assert vehicle.distance_to_light(EMPTY, 1.0, 1.0) == np.inf


def test_eyes_see_their_own_side_and_feelers_touch():
    east = vehicle.arena(drawing((24, 47)), EMPTY)
    current = np.full(6, 9.0)
    vehicle.look(
        east, Body(1.0, 1.0, 0.25 * np.pi), 2.5, 1.0, current
    )  # it looks to the south-east
    assert current[0] > 10.0 * current[1]
    assert list(current[2:]) == [0.0, 0.0, 9.0, 9.0]
    vehicle.look(east, Body(1.0, 1.0, 0.0), 1e6, 1.0, current)
    assert list(current[:2]) == [8.0, 8.0]  # at most
    vehicle.look(east, Body(SIDE - 0.07, 1.0, 0.0), 2.5, 1.0, current)
    assert list(current[2:4]) == [7.0, 6.0]


def test_wheels_move_and_turn_it():
    arena = vehicle.arena(EMPTY, EMPTY)
    body, way, touched = vehicle.roll(arena, Body(1.0, 1.0, 0.0), 0.2, 0.2, 0.5)
    assert (body, way, touched) == (Body(1.1, 1.0, 0.0), pytest.approx(0.1), False)
    body, way, _ = vehicle.roll(arena, Body(1.0, 1.0, 0.0), 0.2, -0.2, 0.1)
    assert way == 0.0
    assert body.turned == pytest.approx(0.04 / BASE)


def test_it_slides_along_a_wall_and_never_into_it():
    arena = vehicle.arena(EMPTY, EMPTY)
    start = Body(SIDE - BODY - 0.001, 1.0, 0.25 * np.pi)
    body, way, touched = vehicle.roll(arena, start, 0.5, 0.5, 0.1)
    assert touched
    assert body.x == start.x
    assert body.y > 1.0
    assert way == pytest.approx(body.y - 1.0)
    walls = EMPTY.copy()
    walls[20:28, 20:28] = 1.0
    arena, body = vehicle.arena(EMPTY, walls), Body(0.3, 1.0, 0.0)
    for _ in range(500):
        body, _, touched = vehicle.roll(arena, body, 0.5, 0.5, 0.01)
        assert not vehicle.touches(walls, body.x, body.y)
    assert touched
    assert body.x < SIDE * 20 / 48 - BODY + 0.006


def test_a_spike_kicks_others_a_step_later_unless_they_are_refractory():
    w = np.zeros((3, 3))
    w[0, 1], w[0, 2] = 7.0, -50.0
    brain, current = vehicle.brain(w, -70.0), np.zeros(3)
    brain.v[0] = -49.0
    vehicle.think(brain, current, CONSTANTS, 1.0)
    assert list(brain.spiked) == [1.0, 0.0, 0.0]
    assert list(brain.v) == [-70.0, -70.0, -70.0]
    brain.refractory[2] = 1.0
    vehicle.think(brain, current, CONSTANTS, 1.0)
    assert brain.v[1] == pytest.approx(-70.0 + 7.0 * np.exp(-1.0 / 20.0))
    assert brain.v[2] == -70.0
    vehicle.think(brain, current, CONSTANTS, 1.0)
    assert brain.v[1] == pytest.approx(-70.0 + 7.0 * np.exp(-2.0 / 20.0))  # one kick a spike
    brain.v[0] = -49.0
    for _ in range(2):
        vehicle.think(brain, current, CONSTANTS, 1.0)
    assert brain.v[2] == pytest.approx(-70.0 - 20.0 * np.exp(-1.0 / 20.0))  # not below -90 mV


def test_the_picture_has_lights_walls_the_track_and_the_vehicle():
    lights, walls = drawing((5, 5)), drawing((40, 10))
    scene = np.zeros((96, 96))
    xs, ys = np.linspace(0.5, 1.5, 101), np.full(101, 1.0)
    vehicle.paint(vehicle.arena(lights, walls), xs, ys, 0.0, scene)
    assert (scene[10:12, 10:12] == 1.0).all()
    assert (scene[80:82, 20:22] == -1.0).all()
    assert (scene[48] == -0.6).sum() > 20
    assert scene[48, 72] == -1.0  # the body
    assert scene[46, 73] == scene[49, 73] == 1.0  # its eyes


def test_lamps_and_walls_are_drawn_where_they_are_told():
    lamp = vehicle.lamps((0.5, 1.5))
    row, column = (index.mean() + 0.5 for index in np.nonzero(lamp))
    assert (column * SIDE / 48, row * SIDE / 48) == pytest.approx((0.5, 1.5))
    assert lamp.sum() == pytest.approx(np.pi * 1.8**2, rel=0.25)
    wall = vehicle.bars((0.5, 1.0, 0.25, 0.125))
    assert np.argwhere(wall).min(0).tolist() == [24, 12]
    assert wall.sum() == 3 * 6
    assert vehicle.lamps().sum() == vehicle.bars().sum() == 0.0
