"""Two ears and a row of cells: the difference of two arrival times becomes a place.

A spike of each ear runs along the row, one from each end; a cell fires where they meet (Jeffress
1948, doi:10.1037/h0061495).  Delays are those of Woodworth's formula for a round head: how much
earlier a click from the right reaches the right ear.  The chapter "hardware/applications" explains
both.
"""

from math import pi

import numpy as np

from snnlib._jit import jit
from snnlib.math import cos, exp, sin
from snnlib.neurons import leaky, lif
from snnlib.neurons.lif import LIFParameters, LIFState

HEAD = 1000.0 * 0.0875 / 343.0  # ms: radius of the head over the speed of sound
LINE = HEAD * (0.5 * pi + 1.0)  # ms: the largest difference, and the length of a delay line


@jit
def delay_of(angle: float) -> float:
    """Return by how much the right ear comes first, in ms, for an angle in degrees."""
    theta = angle * pi / 180.0
    return HEAD * (theta + sin(theta))


@jit
def angle_of(delay: float) -> float:
    """Return the angle in degrees that makes this delay, by Newton's method."""
    wanted = min(max(delay, -LINE), LINE) / HEAD
    theta = 0.5 * wanted
    for _ in range(8):
        away = theta + sin(theta) - wanted
        theta -= away / (1.0 + cos(theta))
    return theta * 180.0 / pi


@jit
def own_delay(i: int, n: int) -> float:
    """Return the delay in ms at which both spikes meet at cell i of n."""
    return LINE * (2.0 * i / (n - 1.0) - 1.0)


@jit
def meets(gap: float, share: float, tau: float) -> bool:
    """Return whether a cell fires when two spikes arrive ``gap`` ms apart.

    Each lifts it by ``share`` of the way to the threshold; it leaks with the time constant ``tau``.
    """
    params = LIFParameters(tau, 10.0, -70.0, -50.0, -70.0, 1.0)
    kick = share * (params.v_th - params.v_rest)
    v = leaky.step(0.0, params.v_rest + kick, params, gap) + kick
    return lif.step(0.0, LIFState(v, 0.0), lif.constants(params, 1.0), 1.0)[0]


@jit
def hear(delay: float, n: int, share: float, tau: float, counts: np.ndarray) -> tuple[int, float]:
    """Send a spike down each line; return how many cells fired, and the sum of their own delays.

    Parameters
    ----------
    delay : float, ms
        By which the right ear comes first.
    n : int
        Cells in the row.
    share, tau : float
        As in :func:`meets`.
    counts : (n or more,) float64
        Spikes of each cell; those of this click are added.
    """
    fired, total = 0, 0.0
    for i in range(n):
        own = own_delay(i, n)
        if meets(abs(delay - own), share, tau):
            fired, total, counts[i] = fired + 1, total + own, counts[i] + 1.0
    return fired, total


@jit
def click(ears: np.ndarray, start: float, delay: float) -> None:
    """Add a click, at ``start`` ms, that comes ``delay`` ms earlier to the right ear.

    ``ears`` is sound at 16 kHz, (2, n_samples), left and right.
    """
    for ear in range(2):
        middle = start + (0.5 * delay if ear == 0 else -0.5 * delay)
        for s in range(int(16.0 * (middle - 4.0)), int(16.0 * (middle + 4.0))):
            t = s / 16.0 - middle
            ears[ear, s] += exp(-0.8 * t * t) * cos(1.2 * pi * t)
