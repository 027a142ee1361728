"""Decoding over time: each spike is replaced by a kernel of area 1, and their sum is the rate.

* *Exponential*, ``exp(-t / tau) / tau`` after the spike: what a synapse does.  It is causal and
  lags behind by tau.  For a Poisson train of rate r its variance is ``r / (2 tau)`` (Campbell's
  theorem: r times the integral of the squared kernel).
* *Gaussian*, of standard deviation tau around the spike: it does not lag, but knows the future.
  Its variance is ``r / (2 sqrt(pi) tau)``.

A long tau averages more spikes and follows slower.  Rieke, Warland, de Ruyter van Steveninck &
Bialek (1997), *Spikes: Exploring the Neural Code*.  The chapter is "encoding/rate".
"""

from math import sqrt
from typing import Literal

import numpy as np

from snnlib import _checks
from snnlib._jit import jit
from snnlib.codes import _code
from snnlib.math import PI, exp
from snnlib.spikes.trains import SpikeEvents, step_of


@jit
def exponential_kernel(t: float, tau: float) -> float:
    """Return the rate in Hz that a spike stands for t ms after it; the area is one spike."""
    return 1000.0 / tau * exp(-t / tau) if t >= 0.0 else 0.0


@jit
def gaussian_kernel(t: float, tau: float) -> float:
    """Return the rate in Hz that a spike stands for t ms after it, or before for negative t."""
    return 1000.0 / (sqrt(2.0 * PI) * tau) * exp(-0.5 * (t / tau) * (t / tau))


@jit
def _fill_exponential(times, neurons, tau, dt, rate):
    """Add each spike at the end of its step, then let the rates decay from step to step."""
    for i in range(times.size):
        k = step_of(times[i], dt)
        if k < rate.shape[0]:
            rate[k, neurons[i]] += exponential_kernel((k + 1) * dt - times[i], tau)
    decay = exp(-dt / tau)
    for k in range(1, rate.shape[0]):
        for j in range(rate.shape[1]):
            rate[k, j] += decay * rate[k - 1, j]


@jit
def _fill_gaussian(times, neurons, tau, dt, rate):
    """Add each spike to the steps within 8 tau of it; the rest is below 1e-13 of the peak."""
    for i in range(times.size):
        from_step = max(int(np.floor((times[i] - 8.0 * tau) / dt)) - 1, 0)
        to_step = min(int(np.ceil((times[i] + 8.0 * tau) / dt)), rate.shape[0])
        for k in range(from_step, to_step):
            rate[k, neurons[i]] += gaussian_kernel((k + 1) * dt - times[i], tau)


def decode(
    events: SpikeEvents,
    n_neurons: int,
    tau: float,
    n_steps: int,
    dt: float = 0.1,
    *,
    kernel: Literal["exponential", "gaussian"] = "exponential",
) -> np.ndarray:
    """Estimate the rate of each neuron over time, (n_steps, n_neurons) float64 in Hz.

    The rates are those at the *end* of each step.  ``tau`` (ms) is the time constant of the
    exponential or the standard deviation of the Gaussian kernel.

    >>> decode(([10.0], [0]), 1, 20.0, n_steps=3, dt=10.0)[:, 0].round(2)
    array([50.  , 30.33, 18.39])
    """
    n_neurons = _checks.positive_integer("n_neurons", n_neurons)
    tau = _checks.positive_number("tau", tau, "milliseconds")
    n_steps = _checks.positive_integer("n_steps", n_steps)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    times, neurons = _code.checked_events(events, n_neurons, dt)
    _checks.one_of("kernel", kernel, ("exponential", "gaussian"))
    rate = np.zeros((n_steps, n_neurons))
    fill = _fill_exponential if kernel == "exponential" else _fill_gaussian
    fill(times, neurons, tau, dt, rate)
    return rate
