"""A population of LIF neurons that stands for one number, as in the Neural Engineering Framework.

The number x, from -1 to 1, reaches neuron j as the current ``gain_j e_j x + bias_j``, where the
encoder e_j is 1 or -1.  Its tuning curve is therefore the LIF neuron's f-I curve, stretched,
shifted and perhaps mirrored.  Gain and bias follow from two numbers that are easier to think of:
the *intercept*, the value of ``e_j x`` from which on it fires, and its rate at ``e_j x = 1``.
The estimate is the sum of the spikes, filtered by a synapse and weighted by linear decoders
(Eliasmith & Anderson 2003, *Neural Engineering*).  The chapter "encoding/nef" explains it.
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._declared import Count, Finite, Positive
from snnlib._jit import jit
from snnlib.codes import _code, filtering
from snnlib.codes._code import OutOfRange
from snnlib.codes.linear_decoder import linear_decoders
from snnlib.math import expm1
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFParameters
from snnlib.random import own_seed, uniform, uniform_pair
from snnlib.spikes.trains import SpikeEvents

LIF = LIFParameters()
N_SAMPLES = 50


class NEFCode(NamedTuple):
    """A population of LIF neurons for one number; compiled code that makes one gives all five."""

    n_neurons: Count = 50
    slowest: Annotated[float, Positive("Hz")] = 100.0  # rates at the neuron's preferred end lie
    fastest: Annotated[float, Positive("Hz")] = 200.0  # between these two
    low: Annotated[float, Finite()] = -1.0  # the range of values
    high: Annotated[float, Finite()] = 1.0


class NEFNeuron(NamedTuple):
    """What makes one neuron of the population differ from the next."""

    encoder: float  # 1 or -1
    gain: float  # nA
    bias: float  # nA


@jit
def current_for_rate(rate: float, params: LIFParameters) -> float:
    """Return the current (nA) for a rate (Hz) above 0, below ``1000 / t_ref``: the f-I inverse."""
    rise = (1000.0 / rate - params.t_ref) / params.tau_m
    v_inf = params.v_th + (params.v_th - params.v_reset) / expm1(rise)
    return (v_inf - params.v_rest) / params.R_m


@jit
def neuron(j: int, code: NEFCode, params: LIFParameters, seed: int) -> NEFNeuron:
    """Draw neuron j of the population: encoder, intercept (from -1 to 0.9) and rate.

    It uses the stream j, steps -1 and -2.
    """
    intercept, rate = uniform_pair(seed, j, -1)
    intercept = 1.9 * intercept - 1.0  # up to 0.9: one at 1 would need an infinite gain
    rate = code.slowest + (code.fastest - code.slowest) * rate
    weakest = (params.v_th - params.v_rest) / params.R_m
    gain = (current_for_rate(rate, params) - weakest) / (1.0 - intercept)
    encoder = 1.0 if uniform(seed, j, -2) < 0.5 else -1.0
    return NEFNeuron(encoder, gain, weakest - gain * intercept)


@jit
def current(x: float, neuron: NEFNeuron) -> float:
    """Return the input current (nA) of the neuron for the value x, from -1 to 1."""
    return neuron.gain * neuron.encoder * x + neuron.bias


@jit
def rate(x: float, neuron: NEFNeuron, params: LIFParameters) -> float:
    """Return the tuning curve: the neuron's rate (Hz) for a constant value x, from -1 to 1."""
    return 1000.0 / lif.interval(current(x, neuron), params)


@jit
def _fill(x, code, params, seed, rates, out):
    """Fill the rates, or else the currents, of the neurons for each value (value, neuron)."""
    for j in range(code.n_neurons):
        one = neuron(j, code, params, seed)
        for k in range(x.size):
            out[k, j] = rate(x[k], one, params) if rates else current(x[k], one)


def _filled(values, code, out_of_range, seed, rates):
    code, seed = _checked(code), own_seed(_checks.whole_number("seed", seed), "nef")
    x = 2.0 * _code.stimulus(values, code, out_of_range) - 1.0
    out = np.empty((x.size, code.n_neurons))
    _fill(x, code, LIF, seed, rates, out)
    return out


def _checked(code):
    code = _code.checked_code(code, NEFCode)
    limit = 1000.0 / LIF.t_ref
    if not code.slowest <= code.fastest < limit:
        raise ValueError(
            f"slowest and fastest must be rates in this order below {limit:g} Hz, "
            f"got {code.slowest} and {code.fastest}"
        )
    return code


def rates(
    values: ArrayLike,
    code: NEFCode = NEFCode(),
    *,
    out_of_range: OutOfRange = "refuse",
    seed: int = 0,
) -> np.ndarray:
    """Compute tuning curves of the population at some values, (n_values, n_neurons) in Hz.

    Neuron j is that of :func:`neuron` under ``own_seed(seed, "nef")``.
    """
    return _filled(values, code, out_of_range, seed, True)


def encode(
    values: ArrayLike,
    code: NEFCode = NEFCode(),
    dt: float = 1.0,
    *,
    out_of_range: OutOfRange = "refuse",
    seed: int = 0,
) -> SpikeEvents:
    """Simulate the population while the values (n_steps,) pass by, one a time step.

    The neurons have the default parameters of :class:`snnlib.LIFParameters`.
    """
    run = lif.simulate(_filled(values, code, out_of_range, seed, False), LIF, dt)
    return SpikeEvents(run.spike_times, run.spike_neurons)


def decoders(code: NEFCode = NEFCode(), *, noise: float = 0.1, seed: int = 0) -> np.ndarray:
    """Return linear decoders of the population, (n_neurons,) in value per Hz, for -1 to 1.

    ``noise``, above 0, is the standard deviation of the noise expected on each rate, as a fraction
    of ``fastest``; ``seed`` is that of :func:`encode`.
    """
    noise = _checks.positive_number("noise", noise)
    code = _checked(code)
    x = np.linspace(-1.0, 1.0, N_SAMPLES)
    seen = rates(x, code._replace(low=-1.0, high=1.0), seed=seed)
    return linear_decoders(seen, x, (noise * code.fastest) ** 2)


def decode(
    events: SpikeEvents,
    n_steps: int,
    code: NEFCode = NEFCode(),
    dt: float = 1.0,
    *,
    tau_s: float = 20.0,
    noise: float = 0.1,
    seed: int = 0,
) -> np.ndarray:
    """Estimate (n_steps,) at the end of each time step of the value that the population stands for.

    ``tau_s`` (ms) is the time constant of the synapse that filters the spikes; the estimate lags
    behind by it.  ``noise`` and ``seed`` are those of :func:`decoders`.
    """
    code = _checked(code)
    filtered = filtering.decode(events, code.n_neurons, tau_s, n_steps, dt)
    x = filtered @ decoders(code, noise=noise, seed=seed)
    return _code.estimate(0.5 * (x + 1.0), x.shape, code)
