"""Intrinsic plasticity: a LIF neuron moves its own threshold to hold a rate; no weight changes.

Each spike raises the threshold, and between spikes it sinks.  The chapter "learning/stability"
explains it, beside synaptic scaling (:mod:`snnlib.plasticity.homeostasis`).
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._checks import Positive
from snnlib._jit import jit
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFParameters, LIFState


class IntrinsicPlasticity(NamedTuple):
    """A threshold that rises with each spike and sinks between them, to hold a rate."""

    target_rate: Annotated[float, Positive("Hz")] = 5.0
    eta: Annotated[float, Positive("mV")] = 0.1  # by which a spike raises the threshold


@jit
def threshold_step(v_th, spiked, params, dt: float):
    """Move the threshold by a time step: ``dv_th/dt = eta (spikes - target_rate)``."""
    sunk = v_th - params.eta * params.target_rate * (dt / 1000.0)
    return sunk + params.eta if spiked else sunk


class HomeostaticRun(NamedTuple):
    """Output of :func:`homeostatic_lif`."""

    v_th: np.ndarray  # (n_steps,) mV, threshold after each step
    spike_times: np.ndarray  # (n_spikes,) ms


@jit
def _run_homeostatic(current, params, plasticity, dt, v_th, spiked):
    """Fill the threshold and whether there was a spike, step by step."""
    state, threshold = LIFState(params.v_rest, 0.0), params.v_th
    constants = lif.constants(params, dt)
    for k in range(v_th.size):
        now = lif.with_threshold(constants, threshold)
        spiked[k], state = lif.step(current[k], state, now, dt)
        moved = threshold_step(threshold, spiked[k], plasticity, dt)
        threshold = moved if moved > params.v_reset else threshold
        v_th[k] = threshold


def homeostatic_lif(
    current: ArrayLike,
    params: LIFParameters = LIFParameters(),
    plasticity: IntrinsicPlasticity = IntrinsicPlasticity(),
    dt: float = 0.1,
) -> HomeostaticRun:
    """Simulate a LIF neuron that moves its own threshold until it fires at a target rate.

    The threshold begins at ``params.v_th``, and its change is ``eta`` times the spikes that are
    more than the target asks for, exactly.  A step that would take it to ``v_reset`` or below is
    not taken.  ``current`` is (n_steps,) array_like in nA and ``dt`` in ms; spikes are at the end
    of their steps.
    """
    params = lif.checked(params)
    plasticity = _checks.checked(plasticity, IntrinsicPlasticity, "plasticity", "plasticity.")
    dt = _checks.positive_number("dt", dt, "milliseconds")
    current = _checks.finite_array("current", current, max_ndim=1, unit="nanoamperes")
    current = np.atleast_1d(current)
    v_th, spiked = np.zeros(len(current)), np.zeros(len(current), bool)
    _run_homeostatic(current, params, plasticity, dt, v_th, spiked)
    return HomeostaticRun(v_th, (np.flatnonzero(spiked) + 1.0) * dt)
