"""The EIF neuron: its rheobase, its limit, the order of its scheme."""

import numpy as np
import pytest
from scipy.integrate import quad

from snnlib import LIFParameters, Network
from snnlib.neurons import exponential, lif
from snnlib.neurons.exponential import ExponentialParameters, ExponentialState

pytestmark = pytest.mark.kernel
P = ExponentialParameters()


def end_of(current, p, dt, duration, v=-70.0):
    state = ExponentialState(v)
    for _ in range(round(duration / dt)):
        spiked, state = exponential.step(current, state, p, dt)
        assert not spiked
    return state.v


def test_below_the_threshold_the_error_is_of_fourth_order():
    steps = np.array([4.0, 2.0, 1.0, 0.5])
    exact = end_of(2.5, P, 0.01, 24.0)
    errors = [abs(end_of(2.5, P, dt, 24.0) - exact) for dt in steps]
    order = np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert 3.7 < order < 4.4


def test_far_below_the_threshold_it_is_the_leaky_integrator():
    high = P._replace(v_T=-20.0)
    expected = -70.0 + 5.0 * (1.0 - np.exp(-1.0))
    assert end_of(0.5, high, 0.1, 20.0) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("delta_T", [0.5, 2.0, 5.0])
def test_it_fires_above_its_rheobase_and_not_below(delta_T):
    p = P._replace(delta_T=delta_T)
    rheobase = exponential.rheobase(p)
    assert rheobase == pytest.approx((20.0 - delta_T) / 10.0)
    for factor, fires in ((0.999, False), (1.01, True)):
        net = Network(dt=0.1)
        cells = net.population("cells", 1, exponential.neuron(p), current=factor * rheobase)
        net.record(cells, "spikes")
        net.run(3000.0)
        assert bool(net.spikes(cells).spike_times.size) == fires


def test_intervals_are_the_integral_of_one_over_the_slope():
    net = Network(dt=0.01)
    cells = net.population("cells", 1, exponential.neuron(), current=2.5)
    net.record(cells, "spikes")
    net.run(300.0)
    points = [-60.0, -50.0, -40.0]
    at = lambda v: 1.0 / exponential.slope(2.5, v, P)  # noqa: E731
    expected = quad(at, P.v_reset, P.v_peak, points=points, limit=200)[0]
    late = np.diff(net.spikes(cells).spike_times) - expected
    assert (late > 0.0).all()
    assert (late < 0.02).all()  # the grid, and one step in which the exponential is cut off


def test_with_a_sharp_onset_it_is_the_lif_neuron():
    off = []
    for delta_T in (0.4, 0.2, 0.1):
        net = Network(dt=0.01)
        sharp = P._replace(delta_T=delta_T, v_peak=-49.0)
        cells = net.population("cells", 1, exponential.neuron(sharp), current=3.0)
        net.record(cells, "spikes")
        net.run(100.0)
        interval = np.diff(net.spikes(cells).spike_times)[0]
        off.append(abs(interval - lif.interval(3.0, LIFParameters(t_ref=0.0))))
    assert off[0] > off[1] > off[2]
    # the exponential matters from delta_T ln(10 mV / delta_T) above v_T on, at 0.5 mV/ms
    assert off[2] < 0.1 * np.log(100.0) / 0.5 + 0.1


def test_a_spike_of_any_strength_stays_finite():
    for current in (10.0, 1e3, 1e6):
        spiked, state = exponential.step(current, ExponentialState(-70.0), P, 1.0)
        assert spiked == (current > 10.0)
        assert np.isfinite(state.v)


def test_bad_parameters_are_refused():
    with pytest.raises(ValueError, match="v_peak must be above v_T"):
        exponential.neuron(P._replace(v_T=0.0))
    with pytest.raises(ValueError, match="v_peak must be above v_reset"):
        exponential.rheobase(P._replace(v_reset=1.0))
    with pytest.raises(ValueError, match="delta_T must be at least"):
        exponential.neuron(P._replace(delta_T=0.01))
    with pytest.raises(TypeError, match="params must be ExponentialParameters"):
        exponential.neuron(LIFParameters())
