"""Rivals, image by image: their input, what trained ones do, and how others learn."""

import numpy as np
import pytest

from snnlib.studies import competition
from snnlib.studies.competition import (
    SHOWN,
    TOTAL,
    Competition,
    input_spikes,
    learn_from_spike,
    learn_image,
    newborn,
    scale,
    show,
)
from snnlib.studies.winner_take_all import respond, spike_probabilities

RNG = np.random.default_rng(4)
IMAGE = RNG.integers(0, 256, 60) * (RNG.random(60) < 0.3) * 1.0


def trains(image, n_steps=SHOWN, seed=1, stream=0):
    """Who spikes in which step, as a table of 0 and 1."""
    pixels, begin = input_spikes(image, n_steps, seed, stream)
    steps = np.repeat(np.arange(n_steps), np.diff(begin))
    table = np.zeros((n_steps, image.size))
    np.add.at(table, (steps, pixels), 1.0)
    return table


def test_pixels_spike_with_their_probabilities():
    table = trains(IMAGE, 20_000)
    assert table.max() == 1.0
    probability = spike_probabilities(IMAGE[None], competition.DRIVE)[0]
    error = np.sqrt(probability * (1.0 - probability) / 20_000)
    assert (abs(table.mean(axis=0) - probability) <= 5.0 * error).all()


def test_seed_and_stream_name_the_random_numbers():
    assert (trains(IMAGE, seed=2) != trains(IMAGE)).any()
    assert (trains(IMAGE, stream=1) != trains(IMAGE)).any()
    np.testing.assert_array_equal(trains(IMAGE, 40), trains(IMAGE)[:40])
    pixels, begin = input_spikes(np.zeros(5), 10, 1, 0)
    assert (pixels.size, begin.tolist()) == (0, [0] * 11)


def test_trained_rivals_spike_as_often_as_respond_counts():
    w, theta = newborn(60, 7, 3)
    v, winners = show(*input_spikes(IMAGE, SHOWN, 5, 0), w, theta)
    counts = np.bincount(winners[winners >= 0], minlength=7)
    assert counts.sum() > 10
    np.testing.assert_array_equal(counts, respond(IMAGE[None], w, theta, seed=5)[0])
    assert v.shape == (SHOWN, 7)
    assert not v[winners >= 0].any()  # the winner silences all
    quiet = np.flatnonzero(winners[1:] < 0) + 1
    table = trains(IMAGE, seed=5)
    expected = (v[quiet - 1] + table[quiet] @ w) * np.exp(-1.0 / 20.0)
    np.testing.assert_allclose(v[quiet], expected, rtol=1e-4, atol=1e-5)


def test_the_newborn_have_random_weights_of_one_sum():
    w, theta = newborn(60, 7, 3)
    assert (w.dtype, theta.dtype) == (np.float32, np.float32)
    np.testing.assert_allclose(w.sum(axis=0), TOTAL, rtol=1e-5)
    assert (w >= 0.0).all()
    assert np.corrcoef(w.T)[0, 1] < 0.5
    assert (theta == 10.0).all()
    assert (newborn(60, 7, 4)[0] != w).any()
    kept = w.copy()
    w[:, 2] *= 3.0
    scale(w, 2, w[:, 2].sum())
    np.testing.assert_allclose(w, kept, rtol=1e-5)


def test_the_winner_goes_towards_what_came_in():
    w, _ = newborn(60, 7, 3)
    kept, x = w.copy(), RNG.random(60).astype(np.float32)
    learn_from_spike(4, x, w, 0.25)
    moved = kept[:, 4] + 0.25 * (x - kept[:, 4])
    np.testing.assert_allclose(w[:, 4], moved * TOTAL / moved.sum(), rtol=1e-5)
    others = np.arange(7) != 4
    np.testing.assert_array_equal(w[:, others], kept[:, others])


@pytest.mark.parametrize("settings", [Competition(), Competition(4.0, 0.5, 0.1, 9)])
def test_an_image_is_learnt_as_in_a_plain_loop(settings):
    w, theta = newborn(60, 7, settings.seed)
    wins = np.zeros(7)
    learn_image(IMAGE, 3, settings, w, theta, wins)

    plain, high = newborn(60, 7, settings.seed)
    plain, high = plain.astype(float), high.astype(float)
    table, v, x, won = trains(IMAGE, SHOWN, settings.seed, 3), np.zeros(7), np.zeros(60), []
    for came in table:
        v += came @ plain
        x = np.where(came > 0.0, 1.0, x) * np.exp(-1.0 / 50.0)
        above = v > high
        v *= np.exp(-1.0 / 20.0)
        winner = int(np.argmax(np.where(above, v - high, -np.inf)))
        high -= settings.threshold_step * settings.looked_for / 7 / SHOWN
        if above.any():
            v[:], won = 0.0, [*won, winner]
            high[winner] += settings.threshold_step
            plain[:, winner] += settings.learning_rate * (x - plain[:, winner])
            plain[:, winner] *= TOTAL / plain[:, winner].sum()
    assert len(won) > 5
    np.testing.assert_array_equal(wins, np.bincount(won, minlength=7))
    np.testing.assert_allclose(theta, high, rtol=1e-4)
    np.testing.assert_allclose(w, plain, rtol=1e-3, atol=1e-4)


def test_thresholds_that_move_let_more_neurons_win():
    images = RNG.integers(0, 256, (40, 60)) * (RNG.random((40, 60)) < 0.3) * 1.0
    silent = []
    for step in (0.0, 1.0):
        settings = Competition(threshold_step=step)
        w, theta = newborn(60, 12, 1)
        wins = np.zeros(12)
        for k, image in enumerate(images):
            learn_image(image, k, settings, w, theta, wins)
        silent.append((wins == 0.0).sum())
    assert silent[0] > silent[1]
