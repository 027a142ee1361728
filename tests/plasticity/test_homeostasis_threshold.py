"""A threshold that looks for a rate: its bookkeeping is exact, and it finds the rate."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import snnlib
from snnlib import LIFParameters, lif
from snnlib.plasticity import IntrinsicPlasticity, homeostatic_lif, threshold_step

PARAMS = LIFParameters()


def test_a_spike_raises_the_threshold_and_time_lowers_it():
    params = IntrinsicPlasticity(target_rate=8.0, eta=0.5)
    assert threshold_step(-50.0, False, params, 2.0) == -50.0 - 0.5 * 8.0 * 0.002
    assert threshold_step(-50.0, True, params, 2.0) == -50.0 - 0.5 * 8.0 * 0.002 + 0.5
    second = -50.0
    for k in range(1000):
        second = threshold_step(second, k % 125 == 0, params, 1.0)
    assert second == pytest.approx(-50.0)  # 8 spikes in a second, as the target asks for


@settings(max_examples=20)
@given(st.floats(0.0, 6.0), st.floats(1.0, 20.0), st.sampled_from([0.1, 0.5, 1.0]))
def test_the_threshold_has_counted_every_spike(current, target, dt):
    n = 4000
    run = homeostatic_lif(np.full(n, current), PARAMS, IntrinsicPlasticity(target, 0.05), dt)
    expected = PARAMS.v_th + 0.05 * (run.spike_times.size - target * n * dt / 1000.0)
    assert run.v_th[-1] == pytest.approx(expected, abs=1e-9)
    assert (np.diff(run.spike_times) > 0.0).all()


@pytest.mark.parametrize("current", [2.2, 3.0, 5.0])
def test_it_finds_the_rate_whatever_the_input(current):
    """And the threshold ends where the formula for the interval puts it."""
    run = homeostatic_lif(np.full(900_000, current), PARAMS, IntrinsicPlasticity(10.0, 0.05))
    late = run.spike_times[run.spike_times > 80_000.0]
    assert late.size / 10.0 == pytest.approx(10.0, abs=0.11)
    settled = PARAMS._replace(v_th=run.v_th[-1100:].min())  # where spikes are
    assert float(snnlib.neurons.lif.interval(current, settled)) == pytest.approx(100.0, abs=1.5)


def test_without_input_the_threshold_sinks_to_just_above_the_reset_and_no_further():
    run = homeostatic_lif(np.zeros(1000), PARAMS, IntrinsicPlasticity(100.0, 10.0), dt=1.0)
    assert (run.v_th[19:] == PARAMS.v_reset + 1.0).all()
    assert run.spike_times.size == 0


def test_a_threshold_that_sinks_onto_the_potential_fires():
    """At 0 mV the neuron rests; the threshold comes down to it in 20 steps of 1 mV."""
    params = LIFParameters(20.0, 10.0, 0.0, 20.0, -5.0, 0.0)
    run = homeostatic_lif(np.zeros(30), params, IntrinsicPlasticity(1.0, 1000.0), dt=1.0)
    assert run.v_th[18:20].tolist() == [1.0, 0.0]
    assert run.spike_times.tolist() == [21.0]


def test_with_a_vanishing_step_it_is_the_plain_neuron():
    current = np.random.default_rng(2).uniform(0.0, 6.0, 5000)
    run = homeostatic_lif(current, PARAMS, IntrinsicPlasticity(5.0, 1e-90))
    plain = lif(current, PARAMS, dt=0.1, spike_times="grid")
    np.testing.assert_allclose(run.spike_times, plain.spike_times, rtol=1e-12)


def test_equal_to_a_plain_loop():
    rng = np.random.default_rng(5)
    current, v, pause, v_th, spikes = rng.uniform(0.0, 8.0, 3000), -70.0, 0.0, -50.0, []
    rule = IntrinsicPlasticity(20.0, 0.3)
    run = homeostatic_lif(current, PARAMS, rule, dt=0.5)
    for k, i in enumerate(current):
        h, pause = max(0.5 - pause, 0.0), max(pause - 0.5, 0.0)
        v_inf = -70.0 + 10.0 * i
        v = v_inf + (v - v_inf) * np.exp(-h / 20.0)
        v_th -= 0.3 * 20.0 * 0.0005
        if v >= v_th + 0.3 * 20.0 * 0.0005:
            v, pause, v_th = -70.0, 2.0, v_th + 0.3
            spikes.append(0.5 * (k + 1))
        assert run.v_th[k] == pytest.approx(v_th, abs=1e-9)
    assert run.spike_times.tolist() == spikes
    assert len(spikes) > 20


@pytest.mark.parametrize("value", [0.0, -1.0, np.nan, np.inf])
@pytest.mark.parametrize("name", ["target_rate", "eta"])
def test_its_numbers_are_checked(name, value):
    with pytest.raises(ValueError, match=f"plasticity.{name}"):
        homeostatic_lif([1.0], plasticity=IntrinsicPlasticity()._replace(**{name: value}))


def test_other_arguments_are_checked():
    with pytest.raises(TypeError, match="plasticity must be IntrinsicPlasticity"):
        homeostatic_lif([1.0], plasticity=5.0)
    with pytest.raises(TypeError, match="params must be LIFParameters"):
        homeostatic_lif([1.0], params=5.0)
    with pytest.raises(ValueError, match="dt must be a positive number"):
        homeostatic_lif([1.0], dt=0.0)
    for current in ([], [np.nan], [[1.0]]):
        with pytest.raises(ValueError, match="current must"):
            homeostatic_lif(current)
