"""Poisson and gamma processes: their gaps against the laws they claim, and what a train must keep.

Statistics are compared with their quantile at 1e-6 (``CHANCE``, 4.9 standard errors): a right law
fails one time in a million.  With N = 200000 gaps the Kolmogorov-Smirnov test misses a law that is
off by 0.6 % in the chance of some interval and hits one off by 1.2 %; the means of the gaps, tested
too, have a standard error of 0.2 % of the CV.
"""

import math
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from scipy import stats

from snnlib import LIFParameters, lif, random
from snnlib._jit import jit
from snnlib.random import NEVER, own_seed
from snnlib.spikes import (
    cv,
    dead_steps,
    first_gap,
    first_grid_gap,
    gamma_cv,
    gamma_lv,
    gamma_process,
    isi,
    local_variation,
    next_gap,
    next_grid_gap,
    poisson_process,
    to_events,
    to_raster,
)
from tests.test_random import CHANCE, N, assert_chi_square, assert_independent, assert_law

NAN, INF = math.nan, math.inf
Z = 4.9
kernel = pytest.mark.kernel
needs_jit = pytest.mark.skipif(config.DISABLE_JIT, reason="many draws: too slow as Python")


@jit
def fill_gamma(out, shape, seed):
    for i in range(out.size):
        out[i] = random.gamma(shape, seed, 0, i)


@jit
def fill_gaps(gaps, firsts, rate, shape, t_ref):
    for i in range(gaps.size):
        gaps[i] = next_gap(rate, shape, t_ref, 7, 1, i + 1)
        firsts[i] = first_gap(rate, shape, t_ref, 7, i)


@jit
def fill_grid_gaps(gaps, firsts, rate, t_ref, dt):
    for i in range(gaps.size):
        gaps[i] = next_grid_gap(rate, t_ref, dt, 7, 1, i + 1)
        firsts[i] = first_grid_gap(rate, t_ref, dt, 7, i)


def assert_mean(sample, mean):
    assert abs(sample.mean() - mean) < Z * sample.std() / sqrt(sample.size)


# Gaps


@needs_jit
@pytest.mark.parametrize("shape", [0.01, 0.3, 0.99, 1.0, 1.01, 2.5, 50.0, 1e6])
def test_gamma_numbers_have_their_law(shape):
    x = np.empty(N)
    fill_gamma(x, shape, 1)
    law = stats.gamma(shape)
    assert_law(x, law.cdf)
    assert_mean(x, shape)
    assert_mean((x - shape) ** 2, shape)
    u = law.cdf(x)
    if shape > 0.1:  # below, many are so small that their u is only told by the exponent
        assert_independent(u[:-1], u[1:])
    other = np.empty(N)
    fill_gamma(other, shape, 2)
    assert_independent(u, law.cdf(other))


@needs_jit
@pytest.mark.parametrize(
    ("rate", "shape", "t_ref"), [(50, 1, 0), (50, 1, 5), (80, 4, 3), (20, 0.5, 10), (50, 20, 19.5)]
)
def test_gaps_and_the_wait_for_the_first_have_their_laws(rate, shape, t_ref):
    gaps, firsts = np.empty((2, N))
    fill_gaps(gaps, firsts, float(rate), float(shape), float(t_ref))
    mean = 1000.0 / rate
    scale = (mean - t_ref) / shape
    law = stats.gamma(shape, t_ref, scale)
    assert gaps.min() >= t_ref
    assert_law(gaps, law.cdf)
    assert_mean(gaps, mean)

    def wait(x):  # integral of the survival function over the mean
        g = np.maximum(x - t_ref, 0.0) / scale
        longer = shape * stats.gamma.cdf(g, shape + 1.0) + g * stats.gamma.sf(g, shape)
        return (np.minimum(x, t_ref) + scale * longer) / mean

    assert firsts.min() > 0.0
    assert_law(firsts, wait)  # a whole gap in its place is off by 30 % (Poisson with a dead time)


@needs_jit
@pytest.mark.parametrize(
    ("rate", "t_ref", "dt"), [(100, 0, 1), (50, 3, 1), (300, 2, 0.5), (900, 0, 1), (50, 0.25, 0.1)]
)
def test_grid_gaps_and_the_wait_for_the_first_have_their_laws(rate, t_ref, dt):
    gaps, firsts = np.empty((2, N), np.int64)
    fill_grid_gaps(gaps, firsts, float(rate), float(t_ref), float(dt))
    mean = 1000.0 / (rate * dt)
    dead = math.floor(t_ref / dt + 1e-9)
    p = 1.0 / (mean - dead)
    steps = np.arange(1, max(gaps.max(), firsts.max()) + 2)
    law = stats.geom.pmf(steps - dead, p)
    assert gaps.min() > dead
    for sample, chance in ((gaps, law), (firsts, stats.geom.sf(steps - 1 - dead, p) / mean)):
        counts = np.bincount(sample, minlength=steps.size + 1)[1:]
        expected = N * chance
        counts[-1] += N - counts.sum()
        expected[-1] += N - expected.sum()
        assert sample.min() >= 1
        assert_chi_square(counts, expected)
    assert_mean(gaps, mean)


@kernel
def test_dead_steps_lie_wholly_in_the_dead_time():
    cases = [(0.0, 0.1, 0), (0.05, 0.1, 0), (0.3, 0.1, 3), (0.9, 0.3, 3), (0.25, 0.1, 2)]
    for t_ref, dt, dead in [*cases, (2.0, 0.1, 20), (0.7, 0.1, 7), (5.0, 9.0, 0)]:
        assert dead_steps(t_ref, dt) == dead
        # a neuron that would fire at once waits as long: grid spikes of the LIF neuron
        run = lif(1e6, LIFParameters(t_ref=t_ref), dt, n_steps=50, spike_times="grid")
        gaps = np.diff(np.flatnonzero(to_raster(*run[1:], 50, 1, dt)[:, 0]))
        assert gaps.min() == dead + 1


@kernel
def test_gaps_at_the_ends_of_the_range():
    for rate in (0.0, -1.0, NAN):
        assert next_gap(rate, 1.0, 2.0, 1, 2, 3) == first_gap(rate, 1.0, 2.0, 1, 2) == INF
        assert next_grid_gap(rate, 2.0, 1.0, 1, 2, 3) == NEVER
        assert first_grid_gap(rate, 2.0, 1.0, 1, 2) == NEVER
    for rate in (500.0, 5000.0):  # no free time is left: the dead time alone
        assert next_gap(rate, 3.0, 2.0, 1, 2, 3) == 2.0
        assert 0.0 < first_gap(rate, 3.0, 2.0, 1, 2) <= 2.0
        assert next_grid_gap(rate, 2.0, 1.0, 1, 2, 3) == 3
        assert 1 <= first_grid_gap(rate, 2.0, 1.0, 1, 2) <= 3
    for shape in (0.0, -1.0, NAN):
        assert math.isnan(random.gamma(shape, 1, 2, 3))


@kernel
def test_bits_are_the_same_on_every_machine():
    gaps = [next_gap(40.0, k, 2.0, 5, 6, 7).hex() for k in (0.3, 1.0, 5.0)]
    assert gaps == PINNED_GAPS
    assert first_gap(40.0, 5.0, 2.0, 5, 6).hex() == PINNED_FIRST
    assert [next_grid_gap(40.0, 2.0, 0.5, 5, 6, i) for i in range(1, 6)] == PINNED_GRID
    assert first_grid_gap(40.0, 2.0, 0.5, 5, 6) == PINNED_FIRST_GRID


PINNED_GAPS = ["0x1.7819666dc9024p+1", "0x1.0442584e2d32cp+5", "0x1.6a6239801bb53p+3"]
PINNED_FIRST = "0x1.510dce972620cp+1"
PINNED_GRID = [8, 59, 117, 31, 6]
PINNED_FIRST_GRID = 15


# Trains

MODELS = {
    "poisson": lambda **how: poisson_process(100.0, **how),
    "gamma": lambda **how: gamma_process(100.0, 5.0, **how),
    "grid": lambda **how: poisson_process(100.0, dt=0.5, **how),
}


@needs_jit
@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_a_stationary_process_has_its_rate_from_the_beginning(model):
    n = 40_000
    events = model(duration=30.0, n_neurons=n, t_ref=4.0, seed=1)
    counts = np.bincount((np.ceil(events.spike_times) - 1).astype(int), minlength=30)  # each 1 ms
    # 4000 expected, deviation 60 at most.  An ordinary one begins with 0 in the first 4 ms, then
    # Poisson has 6667 in each and gamma overshoots
    assert np.abs(counts - 0.1 * n).max() < stats.norm.isf(CHANCE / 60) * sqrt(0.1 * n)
    ordinary = model(duration=30.0, n_neurons=n, t_ref=4.0, seed=1, start="ordinary")
    assert ordinary.spike_times.min() > 4.0
    first = np.full(n, INF)
    np.minimum.at(first, ordinary.spike_neurons, ordinary.spike_times)
    assert_mean(np.minimum(first, 12.0), np.minimum(first_intervals(model), 12.0).mean())


def first_intervals(model):
    """Intervals of one long train: what the first of an ordinary process is like."""
    return isi(model(duration=4e7, t_ref=4.0, seed=9).spike_times)


@needs_jit
@pytest.mark.parametrize(
    ("rate", "shape", "t_ref"), [(50, 1, 0), (50, 1, 5), (80, 4, 3), (20, 0.5, 10), (50, 9, 15)]
)
def test_a_long_train_has_the_statistics_of_theory(rate, shape, t_ref):
    duration = 1000.0 * N / rate
    train = gamma_process(rate, shape, duration, t_ref=t_ref, seed=2).spike_times
    intervals = isi(train)
    assert intervals.min() >= t_ref * (1.0 - 1e-9)
    c = gamma_cv(rate, shape, t_ref)
    assert abs(len(train) - N) < Z * c * sqrt(N)  # 1 % of the rate at most
    # 0.2 % of the CV (0.4 % for shape 0.5), where a dead time that is left out makes 25 % or more
    dead = 0.001 * rate * t_ref
    error = c * sqrt((0.5 + (0.5 + dead * dead) / shape) / N)  # to first order in 1 / N
    assert abs(cv(intervals).value - c) < Z * error
    assert cv(intervals).error == pytest.approx(error, rel=0.1)
    lv = local_variation(intervals)
    assert abs(lv.value - gamma_lv(rate, shape, t_ref)) < Z * lv.error
    assert lv.error < 0.01 * lv.value


@needs_jit
def test_a_train_on_the_grid_is_a_coin_for_each_step():
    p, n_steps = 0.03, 2_000_000
    events = poisson_process(30.0, 1.0 * n_steps, dt=1.0, seed=3)
    spikes = to_raster(*events, n_steps, 1, 1.0, kind="bool")[:, 0]
    counts = np.bincount(spikes.reshape(-1, 50).sum(axis=1), minlength=51)
    assert_chi_square(counts, stats.binom.pmf(np.arange(51), 50, p) * n_steps / 50)
    both = (spikes[1:] & spikes[:-1]).sum()
    variance = n_steps * p * p * (1 + 2 * p)
    assert abs(both - n_steps * p * p) < Z * sqrt(variance)


@settings(max_examples=50)
@given(
    st.sampled_from(sorted(MODELS)),
    st.integers(0, 2**40),
    st.integers(0, 1000),
    st.sampled_from([0.0, 0.5, 2.0, 8.0]),
    st.sampled_from(["stationary", "ordinary"]),
)
def test_trains_are_in_order_apart_and_independent_of_the_company(name, seed, stream, t_ref, start):
    model = MODELS[name]
    how = {"seed": seed, "t_ref": t_ref, "start": start}
    events = model(duration=200.0, n_neurons=3, stream=stream, **how)
    times, neurons = events
    assert times.dtype == np.float64
    assert neurons.dtype == np.int64
    assert (np.diff(times) >= 0.0).all()
    assert ((times > 0.0) & (times <= 200.0)).all()
    for j in range(3):
        alone = model(duration=200.0, stream=stream + j, **how)
        np.testing.assert_array_equal(times[neurons == j], alone.spike_times)
        assert not alone.spike_neurons.any()
        assert (isi(alone.spike_times) > t_ref - 1e-9).all()
        longer = model(duration=500.0, stream=stream + j, **how).spike_times
        np.testing.assert_array_equal(longer[longer <= 200.0], alone.spike_times)
    other = model(duration=200.0, n_neurons=3, stream=stream, **(how | {"seed": seed + 1}))
    assert not np.array_equal(other.spike_times, times)


@kernel
def test_rates_may_differ_and_be_zero():
    rates = np.array([0.0, 20.0, 200.0])
    for events in (
        poisson_process(rates, 300.0, seed=1),
        poisson_process(rates, 300.0, seed=1, dt=0.1, t_ref=1.0),
        gamma_process(rates, 3.0, 300.0, seed=1, t_ref=1.0),
        gamma_process(rates, 3.0, 300.0, seed=1, start="ordinary"),
    ):
        counts = np.bincount(events.spike_neurons, minlength=3)
        assert counts[0] == 0
        assert 0 < counts[1] < 20
        assert 30 < counts[2] < 90  # 60 expected, deviation 8
    assert rates.tolist() == [0.0, 20.0, 200.0]
    assert poisson_process(0.0, 100.0, seed=1).spike_times.shape == (0,)
    one = gamma_process(100.0, 1.0, 300.0, seed=own_seed(5, "poisson_process"))
    np.testing.assert_array_equal(one.spike_times, poisson_process(100.0, 300.0, seed=5)[0])


@kernel
def test_the_window_ends_with_its_last_moment():
    train = gamma_process(100.0, 3.0, 200.0, seed=6).spike_times
    cut = gamma_process(100.0, 3.0, train[5], seed=6).spike_times
    np.testing.assert_array_equal(cut, train[:6])


@kernel
def test_the_fastest_train_on_the_grid_is_regular():
    train = poisson_process(250.0, 40.0, seed=1, dt=1.0, t_ref=3.0).spike_times
    assert np.diff(train).tolist() == [4.0] * 9
    train = poisson_process(10_000.0, 5.0, seed=1, dt=0.1).spike_times
    np.testing.assert_array_equal(train, np.arange(1, 51) * 0.1)
    for dt in (0.1, 0.3, 0.7):
        events = poisson_process(300.0, 700 * dt, 5, seed=1, dt=dt)
        again = to_events(to_raster(*events, 700, 5, dt, kind="bool"), dt)
        np.testing.assert_array_equal(again.spike_times, events.spike_times)


@needs_jit
def test_very_clustered_trains_find_room():
    # 10 spikes on average, and room for 114 at first
    runs = [gamma_process(10.0, 0.01, 1000.0, seed=s).spike_times for s in range(200)]
    longest = max(range(200), key=lambda s: runs[s].size)
    assert runs[longest].size > 150
    assert (np.diff(runs[longest]) >= 0.0).all()
    twice = gamma_process(10.0, 0.01, 2000.0, seed=longest).spike_times
    np.testing.assert_array_equal(twice[: runs[longest].size], runs[longest])
    assert min(run.size for run in runs) == 0


POISSON = {"rate": 50.0, "duration": 100.0, "seed": 1}
BAD = [
    ({"rate": -1.0}, ValueError, "rate must be zero or a positive number of hertz, got -1.0"),
    ({"rate": NAN}, ValueError, "rate"),
    ({"rate": [50.0, INF]}, ValueError, "rate"),
    ({"rate": []}, ValueError, "n_neurons"),
    ({"rate": "50"}, TypeError, "rate"),
    ({"rate": [1.0, 2.0], "n_neurons": 3}, ValueError, r"rate must have the shape \(3,\)"),
    ({"rate": np.ones((2, 2))}, ValueError, "rate must have the shape"),
    ({"n_neurons": 0}, ValueError, "n_neurons"),
    ({"n_neurons": 1.5}, TypeError, "n_neurons"),
    ({"duration": 0.0}, ValueError, "duration must be a positive number of milliseconds"),
    ({"duration": -5.0}, ValueError, "duration"),
    ({"duration": NAN}, ValueError, "duration"),
    ({"duration": 1e12}, ValueError, r"duration must lead to fewer than 1e\+08 spikes"),
    ({"t_ref": -1.0}, ValueError, "t_ref must be zero or a positive number of milliseconds"),
    ({"t_ref": INF}, ValueError, "t_ref"),
    ({"start": "random"}, ValueError, "start must be 'stationary' or 'ordinary'"),
    ({"start": True}, TypeError, "start"),
    ({"seed": 1.5}, TypeError, "seed must be an integer, got 1.5"),
    ({"seed": True}, TypeError, "seed"),
    ({"seed": 2**63}, ValueError, "seed must have at most 64 bits"),
    ({"stream": "a"}, TypeError, "stream"),
]


@pytest.mark.parametrize(("change", "error", "message"), [
    *BAD,
    ({"t_ref": 20.0}, ValueError, "t_ref must be shorter than the mean interval, 1000 / rate = "),
    ({"dt": 0.0}, ValueError, "dt"),
    ({"dt": NAN}, ValueError, "dt"),
    ({"dt": 0.3}, ValueError, "duration must be a whole number of steps of 0.3 ms, got 100.0 ms"),
    ({"dt": 5.0, "t_ref": 20.0}, ValueError, "rate must be at most 40 hertz, one spike in 25 ms"),
    ({"rate": 1001.0, "dt": 1.0}, ValueError, "rate must be at most 1000 hertz, one spike in 1 ms"),
    ({"rate": -1.0, "dt": 1.0}, ValueError, "rate"),
    ({"duration": NAN, "dt": 1.0}, ValueError, "duration"),
    ({"t_ref": -1.0, "dt": 1.0}, ValueError, "t_ref"),
    ({"start": "now", "dt": 1.0}, ValueError, "start"),
    ({"seed": None, "dt": 1.0}, TypeError, "seed"),
])  # fmt: skip
def test_poisson_process_names_what_is_wrong(change, error, message):
    with pytest.raises(error, match=f"^{message}"):
        poisson_process(**(POISSON | change))


@pytest.mark.parametrize(("change", "error", "message"), [
    *BAD,
    ({"shape": 0.0}, ValueError, "shape must be a positive number, got 0.0"),
    ({"shape": -2.0}, ValueError, "shape"),
    ({"shape": 0.001}, ValueError, r"shape must be from 0.01 to 1e\+06, got 0.001"),
    ({"shape": 1e7}, ValueError, "shape"),
    ({"shape": NAN}, ValueError, "shape"),
    ({"shape": [1.0]}, TypeError, "shape"),
    ({"t_ref": 25.0}, ValueError, "t_ref must be shorter than the mean interval"),
])  # fmt: skip
def test_gamma_process_names_what_is_wrong(change, error, message):
    with pytest.raises(error, match=f"^{message}"):
        gamma_process(**(POISSON | {"shape": 2.0} | change))


def test_a_seed_must_be_given():
    with pytest.raises(TypeError, match="seed"):
        poisson_process(50.0, 100.0)
