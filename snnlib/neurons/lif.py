"""The leaky integrate-and-fire neuron (LIF): one equation, a threshold and a pause.

Below the threshold the membrane is the leaky integrator,

    tau_m dv/dt = -(v - v_rest) + R_m I.

When v reaches ``v_th`` the neuron spikes; v is set to ``v_reset`` and held there for ``t_ref``, the
refractory period (Lapicque, 1907; Stein, 1965; Gerstner et al., *Neuronal Dynamics*, 2014, ch. 1).

The input is constant within a time step, so v at the end of the step has a closed form, and so has
the moment of the crossing (Rotter & Diesmann, 1999, doi:10.1007/s004220050570).  Both are exact:
the step size decides how finely the input is described and where v is looked at, nothing else.
The chapter "neurons/lif" explains it.

A jump that puts v onto ``v_th`` makes the neuron spike, too.  An input that drives it to exactly
``v_th`` does not: v comes closer and closer, and where it would be rounded to ``v_th``, it is kept
a few last bits below.

On a grid of time steps a refractory period is a number of steps, and everything that an exponential
is needed for can be computed before the run (:func:`constants`).  What is left of :func:`step` is
arithmetic and choices between values, which a processor does for sixteen neurons at once.
:func:`advance` goes from spike to spike instead.
"""

from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._checks import MOST_SPIKES
from snnlib._declared import Finite, NonNegative, Positive
from snnlib._jit import jit
from snnlib.math import exp, expm1, log1p
from snnlib.neurons._model import Neuron, WinnerTakeAll
from snnlib.neurons.leaky import membrane, relax, slowest
from snnlib.spikes.processes import dead_steps
from snnlib.spikes.trains import in_order, near_border

FOUR_THIRDS = 4.0 / 3.0  # from its rounding kept_below learns the precision that it is in


class LIFParameters(NamedTuple):
    """Parameters of the LIF neuron; ``v_reset`` lies below ``v_th``.

    Compiled code that makes one has to give all six: numba does not know the defaults.
    """

    tau_m: Annotated[float, Positive("ms")] = 20.0  # membrane time constant
    R_m: Annotated[float, Positive("MΩ")] = 10.0  # membrane resistance
    v_rest: Annotated[float, Finite("mV")] = -70.0  # where v goes without input
    v_th: Annotated[float, Finite("mV")] = -50.0  # threshold
    v_reset: Annotated[float, Finite("mV")] = -70.0  # where v is put after a spike
    t_ref: Annotated[float, NonNegative("ms")] = 2.0  # refractory period


class LIFState(NamedTuple):
    """State of the LIF neuron.  While ``refractory`` is positive, v counts as ``v_reset``."""

    v: float  # mV, membrane potential
    refractory: float  # what is left of the refractory period: steps for step, ms for advance


class LIFConstants(NamedTuple):
    """What :func:`step` needs of :class:`snnlib.LIFParameters` and dt; see :func:`constants`."""

    gain: float  # part of the way to v_inf that v goes in a step
    last_gain: float  # the same for the step in which the refractory period ends
    v_rest: float  # mV
    R_m: float  # MΩ
    v_th: float  # mV
    v_reset: float  # mV
    pause: float  # steps, what the countdown begins with after a spike


@jit
def constants(params: LIFParameters, dt: float) -> LIFConstants:
    """Compute :class:`LIFConstants` once for many steps of length dt, in Python or in a kernel.

    ``params`` may be any named tuple with the fields of :class:`snnlib.LIFParameters`.
    """
    held = dead_steps(params.t_ref, dt)
    rest = 0.0 if near_border(params.t_ref, dt)[2] else params.t_ref - held * dt
    return LIFConstants(
        -expm1(-dt / params.tau_m),
        -expm1(-(dt - rest) / params.tau_m),
        params.v_rest,
        params.R_m,
        params.v_th,
        params.v_reset,
        held + (0.5 if rest > 0.0 else 0.0),
    )


@jit
def with_threshold(constants: LIFConstants, v_th: float) -> LIFConstants:
    """Return the constants of the same neuron with another threshold (mV)."""
    c = constants
    return LIFConstants(c.gain, c.last_gain, c.v_rest, c.R_m, v_th, c.v_reset, c.pause)


@jit
def _just_below(v_th, v_reset):
    """Return a potential a few last bits below ``v_th``."""
    last_bit = abs((FOUR_THIRDS - 1.0) * 3.0 - 1.0)  # of 1.0, as a float32 or a float64
    return v_th - (abs(v_th) + abs(v_reset)) * last_bit  # not both are 0


@jit
def kept_below(v: float, v_th: float, v_reset: float) -> float:
    """Return v, or what lies a few last bits below ``v_th`` where v was rounded up to that.

    Only there: a v that is already so close, and still on its way, must not be stopped.
    """
    return v if v < v_th else _just_below(v_th, v_reset)


@jit
def _drive(current, state, c):
    """Where v starts, where the input drives it, and where it gets to if the neuron can move."""
    start = state.v if state.refractory <= 0.0 else c.v_reset
    gain = c.gain if state.refractory <= 0.0 else c.last_gain
    v_inf = c.v_rest + c.R_m * current
    return start, v_inf, start + gain * (v_inf - start)


@jit
def step(
    current: float, state: LIFState, constants: LIFConstants, dt: float
) -> tuple[bool, LIFState]:
    """Advance one LIF neuron by a time step, with spikes on the grid of time steps.

    There is at most one spike a step, and it counts as fired at the end of the step; from there its
    refractory period runs.  It may end within a step: the rest of that step is integrated.  Under
    constant input the interval between spikes is therefore the true one, rounded up to the next
    multiple of dt.  (Brian2 counts a refractory period from the beginning of the step in which it
    finds the spike: the same neuron has ``t_ref + dt`` there.)

    ``current`` (nA) is constant during the step.  A state with ``v >= v_th`` (a threshold that was
    lowered, a jump that was added) spikes in this step, whatever the input.  ``dt`` is that
    of the constants; not used, but every neuron's step takes it.  After a spike the state is
    ``LIFState(v_reset, constants.pause)``.
    """
    c = constants
    start, v_inf, v = _drive(current, state, c)
    paused = state.refractory >= 1.0
    # with v_inf <= v_th, v stays below the threshold for ever, but the rounded v may reach it
    reached = ((v >= c.v_th) & (v_inf > c.v_th)) | (start >= c.v_th)
    spiked = reached & (not paused)
    v = kept_below(v, c.v_th, c.v_reset)
    left = state.refractory - 1.0
    return spiked, LIFState(c.v_reset if spiked | paused else v, c.pause if spiked else left)


@jit
def time_to_threshold(current: float, v: float, params: LIFParameters) -> float:
    """Time (ms) in which v (mV) rises to the threshold under constant current (nA).

    ``tau_m ln((v_inf - v) / (v_inf - v_th))``, 0 for v at the threshold or above, and otherwise
    infinity where ``v_inf = v_rest + R_m I`` does not exceed it.
    """
    v_inf = params.v_rest + params.R_m * current
    if v >= params.v_th:
        return 0.0
    if v_inf <= params.v_th:
        return np.inf
    # (v_inf - v) / (v_inf - v_th) = 1 + (v_th - v) / (v_inf - v_th), which a strong input brings so
    # close to 1 that the logarithm would lose its digits
    return params.tau_m * log1p((params.v_th - v) / (v_inf - params.v_th))


@jit
def _awake(current, v, params, decay):
    """Advance a neuron that is not refractory; ``decay`` is ``exp(-h / tau_m)`` for the time h."""
    v_inf = params.v_rest + params.R_m * current
    v_end = relax(v, v_inf, decay)
    if max(v, v_end) < params.v_th:  # nearly always
        return False, LIFState(v_end, 0.0)
    if v >= params.v_th or v_inf > params.v_th:
        return True, LIFState(params.v_reset, params.t_ref)
    return False, LIFState(kept_below(v_end, params.v_th, params.v_reset), 0.0)


@jit
def advance(
    current: float, state: LIFState, params: LIFParameters, h: float
) -> tuple[float, bool, LIFState]:
    """Advance one LIF neuron to its next spike, or by h if it does not spike before.

    The time of the spike is solved for, not rounded to a grid.  Call it again with the rest of the
    time step until nothing is left of it, and no spike is lost, however many a step holds::

        left = dt
        while left > 0.0:
            elapsed, spiked, state = advance(current, state, params, left)
            left -= elapsed
            if spiked:
                ...  # the spike is dt - left after the beginning of the step

    ``current`` (nA) is constant for the time h (ms), and with ``v >= v_th`` the neuron spikes
    at once.  The state is that after the time ``elapsed`` (ms), h if there is no spike; after a
    spike it is ``LIFState(v_reset, t_ref)``.
    """
    if state.refractory >= h:
        return h, False, LIFState(params.v_reset, state.refractory - h)
    v = params.v_reset if state.refractory > 0.0 else state.v
    spiked, after = _awake(current, v, params, exp(-(h - state.refractory) / params.tau_m))
    if not spiked:
        return h, False, after
    return min(state.refractory + time_to_threshold(current, v, params), h), True, after


@jit
def interval(current: float, params: LIFParameters) -> float:
    """Time (ms) between spikes under constant current (nA): ``t_ref`` and the rise after a reset.

    It is infinite where the input is too weak for a second spike.
    """
    return params.t_ref + time_to_threshold(current, params.v_reset, params)


@jit
def overshoot(current: float, state: LIFState, constants: LIFConstants, dt: float) -> float:
    """How far above the threshold v gets in this step, in mV."""
    return _drive(current, state, constants)[2] - constants.v_th


@jit
def inhibit(state: LIFState, constants: LIFConstants) -> LIFState:
    """Put v back to its reset value: a full inhibition, which does not last."""
    return LIFState(constants.v_reset, state.refractory)


WINNER_TAKES_ALL = WinnerTakeAll(overshoot, inhibit)


def neuron(
    params: LIFParameters = LIFParameters(), dtype: Literal["float32", "float64"] = "float32"
) -> Neuron:
    """Return the LIF neuron as a model for :class:`snnlib.Network`, computed in ``dtype``.

    A field of ``params`` may be an array of shape (n,), one value for each neuron of the
    population.  It begins at ``v_rest``; its state is ``v`` (mV) and ``refractory`` (steps).  A
    network takes float64 where ``tau_m`` is above 1024 dt: v would stop on its way in float32.
    """
    _checks.instance_of("params", params, LIFParameters)
    params = LIFParameters(*_declared.without_units(params, LIFParameters))
    params = LIFParameters(*(np.asarray(x, float) if np.ndim(x) else x for x in params))
    columns = np.broadcast_arrays(*params)
    for values in {tuple(row) for row in np.column_stack([np.ravel(c) for c in columns]).tolist()}:
        checked(LIFParameters(*values))
    state = LIFState(params.v_rest, 0.0)
    return Neuron(step, params, state, constants, dtype, "LIF", slowest, membrane)


class LIFRun(NamedTuple):
    """Result of :func:`simulate`: the potential over time, and the spikes as a list of events."""

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
def _fill_grid(current, v0, params, dt, v, spike_times, spike_neurons):
    """Fill ``v`` (time, neuron) and the spikes, neuron after neuron; return how many there were.

    An axis of ``current`` with length 1 is stretched.
    """
    next_step = 1 if current.shape[0] > 1 else 0
    next_neuron = 1 if current.shape[1] > 1 else 0
    prepared, highest = constants(params, dt), _just_below(params.v_th, params.v_reset)
    count = 0
    for j in range(v.shape[1]):
        state = LIFState(v0[j], 0.0)
        for k in range(v.shape[0]):
            now = current[k * next_step, j * next_neuron]
            end = state.v
            if state.refractory <= 0.0:
                end = _drive(now, state, prepared)[2]
            if max(state.v, end) < highest and state.refractory <= 0.0:  # nearly always
                state = LIFState(end, 0.0)
            else:
                spiked, state = step(now, state, prepared, dt)
                if spiked:
                    count = _record(count, (k + 1) * dt, j, spike_times, spike_neurons)
            v[k, j] = state.v
    return count


@jit
def _fill(current, v0, params, dt, v, spike_times, spike_neurons):
    """As :func:`_fill_grid`, with the spikes when they happen.

    Spikes for which there is no room are counted and not recorded.
    """
    next_step = 1 if current.shape[0] > 1 else 0
    next_neuron = 1 if current.shape[1] > 1 else 0
    decay = exp(-dt / params.tau_m)
    count = 0
    for j in range(v.shape[1]):
        state = LIFState(v0[j], 0.0)
        for k in range(v.shape[0]):
            now = current[k * next_step, j * next_neuron]
            if state.refractory >= dt:
                after = LIFState(params.v_reset, state.refractory - dt)
            else:
                spiked, after = _awake(now, state.v, params, decay)
                if spiked or state.refractory > 0.0:  # else, and nearly always, this is all
                    after, left = state, dt
                    while left > 0.0:
                        elapsed, spiked, after = advance(now, after, params, left)
                        left -= elapsed
                        if spiked:
                            time = (k + 1) * dt - left
                            count = _record(count, time, j, spike_times, spike_neurons)
            state = after
            v[k, j] = state.v
    return count


def checked(params: LIFParameters) -> LIFParameters:
    """Return the parameters as floats, or say which is wrong."""
    params = _declared.checked(params, LIFParameters)
    if params.v_reset >= params.v_th:
        raise ValueError(
            f"v_reset must be below v_th = {params.v_th} millivolts, or one spike would follow "
            f"another at once; got {params.v_reset}"
        )
    return params


def _most_spikes(strongest, params, duration, n_neurons):
    """Room for every spike: none follows another sooner than under the strongest current."""
    shortest = interval(strongest, params)
    if duration * n_neurons >= shortest * MOST_SPIKES:
        raise ValueError(
            f"current must lead to fewer than {MOST_SPIKES:g} spikes, got up to {strongest} nA: "
            f"{n_neurons} neurons may fire every {shortest:.3g} ms for {duration:.6g} ms; choose a "
            f"longer t_ref, a weaker current or fewer steps"
        )
    return n_neurons * (int(1.001 * duration / shortest) + 2)  # 1.001: duration is rounded, too


def simulate(
    current: ArrayLike,
    params: LIFParameters = LIFParameters(),
    dt: float = 0.1,
    *,
    n_steps: int | None = None,
    n_neurons: int | None = None,
    v0: ArrayLike | None = None,
    spike_times: Literal["interpolated", "grid"] = "interpolated",
) -> LIFRun:
    """Simulate unconnected LIF neurons under a given input current.

    The equation is at the top of :mod:`snnlib.neurons.lif`.  An argument that is not as described,
    or 1e8 interpolated spikes or more that there may be, raise TypeError or ValueError.

    Parameters
    ----------
    current : float or array_like, nA
        Input, constant within each time step: a number (constant in time), ``(n_steps,)`` for one
        neuron, ``(n_steps, n_neurons)`` for many.  Axis 0 is always time; an axis of length 1 is
        stretched, so one constant current per neuron has the shape ``(1, n_neurons)``.
    dt : float, ms
        Time step.
    n_steps, n_neurons : int, optional
        Number of time steps and of neurons; needed where ``current`` does not tell it.
    params : LIFParameters
        The same for all neurons.  With ``v_rest`` above ``v_th`` they fire without input.
    v0 : float or array_like of shape (n_neurons,), mV, optional
        Potential at time 0; ``v_rest`` if not given.  A neuron that starts at the threshold
        or above spikes at once (at time 0, or on the grid at the end of the first step).
    spike_times : {"interpolated", "grid"}
        "interpolated": spikes come when v reaches the threshold, several in a time step if need be.
        "grid": at most one spike a step, at its end, as most simulators have it; intervals between
        spikes are rounded up to whole steps.

    Returns
    -------
    run : LIFRun
        ``run.v`` is the potential at the *end* of each step: ``v[k]`` belongs to the time
        ``(k + 1) * dt``.  It has one axis if neither ``current`` nor ``n_neurons`` asked for a
        second one.  Spikes are not drawn into it; on the grid, the step of a spike shows
        ``v_reset``.  The spikes of all neurons together are in ascending order, those at one time
        in the order of the neurons.

    Examples
    --------
    >>> snnlib.lif(3.0, n_steps=300).spike_times.round(3)  # 3 nA for 30 ms
    array([21.972])
    """
    params = checked(params)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    _checks.one_of("spike_times", spike_times, ("interpolated", "grid"))
    current, n_steps, n_neurons, shape = _checks.input_over_time(
        "current", current, n_steps, n_neurons, "nanoamperes"
    )
    v0 = _checks.value_per_neuron(
        "v0", params.v_rest if v0 is None else v0, n_neurons, "millivolts"
    )
    on_grid = spike_times == "grid"
    room = n_steps * n_neurons
    if not on_grid:
        room = _most_spikes(float(current.max()), params, n_steps * dt, n_neurons)
    v = np.empty((n_steps, n_neurons))
    times = np.empty(room)
    neurons = np.empty(room, dtype=np.int64)
    fill = _fill_grid if on_grid else _fill
    count = fill(current, v0, params, dt, v, times, neurons)
    return LIFRun(v.reshape(shape), *in_order(times[:count], neurons[:count]))


@jit
def _fill_rate(current, params, rate):
    """Fill ``rate`` (in Hz) from ``current``, both flat."""
    for i in range(current.size):
        rate[i] = 1000.0 / interval(current[i], params)


def rate(current: ArrayLike, params: LIFParameters = LIFParameters()) -> np.ndarray | float:
    """Firing rate (Hz) under constant input (nA, of any shape): the f-I curve.

    0 up to the :func:`rheobase`, above it
    ``1000 / (t_ref + tau_m ln((v_inf - v_reset) / (v_inf - v_th)))`` with
    ``v_inf = v_rest + R_m I``; a strong input brings it close to ``1000 / t_ref``.

    >>> rate([1.0, 2.0, 3.0]).round(2)
    array([ 0.  ,  0.  , 41.71])
    """
    params = checked(params)
    current = _checks.finite_array("current", current, unit="nanoamperes")
    rate = np.empty(current.shape)
    _fill_rate(current.reshape(-1), params, rate.reshape(-1))
    return rate if rate.ndim else float(rate)


def rheobase(params: LIFParameters = LIFParameters()) -> float:
    """Weakest constant current, in nA, above which the neuron fires: ``(v_th - v_rest) / R_m``.

    At the rheobase itself v never arrives.  Negative for a neuron that fires without input.

    >>> rheobase()
    2.0
    """
    params = checked(params)
    return (params.v_th - params.v_rest) / params.R_m
