"""A small robot in a square arena: two eyes, two feelers, two wheels and six LIF neurons.

Lights and walls are drawings.  In this flat world a lamp's light thins out with the distance, not
with its square, and walls are low: they cast no shadow.  Angles count from east (x) to south (y),
so to the right of the one who drives.

Neurons 0 and 1 are the eyes, 2 and 3 the feelers, 4 and 5 the motors of the wheels; left comes
first.  The chapter "hardware/applications" uses all this.
"""

from math import pi, sqrt
from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.math import cos, sin
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFConstants, LIFState

SIDE = 2.0  # m, of the arena
CELLS = 48  # pixels of a drawing along it
BODY, BASE = 0.06, 0.1  # m: radius of the body, distance of the wheels
GRID = 24  # the light is computed at GRID + 1 points along a side
LOWEST = -90.0  # mV, below which no kick takes a potential


class Arena(NamedTuple):
    """Lights, walls and what they make of the arena; made by :func:`arena`."""

    lights: np.ndarray  # (n, n) float64, from 0 to 1, rows from north to south
    walls: np.ndarray  # (n, n) float64, a wall above 0.5
    flow: np.ndarray  # (GRID + 1, GRID + 1, 3) float64: light from east, from south, from anywhere


class Body(NamedTuple):
    """Where the vehicle is, and where it looks."""

    x: float  # m, from the west
    y: float  # m, from the north
    turned: float  # radians


class Brain(NamedTuple):
    """LIF neurons whose spikes kick one another's potentials; made by :func:`brain`."""

    w: np.ndarray  # (from, to) float64, mV
    v: np.ndarray  # (n,) float64, mV
    refractory: np.ndarray  # (n,) float64, steps
    kick: np.ndarray  # (n,) float64, mV, that arrive in the next step
    spiked: np.ndarray  # (n,) float64, 0 or 1


@jit
def arena(lights: np.ndarray, walls: np.ndarray) -> Arena:
    """Return the :class:`Arena` of two drawings of the same size."""
    flow = np.zeros((GRID + 1, GRID + 1, 3))
    n = lights.shape[0]
    for p in range(n * n):
        power = 0.1 * lights[p // n, p % n]
        for q in range((GRID + 1) * (GRID + 1) if power > 0.0 else 0):
            i, j = q // (GRID + 1), q % (GRID + 1)
            dx = SIDE * ((p % n + 0.5) / n - j / GRID)
            dy = SIDE * ((p // n + 0.5) / n - i / GRID)
            share = power / (dx * dx + dy * dy + 0.02)
            flow[i, j, 0] += share * dx
            flow[i, j, 1] += share * dy
            flow[i, j, 2] += share * sqrt(dx * dx + dy * dy)
    return Arena(lights, walls, flow)


@jit
def light_at(arena: Arena, x: float, y: float) -> tuple[float, float, float]:
    """Return the light at a place: from east, from south, and from anywhere."""
    i, j = min(int(y / SIDE * GRID), GRID - 1), min(int(x / SIDE * GRID), GRID - 1)
    u, v = x / SIDE * GRID - j, y / SIDE * GRID - i
    a, b = arena.flow[i, j], arena.flow[i, j + 1]
    c, d = arena.flow[i + 1, j], arena.flow[i + 1, j + 1]
    return (
        (a[0] * (1.0 - u) + b[0] * u) * (1.0 - v) + (c[0] * (1.0 - u) + d[0] * u) * v,
        (a[1] * (1.0 - u) + b[1] * u) * (1.0 - v) + (c[1] * (1.0 - u) + d[1] * u) * v,
        (a[2] * (1.0 - u) + b[2] * u) * (1.0 - v) + (c[2] * (1.0 - u) + d[2] * u) * v,
    )


@jit
def distance_to_light(lights: np.ndarray, x: float, y: float) -> float:
    """Return how far the nearest lit pixel is, in m; infinity in the dark."""
    least, n = np.inf, lights.shape[0]
    for p in range(n * n):
        if lights[p // n, p % n] > 0.5:
            dx = SIDE * (p % n + 0.5) / n - x
            dy = SIDE * (p // n + 0.5) / n - y
            least = min(least, dx * dx + dy * dy)
    return sqrt(least)


@jit
def is_wall(walls: np.ndarray, x: float, y: float) -> bool:
    """Return whether a place is in a wall, or outside."""
    if min(x, y) <= 0.0 or max(x, y) >= SIDE:
        return True
    n = walls.shape[0]
    return walls[int(y / SIDE * n), int(x / SIDE * n)] > 0.5


@jit
def touches(walls: np.ndarray, x: float, y: float) -> bool:
    """Return whether the body would touch a wall."""
    for k in range(8):
        dx, dy = cos(0.25 * pi * k), sin(0.25 * pi * k)
        if is_wall(walls, x + BODY * dx, y + BODY * dy):
            return True
    return is_wall(walls, x, y)


@jit
def look(arena: Arena, body: Body, gain: float, lead: float, current: np.ndarray) -> None:
    """Set the currents into the eyes and the feelers, ``current[:4]``, in nA.

    Parameters
    ----------
    gain : float
        Of the eyes, which look 45 degrees to the side and give 8 nA at most.
    lead : float, nA
        By which the left feeler is stronger.
    current : (4 or more,) float64
    """
    east, south, _ = light_at(arena, body.x, body.y)
    for side in range(2):
        angle = body.turned + (0.25 * pi if side else -0.25 * pi)
        c, s = cos(angle), sin(angle)
        current[side] = min(gain * max(0.0, c * east + s * south), 8.0)
        near = is_wall(arena.walls, body.x + 0.09 * c, body.y + 0.09 * s)
        far = is_wall(arena.walls, body.x + 0.13 * c, body.y + 0.13 * s)
        current[2 + side] = (6.0 + (0.0 if side else lead)) if near or far else 0.0


@jit
def roll(arena: Arena, body: Body, left: float, right: float, h: float) -> tuple[Body, float, bool]:
    """Roll on for h seconds at these speeds of the wheels, in m/s; slide along a wall.

    Returns
    -------
    body : Body
    way : float, m
    touched : bool
        Whether there was a wall.
    """
    way_l, way_r = h * left, h * right
    ahead, turned = 0.5 * (way_l + way_r), body.turned + (way_l - way_r) / BASE
    dx, dy = ahead * cos(turned), ahead * sin(turned)
    touched = touches(arena.walls, body.x + dx, body.y + dy)
    if touched:
        dx = 0.0 if touches(arena.walls, body.x + dx, body.y) else dx
        dy = 0.0 if touches(arena.walls, body.x + dx, body.y + dy) else dy
    return Body(body.x + dx, body.y + dy, turned), sqrt(dx * dx + dy * dy), touched


@jit
def brain(w: np.ndarray, v: float) -> Brain:
    """Return the :class:`Brain` of these weights, at rest: each potential is v."""
    n = w.shape[0]
    return Brain(w, np.full(n, v), np.zeros(n), np.zeros(n), np.zeros(n))


@jit
def think(brain: Brain, current: np.ndarray, constants: LIFConstants, dt: float) -> None:
    """Advance the brain by a time step; spikes kick others, in mV, a step later.

    A kick into a refractory neuron is lost.  The arrays of the brain are changed in place.

    Parameters
    ----------
    current : (n,) float64, nA
    constants : LIFConstants
        ``lif.constants(params, dt)``.
    dt : float, ms
    """
    for i in range(brain.v.size):
        v, left = brain.v[i], brain.refractory[i]
        start = max(v + brain.kick[i], LOWEST) if left <= 0.0 else v
        spiked, state = lif.step(current[i], LIFState(start, left), constants, dt)
        brain.v[i], brain.refractory[i] = state.v, state.refractory
        brain.kick[i], brain.spiked[i] = 0.0, 1.0 if spiked else 0.0
    for i in range(brain.v.size):
        for j in range(brain.v.size):
            brain.kick[j] += brain.spiked[i] * brain.w[i, j]


@jit
def paint(arena: Arena, xs: np.ndarray, ys: np.ndarray, turned: float, scene: np.ndarray) -> None:
    """Draw the arena from above, (n, n): 1 is a light, -1 a wall.

    On the floor is the vehicle's track; it stands at the track's end, with its two eyes.

    Parameters
    ----------
    xs, ys : (n_places,) float64, m
    turned : float, radians
    scene : (n, n) float64
    """
    n, n_cells, now = scene.shape[0], arena.lights.shape[0], xs.size - 1
    c, s = cos(turned), sin(turned)
    for p in range(n * n):
        x, y = (p % n + 0.5) / n * SIDE, (p // n + 0.5) / n * SIDE
        glow = light_at(arena, x, y)[2]
        i, j = int(y / SIDE * n_cells), int(x / SIDE * n_cells)
        value = max(0.5 * glow / (1.0 + glow), arena.lights[i, j])
        scene[p // n, p % n] = -1.0 if arena.walls[i, j] > 0.5 else value
    for k in range((now + 3) // 4):
        scene[int(ys[4 * k] / SIDE * n), int(xs[4 * k] / SIDE * n)] = -0.6
    for p in range(n * n):
        dx, dy = (p % n + 0.5) / n * SIDE - xs[now], (p // n + 0.5) / n * SIDE - ys[now]
        ahead, aside = c * dx + s * dy - 0.03, abs(c * dy - s * dx) - 0.03
        if dx * dx + dy * dy < BODY * BODY:
            eye = ahead * ahead + aside * aside < 0.0003
            scene[p // n, p % n] = 1.0 if eye else -1.0


def lamps(*places: tuple[float, float]) -> np.ndarray:
    """Draw round lights at these places, (x, y) in m: (CELLS, CELLS) float64, 0 or 1."""
    row, column = np.indices((CELLS, CELLS)) + 0.5
    drawing = np.zeros((CELLS, CELLS))
    for x, y in places:
        away = np.hypot(column - x / SIDE * CELLS, row - y / SIDE * CELLS)
        drawing[away < 1.8] = 1.0
    return drawing


def bars(*boxes: tuple[float, float, float, float]) -> np.ndarray:
    """Draw walls, each of x, y, width and height in m: (CELLS, CELLS) float64, 0 or 1."""
    drawing = np.zeros((CELLS, CELLS))
    for x, y, width, height in boxes:
        i, j = round(y / SIDE * CELLS), round(x / SIDE * CELLS)
        drawing[i : i + round(height / SIDE * CELLS), j : j + round(width / SIDE * CELLS)] = 1.0
    return drawing
