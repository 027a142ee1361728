"""LIF layers in discrete time, forwards and backwards.

The potential ``u`` counts from rest, in units of the threshold.  In a step of length dt,

    v[k] = beta u[k-1] + I[k],    s[k] = 1 where v[k] >= 1, else 0,    u[k] = v[k] - s[k],

with ``beta = exp(-dt / tau_m)``: the third face of the neuron in the chapter "neurons/lif".  The
factor ``1 - beta`` of the current is taken into the weights.  The reset above subtracts the
threshold; the other one puts the potential to zero, ``u[k] = v[k] (1 - s[k])``.

Backwards, with h for the surrogate slope at ``v[k] - 1``, and dx for the loss's derivative by x,

    dv[k] = du[k] + h (ds[k] - du[k]),    dI[k] = dv[k],    du[k-1] = beta dv[k].

The second ``du[k]`` came through the reset: a *detached* reset leaves it out (Zenke & Vogels 2021,
doi:10.1162/neco_a_01367).  Every function below fills arrays that it is given; (time, neuron).
None that is filled may share memory with another one.
"""

from typing import Annotated, NamedTuple

import numpy as np

from snnlib._declared import Between, Positive, Probability
from snnlib._jit import jit, jit_apart
from snnlib.gradients.products import add_product, add_sparse_product
from snnlib.gradients.surrogates import fill_slopes, smooth_spike, surrogate_slope
from snnlib.math import exp, log

SUBTRACT, TO_ZERO = 0, 1


class DiscreteLIF(NamedTuple):
    """Parameters of a LIF neuron in steps, and of the slope that it learns by.

    Compiled code that makes one has to give all six: numba does not know the defaults.
    """

    beta: Annotated[float, Probability()] = 0.9  # part of the potential that is left after a step
    steepness: Annotated[float, Positive()] = 2.0  # of the surrogate
    shape: Annotated[int, Between(0, 4)] = 0  # of the surrogate: a place in surrogates.SHAPES
    reset: Annotated[int, Between(0, 1)] = SUBTRACT  # 0: subtract the threshold, 1: put to zero
    attached: Annotated[int, Between(0, 1)] = 1  # 1: errors go back through the reset, too
    smooth: Annotated[int, Between(0, 1)] = 0  # 1: the antiderivative in the place of the spikes


@jit
def decay(tau_m: float, dt: float) -> float:
    """Return beta, the part of the potential that is left after ``dt`` (ms): exp(-dt / tau_m)."""
    return exp(-dt / tau_m)


@jit
def time_constant(beta: float, dt: float) -> float:
    """Return the time constant (ms) that a neuron with this beta has if a step means ``dt`` ms."""
    return -dt / log(beta)


@jit
def lif_step(current: float, u: float, cell: DiscreteLIF) -> tuple[float, float, float]:
    """Advance a neuron by a step; returns its spike, and u before and after the reset."""
    v = cell.beta * u + current
    s = 1.0 if v >= 1.0 else 0.0
    if cell.smooth == 1:
        s = smooth_spike(v - 1.0, cell.shape, cell.steepness)
    return s, v, v - s * (v if cell.reset == TO_ZERO else 1.0)


@jit
def lif_step_back(
    grad_s: float, grad_u: float, v: float, s: float, cell: DiscreteLIF
) -> tuple[float, float]:
    """Take the error of a spike and of the potential after it back through a step.

    ``v`` and ``s`` are those of :func:`lif_step`.  Returns the loss's derivative by the current,
    and by the potential that the step began with.
    """
    slope = surrogate_slope(v - 1.0, cell.shape, cell.steepness)
    grad_v = _through_step(slope, grad_s, grad_u, v, s, cell)
    return grad_v, cell.beta * grad_v


@jit
def _through_step(slope, grad_s, grad_u, v, s, cell):
    """Return the loss's derivative by the potential before the reset."""
    to_zero = cell.reset == TO_ZERO
    through_reset = grad_u * (v if to_zero else 1.0)
    grad_v = grad_u * (1.0 - s if to_zero else 1.0)
    return grad_v + slope * (grad_s - (through_reset if cell.attached == 1 else 0.0))


@jit_apart
def currents(x: np.ndarray, w: np.ndarray, b: np.ndarray, current: np.ndarray) -> None:
    """Fill currents ``x @ w + b``; inputs that are 0 cost nothing.

    ``x`` (time, n_in), ``w`` (n_in, n_out), ``b`` (n_out,), ``current`` (time, n_out).
    """
    for k in range(x.shape[0]):
        row = current[k]
        for j in range(row.size):
            row[j] = b[j]
    add_sparse_product(x, w, current)


@jit_apart
def lif_forward(current: np.ndarray, cell: DiscreteLIF, v: np.ndarray, s: np.ndarray) -> None:
    """Fill potentials (before the reset) and spikes of a layer, from rest; both (time, neuron).

    A ``current`` of shape (1, n) is constant in time.
    """
    lif_forward_from(0.0, current, cell, v, s)


@jit_apart
def lif_forward_from(
    start: float, current: np.ndarray, cell: DiscreteLIF, v: np.ndarray, s: np.ndarray
) -> None:
    """As :func:`lif_forward`, from the potential ``start``."""
    next_step = 1 if current.shape[0] > 1 else 0
    u = np.zeros_like(v[0])
    u[:] = start
    for k in range(v.shape[0]):
        now, before, spikes = current[k * next_step], v[k], s[k]
        if cell.smooth == 1:
            for j in range(u.size):
                spikes[j], before[j], u[j] = lif_step(now[j], u[j], cell)
        else:  # a loop of its own, which a processor does for many neurons at once
            hard = DiscreteLIF(cell.beta, cell.steepness, cell.shape, cell.reset, cell.attached, 0)
            for j in range(u.size):
                spikes[j], before[j], u[j] = lif_step(now[j], u[j], hard)


@jit
def _backwards(n_steps):
    """Return the steps from the last to the first.

    From an array: of rows that are counted down, the compiler does not see that they do not
    overlap, and does one neuron after the other.
    """
    return np.arange(n_steps - 1, -1, -1)


@jit_apart
def lif_backward(
    grad_s: np.ndarray, v: np.ndarray, s: np.ndarray, cell: DiscreteLIF, grad_current: np.ndarray
) -> None:
    """Fill the loss's derivative by the currents from that by the spikes, back through time.

    ``grad_s``, ``v`` and ``s`` are (time, neuron); ``grad_current`` too, or (1, n) for a constant
    current, in which the derivatives of all steps add up.
    """
    next_step = 1 if grad_current.shape[0] > 1 else 0
    grad_u, slope = np.zeros_like(v[0]), np.empty_like(v[0])
    grad_current[:] = 0.0
    for k in _backwards(v.shape[0]):
        into = grad_current[k * next_step]
        error, before, spike = grad_s[k], v[k], s[k]
        fill_slopes(before, cell.shape, cell.steepness, slope)
        for j in range(grad_u.size):
            grad_v = _through_step(slope[j], error[j], grad_u[j], before[j], spike[j], cell)
            grad_u[j] = cell.beta * grad_v
            into[j] += grad_v


@jit_apart
def leaky_forward(current: np.ndarray, beta: float, y: np.ndarray) -> None:
    """Fill the potentials of leaky integrators, ``y[k] = beta y[k-1] + I[k]``; (time, neuron)."""
    next_step = 1 if current.shape[0] > 1 else 0
    for k in range(y.shape[0]):
        now = current[k * next_step]
        for j in range(y.shape[1]):
            before = y[k - 1, j] if k > 0 else 0.0
            y[k, j] = beta * before + now[j]


@jit_apart
def leaky_backward(grad_y: np.ndarray, beta: float, grad_current: np.ndarray) -> None:
    """Fill the loss's derivative by the currents of leaky integrators from that by ``y``."""
    next_step = 1 if grad_current.shape[0] > 1 else 0
    grad_u = np.zeros_like(grad_y[0])
    grad_current[:] = 0.0
    for k in _backwards(grad_y.shape[0]):
        into = grad_current[k * next_step]
        for j in range(grad_u.size):
            grad_v = grad_y[k, j] + grad_u[j]
            into[j] += grad_v
            grad_u[j] = beta * grad_v


@jit_apart
def add_weight_gradient(
    x: np.ndarray, grad_current: np.ndarray, grad_w: np.ndarray, grad_b: np.ndarray
) -> None:
    """Add the loss's derivative by weights ``x.T @ grad_current`` and biases to what is there."""
    for k in range(x.shape[0]):
        row = grad_current[k]
        for j in range(row.size):
            grad_b[j] += row[j]
    add_sparse_product(x.T, grad_current, grad_w)


@jit_apart
def input_gradient(w_from: np.ndarray, grad_current: np.ndarray, grad_x: np.ndarray) -> None:
    """Fill the loss's derivative by a layer's input, ``grad_current @ w_from``.

    ``w_from`` (n_out, n_in) is the transposed weight matrix, so that its rows lie in memory as they
    are read; ``grad_current`` (time, n_out), ``grad_x`` (time, n_in).
    """
    grad_x[:] = 0.0
    add_product(grad_current, w_from, grad_x)
