"""The leaky integrator: a membrane with a capacitance and a leak, and no spikes.

Lapicque (1907) described the membrane as a capacitor that leaks through a resistor.  With the time
constant ``tau_m = R_m C_m``,

    tau_m dv/dt = -(v - v_rest) + R_m I.

While the input I is constant, v decays exponentially towards ``v_inf = v_rest + R_m I``.  An input
that is constant within each time step is therefore integrated without error, at every step size
(Rotter & Diesmann, 1999, doi:10.1007/s004220050570).

In a network it is a neuron that listens and never spikes.

The units multiply out: MΩ times nF is ms, nA times MΩ is mV, nA times ms is pC, and pC over nF is
mV.  The chapter "spikes/membrane" explains it.
"""

from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import Finite, Positive
from snnlib._jit import jit
from snnlib.math import exp, expm1
from snnlib.neurons._model import Neuron

MOST_COUNTED = 2.0**23  # steps and halves of them that float32 tells apart


class LeakyIntegratorParameters(NamedTuple):
    """Parameters of the leaky integrator: time constant, resistance and resting potential."""

    tau_m: Annotated[float, Positive("ms")] = 20.0
    R_m: Annotated[float, Positive("MΩ")] = 10.0
    v_rest: Annotated[float, Finite("mV")] = -70.0


@jit
def relax(v: float, v_inf: float, decay: float) -> float:
    """Move v towards v_inf until the fraction ``decay`` of the distance is left."""
    return v_inf + (v - v_inf) * decay


@jit
def step(current: float, v: float, params: LeakyIntegratorParameters, dt: float) -> float:
    """Advance the membrane potential (mV) by a time step (ms) of constant current (nA).

    ``params`` may be any named tuple with ``tau_m``, ``R_m`` and ``v_rest``.
    """
    return relax(v, params.v_rest + params.R_m * current, exp(-dt / params.tau_m))


@jit
def _fill(current, v0, params, dt, v):
    """Fill ``v`` (time, neuron) from ``current``, of which an axis of length 1 is stretched."""
    next_step = 1 if current.shape[0] > 1 else 0
    next_neuron = 1 if current.shape[1] > 1 else 0
    decay = exp(-dt / params.tau_m)  # once, where step needs it in every step
    for j in range(v.shape[1]):
        v_now = v0[j]
        for k in range(v.shape[0]):
            v_inf = params.v_rest + params.R_m * current[k * next_step, j * next_neuron]
            v_now = relax(v_now, v_inf, decay)
            v[k, j] = v_now


def simulate(
    current: ArrayLike,
    params: LeakyIntegratorParameters = LeakyIntegratorParameters(),
    dt: float = 0.1,
    *,
    n_steps: int | None = None,
    n_neurons: int | None = None,
    v0: ArrayLike | None = None,
) -> np.ndarray:
    """Simulate leaky integrators: the membrane potential under a given input current.

    ``current`` (nA), ``dt`` (ms), ``n_steps``, ``n_neurons`` and ``v0`` (mV; ``v_rest`` if not
    given) are as in :func:`snnlib.lif`, and so is the result, (n_steps,) or (n_steps, n_neurons) in
    mV at the *end* of each step.  The equation is at the top of :mod:`snnlib.neurons.leaky`.

    >>> simulate(1.0, n_steps=3, dt=20.0).round(3)  # a step of 10 mV, tau_m = 20 ms
    array([-63.679, -61.353, -60.498])
    """
    params = _declared.checked(params, LeakyIntegratorParameters)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    current, n_steps, n_neurons, shape = _checks.input_over_time(
        "current", current, n_steps, n_neurons, "nanoamperes"
    )
    v0 = params.v_rest if v0 is None else v0
    v0 = _checks.value_per_neuron("v0", v0, n_neurons, "millivolts")
    v = np.empty((n_steps, n_neurons))
    _fill(current, v0, params, dt, v)
    return v.reshape(shape)


class LeakyConstants(NamedTuple):
    """What the step needs of :class:`snnlib.neurons.leaky.LeakyIntegratorParameters` and dt."""

    gain: float  # part of the way to v_inf that v goes in a step
    v_rest: float  # mV
    R_m: float  # MΩ


class LeakyState(NamedTuple):
    """State of a leaky integrator in a network."""

    v: float  # mV


@jit
def constants(params: LeakyIntegratorParameters, dt: float) -> LeakyConstants:
    """Compute :class:`LeakyConstants`."""
    return LeakyConstants(-expm1(-dt / params.tau_m), params.v_rest, params.R_m)


def slowest(params: LeakyIntegratorParameters, dt: float) -> float:
    """Return the part of its way that the slowest membrane goes in a step.

    It is 0 where a refractory period has so many steps that float32 cannot count them down.
    """
    paused = np.max(getattr(params, "t_ref", 0.0))
    return dt / np.max(params.tau_m) if paused < MOST_COUNTED * dt else 0.0


def membrane(params: LeakyIntegratorParameters) -> ArrayLike:
    """Return the membrane's time constant, in which what has come in is forgotten."""
    return params.tau_m


@jit
def network_step(
    current: float, state: LeakyState, constants: LeakyConstants, dt: float
) -> tuple[bool, LeakyState]:
    """Advance a leaky integrator by a time step of constant input; it does not spike."""
    c = constants
    return False, LeakyState(state.v + c.gain * (c.v_rest + c.R_m * current - state.v))


def neuron(
    params: LeakyIntegratorParameters = LeakyIntegratorParameters(),
    dtype: Literal["float32", "float64"] = "float32",
) -> Neuron:
    """Return the leaky integrator as a model for :class:`snnlib.Network`, to read a network out.

    It begins at ``v_rest``; its state is ``v`` (mV).  It is computed in ``dtype``, or in float64
    where ``tau_m`` is above 1024 dt, because v would stop on its way in float32.
    """
    state = LeakyState(_declared.checked(params, LeakyIntegratorParameters).v_rest)
    return Neuron(
        network_step, params, state, constants, dtype, "leaky integrator", slowest, membrane
    )
