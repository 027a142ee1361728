"""Approximate integration of the LIF neuron, to compare with the exact one of ``snnlib.lif``.

A scheme has two parts.  The **membrane** says where v goes in a step without a spike:
:func:`euler`, :func:`midpoint`, :func:`runge_kutta`, or :func:`exact`.  The **crossing** says when
in the step v passed the threshold: :func:`at_end` puts the spike at the end of the step,
:func:`linear` and :func:`cubic` interpolate (Hansel, Mato, Meunier & Neltner, 1998,
doi:10.1162/089976698300017845; Shelley & Tao, 2001, doi:10.1023/A:1012885314187), :func:`solved`
is the closed form.  After an interpolated spike the neuron goes on from there, within the step.

Each part has an order, the power of the step size with which its error falls, and a scheme has the
lower of its two:

==================  ======    ================  ======
membrane            order     crossing          order
==================  ======    ================  ======
euler               1         at_end            1
midpoint            2         linear            2
runge_kutta         4         cubic             4
exact               (none)    solved            (none)
==================  ======    ================  ======

The input is constant within a step, as everywhere in the library; an input that changes within it
would add an error of its own.  The chapter "neurons/numerics" measures all of this.
"""

from collections.abc import Callable

import numba
import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib.neurons import leaky, lif
from snnlib.neurons.lif import LIFParameters, LIFRun, LIFState


@jit
def slope(current: float, v: float, params: LIFParameters) -> float:
    """Compute dv/dt (mV/ms) of the membrane."""
    return (params.v_rest + params.R_m * current - v) / params.tau_m


@jit
def euler(current: float, v: float, params: LIFParameters, h: float) -> float:
    """Advance v (mV) by h (ms) along its slope at the beginning (Euler, 1768)."""
    return v + h * slope(current, v, params)


@jit
def midpoint(current: float, v: float, params: LIFParameters, h: float) -> float:
    """Advance v by h along its slope in the middle, found by half a step of Euler (Runge, 1895)."""
    return v + h * slope(current, v + 0.5 * h * slope(current, v, params), params)


@jit
def runge_kutta(current: float, v: float, params: LIFParameters, h: float) -> float:
    """Advance v by h along a mean of four slopes: the Runge-Kutta method (Kutta, 1901)."""
    a = slope(current, v, params)
    b = slope(current, v + 0.5 * h * a, params)
    c = slope(current, v + 0.5 * h * b, params)
    d = slope(current, v + h * c, params)
    return v + h / 6.0 * (a + 2.0 * b + 2.0 * c + d)


@jit
def exact(current: float, v: float, params: LIFParameters, h: float) -> float:
    """Advance v by h by the closed form, with no error but rounding."""
    end = leaky.step(current, v, params, h)
    if v < params.v_th and params.v_rest + params.R_m * current <= params.v_th:
        return lif.kept_below(end, params.v_th, params.v_reset)
    return end


@jit
def at_end(current: float, v: float, end: float, params: LIFParameters, h: float) -> float:
    """Put the spike at the end of the step: at h (ms)."""
    return h


@jit
def linear(current: float, v: float, end: float, params: LIFParameters, h: float) -> float:
    """Put the spike where a straight line from v to ``end`` (mV) crosses the threshold."""
    return h * (params.v_th - v) / (end - v) if v < params.v_th else 0.0


@jit
def cubic(current: float, v: float, end: float, params: LIFParameters, h: float) -> float:
    """Put the spike where a cubic with the right values and slopes at both ends crosses.

    The cubic (Hermite's) has v and ``end`` and the slopes that the equation has there.
    """
    first, last = h * slope(current, v, params), h * slope(current, end, params)
    rise = end - v
    a, b = first + last - 2.0 * rise, 3.0 * rise - 2.0 * first - last
    low, high = 0.0, 1.0
    for _ in range(53):  # halvings; once a spike
        x = 0.5 * (low + high)
        if v + x * (first + x * (b + x * a)) < params.v_th:
            low = x
        else:
            high = x
    return h * high if v < params.v_th else 0.0


@jit
def solved(current: float, v: float, end: float, params: LIFParameters, h: float) -> float:
    """Put the spike where the closed form says."""
    return min(lif.time_to_threshold(current, v, params), h)


@jit
def advance(
    membrane: Callable,
    crossing: Callable,
    current: float,
    state: LIFState,
    params: LIFParameters,
    h: float,
) -> tuple[float, bool, LIFState]:
    """Advance one LIF neuron to its next spike, or by h (ms) if it does not spike before.

    ``membrane`` and ``crossing`` are two of the functions above, or compiled ones like them; all
    else is as in :func:`snnlib.neurons.lif.advance`, whose result ``exact`` and ``solved`` give.
    """
    if state.refractory >= h:
        return h, False, LIFState(params.v_reset, state.refractory - h)
    v = params.v_reset if state.refractory > 0.0 else state.v
    left = h - max(state.refractory, 0.0)
    end = membrane(current, v, params, left)
    if max(v, end) < params.v_th:
        return h, False, LIFState(end, 0.0)
    after = crossing(current, v, end, params, left)
    return h - left + after, True, LIFState(params.v_reset, params.t_ref)


def _fill(advance, membrane, crossing, current, params, dt, v0, v, times, neurons):
    """Fill ``v`` (time, neuron) and the spikes; return how many there were, or -1: no room."""
    next_step = 1 if current.shape[0] > 1 else 0
    next_neuron = 1 if current.shape[1] > 1 else 0
    count = 0
    for j in range(v.shape[1]):
        state = LIFState(v0[j], 0.0)
        for k in range(v.shape[0]):
            now, left = current[k * next_step, j * next_neuron], dt
            while left > 0.0:
                elapsed, spiked, state = advance(membrane, crossing, now, state, params, left)
                left -= elapsed
                if spiked:
                    if count == times.size:
                        return -1
                    times[count], neurons[count] = (k + 1) * dt - left, j
                    count += 1
            v[k, j] = state.v
    return count


_compiled_fill = numba.njit(
    _fill
)  # for each scheme anew: a cache on disk could not tell them apart


def simulate(
    current: ArrayLike,
    params: LIFParameters = LIFParameters(),
    dt: float = 0.1,
    *,
    membrane: Callable = euler,
    crossing: Callable = at_end,
    n_steps: int | None = None,
    n_neurons: int | None = None,
    v0: ArrayLike | None = None,
) -> LIFRun:
    """Simulate unconnected LIF neurons by a scheme of your choice, forward Euler if none is given.

    Parameters
    ----------
    current, params, dt, n_steps, n_neurons, v0
        As in :func:`snnlib.lif`.
    membrane : function of (current, v, params, h)
        Returns v (mV) after the time h (ms) without a spike.
    crossing : function of (current, v, end, params, h)
        Returns the time (ms), from 0 to h, at which v reached ``params.v_th`` on its way to
        ``end`` (mV); it may start there.

    Returns
    -------
    run : LIFRun
        As :func:`snnlib.lif` returns it.

    A scheme may make more than 1000 spikes a step and neuron only by mistake, and it raises
    ValueError then.  Functions of your own are compiled with numba.

    Examples
    --------
    >>> simulate(3.0, n_steps=300).spike_times.round(3)  # exact: 21.972 ms
    array([22.])
    """
    params = lif.checked(params)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    membrane, crossing = _function("membrane", membrane), _function("crossing", crossing)
    current, n_steps, n_neurons, shape = _checks.input_over_time(
        "current", current, n_steps, n_neurons, "nanoamperes"
    )
    v0 = _checks.value_per_neuron(
        "v0", params.v_rest if v0 is None else v0, n_neurons, "millivolts"
    )
    v = np.empty((n_steps, n_neurons))
    room = n_steps * n_neurons
    while True:
        times, neurons = np.empty(room), np.empty(room, dtype=np.int64)
        arrays = (current, params, dt, v0, v, times, neurons)
        count = _compiled_fill(advance, membrane, crossing, *arrays)
        if count >= 0:
            break
        if room >= 1000 * n_steps * n_neurons:
            raise ValueError(
                f"crossing must move on by some time at each spike, got over {room} spikes in "
                f"{n_steps} steps of {n_neurons} neurons; choose a weaker current or a longer t_ref"
            )
        room *= 10
    order = np.argsort(times[:count], kind="stable")
    return LIFRun(v.reshape(shape), times[:count][order], neurons[:count][order])


def _function(name, value):
    """Return a function as compiled code wants it."""
    if not callable(value):
        raise TypeError(f"{name} must be a function such as snnlib.neurons.integrators.euler, got "
                        f"{value!r}")  # fmt: skip
    compiled = hasattr(value, "py_func") or numba.config.DISABLE_JIT
    return value if compiled else numba.njit(value)
