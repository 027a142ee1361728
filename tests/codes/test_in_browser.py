"""The codes' scalar functions as a chapter's kernels use them: they compile for the browser."""

import numpy as np
import pytest
from numba import njit

import snnlib
from snnlib import LIFParameters
from snnlib.codes import delta, latency, nef, population
from snnlib.codes.burst import BurstCode
from snnlib.codes.delta import sigma_delta_step
from snnlib.codes.filtering import exponential_kernel, gaussian_kernel
from snnlib.codes.latency import LinearLatency, MembraneLatency, smallest_seen
from snnlib.codes.linear_decoder import decoder_error, fill_decoders
from snnlib.codes.nef import NEFCode
from snnlib.codes.perturb import jittered
from snnlib.codes.phase import PhaseCode
from snnlib.codes.population import (
    PopulationCode,
    fill_expected,
    fill_posterior,
    fisher_information,
    gaussian_rate,
    posterior_deviation,
    posterior_mean,
)
from snnlib.codes.rank_order import RankOrder, rank_of, rank_value
from snnlib.codes.rate import RateCode, regular_encode, regular_time
from snnlib.random import own_seed, uniform
from snnlib.studies.code_race.readers import even_rank_value
from tests.compiling import arrays_of, assert_compiles, compiles

pytestmark = compiles


def codes_kernel(sigma, seed, x, times, decoded):
    rate = RateCode(100.0, 200.0, 0.0, 1.0)
    linear = LinearLatency(100.0, 0.0, 1.0)
    membrane = MembraneLatency(100.0, 40.0, 0.2, 0.0, 1.0)
    phase = PhaseCode(25.0, 4, 0.8, 0.0, 1.0)
    burst = BurstCode(5, 4.0, 20.0, 0.0, 1.0)
    order = RankOrder(1.0, 0.9, 0.0, 1.0)
    for j in range(x.size):
        times[0, j] = regular_time(x[j], 0, uniform(seed, j, 0), rate)
        times[1, j] = latency.linear_time(x[j], linear)
        times[2, j] = latency.membrane_time(x[j], membrane)
        times[3, j] = snnlib.codes.phase.time(x[j], 0, phase)
        times[4, j] = snnlib.codes.burst.interval(x[j], burst)
        n = snnlib.codes.burst.size(x[j], burst)
        late = jittered(times[1, j], sigma, seed, 0, j)
        decoded[0, j] = snnlib.codes.rate.value(n, rate) + snnlib.codes.rate.poisson_error(
            x[j], rate, 1.0
        )
        decoded[1, j] = latency.linear_value(late, linear)
        decoded[2, j] = latency.membrane_value(times[2, j], membrane) + smallest_seen(membrane)
        decoded[3, j] = snnlib.codes.phase.value(
            snnlib.codes.phase.offset(times[3, j], phase), phase
        )
        decoded[4, j] = snnlib.codes.burst.interval_value(n, 0.0, (n - 1) * times[4, j], burst)
        decoded[4, j] += snnlib.codes.burst.count_value(n, burst) + snnlib.codes.rate.regular_error(
            x[j], rate
        )
    for j in range(x.size):
        rank = rank_of(j, times[1])
        decoded[5, j] = rank_value(rank, order) + even_rank_value(rank, x.size)
        decoded[6, j] = exponential_kernel(x[j], 2.0) + gaussian_kernel(x[j], 2.0)


ARGUMENTS = [
    ("sigma", "float64"), ("seed", "int64"), ("x", ("float64", (16,))),
    ("times", ("float64", (5, 16))), ("decoded", ("float64", (7, 16))),
]  # fmt: skip


def population_kernel(x, seed, counts, table, totals, posterior, found):
    code = PopulationCode(30, 0.1, 80.0, 2.0, 100.0, 0.0, 1.0)
    for j in range(30):
        counts[j] = population.count(x, j, code, seed, 0)
    fill_expected(code, table, totals)
    fill_posterior(counts, table, totals, posterior)
    found[0], found[1] = posterior_mean(posterior), population.mean(counts, code)
    found[2], found[3] = posterior_deviation(posterior), fisher_information(x, code)
    found[4] = gaussian_rate(x, 3, code)


POPULATION = [
    ("x", "float64"), ("seed", "int64"), ("counts", ("float64", (30,))),
    ("table", ("float64", (30, 200))), ("totals", ("float64", (200,))),
    ("posterior", ("float64", (200,))), ("found", ("float64", (5,))),
]  # fmt: skip


def nef_kernel(n, seed, rates, targets, variance, decoders, found):
    code = NEFCode(n, 100.0, 200.0, -1.0, 1.0)
    params = LIFParameters(20.0, 10.0, -70.0, -50.0, -70.0, 2.0)
    for p in range(50):
        targets[p] = p / 24.5 - 1.0
    for j in range(n):
        neuron = nef.neuron(j, code, params, seed)
        variance[j] = 400.0
        for p in range(50):
            rates[p, j] = nef.rate(targets[p], neuron, params)
    if not fill_decoders(rates, targets, variance, n, decoders):
        return 1
    found[0], found[1] = decoder_error(rates, targets, variance, n, decoders)
    return 0


NEF = [
    ("n", "int64"), ("seed", "int64"), ("rates", ("float64", (50, 200))),
    ("targets", ("float64", (50,))), ("variance", ("float64", (200,))),
    ("decoders", ("float64", (200,))), ("found", ("float64", (2,))),
]  # fmt: skip


def change_kernel(x, threshold, found):
    level, charge = 0.0, 0.5
    for k in range(x.size):
        jump, level = delta.step(x[k], level, threshold)
        spiked, charge = sigma_delta_step(x[k], charge, 0.5)
        found[k] = jump + (10 if spiked else 0)


CHANGE = [("x", ("float64", (50,))), ("threshold", "float64"), ("found", ("float64", (50,)))]
KERNELS = [
    (codes_kernel, ARGUMENTS),
    (population_kernel, POPULATION),
    (nef_kernel, NEF),
    (change_kernel, CHANGE),
]


@pytest.mark.parametrize(("kernel", "arguments"), KERNELS, ids=lambda x: getattr(x, "__name__", ""))
def test_kernels_compile_for_the_browser(kernel, arguments):
    assert_compiles(kernel, arguments)


def test_kernels_give_what_the_public_functions_give():
    x, times, decoded = np.linspace(0.0, 1.0, 16), np.zeros((5, 16)), np.zeros((7, 16))
    njit(error_model="numpy")(codes_kernel)(0.0, own_seed(3, "regular_encode"), x, times, decoded)
    first = [np.full(16, np.inf) for _ in range(5)]
    trains = [
        regular_encode(x, seed=3), latency.encode(x), latency.encode(x, MembraneLatency()),
        snnlib.codes.phase.encode(x), snnlib.codes.burst.encode(x),
    ]  # fmt: skip
    for train, earliest in zip(trains, first, strict=True):
        np.minimum.at(earliest, train.spike_neurons, train.spike_times)
    for row in range(4):
        seen = np.isfinite(first[row])
        np.testing.assert_array_equal(times[row, seen], first[row][seen])
    np.testing.assert_allclose(decoded[1], x, atol=1e-12)
    np.testing.assert_allclose(decoded[3], x, atol=1e-12)


def test_populations_in_a_kernel_are_the_library_s():
    arrays = arrays_of(POPULATION)
    njit(error_model="numpy")(population_kernel)(0.3, own_seed(5, "population"), *arrays)
    code = PopulationCode(30, 0.1, 80.0, 2.0)
    events = population.encode(0.3, code, seed=5)
    assert arrays[0].sum() == events.spike_times.size
    assert arrays[-1][0] == population.decode(events, (), code)
    assert arrays[-1][1] == population.decode(events, (), code, decoder="mean")

    arrays = arrays_of(NEF)
    assert njit(error_model="numpy")(nef_kernel)(60, own_seed(3, "nef"), *arrays) == 0
    np.testing.assert_allclose(arrays[-2][:60], nef.decoders(NEFCode(60), seed=3), rtol=1e-6)
