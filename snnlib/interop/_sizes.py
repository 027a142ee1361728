"""How far two ways to integrate a neuron lie apart after one spike."""

import numpy as np

from snnlib.math import exp
from snnlib.synapses.potentials import held_decay

FINE = 64  # parts of a time step that stand for the exact solution


def conductance_error(dt: float, cell: dict, port: dict, weight: float) -> float:
    """Return the largest error of v (mV) after one spike, with the current held for dt.

    ``cell`` and ``port`` are parameters of a LIF neuron and of a conductance; the spike arrives at
    rest.  The current held for ``dt / 64`` stands for the exact one.
    """
    worst = 0.0
    for tau_m, r_m in (
        {*zip(*np.broadcast_arrays(cell["tau_m"], cell["R_m"]), strict=True)}
        if (np.ndim(cell["tau_m"]) or np.ndim(cell["R_m"]))
        else {(cell["tau_m"], cell["R_m"])}
    ):
        rest = float(np.ravel(cell["v_rest"])[0])
        n = int(np.ceil((port["tau"] + tau_m) / dt))
        numbers = float(tau_m), float(r_m), rest, port["tau"], port["reversal"], weight
        coarse = _course(dt, n, *numbers)
        fine = _course(dt / FINE, n * FINE, *numbers)[FINE - 1 :: FINE]
        worst = max(worst, float(np.abs(coarse - fine).max()))
    return worst


def _course(dt, n, tau_m, r_m, rest, tau, reversal, weight):
    """Return v at the end of each step after a spike, as :class:`snnlib.Network` computes it."""
    v, g, course = rest, weight, np.empty(n)
    held, left, decay = held_decay(tau, tau_m, dt), exp(-dt / tau_m), exp(-dt / tau)
    for k in range(n):
        v_inf = rest + r_m * held * g * (reversal - v)
        v, g = v_inf + (v - v_inf) * left, g * decay
        course[k] = v
    return course


def izhikevich_error(dt: float, cell: dict, weight: float) -> float:
    """Return by how much v (mV) differs a step after one spike: as a jump, and as a current."""
    worst = 0.0
    for b in np.ravel(cell["b"]):
        for w in (weight, -weight):
            v, u = -65.0, -65.0 * float(b)
            jumped, driven = v + w, v
            for _ in range(2):
                jumped += 0.5 * dt * ((0.04 * jumped + 5.0) * jumped + 140.0 - u)
                driven += 0.5 * dt * ((0.04 * driven + 5.0) * driven + 140.0 - u + w / dt)
            worst = max(worst, abs(jumped - driven))
    return worst
