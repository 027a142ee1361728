"""Simulation of LIF neurons over time, and their f-I curve; the model is in :mod:`.lif`."""

from typing import NamedTuple

import numpy as np

from snnlib import _validate
from snnlib._jit import jit
from snnlib.math import exp
from snnlib.neurons.lif import (
    LIFParameters,
    LIFState,
    lif_advance,
    lif_awake_step,
    lif_interval,
    lif_step,
)

MOST_SPIKES = 10**8


class LIFRun(NamedTuple):
    """What :func:`lif` gives: the potential over time, and the spikes as a list of events."""

    v: np.ndarray  # (n_steps,) or (n_steps, n_neurons) float64, mV
    spike_times: np.ndarray  # (n_spikes,) float64, ms, ascending
    spike_neurons: np.ndarray  # (n_spikes,) int64, the neuron that fired


@jit
def _record(count, time, neuron, spike_times, spike_neurons):
    """Write down one spike if there is room for it; return the new count."""
    if count < spike_times.size:
        spike_times[count] = time
        spike_neurons[count] = neuron
    return count + 1


@jit
def _fill_lif(current, v0, params, dt, on_grid, v, spike_times, spike_neurons):
    """Fill ``v`` (time, neuron) and the spikes, neuron after neuron; return how many there were.

    An axis of ``current`` with length 1 is stretched.  Spikes for which there is no room are
    counted and not recorded.
    """
    next_step = 1 if current.shape[0] > 1 else 0
    next_neuron = 1 if current.shape[1] > 1 else 0
    decay = exp(-dt / params.tau_m)
    count = 0
    for j in range(v.shape[1]):
        state = LIFState(v0[j], 0.0)
        for k in range(v.shape[0]):
            current_now = current[k * next_step, j * next_neuron]
            if state.refractory > 0.0:
                spiked, after = lif_step(current_now, state, params, dt)
            else:
                spiked, after = lif_awake_step(current_now, state.v, params, decay)
            if spiked and on_grid:
                count = _record(count, (k + 1) * dt, j, spike_times, spike_neurons)
            elif spiked:  # the same step once more, from spike to spike
                after = state
                left = dt
                while left > 0.0:
                    elapsed, spiked, after = lif_advance(current_now, after, params, left)
                    left -= elapsed
                    if spiked:
                        count = _record(count, (k + 1) * dt - left, j, spike_times, spike_neurons)
            state = after
            v[k, j] = state.v
    return count


def checked_lif(params):
    """Give the parameters as floats, or say which is wrong."""
    _validate.instance_of("params", params, LIFParameters)
    checked = LIFParameters(
        tau_m=_validate.positive_number("tau_m", params.tau_m, "milliseconds"),
        R_m=_validate.positive_number("R_m", params.R_m, "megaohms"),
        v_rest=_validate.finite_number("v_rest", params.v_rest, "millivolts"),
        v_th=_validate.finite_number("v_th", params.v_th, "millivolts"),
        v_reset=_validate.finite_number("v_reset", params.v_reset, "millivolts"),
        t_ref=_validate.non_negative_number("t_ref", params.t_ref, "milliseconds"),
    )
    if checked.v_reset >= checked.v_th:
        raise ValueError(
            f"v_reset must be below v_th = {checked.v_th} millivolts, or one spike would follow "
            f"another at once; got {checked.v_reset}"
        )
    return checked


def _most_spikes(strongest, params, duration, n_neurons):
    """Room for every spike: none follows another sooner than under the strongest current."""
    interval = lif_interval(strongest, params)
    if duration * n_neurons >= interval * MOST_SPIKES:
        raise ValueError(
            f"current must lead to fewer than {MOST_SPIKES:g} spikes, got up to {strongest} nA: "
            f"{n_neurons} neurons may fire every {interval:.3g} ms for {duration:.6g} ms; choose a "
            f"longer t_ref, a weaker current or fewer steps"
        )
    return n_neurons * (int(1.001 * duration / interval) + 2)  # 1.001: duration is rounded, too


def lif(
    current,
    params=LIFParameters(),  # noqa: B008 (a named tuple does not change)
    dt=0.1,
    *,
    n_steps=None,
    n_neurons=None,
    v0=None,
    spike_times="interpolated",
):
    """Simulate unconnected LIF neurons under a given input current.

    Parameters
    ----------
    current : float or array_like, nA
        Input, constant within each time step: a number (constant in time), ``(n_steps,)`` for one
        neuron, ``(n_steps, n_neurons)`` for many.  Axis 0 is always time; an axis of length 1 is
        stretched, so one constant current per neuron has the shape ``(1, n_neurons)``.
    params : LIFParameters
        The same for all neurons.  With ``v_rest`` above ``v_th`` they fire without input.
    dt : float, ms
        Time step.
    n_steps : int, optional
        Number of time steps; needed where ``current`` does not tell it.
    n_neurons : int, optional
        Number of neurons; needed where ``current`` does not tell it.
    v0 : float or array_like of shape (n_neurons,), mV, optional
        Potential at time 0; ``v_rest`` if not given.  A neuron that starts above the threshold
        spikes at once (at time 0, or on the grid at the end of the first step); one that starts
        just at it, if the input drives it further up.
    spike_times : {"interpolated", "grid"}
        "interpolated": spikes come when v reaches the threshold, several in a time step if need be.
        "grid": at most one spike a step, at its end, as most simulators have it; intervals between
        spikes are rounded up to whole steps.

    Returns
    -------
    run : LIFRun
        ``run.v`` : (n_steps,) or (n_steps, n_neurons) float64, mV
            Potential at the *end* of each step: ``v[k]`` belongs to the time ``(k + 1) * dt``.  One
            axis if neither ``current`` nor ``n_neurons`` asked for a second one.  Spikes are not
            drawn into it; on the grid, the step of a spike shows ``v_reset``.
        ``run.spike_times`` : (n_spikes,) float64, ms
            In ascending order, the spikes of all neurons together.
        ``run.spike_neurons`` : (n_spikes,) int64
            Which neuron fired; spikes at one time are in the order of the neurons.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or if there may be 1e8 interpolated spikes or more.

    Notes
    -----
    The equation is at the top of :mod:`snnlib.neurons.lif`; the chapter "neurons/lif" explains it.

    Examples
    --------
    >>> lif(3.0, n_steps=300).spike_times.round(3)  # 3 nA for 30 ms
    array([21.972])
    """
    params = checked_lif(params)
    dt = _validate.positive_number("dt", dt, "milliseconds")
    _validate.one_of("spike_times", spike_times, ("interpolated", "grid"))
    current, n_steps, n_neurons, shape = _validate.input_over_time(
        "current", current, n_steps, n_neurons, "nanoamperes"
    )
    v0 = _validate.value_per_neuron(
        "v0", params.v_rest if v0 is None else v0, n_neurons, "millivolts"
    )
    on_grid = spike_times == "grid"
    room = n_steps * n_neurons
    if not on_grid:
        room = _most_spikes(float(current.max()), params, n_steps * dt, n_neurons)
    v = np.empty((n_steps, n_neurons))
    times = np.empty(room)
    neurons = np.empty(room, dtype=np.int64)
    count = _fill_lif(current, v0, params, dt, on_grid, v, times, neurons)
    in_time = np.argsort(times[:count], kind="stable")
    return LIFRun(v.reshape(shape), times[in_time], neurons[in_time])


@jit
def _fill_rate(current, params, rate):
    """Fill ``rate`` (in Hz) from ``current``, both flat."""
    for i in range(current.size):
        rate[i] = 1000.0 / lif_interval(current[i], params)


def lif_rate(current, params=LIFParameters()):  # noqa: B008 (a named tuple does not change)
    """Firing rate under constant input, the f-I curve (chapter "neurons/firing-rate").

    Parameters
    ----------
    current : float or array_like of any shape, nA
    params : LIFParameters

    Returns
    -------
    rate : float or float64 array of the shape of ``current``, Hz
        0 up to the :func:`rheobase`, above it
        ``1000 / (t_ref + tau_m ln((v_inf - v_reset) / (v_inf - v_th)))`` with
        ``v_inf = v_rest + R_m I``; a strong input brings it close to ``1000 / t_ref``.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    Examples
    --------
    >>> lif_rate([1.0, 2.0, 3.0]).round(2)
    array([ 0.  ,  0.  , 41.71])
    """
    params = checked_lif(params)
    current = _validate.finite_array("current", current, unit="nanoamperes")
    rate = np.empty(current.shape)
    _fill_rate(current.reshape(-1), params, rate.reshape(-1))
    return rate if rate.ndim else float(rate)


def rheobase(params=LIFParameters()):  # noqa: B008 (a named tuple does not change)
    """Weakest constant current, in nA, above which the neuron fires: ``(v_th - v_rest) / R_m``.

    At the rheobase itself v never arrives.  Negative for a neuron that fires without input.

    Parameters
    ----------
    params : LIFParameters

    Returns
    -------
    current : float, nA

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as described.

    Examples
    --------
    >>> rheobase()
    2.0
    """
    params = checked_lif(params)
    return (params.v_th - params.v_rest) / params.R_m
