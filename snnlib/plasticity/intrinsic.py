"""Intrinsic plasticity: a neuron that moves its threshold until it fires at a target rate.

The weights stay as they are.  The chapter "learning/stability" explains it.
"""

from typing import NamedTuple

import numpy as np

from snnlib import _validate
from snnlib._jit import jit
from snnlib.neurons.lif import LIFParameters, LIFState, lif_step
from snnlib.neurons.lif_run import checked_lif


class IntrinsicPlasticity(NamedTuple):
    """A threshold that rises with each spike and sinks between them, to hold a rate."""

    target_rate: float = 5.0  # Hz
    eta: float = 0.1  # mV, by which a spike raises the threshold


@jit
def threshold_step(v_th, spiked, params, dt):
    """Move the threshold by a time step: ``dv_th/dt = eta (spikes - target_rate)``."""
    sunk = v_th - params.eta * params.target_rate * (dt / 1000.0)
    return sunk + params.eta if spiked else sunk


class HomeostaticRun(NamedTuple):
    """Output of :func:`homeostatic_lif`."""

    v_th: np.ndarray  # (n_steps,) mV, threshold after each step
    spike_times: np.ndarray  # (n_spikes,) ms


@jit
def _run(current, params, plasticity, dt, v_th, spiked):
    """Fill the threshold and whether there was a spike, step by step."""
    state, threshold = LIFState(params.v_rest, 0.0), params.v_th
    for k in range(v_th.size):
        p = LIFParameters(
            params.tau_m, params.R_m, params.v_rest, threshold, params.v_reset, params.t_ref
        )
        spiked[k], state = lif_step(current[k], state, p, dt)
        threshold = max(threshold_step(threshold, spiked[k], plasticity, dt), params.v_reset)
        v_th[k] = threshold


def homeostatic_lif(
    current,
    params=LIFParameters(),  # noqa: B008 (a named tuple)
    plasticity=IntrinsicPlasticity(),  # noqa: B008
    dt=0.1,
):
    """Simulate a LIF neuron that moves its own threshold until it fires at a target rate.

    While the threshold stays above ``v_reset``, below which it does not sink, its change is
    ``eta`` times the spikes that are more than the target asks for, exactly.

    Parameters
    ----------
    current : (n_steps,) array_like, nA
    params : LIFParameters
        The threshold begins at ``params.v_th``.
    plasticity : IntrinsicPlasticity
        Both numbers positive.
    dt : float, ms

    Returns
    -------
    run : HomeostaticRun
        Spikes are at the end of their time steps.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    checked_lif(_validate.instance_of("params", params, LIFParameters))
    _validate.instance_of("plasticity", plasticity, IntrinsicPlasticity)
    plasticity = IntrinsicPlasticity(
        *(
            _validate.positive_number(f"plasticity.{name}", value)
            for name, value in plasticity._asdict().items()
        )
    )
    dt = _validate.positive_number("dt", dt, "milliseconds")
    current = _validate.finite_array("current", current, max_ndim=1, unit="nanoamperes")
    current = np.atleast_1d(current)
    v_th, spiked = np.zeros(len(current)), np.zeros(len(current), bool)
    _run(current, params, plasticity, dt, v_th, spiked)
    return HomeostaticRun(v_th, (np.flatnonzero(spiked) + 1.0) * dt)
