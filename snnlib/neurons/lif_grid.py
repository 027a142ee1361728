"""The LIF neuron for large networks: :func:`snnlib.lif_step` without branches.

On the grid of time steps a refractory period is a number of steps, and everything that an
exponential is needed for can be computed before the run.  What is left is arithmetic and choices
between values, which a processor does for sixteen neurons at once.  The state is kept in float32
unless you ask for more.  Spikes are those of ``lif_step``, which the tests compare.
"""

from typing import NamedTuple

import numpy as np

from snnlib import _validate
from snnlib._jit import jit
from snnlib.math import expm1
from snnlib.neurons.lif import LIFParameters
from snnlib.neurons.lif_run import checked_lif
from snnlib.neurons.model import Neuron, WinnerTakeAll
from snnlib.spikes.gaps import dead_steps
from snnlib.spikes.trains import near_border


class LIFGridConstants(NamedTuple):
    """What the step needs of :class:`snnlib.LIFParameters` and dt."""

    gain: float  # part of the way to v_inf that v goes in a step
    last_gain: float  # the same for the step in which the refractory period ends
    v_rest: float  # mV
    R_m: float  # MΩ
    v_th: float  # mV
    v_reset: float  # mV
    pause: float  # steps, what the countdown begins with after a spike
    one: float  # 1, in the precision of the rest


class LIFGridState(NamedTuple):
    """State of a LIF neuron in a network."""

    v: float  # mV
    refractory: float  # steps, counted down; 1 or more: paused, 0 or less: awake


def lif_constants(params, dt):
    """Work out :class:`LIFGridConstants`."""
    held = dead_steps(params.t_ref, dt)
    at_border = near_border(params.t_ref, dt)[2]
    rest = 0.0 if at_border else params.t_ref - held * dt
    gain, last_gain = (-expm1(-h / params.tau_m) for h in (dt, dt - rest))
    return LIFGridConstants(
        gain,
        last_gain,
        params.v_rest,
        params.R_m,
        params.v_th,
        params.v_reset,
        held + (0.5 if rest > 0.0 else 0.0),
        1.0,
    )


@jit
def _drive(current, state, c):
    """Where v starts, where the input drives it, and where it gets to if the neuron can move."""
    start = state.v if state.refractory <= 0.0 else c.v_reset
    gain = c.gain if state.refractory <= 0.0 else c.last_gain
    v_inf = c.v_rest + c.R_m * current
    return start, v_inf, start + gain * (v_inf - start)


@jit
def lif_grid_step(current, state, constants, dt):
    """Advance one LIF neuron by a time step; see :func:`snnlib.lif_step`."""
    c = constants
    start, v_inf, v = _drive(current, state, c)
    paused = state.refractory >= 1.0
    reached = ((v >= c.v_th) & (v_inf > c.v_th)) | (start > c.v_th)
    spiked = reached & (not paused)
    left = state.refractory - c.one
    return spiked, LIFGridState(c.v_reset if spiked | paused else v, c.pause if spiked else left)


@jit
def lif_overshoot(current, state, constants, dt):
    """How far above the threshold v gets in this step, in mV."""
    return _drive(current, state, constants)[2] - constants.v_th


@jit
def lif_lose(state, constants):
    """Put v back to its reset value: a full inhibition, which does not last."""
    return LIFGridState(constants.v_reset, state.refractory)


LIF_WINNER_TAKES_ALL = WinnerTakeAll(lif_overshoot, lif_lose)


def lif_neuron(params=LIFParameters(), dtype="float32"):  # noqa: B008 (a named tuple)
    """Give the LIF neuron as a model for :class:`snnlib.network.Network`.

    Parameters
    ----------
    params : LIFParameters
        A field may be an array of shape (n,), one value for each neuron of the population.
    dtype : {"float32", "float64"}
        Precision of state and arithmetic.

    Returns
    -------
    neuron : Neuron
        It begins at ``v_rest``; its state is ``v`` (mV) and ``refractory`` (steps).

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as :class:`snnlib.LIFParameters` describes it.
    """
    _validate.instance_of("params", params, LIFParameters)
    columns = np.broadcast_arrays(*params)
    for values in {tuple(row) for row in np.column_stack([np.ravel(c) for c in columns]).tolist()}:
        checked_lif(LIFParameters(*values))
    state = LIFGridState(params.v_rest, 0.0)
    return Neuron(lif_grid_step, params, state, lif_constants, dtype, "LIF")
