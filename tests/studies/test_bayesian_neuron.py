"""Denève's neuron against the forward algorithm of a two-state hidden Markov model."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.studies import bayesian_neuron
from snnlib.studies.bayesian_neuron import (
    BayesianNeuronParameters,
    BayesianNeuronState,
    log_odds_drift,
    spike_evidence,
)

P = BayesianNeuronParameters(3.0, 5.0, 1.5)


def forward_algorithm(counts, q_on, q_off, params, dt):
    """Probability of "on" at the end of each step, with the textbook's matrices."""
    both = 0.001 * (params.r_on + params.r_off)
    stay = np.exp(-both * dt)
    p_on = params.r_on / (params.r_on + params.r_off)
    to_on = np.array([p_on * (1.0 - stay), p_on + (1.0 - p_on) * stay])  # from off, from on
    belief, result = np.array([1.0 - p_on, p_on]), []
    for row in counts:
        belief = np.array([belief @ (1.0 - to_on), belief @ to_on])
        for n, on, off in zip(row, q_on, q_off, strict=True):
            means = 0.001 * dt * np.array([off, on])
            belief = belief * means**n * np.exp(-means)
        belief /= belief.sum()
        result.append(belief[1])
    return np.array(result)


@pytest.mark.kernel
@pytest.mark.parametrize("dt", [0.5, 2.0])
def test_the_log_odds_are_the_exact_posterior(dt):
    rng = np.random.default_rng(1)
    q_on, q_off = np.array([60.0, 10.0, 30.0]), np.array([20.0, 25.0, 30.0])
    counts = rng.poisson(0.03 * dt, size=(200, 3))
    run = bayesian_neuron.simulate(counts, q_on, q_off, P, dt)
    expected = forward_algorithm(counts, q_on, q_off, P, dt)
    np.testing.assert_allclose(1.0 / (1.0 + np.exp(-run.L)), expected, rtol=1e-9)


@settings(max_examples=50)
@given(L=st.floats(-30.0, 30.0), dt=st.floats(1e-3, 1e3))
def test_the_drift_solves_its_equation(L, dt):
    after = log_odds_drift(L, P, dt)
    halves = log_odds_drift(log_odds_drift(L, P, 0.5 * dt), P, 0.5 * dt)
    assert abs(after - halves) < 1e-9
    prior = np.log(P.r_on / P.r_off)
    assert min(L, prior) - 1e-9 <= after <= max(L, prior) + 1e-9


@pytest.mark.kernel
def test_the_slope_is_that_of_the_paper():
    for L in (-2.0, 0.0, 1.5):
        slope = (log_odds_drift(L, P, 1e-4) - L) / 1e-7  # per second
        expected = P.r_on * (1.0 + np.exp(-L)) - P.r_off * (1.0 + np.exp(L))
        np.testing.assert_allclose(slope, expected, rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(log_odds_drift(4.0, P, 1e6), np.log(0.6), rtol=1e-12)


@pytest.mark.kernel
def test_evidence_is_the_ratio_of_two_poisson_chances():
    q, r = 0.002 * 60.0, 0.002 * 20.0
    ratio = (q**3 * np.exp(-q)) / (r**3 * np.exp(-r))
    np.testing.assert_allclose(spike_evidence(3, 60.0, 20.0, 2.0), np.log(ratio), rtol=1e-12)


@pytest.mark.kernel
def test_a_spike_comes_when_the_news_is_half_a_jump():
    rest = bayesian_neuron.rest(P)
    assert rest.L == rest.G == pytest.approx(np.log(0.6), rel=1e-15)
    spiked, state = bayesian_neuron.step(0.7499, rest, P, 1.0)
    assert not spiked
    assert pytest.approx(rest.G) == state.G
    spiked, state = bayesian_neuron.step(0.7501, rest, P, 1.0)
    assert spiked
    assert pytest.approx(1.5 - 0.7501) == state.G - state.L
    assert isinstance(state, BayesianNeuronState)


@settings(max_examples=30)
@given(seed=st.integers(0, 999), g0=st.floats(0.5, 5.0))
def test_the_receiver_is_behind_by_half_a_jump_at_most_and_one_input_spike(seed, g0):
    rng = np.random.default_rng(seed)
    params = P._replace(g0=g0)
    counts = rng.random((400, 2)) < 0.04
    counts[1:] &= ~counts[:-1]  # no two steps in a row, so that a spike a step keeps up
    run = bayesian_neuron.simulate(counts.astype(int), 60.0, 30.0, params)
    most = 2.0 * np.log(2.0)
    assert (run.L - run.G).max() < 0.5 * g0 + max(most - g0, 0.0) + most
    p = bayesian_neuron.decode(run.spike_times, 400, params)
    np.testing.assert_allclose(p, 1.0 / (1.0 + np.exp(-run.G)), rtol=1e-9)


def test_silence_decodes_to_the_prior():
    np.testing.assert_allclose(bayesian_neuron.decode([], 3, P), [0.375] * 3, rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: bayesian_neuron.simulate([1, 2], 2.0, 1.0),
            ValueError,
            "counts must be whole numbers",
        ),
        (
            lambda: bayesian_neuron.simulate([[-1]], 2.0, 1.0),
            ValueError,
            "counts must be whole numbers",
        ),
        (
            lambda: bayesian_neuron.simulate([[0.5]], 2.0, 1.0),
            ValueError,
            "counts must be whole numbers",
        ),
        (lambda: bayesian_neuron.simulate([[np.nan]], 2.0, 1.0), ValueError, "counts"),
        (lambda: bayesian_neuron.simulate([[]], 2.0, 1.0), ValueError, "counts"),
        (
            lambda: bayesian_neuron.simulate([[1]], [2.0, 3.0], 1.0),
            ValueError,
            "q_on must have the shape",
        ),
        (
            lambda: bayesian_neuron.simulate([[1]], 2.0, 0.0),
            ValueError,
            "q_on and q_off must be positive",
        ),
        (
            lambda: bayesian_neuron.simulate([[1]], 2.0, 1.0, P._replace(r_on=0.0)),
            ValueError,
            "r_on",
        ),
        (lambda: bayesian_neuron.simulate([[1]], 2.0, 1.0, P._replace(g0=-1.0)), ValueError, "g0"),
        (lambda: bayesian_neuron.simulate([[1]], 2.0, 1.0, (1.0, 2.0, 3.0)), TypeError, "params"),
        (lambda: bayesian_neuron.simulate([[1]], 2.0, 1.0, dt=0.0), ValueError, "dt"),
        (lambda: bayesian_neuron.decode([9.5], 9), ValueError, "spike_times must be at most 9 ms"),
        (lambda: bayesian_neuron.decode([-1.0], 9), ValueError, "spike_times"),
        (lambda: bayesian_neuron.decode([1.0], 0), ValueError, "n_steps"),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()
