"""The QIF neuron: its closed form, in the three cases of its equation and on their borders."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from snnlib import Network
from snnlib.neurons import quadratic
from snnlib.neurons.quadratic import QuadraticParameters, QuadraticState

pytestmark = pytest.mark.kernel
P = QuadraticParameters()
RHEOBASE = 0.5  # nA


def slope(v, current, p=P):
    return ((v - p.v_rest) * (v - p.v_crit) / (p.v_crit - p.v_rest) + p.R_m * current) / p.tau_m


@pytest.mark.parametrize("current", [-1.0, 0.0, 0.3, RHEOBASE, 0.5 + 1e-12, 0.7, 3.0])
@pytest.mark.parametrize("v", [-90.0, -70.0, -60.0, -55.0, -45.0])
def test_a_step_solves_the_equation(current, v):
    spiked, state = quadratic.step(current, QuadraticState(v), P, 2.0)
    assert not spiked
    run = solve_ivp(lambda t, y: slope(y, current), (0.0, 2.0), [v], rtol=1e-12, atol=1e-12)
    assert state.v == pytest.approx(run.y[0, -1], abs=1e-8)


@given(st.floats(-2.0, 5.0), st.floats(-90.0, -45.0), st.integers(2, 30))
def test_many_small_steps_are_one_large_one(current, v, n):
    spiked, whole = quadratic.step(current, QuadraticState(v), P, 1.5)
    state, parts = QuadraticState(v), False
    for _ in range(n):
        now, state = quadratic.step(current, state, P, 1.5 / n)
        parts = parts or now
    if not spiked and not parts:
        assert state.v == pytest.approx(whole.v, rel=1e-9)
    else:  # at most the rounding of the moment keeps them apart
        assert spiked == parts


@pytest.mark.parametrize("current", [0.55, 1.0, 3.0, 20.0])
def test_the_interval_is_the_integral_of_one_over_the_slope(current):
    expected = quad(lambda v: 1.0 / slope(v, current), P.v_reset, P.v_peak, limit=200)[0]
    assert quadratic.interval(current, P) == pytest.approx(expected, rel=1e-8)
    rate = quadratic.rate(current)
    assert rate == pytest.approx(1000.0 / expected, rel=1e-8)


def test_a_reset_above_the_critical_value_fires_without_input():
    above = P._replace(v_reset=-48.0)
    expected = quad(lambda v: 1.0 / slope(v, 0.0), -48.0, P.v_peak)[0]
    assert quadratic.interval(0.0, above) == pytest.approx(expected, rel=1e-8)
    at_border = quad(lambda v: 1.0 / slope(v, RHEOBASE), -48.0, P.v_peak)[0]
    assert quadratic.interval(RHEOBASE, above) == pytest.approx(at_border, rel=1e-8)
    assert quadratic.interval(-10.0, above) == np.inf


def test_the_rate_rises_like_a_square_root_from_the_rheobase():
    assert quadratic.rheobase() == RHEOBASE
    assert quadratic.rate(RHEOBASE) == 0.0
    far = P._replace(v_peak=1e6, v_reset=-1e6)
    near = RHEOBASE + np.array([1e-4, 4e-4, 16e-4])
    rates = quadratic.rate(near, far)
    np.testing.assert_allclose(rates[1:] / rates[:-1], 2.0, rtol=1e-3)
    # from minus to plus infinity it takes pi / sqrt(beta)
    beta = 20.0 * 10.0 * 1e-4
    assert rates[0] == pytest.approx(1000.0 * np.sqrt(beta) / (np.pi * 20.0 * 20.0), rel=1e-3)


@pytest.mark.parametrize("dt", [0.1, 1.0, 7.0])
def test_in_a_network_spikes_are_the_formula_on_the_grid(dt):
    net = Network(dt=dt)
    cells = net.population("cells", 1, quadratic.neuron(), current=1.0)
    net.record(cells, "spikes")
    net.run(700.0)
    interval = np.ceil(quadratic.interval(1.0, P) / dt) * dt
    expected = np.arange(1, int(700.0 / interval + 1e-9) + 1) * interval
    np.testing.assert_allclose(net.spikes(cells).spike_times, expected, rtol=1e-12)


def test_bad_parameters_are_refused():
    with pytest.raises(ValueError, match="v_crit must be above v_rest"):
        quadratic.neuron(P._replace(v_crit=-70.0))
    with pytest.raises(ValueError, match="v_peak must be above v_reset"):
        quadratic.rate(1.0, P._replace(v_reset=30.0))
    with pytest.raises(ValueError, match="v_peak must be above v_crit"):
        quadratic.rheobase(P._replace(v_peak=-50.0))
    with pytest.raises(TypeError, match="params must be QuadraticParameters"):
        quadratic.neuron((20.0,))
    with pytest.raises(TypeError, match="current"):
        quadratic.rate("1")
