"""The statistics to be expected of gamma processes: closed forms, integrals and experiments."""

import math
from math import sqrt

import numpy as np
import pytest
from numba import config
from scipy import integrate, special, stats

from snnlib.spikes import (
    fano_factor,
    gamma_cv,
    gamma_cv_bias,
    gamma_fano,
    gamma_isi_density,
    gamma_lv,
    gamma_process,
    to_raster,
)
from snnlib.spikes.theory import _log_gamma

NAN = math.nan
Z = 4.9  # two-sided chance 1e-6
kernel = pytest.mark.kernel
needs_jit = pytest.mark.skipif(config.DISABLE_JIT, reason="many draws: too slow as Python")
PROCESSES = [(50.0, 1.0, 0.0), (50.0, 1.0, 5.0), (80.0, 4.0, 3.0), (20.0, 0.5, 10.0)]


@kernel
def test_poisson_is_one_in_everything():
    poisson = (37.0, 1.0, 0.0)
    assert gamma_cv(*poisson) == gamma_lv(*poisson) == 1.0
    assert gamma_fano(*poisson, 100.0) == pytest.approx(1.0, rel=1e-15)
    assert gamma_cv_bias(*poisson, 400) == pytest.approx(-1 / 400, rel=1e-15)
    assert gamma_isi_density(10.0, *poisson) == pytest.approx(0.037 * math.exp(-0.37), rel=1e-13)


@kernel
@pytest.mark.parametrize("process", PROCESSES)
def test_statistics_and_bias_are_those_of_the_moments(process):
    rate, shape, t_ref = process
    law = stats.gamma(shape, t_ref, (1000.0 / rate - t_ref) / shape)
    mean, variance, g, excess = (float(x) for x in law.stats("mvsk"))
    c = sqrt(variance) / mean
    assert mean == pytest.approx(1000.0 / rate, rel=1e-12)
    assert gamma_cv(*process) == pytest.approx(c, rel=1e-12)
    want = c * (c * c - g * c / 2 - (excess + 2) / 8) / 77
    assert gamma_cv_bias(*process, 77) == pytest.approx(want, rel=1e-12)
    third = g * c**3
    want = c**2 + (1 / 6 + c**4 / 2 - third / 3) / (0.001 * rate * 300.0)
    assert gamma_fano(*process, 300.0) == pytest.approx(want, rel=1e-12)
    for interval in (t_ref + 0.1, mean, 3.0 * mean):
        density = gamma_isi_density(interval, *process)
        assert density == pytest.approx(law.pdf(interval), rel=1e-12)
    assert gamma_isi_density(t_ref - 1e-9, *process) == 0.0


@kernel
@pytest.mark.parametrize("shape", [0.05, 0.3, 1.0, 2.5, 30.0, 1e3, 1e6])
def test_local_variation_is_its_integral(shape):
    assert gamma_lv(40.0, shape, 0.0) == pytest.approx(3.0 / (2.0 * shape + 1.0), rel=1e-12)
    t_ref, scale = 5.0, 20.0 / shape
    # x = log of the sum of two gamma numbers
    peak = math.log(2.0 * shape)
    width = 8.0 / sqrt(2.0 * shape)

    def integrand(x):
        log_density = 2.0 * shape * x - math.exp(x) - special.gammaln(2.0 * shape)
        share = math.exp(x) / (math.exp(x) + 2.0 * t_ref / scale)
        return math.exp(log_density) * share * share

    left, right = max(peak - width, -60.0), peak + min(width, 6.0)  # share**2 < 1e-40 on the left
    share = integrate.quad(integrand, left, right, points=[peak], epsabs=1e-13, limit=400)[0]
    want = 3.0 / (2.0 * shape + 1.0) * share
    assert gamma_lv(40.0, shape, t_ref) == pytest.approx(want, rel=1e-7)


@kernel
def test_regular_and_impossible_trains():
    # as many spikes as the dead time allows
    assert gamma_cv(100.0, 2.0, 10.0) == gamma_lv(100.0, 2.0, 10.0) == 0.0
    assert gamma_fano(100.0, 2.0, 10.0, 50.0) == pytest.approx(1 / 6 / 5.0, rel=1e-12)
    assert gamma_cv(200.0, 2.0, 10.0) == 0.0
    for bad in [(0.0, 1.0, 0.0), (-1.0, 1.0, 0.0), (NAN, 1.0, 0.0), (9.0, -2.0, 0.0),
                (9.0, NAN, 0.0), (9.0, 1.0, -1.0), (9.0, 1.0, NAN)]:  # fmt: skip
        assert math.isnan(gamma_cv(*bad))
        assert math.isnan(gamma_lv(*bad))
        assert math.isnan(gamma_cv_bias(*bad, 9))
        assert math.isnan(gamma_fano(*bad, 9.0))
        assert math.isnan(gamma_isi_density(9.0, *bad))
    assert math.isnan(gamma_cv_bias(9.0, 1.0, 0.0, 0))
    assert math.isnan(gamma_fano(9.0, 1.0, 0.0, 0.0))
    assert math.isnan(gamma_isi_density(9.0, 100.0, 2.0, 10.0))


@kernel
def test_the_density_at_the_end_of_the_dead_time():
    assert gamma_isi_density(5.0, 50.0, 1.0, 5.0) == pytest.approx(1 / 15, rel=1e-15)
    assert gamma_isi_density(5.0, 50.0, 2.0, 5.0) == 0.0
    assert gamma_isi_density(5.0, 50.0, 0.5, 5.0) == math.inf


@kernel
def test_log_gamma():
    for x in np.append(np.linspace(0.01, 60.0, 500), [1e3, 1e6]):
        assert _log_gamma(x) == pytest.approx(special.gammaln(x), rel=3e-14, abs=3e-14)


@needs_jit
@pytest.mark.parametrize("process", PROCESSES)
def test_counts_of_stationary_processes_have_the_fano_factor_of_long_windows(process):
    window = 20 * 1000.0 / process[0]
    events = gamma_process(*process[:2], window, 40_000, t_ref=process[2], seed=3)
    fano = fano_factor(np.bincount(events.spike_neurons, minlength=40_000))
    # error 0.7 % of F; without the term for the window it would be 2 % off (0.5 % if Poisson with
    # a dead time; none if Poisson), with CV in place of its square 25 % or more
    assert abs(fano.value - gamma_fano(*process, window)) < Z * fano.error
    assert fano.error < 0.012 * fano.value


@needs_jit
def test_the_fano_factor_of_the_shortest_windows_is_that_of_any_process():
    events = gamma_process(50.0, 16.0, 2e5, t_ref=3.0, seed=4)
    counts = to_raster(*events, 200_000, 1, 1.0)[:, 0]
    # at most one spike in 1 ms: F = 1 - 0.05, where long windows have 0.045
    assert fano_factor(counts).value == pytest.approx(0.95, abs=0.005)
