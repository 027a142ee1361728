"""The Hodgkin-Huxley neuron: rest, spike and rheobases, the gaps in its rates, its scheme."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from snnlib import Network
from snnlib.neurons import hodgkin_huxley
from snnlib.neurons.hodgkin_huxley import HodgkinHuxleyParameters, at_rest, rates, slope, step

pytestmark = pytest.mark.kernel
P = HodgkinHuxleyParameters()


def trace(current, duration, dt=0.02, state=None):
    state, v, n = state or at_rest(-65.0), [], 0
    for _ in range(round(duration / dt)):
        spiked, state = step(current, state, P, dt)
        v.append(state.v)
        n += spiked
    return np.array(v), n


def rest(current):
    """The potential at which nothing changes."""
    return brentq(lambda v: slope(current, at_rest(v), P).v, -80.0, -40.0, xtol=1e-10)


def test_it_rests_at_minus_65_millivolts():
    assert rest(0.0) == pytest.approx(-65.0, abs=0.01)
    v, n = trace(0.0, 200.0)
    assert n == 0
    assert abs(v + 65.0).max() < 0.01


def test_a_spike_is_some_hundred_millivolts_high_and_stays_below_sodium():
    v, n = trace(10.0, 20.0)
    assert n >= 1
    assert 95.0 < v.max() + 65.0 < 110.0
    assert v.max() < P.E_Na
    assert P.E_K < v.min() < -70.0  # and it swings below rest


def test_a_step_of_current_fires_it_once_from_its_rheobase_on():
    assert trace(2.2, 60.0)[1] == 0
    assert trace(2.3, 60.0)[1] == 1


def test_it_fires_again_and_again_from_a_second_rheobase_on():
    """From 6.2649 to 6.2716 the stable cycle begins (Balti et al. 2018, figure 6)."""
    assert trace(6.2, 400.0)[1] < 5
    assert trace(6.3, 400.0)[1] > 18


def test_rest_loses_its_stability_where_the_eigenvalues_cross():
    """A Hopf bifurcation at 9.78 (Hassard 1978; Rinzel & Miller 1980)."""

    def largest(current):
        state = np.array(at_rest(rest(current)))
        jacobian = np.empty((4, 4))
        for k in range(4):
            h = np.zeros(4)
            h[k] = 1e-6
            ahead = slope(current, type(at_rest(0.0))(*(state + h)), P)
            back = slope(current, type(at_rest(0.0))(*(state - h)), P)
            jacobian[:, k] = (np.array(ahead) - np.array(back)) / 2e-6
        return np.linalg.eigvals(jacobian).real.max()

    assert brentq(largest, 8.0, 11.0) == pytest.approx(9.78, abs=0.01)


@pytest.mark.parametrize(("gate", "v"), [(0, -40.0), (2, -55.0)])
def test_the_rates_have_no_gap_where_they_are_zero_over_zero(gate, v):
    at = rates(v)[gate][0]
    assert at == (1.0, None, 0.1)[gate]
    near = [rates(v + h)[gate][0] for h in (-1e-3, -1e-6, -1e-9, 1e-9, 1e-6, 1e-3)]
    assert np.all(np.diff(near) > 0.0)
    np.testing.assert_allclose(near, at, rtol=1e-4)


def test_the_rates_are_those_of_the_paper():
    v = -30.0  # the paper's potential is -(v + 65) = -35
    (a_m, b_m), (a_h, b_h), (a_n, b_n) = rates(v)
    u = 35.0
    assert a_m == pytest.approx(0.1 * (25.0 - u) / (np.exp((25.0 - u) / 10.0) - 1.0))
    assert b_m == pytest.approx(4.0 * np.exp(-u / 18.0))
    assert a_h == pytest.approx(0.07 * np.exp(-u / 20.0))
    assert b_h == pytest.approx(1.0 / (np.exp((30.0 - u) / 10.0) + 1.0))
    assert a_n == pytest.approx(0.01 * (10.0 - u) / (np.exp((10.0 - u) / 10.0) - 1.0))
    assert b_n == pytest.approx(0.125 * np.exp(-u / 80.0))


def test_the_error_is_of_fourth_order_through_a_whole_spike():
    exact = solve_ivp(
        lambda t, y: slope(10.0, type(at_rest(0.0))(*y), P),
        (0.0, 6.4), at_rest(-65.0), method="DOP853", rtol=1e-12, atol=1e-12,
    ).y[0, -1]  # fmt: skip
    steps = np.array([0.08, 0.04, 0.02, 0.01])
    errors = [abs(trace(10.0, 6.4, dt)[0][-1] - exact) for dt in steps]
    order = np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert 3.6 < order < 4.6


def test_warm_channels_are_faster():
    warm = P._replace(phi=3.0)
    of_cold, of_warm = slope(0.0, at_rest(-50.0), P), slope(0.0, at_rest(-50.0), warm)
    assert of_cold.v == of_warm.v
    off = at_rest(-50.0)._replace(n_gate=0.1)
    assert slope(0.0, off, warm).n_gate == pytest.approx(3.0 * slope(0.0, off, P).n_gate)


def test_a_network_fires_as_one_alone():
    net = Network(dt=0.02)
    cells = net.population("cells", 1, hodgkin_huxley.neuron(), current=10.0)
    net.record(cells, "spikes")
    net.record(cells, "v")
    net.run(50.0)
    v, n = trace(10.0, 50.0)
    assert net.spikes(cells).spike_times.size == n == 4
    np.testing.assert_allclose(net.samples(cells, "v")[1][:, 0], v, rtol=1e-12)


def test_bad_parameters_are_refused():
    with pytest.raises(ValueError, match="C must be a positive number"):
        hodgkin_huxley.neuron(P._replace(C=0.0))
    with pytest.raises(TypeError, match="params must be HodgkinHuxleyParameters"):
        hodgkin_huxley.neuron((1.0,))
