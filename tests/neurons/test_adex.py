"""The AdEx neuron: its limit, its scheme, the patterns of the paper."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from snnlib import Network
from snnlib.neurons import adex, exponential
from snnlib.neurons.adex import AdExParameters, AdExState
from snnlib.neurons.exponential import ExponentialParameters, ExponentialState
from snnlib.spikes import firing_pattern

pytestmark = pytest.mark.kernel
P = AdExParameters()


def of_paper(C, g_L, v_rest, a, tau_w, b, v_reset):
    """Parameters in the paper's units: pF, nS, mV, nS, ms, pA, mV."""
    return AdExParameters(
        C / g_L, 1000.0 / g_L, v_rest, -50.0, 2.0, 0.0, v_reset, tau_w, a / 1000.0, b / 1000.0
    )


#: Naud et al. (2008), as P. Müller adapted them to the paper's pictures; the current is in nA.
PATTERNS = {
    "tonic spiking": (of_paper(200.0, 10.0, -70.0, 2.0, 30.0, 0.0, -58.0), 0.5),
    "adapting": (of_paper(200.0, 12.0, -70.0, 2.0, 300.0, 60.0, -58.0), 0.5),
    "initial bursting": (of_paper(130.0, 18.0, -58.0, 4.0, 150.0, 120.0, -50.0), 0.4),
    "bursting": (of_paper(200.0, 10.0, -58.0, 2.0, 120.0, 100.0, -46.0), 0.21),
    "accelerating": (of_paper(200.0, 12.0, -70.0, -10.0, 300.0, 0.0, -58.0), 0.3),
    "phasic spiking": (of_paper(100.0, 10.0, -65.0, 10.0, 90.0, 100.0, -47.0), 0.18),
    "irregular": (of_paper(100.0, 12.0, -60.0, -11.0, 130.0, 30.0, -48.0), 0.16),
}


def spikes_of(params, current, duration=600.0, dt=0.05):
    state, spikes = AdExState(params.v_rest, 0.0), []
    for k in range(round(duration / dt)):
        spiked, state = adex.step(current, state, params, dt)
        if spiked:
            assert state.v == params.v_reset
            spikes.append((k + 1) * dt)
    return np.array(spikes)


@pytest.mark.parametrize("name", PATTERNS)
def test_the_patterns_of_the_paper(name):
    params, current = PATTERNS[name]
    assert firing_pattern(spikes_of(params, current), 600.0) == name


def test_without_adaptation_it_is_the_exponential_neuron():
    plain = ExponentialParameters()
    same = AdExParameters(*plain, tau_w=100.0, a=0.0, b=0.0)
    one, two = ExponentialState(-70.0), AdExState(-70.0, 0.0)
    n = 0
    for _ in range(2000):
        first, one = exponential.step(2.5, one, plain, 0.1)
        second, two = adex.step(2.5, two, same, 0.1)
        assert (first, one.v, 0.0) == (second, two.v, two.w)
        n += first
    assert n > 3


def test_between_spikes_it_solves_the_equations():
    state = AdExState(P.v_rest, 0.0)
    for _ in range(300):
        spiked, state = adex.step(0.5, state, P, 0.1)
        assert not spiked

    def slope(t, y):
        onset = P.delta_T * np.exp((y[0] - P.v_T) / P.delta_T)
        dv = (P.v_rest - y[0] + onset + P.R_m * (0.5 - y[1])) / P.tau_m
        return dv, (P.a * (y[0] - P.v_rest) - y[1]) / P.tau_w

    exact = solve_ivp(slope, (0.0, 30.0), [P.v_rest, 0.0], rtol=1e-11, atol=1e-12).y[:, -1]
    np.testing.assert_allclose(state, exact, rtol=1e-7)


def test_each_spike_adds_b():
    state = AdExState(P.v_peak - 1e-6, 0.3)
    spiked, after = adex.step(2.0, state, P, 0.01)
    assert spiked
    assert after.w == pytest.approx(0.3 + P.b, abs=1e-4)


def test_the_defaults_are_those_of_the_paper():
    C, g_L = 281.0, 30.0  # pF, nS
    assert P.tau_m == pytest.approx(C / g_L)
    assert P.R_m == pytest.approx(1000.0 / g_L)
    assert (P.v_rest, P.v_T, P.delta_T) == (-70.6, -50.4, 2.0)
    assert (P.tau_w, P.a, P.b) == (144.0, 0.004, 0.0805)


def test_a_network_fires_as_one_alone():
    net = Network(dt=0.05)
    cells = net.population("cells", 2, adex.neuron(), current=0.8)
    net.record(cells, "spikes")
    net.run(300.0)
    events = net.spikes(cells)
    alone = spikes_of(P, 0.8, 300.0)
    assert alone.size > 3
    for j in range(2):
        np.testing.assert_allclose(events.spike_times[events.spike_neurons == j], alone)


def test_bad_parameters_are_refused():
    with pytest.raises(ValueError, match="tau_w must be a positive number"):
        adex.neuron(P._replace(tau_w=0.0))
    with pytest.raises(ValueError, match="v_peak must be above v_reset"):
        adex.neuron(P._replace(v_reset=20.0))
    with pytest.raises(TypeError, match="params must be AdExParameters"):
        adex.neuron(ExponentialParameters())
