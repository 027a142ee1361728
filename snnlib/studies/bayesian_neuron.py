"""A spiking neuron that computes a probability: Denève's Bayesian neuron.

A hidden cause switches on at the rate ``r_on`` and off at ``r_off``, and input neurons fire at
other rates while it is on.  The neuron keeps the log-odds ``L = log(p / (1 - p))`` that it is on:

    dL/dt = r_on (1 + exp(-L)) - r_off (1 + exp(L)) + evidence,

where a spike of input i brings ``log(q_on_i / q_off_i)`` and each moment takes
``q_on_i - q_off_i``.  It tells what the receiver cannot predict: G is the log-odds that follow
from its own spikes, drifts as L does, and jumps by ``g0`` at a spike, which comes when L is
``g0 / 2`` or more above G.  (Denève 2008, doi:10.1162/neco.2008.20.1.91.)  Only news that the cause
is *on* is sent; G comes down by drifting.  The drift is integrated without error, since
``dp/dt = r_on (1 - p) - r_off p`` is linear.  The chapter is "encoding/bayesian-neuron".
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import Positive
from snnlib._jit import jit
from snnlib.math import exp, log
from snnlib.spikes.trains import step_of


class BayesianNeuronParameters(NamedTuple):
    """The cause's switching rates, and how much a spike tells; compiled code gives all three."""

    r_on: Annotated[float, Positive("Hz")] = 2.0
    r_off: Annotated[float, Positive("Hz")] = 2.0
    g0: Annotated[float, Positive()] = 2.0  # in units of log-odds


class BayesianNeuronState(NamedTuple):
    """Log-odds of the cause given the input, and given only the neuron's own spikes."""

    L: float
    G: float


class BayesianNeuronRun(NamedTuple):
    """Result of :func:`simulate`: log-odds at the end of each step, and the spikes."""

    L: np.ndarray  # (n_steps,) float64
    G: np.ndarray  # (n_steps,) float64
    spike_times: np.ndarray  # (n_spikes,) float64, ms


@jit
def log_odds_drift(L: float, params: BayesianNeuronParameters, dt: float) -> float:
    """Return log-odds after dt (ms) without evidence: they go back to ``log(r_on / r_off)``."""
    both = params.r_on + params.r_off
    decay = exp(-0.001 * both * dt)
    # p and 1 - p, each without a difference of near numbers
    on = params.r_on / both * (1.0 - decay) + decay / (1.0 + exp(-L))
    off = params.r_off / both * (1.0 - decay) + decay / (1.0 + exp(L))
    return log(on / off)


@jit
def spike_evidence(n_spikes: int, q_on: float, q_off: float, dt: float) -> float:
    """Return what ``n_spikes`` of an input in dt (ms) say, in log-odds; the rates are in Hz."""
    return n_spikes * log(q_on / q_off) - 0.001 * (q_on - q_off) * dt


@jit
def step(
    evidence: float, state: BayesianNeuronState, params: BayesianNeuronParameters, dt: float
) -> tuple[bool, BayesianNeuronState]:
    """Advance the neuron by a step of dt (ms) at whose end the evidence comes.

    Returns
    -------
    spiked : bool
        At most one spike a step.
    state : BayesianNeuronState
    """
    L = log_odds_drift(state.L, params, dt) + evidence
    G = log_odds_drift(state.G, params, dt)
    news = L - G
    if news >= 0.5 * params.g0:
        return True, BayesianNeuronState(L, G + params.g0)
    return False, BayesianNeuronState(L, G)


@jit
def _fill(counts, q_on, q_off, params, dt, L, G, spiked):
    state = rest(params)
    for k in range(L.size):
        evidence = 0.0
        for i in range(q_on.size):
            evidence += spike_evidence(counts[k, i], q_on[i], q_off[i], dt)
        spiked[k], state = step(evidence, state, params, dt)
        L[k], G[k] = state.L, state.G


@jit
def rest(params: BayesianNeuronParameters) -> BayesianNeuronState:
    """Return the state that knows nothing: both log-odds are ``log(r_on / r_off)``."""
    prior = log(params.r_on / params.r_off)
    return BayesianNeuronState(prior, prior)


def _checked(params, dt):
    params = _declared.checked(params, BayesianNeuronParameters)
    return params, _checks.positive_number("dt", dt, "milliseconds")


def simulate(
    counts: ArrayLike,
    q_on: ArrayLike,
    q_off: ArrayLike,
    params: BayesianNeuronParameters = BayesianNeuronParameters(),
    dt: float = 1.0,
) -> BayesianNeuronRun:
    """Simulate a Bayesian neuron that listens to Poisson inputs.

    Parameters
    ----------
    counts : array_like of shape (n_steps, n_inputs), int
        Spikes of each input in each step.
    q_on, q_off : float or array_like of shape (n_inputs,), Hz
        Rates of the inputs while the cause is on and off; above 0.
    dt : float, ms

    Examples
    --------
    >>> simulate([[0], [3], [0]], 60.0, 20.0).spike_times
    array([2., 3.])
    """
    params, dt = _checked(params, dt)
    counts = _checks.finite_array("counts", counts)
    if counts.ndim != 2 or counts.min() < 0.0 or (counts != np.floor(counts)).any():
        raise ValueError(
            f"counts must be whole numbers of spikes with the axes (time, input), got "
            f"{counts.min()} at least, of shape {counts.shape}"
        )
    q_on, q_off = (
        _checks.value_per_neuron(name, q, counts.shape[1], "hertz")
        for name, q in (("q_on", q_on), ("q_off", q_off))
    )
    if min(q_on.min(), q_off.min()) <= 0.0:
        raise ValueError(
            f"q_on and q_off must be positive, got {min(q_on.min(), q_off.min())} hertz"
        )
    L, G = np.empty(len(counts)), np.empty(len(counts))
    spiked = np.zeros(len(counts), np.bool_)
    _fill(counts, q_on, q_off, params, dt, L, G, spiked)
    return BayesianNeuronRun(L, G, (np.flatnonzero(spiked) + 1) * dt)


def decode(
    spike_times: ArrayLike,
    n_steps: int,
    params: BayesianNeuronParameters = BayesianNeuronParameters(),
    dt: float = 1.0,
) -> np.ndarray:
    """Return the probability that the cause is on, from the spikes alone: what G stands for.

    Parameters
    ----------
    spike_times : array_like of shape (n_spikes,), ms
        At the end of their steps.
    dt : float, ms

    Returns
    -------
    probability : (n_steps,) float64
        At the end of each step.
    """
    params, dt = _checked(params, dt)
    n_steps = _checks.positive_integer("n_steps", n_steps)
    spikes = np.zeros(n_steps)
    for time in _checks.spike_times("spike_times", spike_times):
        if step_of(time, dt) >= n_steps:
            raise ValueError(f"spike_times must be at most {n_steps * dt:g} ms, got {time:g} ms")
        spikes[step_of(time, dt)] += 1.0
    G = rest(params).G
    for k in range(n_steps):
        G = spikes[k] * params.g0 + log_odds_drift(G, params, dt)
        spikes[k] = 1.0 / (1.0 + exp(-G))
    return spikes
