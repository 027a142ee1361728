"""LIF populations: tuning curves from intercepts, and what the filtered spikes give back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters, SpikeEvents
from snnlib.codes import nef
from snnlib.codes.linear_decoder import decoder_error
from snnlib.codes.nef import NEFCode, current_for_rate
from snnlib.neurons import lif
from snnlib.neurons.lif import rheobase

P = LIFParameters()


@settings(max_examples=50)
@given(rate=st.floats(5.0, 450.0), reset=st.floats(-90.0, -51.0), t_ref=st.floats(0.0, 2.0))
def test_current_for_rate_is_the_f_i_curve_backwards(rate, reset, t_ref):
    params = P._replace(v_reset=reset, t_ref=t_ref)
    np.testing.assert_allclose(lif.rate(current_for_rate(rate, params), params), rate, rtol=1e-6)


@pytest.mark.kernel
def test_neurons_begin_at_their_intercept_and_end_at_their_rate():
    code = NEFCode(40, slowest=80.0, fastest=120.0)
    encoders, intercepts = [], []
    for j in range(40):
        neuron = nef.neuron(j, code, P, 7)
        intercept = (rheobase() - neuron.bias) / neuron.gain
        assert -1.0 <= intercept <= 0.9
        at_end = nef.rate(neuron.encoder, neuron, P)
        assert 80.0 - 1e-6 <= at_end <= 120.0 + 1e-6
        assert nef.rate(neuron.encoder * (intercept - 1e-9), neuron, P) == 0.0
        assert nef.rate(neuron.encoder * (intercept + 1e-6), neuron, P) > 0.0
        assert nef.current(0.0, neuron) == neuron.bias
        encoders.append(neuron.encoder)
        intercepts.append(intercept)
    assert set(encoders) == {-1.0, 1.0}
    assert min(intercepts) < -0.7
    assert max(intercepts) > 0.6


def test_rates_are_those_of_a_simulated_neuron():
    code = NEFCode(6)
    rates = nef.rates([0.0, 1.0], code, seed=2)
    assert rates.shape == (2, 6)
    for i, x in enumerate((0.0, 1.0)):
        events = nef.encode(np.full(4000, x), code, 0.5, seed=2)
        counts = np.bincount(events.spike_neurons, minlength=6) / 2.0  # spikes a second
        assert (np.abs(counts - rates[i]) <= 1.0).all()


def test_the_estimate_is_off_by_distortion_and_ripple_and_no_more():
    """A constant value: the ripple of regular trains with independent phases has a closed form."""
    code, tau_s = NEFCode(100), 20.0
    decoders = nef.decoders(code)
    for x in (-0.8, -0.2, 0.3, 0.9):
        values = nef.decode(nef.encode(np.full(3000, x), code), 3000, code, tau_s=tau_s)
        rates = nef.rates([x], code)[0]
        static = rates @ decoders
        gap = 1000.0 / rates[rates > 0.0]
        # a sawtooth that decays over one interval: mean r, mean square r / (2 tau) coth(T / 2 tau)
        second = 1000.0 / gap * 1000.0 / (2.0 * tau_s) / np.tanh(0.5 * gap / tau_s)
        ripple = np.sqrt(np.sum(decoders[rates > 0.0] ** 2 * (second - (1000.0 / gap) ** 2)))
        settled = values[500:]
        assert abs(settled.mean() - static) < 1e-3
        assert 0.5 * ripple < settled.std() < 2.0 * ripple  # the phases are not independent
        assert abs(static - x) < 0.01


def test_the_error_falls_with_the_number_of_neurons():
    test = np.linspace(-0.98, 0.98, 50)
    sizes, variance = (20, 50, 120), (0.1 * 200.0) ** 2
    errors = np.zeros((3, 2))
    for seed in range(10):
        for i, n in enumerate(sizes):
            code = NEFCode(n)
            decoders = nef.decoders(code, seed=seed)
            rates = nef.rates(test, code, seed=seed)
            errors[i] += decoder_error(rates, test, np.full(n, variance), n, decoders)
    slopes = np.polyfit(np.log(sizes), np.log(errors), 1)[0]
    assert -2.4 < slopes[0] < -1.4  # distortion: 1 / N**2
    assert -1.25 < slopes[1] < -0.85  # noise: 1 / N


def test_other_ranges_are_the_same_population():
    values = np.linspace(0.0, 10.0, 200)
    wide = NEFCode(30, low=0.0, high=10.0)
    events = nef.encode(values, wide)
    again = nef.encode(0.2 * values - 1.0, NEFCode(30))
    np.testing.assert_allclose(events.spike_times, again.spike_times, rtol=1e-9)
    decoded = nef.decode(events, 200, wide)
    np.testing.assert_allclose(decoded, 5.0 * nef.decode(again, 200, NEFCode(30)) + 5.0, atol=1e-6)
    assert (nef.rates([12.0], wide, out_of_range="clip") == nef.rates([10.0], wide)).all()


def test_no_spikes_stand_for_the_middle():
    nothing = SpikeEvents(np.empty(0), np.empty(0, int))
    assert nef.decode(nothing, 5, NEFCode(3, low=2.0, high=4.0)).tolist() == [3.0] * 5


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nef.encode([2.0]), ValueError, "values must lie from -1 to 1, got 2"),
        (lambda: nef.encode([np.nan]), ValueError, "values"),
        (lambda: nef.encode([]), ValueError, "values"),
        (lambda: nef.encode([0.0], NEFCode(0)), ValueError, "n_neurons"),
        (lambda: nef.encode([0.0], NEFCode(fastest=600.0)), ValueError, "slowest and fastest"),
        (lambda: nef.encode([0.0], NEFCode(slowest=300.0)), ValueError, "slowest and fastest"),
        (lambda: nef.encode([0.0], NEFCode(low=1.0)), ValueError, "low must be below high"),
        (lambda: nef.encode([0.0], dt=0.0), ValueError, "dt"),
        (lambda: nef.encode([0.0], seed=1.5), TypeError, "seed"),
        (lambda: nef.encode([0.0], "code"), TypeError, "code must be NEFCode"),
        (lambda: nef.decoders(noise=0.0), ValueError, "noise"),
        (lambda: nef.decode(None, 5), TypeError, "events"),
        (lambda: nef.decode(SpikeEvents([1.0], [99]), 5), ValueError, "spike_neurons"),
        (lambda: nef.decode(SpikeEvents([1.0], [0]), 0), ValueError, "n_steps"),
        (lambda: nef.decode(SpikeEvents([1.0], [0]), 5, tau_s=-1.0), ValueError, "tau"),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()
