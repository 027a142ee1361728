"""Predictive coding: a balanced network that spikes only to correct its read-out.

A signal x(t) is read out of a network as the leaky sum of its spikes,

    tau dx_hat/dt = -x_hat,    x_hat <- x_hat + decoder_i at a spike of neuron i.

A neuron should spike if that brings x_hat nearer to x.  This is so if its potential

    v_i = decoder_i (x - x_hat) - cost r_i    exceeds    threshold_i = (decoder_i**2 + cost) / 2,

where r_i is the neuron's own filtered spike train, and ``cost`` shares the work among the neurons.
The potential follows from what the neuron receives: it leaks with ``tau``, the signal drives it by
``decoder_i (tau dx/dt + x) / tau``, and a spike of neuron k lowers it by ``decoder_i decoder_k``,
which is fast inhibition between neurons that say the same.  So it is a LIF neuron whose potential
is an error (Boerlin, Machens & Denève, 2013, doi:10.1371/journal.pcbi.1003258; Denève & Machens,
2016, doi:10.1038/nn.4243).  At most one neuron spikes in a time step, the one that is furthest
above its threshold.  The chapter "neurons/networks" explains it.
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared, random
from snnlib._declared import NonNegative, Positive
from snnlib._jit import jit
from snnlib.math import exp
from snnlib.neurons import siegert


class PredictiveParameters(NamedTuple):
    """Parameters of the network; decoders, and so the signal, have no unit."""

    tau: Annotated[float, Positive("ms")] = 20.0  # of the read-out and the membranes
    cost: Annotated[float, NonNegative()] = 0.0  # of a spike, in squares of a decoder
    noise: Annotated[float, NonNegative()] = 0.0  # standard deviation of v, were there no spikes


class PredictiveRun(NamedTuple):
    """Result of :func:`track`."""

    estimate: np.ndarray  # (n_steps,) float64, x_hat at the end of each step
    spike_times: np.ndarray  # (n_spikes,) float64, ms
    spike_neurons: np.ndarray  # (n_spikes,) int64


@jit
def follow(
    signal: np.ndarray,
    decoders: np.ndarray,
    params: PredictiveParameters,
    dt: float,
    seed: int,
    estimate: np.ndarray,
    spike_times: np.ndarray,
    spike_neurons: np.ndarray,
) -> int:
    """Fill ``estimate`` (n_steps,), and the spikes as far as there is room; return their number."""
    n, count, x, x_hat = decoders.size, 0, 0.0, 0.0
    v, r = np.zeros(n), np.zeros(n)
    decay = exp(-dt / params.tau)
    kick = siegert.jump(params.noise, params.tau, dt)
    for k in range(signal.size):
        drive = signal[k] - decay * x
        x, best, most = signal[k], -1, 0.0
        x_hat *= decay
        for i in range(n):
            v[i], r[i] = decay * v[i] + decoders[i] * drive, decay * r[i]
            if kick > 0.0:
                v[i] += kick * random.normal(seed, i, k)
            above = v[i] - 0.5 * (decoders[i] * decoders[i] + params.cost)
            if above > most:
                best, most = i, above
        if best >= 0:
            for i in range(n):
                v[i] -= decoders[i] * decoders[best]
            v[best] -= params.cost
            r[best] += 1.0
            x_hat += decoders[best]
            if count < spike_times.size:
                spike_times[count], spike_neurons[count] = (k + 1) * dt, best
            count += 1
        estimate[k] = x_hat
    return count


def track(
    signal: ArrayLike,
    decoders: ArrayLike,
    params: PredictiveParameters = PredictiveParameters(),
    dt: float = 0.1,
    seed: int = 0,
) -> PredictiveRun:
    """Let a network track a signal.

    ``signal`` (n_steps,) is the value at the end of each time step of dt ms, ``decoders``
    (n_neurons,) what a spike of each neuron adds to the read-out; none is 0.

    >>> run = track(np.full(1000, 1.0), [0.1] * 10)
    >>> abs(run.estimate[500:] - 1.0).max() < 0.06
    True
    """
    signal = _checks.finite_array("signal", signal, max_ndim=1)
    decoders = _checks.finite_array("decoders", decoders, max_ndim=1)
    if decoders.ndim != 1 or signal.ndim != 1 or (decoders == 0.0).any():
        raise ValueError("signal and decoders must have one axis, and no decoder may be 0")
    params = _declared.checked(params, PredictiveParameters)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    seed = _checks.whole_number("seed", seed)
    estimate, times = np.empty(signal.size), np.empty(signal.size)
    neurons = np.empty(signal.size, np.int64)
    n = follow(signal, decoders, params, dt, seed, estimate, times, neurons)
    return PredictiveRun(estimate, times[:n], neurons[:n])
