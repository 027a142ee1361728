"""Jitter and loss of spikes."""

import math

import numpy as np
import pytest

from snnlib import SpikeEvents
from snnlib.codes import perturb
from snnlib.codes.perturb import jittered
from snnlib.codes.rate import RateCode, poisson_encode
from snnlib.random import normal
from snnlib.spikes import cv, gamma_process, isi, poisson_process

kernel = pytest.mark.kernel
train = SpikeEvents(np.linspace(100.0, 900.0, 20_000), np.arange(20_000) % 7)


def test_jitter_moves_spikes_by_a_normal_amount_and_keeps_their_neurons():
    moved = perturb.jitter(train, 2.0, seed=1)
    assert (np.diff(moved.spike_times) >= 0.0).all()
    np.testing.assert_array_equal(
        np.bincount(moved.spike_neurons), np.bincount(np.arange(20_000) % 7)
    )
    one = SpikeEvents(np.full(20_000, 100.0), np.arange(20_000))
    by = perturb.jitter(one, 2.0, seed=1).spike_times - 100.0
    assert abs(by.mean()) < 5.0 * 2.0 / math.sqrt(20_000)
    assert by.std() == pytest.approx(2.0, rel=0.03)
    np.testing.assert_array_equal(perturb.jitter(train, 0.0, seed=1).spike_times, train.spike_times)
    assert (perturb.jitter(one, 2.0, seed=1, stream=5).spike_times - 100.0 != by).all()


SOURCES = {
    "poisson": lambda seed: poisson_process(200.0, 20_000.0, seed=seed),
    "grid": lambda seed: poisson_process(200.0, 20_000.0, seed=seed, dt=0.1),
    "gamma": lambda seed: gamma_process(200.0, 1.0, 20_000.0, seed=seed, t_ref=0.01),
    "rate": lambda seed: poisson_encode([1.0], RateCode(20_000.0, 200.0), seed=seed),
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_what_is_lost_does_not_depend_on_what_was_sent_under_one_seed(source):
    for seed in range(3):
        thinned = cv(isi(perturb.drop(source(seed), 0.5, seed=seed).spike_times))
        assert abs(thinned.value - 1.0) < 5.0 * thinned.error


def test_jitter_and_loss_under_one_seed_are_independent():
    at_once = SpikeEvents(np.full(20_000, 100.0), np.arange(20_000))
    moved = perturb.jitter(at_once, 2.0, seed=4)
    late = moved.spike_times[np.argsort(moved.spike_neurons)]
    kept = perturb.drop(at_once, 0.5, seed=4)
    assert abs(late[kept.spike_neurons].mean() - 100.0) < 5.0 * 2.0 / math.sqrt(10_000)


@kernel
def test_no_spike_comes_before_time_zero():
    early = perturb.jitter(SpikeEvents(np.zeros(50), np.arange(50)), 3.0, seed=2)
    assert early.spike_times.min() == 0.0
    assert 0.3 < np.mean(early.spike_times == 0.0) < 0.7
    assert jittered(10.0, 2.0, 3, 4, 5) == 10.0 + 2.0 * normal(3, 4, 5)
    assert jittered(0.0, 1e9, 3, 4, 5) in (0.0, 1e9 * normal(3, 4, 5))


def test_each_spike_is_lost_with_the_same_chance():
    kept = perturb.drop(train, 0.3, seed=1)
    assert kept.spike_times.size == pytest.approx(14_000, abs=5.0 * math.sqrt(20_000 * 0.21))
    share = np.bincount(kept.spike_neurons) / np.bincount(train.spike_neurons)
    np.testing.assert_allclose(share, 0.7, atol=5.0 * math.sqrt(0.21 * 7 / 20_000))
    assert perturb.drop(train, 1.0, seed=1).spike_times.size == 0
    np.testing.assert_array_equal(perturb.drop(train, 0.0, seed=1).spike_times, train.spike_times)
    assert perturb.drop(SpikeEvents(np.empty(0), np.empty(0, int)), 0.5, seed=1)[0].size == 0


@kernel
@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: perturb.jitter(train, -1.0, seed=1), ValueError, "sigma must be zero or a pos"),
        (lambda: perturb.jitter(train, math.nan, seed=1), ValueError, "sigma must be zero"),
        (lambda: perturb.jitter([1.0], 1.0, seed=1), TypeError, "events must be SpikeEvents"),
        (lambda: perturb.jitter(train, 1.0, seed=None), TypeError, "seed must be an integer"),
        (lambda: perturb.drop(train, 1.1, seed=1), ValueError, "probability must be from 0 to 1"),
        (lambda: perturb.drop(([1.0], [-1]), 0.5, seed=1), ValueError, "spike_neurons must be"),
    ],
)
def test_bad_input_is_refused_by_name(call, error, words):
    with pytest.raises(error, match=words):
        call()
