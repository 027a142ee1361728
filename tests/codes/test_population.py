"""Gaussian receptive fields: three decoders, and the bound that none of them beats."""

import numpy as np
import pytest

from snnlib import SpikeEvents
from snnlib.codes import population
from snnlib.codes.population import (
    PopulationCode,
    fill_expected,
    fill_posterior,
    fisher_information,
    gaussian_rate,
    posterior_deviation,
    posterior_mean,
)
from snnlib.random import own_seed
from snnlib.spikes import to_raster

CODE = PopulationCode(25, width=0.08, peak=100.0, base=2.0, window=100.0)


def tuning(x, code):
    centres = (np.arange(code.n_neurons) + 0.5) / code.n_neurons
    away = (np.asarray(x)[:, None] - centres) / code.width
    return code.base + code.peak * np.exp(-0.5 * away**2)  # (value, neuron)


def rms(x):
    return np.sqrt(np.mean(np.square(x)))


@pytest.mark.kernel
def test_tuning_curves_and_fisher_information_are_the_formulas():
    x = np.linspace(0.0, 1.0, 7)
    rates = tuning(x, CODE)
    for i in range(7):
        mine = [gaussian_rate(x[i], j, CODE) for j in range(25)]
        np.testing.assert_allclose(mine, rates[i], rtol=1e-12)
        slopes = (tuning(x[i : i + 1] + 1e-6, CODE) - tuning(x[i : i + 1] - 1e-6, CODE)) / 2e-6
        information = 0.1 * np.sum(slopes[0] ** 2 / rates[i])
        np.testing.assert_allclose(fisher_information(x[i], CODE), information, rtol=1e-6)
    assert population.preferred(0, CODE) == 0.02
    assert population.preferred(24, CODE) == 0.98


@pytest.mark.kernel
def test_far_from_the_edges_the_information_is_spikes_over_squared_width():
    """Dense fields, no base: J = n / width**2 with n = peak window sqrt(2 pi) width N spikes."""
    code = PopulationCode(200, 0.05, 50.0, 1e-9, 200.0)
    spikes = 0.001 * 50.0 * 200.0 * np.sqrt(2.0 * np.pi) * 0.05 * 200
    # the tails where f falls below the base carry nothing: under 1e-6 of it
    np.testing.assert_allclose(fisher_information(0.5, code), spikes / 0.05**2, rtol=1e-5)


@pytest.mark.kernel
def test_counts_are_poisson_and_the_encoder_s_own():
    counts = np.array([population.count(0.5, 12, CODE, 3, i) for i in range(400)])
    mean = 0.1 * gaussian_rate(0.5, 12, CODE)
    assert abs(counts.mean() - mean) < 5.0 * np.sqrt(mean / 400)
    assert abs(counts.var() / counts.mean() - 1.0) < 5.0 * np.sqrt(2.0 / 400)
    values = np.linspace(0.0, 1.0, 30)
    events = population.encode(values, CODE, seed=3)
    raster = to_raster(*events, 30, 25, dt=100.0)
    own = own_seed(3, "population")
    assert raster[17, 12] == population.count(values[17], 12, CODE, own, 17)
    assert (np.diff(events.spike_times) >= 0.0).all()


@pytest.mark.kernel
def test_the_posterior_is_bayes_rule_on_a_grid():
    table, totals, posterior = np.empty((25, 40)), np.empty(40), np.empty(40)
    fill_expected(CODE, table, totals)
    grid = (np.arange(40) + 0.5) / 40
    expected = 0.1 * tuning(grid, CODE)
    np.testing.assert_allclose(table, np.log(expected).T, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(totals, expected.sum(axis=1), rtol=1e-12)
    counts = np.array([population.count(0.4, j, CODE, 1, 0) for j in range(25)])
    fill_posterior(counts, table, totals, posterior)
    likelihood = np.prod(expected**counts * np.exp(-expected), axis=1)
    likelihood /= likelihood.sum()
    np.testing.assert_allclose(posterior, likelihood, rtol=1e-9)
    np.testing.assert_allclose(posterior_mean(posterior), likelihood @ grid, rtol=1e-12)
    spread = np.sqrt(likelihood @ (grid - likelihood @ grid) ** 2)
    np.testing.assert_allclose(posterior_deviation(posterior), spread, rtol=1e-9)


def test_bayes_reaches_the_bound_and_none_beats_it():
    rng = np.random.default_rng(5)
    values = rng.uniform(0.35, 0.65, 3000)
    code = PopulationCode(40, 0.1, 100.0, 5.0)
    events = population.encode(values, code, seed=1)
    bound = np.sqrt(np.mean([1.0 / fisher_information(x, code) for x in values]))
    errors = {
        d: rms(population.decode(events, 3000, code, decoder=d) - values)
        for d in ("bayes", "linear", "mean")
    }
    scatter = 5.0 / np.sqrt(2.0 * 3000)  # five standard errors of an RMS
    assert abs(errors["bayes"] / bound - 1.0) < scatter + 0.02  # 0.02: the grid, few spikes
    assert errors["mean"] > bound
    assert errors["linear"] > 2.0 * errors["bayes"]  # the number of spikes scatters, too


def test_without_base_and_edges_the_mean_is_as_good_as_the_bound():
    """Its variance is width**2 over the number of spikes, which is 1 / J."""
    code = PopulationCode(40, 0.06, 100.0, 1e-9)
    values = np.linspace(0.4, 0.6, 3000)
    decoded = population.decode(population.encode(values, code), 3000, code, decoder="mean")
    bound = np.sqrt(1.0 / fisher_information(0.5, code))
    assert abs(rms(decoded - values) / bound - 1.0) < 5.0 / np.sqrt(6000)


def test_a_base_rate_pulls_the_mean_to_the_middle():
    """Exactly as far as its share of the spikes says."""
    code = PopulationCode(50, 0.05, 100.0, 10.0)
    rates = tuning([0.25], code)[0]
    pulled = rates @ (np.arange(50) + 0.5) / 50 / rates.sum()
    decoded = population.decode(
        population.encode(np.full(4000, 0.25), code), 4000, code, decoder="mean"
    )
    assert pulled > 0.3
    assert abs(decoded.mean() - pulled) < 0.002


def test_shapes_ranges_and_seeds():
    code = PopulationCode(60, low=-5.0, high=5.0, window=1000.0)
    values = np.array([[-4.0, 0.0, 1.5], [3.0, 4.5, -2.0]])
    decoded = population.decode(population.encode(values, code, seed=2), (2, 3), code)
    assert decoded.shape == (2, 3)
    spread = np.array([1.0 / fisher_information(x, code) for x in (values.ravel() + 5.0) / 10.0])
    assert (np.abs(decoded - values).ravel() < 10.0 * 5.0 * np.sqrt(spread)).all()
    one = population.decode(population.encode(2.0, code), (), code)
    assert isinstance(one, float)
    a, b = (population.encode(values, code, seed=s).spike_times for s in (1, 2))
    assert a.size != b.size or (a != b).any()
    clipped = population.encode([9.0], code, out_of_range="clip")
    np.testing.assert_array_equal(clipped[0], population.encode([5.0], code)[0])


@pytest.mark.kernel
def test_silence_stands_for_the_middle():
    assert population.mean(np.zeros(25), CODE) == 0.5
    nothing = SpikeEvents(np.empty(0), np.empty(0, int))
    assert population.decode(nothing, 2, CODE, decoder="mean").tolist() == [0.5, 0.5]
    assert population.decode(nothing, 2, CODE, decoder="linear").tolist() == [0.0, 0.0]
    assert abs(population.decode(nothing, (), CODE) - 0.5) < 1e-9  # by symmetry


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: population.encode([1.5]), ValueError, "values must lie from 0 to 1, got 1.5"),
        (lambda: population.encode([np.nan]), ValueError, "values"),
        (lambda: population.encode([]), ValueError, "values"),
        (lambda: population.encode(["a"]), TypeError, "values"),
        (lambda: population.encode(0.5, seed=0.5), TypeError, "seed"),
        (lambda: population.encode(0.5, out_of_range="wrap"), ValueError, "out_of_range"),
        (lambda: population.encode(0.5, CODE._replace(width=0.0)), ValueError, "width"),
        (lambda: population.encode(0.5, CODE._replace(base=0.0)), ValueError, "base"),
        (lambda: population.encode(0.5, CODE._replace(window=-1.0)), ValueError, "window"),
        (lambda: population.encode(0.5, CODE._replace(n_neurons=2.0)), TypeError, "n_neurons"),
        (lambda: population.encode(0.5, CODE._replace(window=1e9)), ValueError, "values must lead"),
        (lambda: population.encode(0.5, 20), TypeError, "code must be PopulationCode"),
        (lambda: population.decode([1.0], 1), TypeError, "events"),
        (lambda: population.decode(SpikeEvents([1.0], [20]), 1), ValueError, "spike_neurons"),
        (lambda: population.decode(SpikeEvents([101.0], [0]), 1), ValueError, "spike_times"),
        (lambda: population.decode(SpikeEvents([1.0], [0]), 1.0), TypeError, "shape"),
        (
            lambda: population.decode(SpikeEvents([1.0], [0]), 1, decoder="map"),
            ValueError,
            "decoder must be 'bayes' or 'linear' or 'mean'",
        ),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()
