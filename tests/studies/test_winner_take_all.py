"""Trained rivals: the same spikes as the network engine's, image by image."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import Network
from snnlib.math import exp
from snnlib.neurons import adaptive
from snnlib.neurons.adaptive import AdaptiveLIFParameters
from snnlib.studies import winner_take_all
from snnlib.studies.competition import input_spikes
from snnlib.studies.winner_take_all import count_spikes, image_exposure, respond
from snnlib.synapses import delta


def rivals(seed, n_pixels=12, n=5):
    """An image, and weights that all add up to the same."""
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 256, n_pixels) * (rng.random(n_pixels) < 0.6)
    image[0] = 200
    w = rng.random((n_pixels, n))
    return image, 10.0 * w / w.sum(0), rng.integers(256, 384, n) / 64.0


def test_images_become_chances_that_are_equally_long_as_vectors():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (5, 40)) * (rng.random((5, 40)) < 0.3)
    images[3, :] = 0
    chances = winner_take_all.spike_probabilities(images, 0.5)
    lengths = np.linalg.norm(chances, axis=1)
    np.testing.assert_allclose(lengths, np.where(np.arange(5) == 3, 0.0, 0.5 / 2.0), rtol=1e-14)
    np.testing.assert_allclose(chances[0] / chances[0].max(), images[0] / images[0].max())
    np.testing.assert_allclose(
        winner_take_all.spike_probabilities(images * 0.01, 0.5), chances, rtol=1e-14
    )


def test_an_image_that_lights_a_tenth_of_its_pixels_sends_its_ink():
    image = np.repeat([7.0, 0.0], [4, 36])
    assert winner_take_all.spike_probabilities(image[None], 2.0).sum() == pytest.approx(
        2.0, rel=1e-15
    )
    assert winner_take_all.spike_probabilities(image[None], 5.0).max() == 0.95
    assert winner_take_all.spike_probability(3.0, 6.0, 0.5) == 0.25
    assert winner_take_all.spike_probability(0.0, 0.0, 0.5) == 0.0


@pytest.mark.kernel
def test_exposures_are_those_of_the_chances():
    image = np.array([10.0, 0.0, 30.0, 60.0])
    exposure = np.empty((1, 4))
    image_exposure(image, 1.2, exposure)
    chances = winner_take_all.spike_probabilities(image[None], 1.2)
    np.testing.assert_allclose(exposure, np.cumsum(-np.log1p(-chances), 1), rtol=1e-14)


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_they_spike_as_in_the_network(seed):
    image, w, theta = rivals(seed)
    net = Network(dt=1.0, seed=3)
    chances = winner_take_all.spike_probabilities(image[None].astype(float), 2.0)[0]
    pixels = net.poisson("pixels", image.size, 1000.0 * chances)
    cells = net.population(
        "cells",
        theta.size,
        adaptive.neuron(AdaptiveLIFParameters(20.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0), "float64"),
        {"input": delta()},
        competition=adaptive.WINNER_TAKES_ALL,
        theta=theta - 1.0,
    )
    net.connect(pixels, cells, "input", w)
    net.record(cells, "spikes")
    net.record(pixels, "spikes")
    net.run(200.0)
    v, keep, winners = np.zeros(theta.size, np.float32), np.float32(np.exp(-1 / 20.0)), []
    came = net.spikes(pixels)
    for step in range(199):
        now = came.spike_neurons[came.spike_times == step + 1.0].astype(np.int32)
        winner = winner_take_all.step(
            now, now.size, w.astype(np.float32), theta.astype(np.float32), keep, v
        )
        winners += [(step + 1, winner)] if winner >= 0 else []
    spikes = net.spikes(cells)
    got = [(round(t) - 2, int(j)) for t, j in zip(*spikes, strict=True)]
    assert len(got) > 5
    assert got == [(k, j) for k, j in winners if k + 2 <= 200]


@pytest.mark.parametrize("n", [1, 6, 64, 131])
def test_of_many_above_the_winner_is_furthest_above_after_the_leak(n):
    rng = np.random.default_rng(n)
    image, w = rng.integers(0, 256, 30) * 1.0, rng.random((30, n)).astype(np.float32)
    theta = rng.uniform(1.0, 9.0, n).astype(np.float32)
    w[:, n // 2], theta[n // 2] = w[:, 0], theta[0]  # of two that are level, the first
    pixels, begin = input_spikes(image, 100, 7, 0)
    keep, v, counts, n_above = np.float32(exp(-1.0 / 20.0)), np.zeros(n, np.float32), [0] * n, 0
    for k in range(100):
        for i in pixels[begin[k] : begin[k + 1]]:
            v += w[i]
        above = v > theta
        v *= keep
        if above.any():
            counts[np.argmax(np.where(above, v - theta, -np.inf))] += 1
            n_above += above.sum()
            v[:] = 0.0
    assert n == 1 or n_above > 2 * sum(counts) > 20
    assert respond(image[None], w, theta, seed=7)[0].tolist() == counts


@pytest.mark.kernel
def test_eight_bits_count_as_the_numbers_that_they_are():
    image, w, theta = rivals(5)
    bits = np.rint(w * 40.0).astype(np.uint8)
    counts = respond(image[None], bits, theta * 40.0, drive=2.0)
    np.testing.assert_array_equal(counts, respond(image[None], bits * 1.0, theta * 40.0, drive=2.0))
    assert counts.sum() > 3


def test_an_image_is_answered_the_same_alone_and_among_others():
    images = np.stack([rivals(seed)[0] for seed in range(6)])
    _, w, theta = rivals(9)
    together = respond(images, w, theta, drive=2.0, seed=4)
    alone = [respond(image[None], w, theta, drive=2.0, seed=4)[0] for image in images[::-1]]
    np.testing.assert_array_equal(together, alone[::-1])
    assert (together != respond(images, w, theta, drive=2.0, seed=5)).any()


def test_brightness_does_not_matter_and_a_blank_image_is_answered_by_none():
    image, w, theta = rivals(2)
    first, dark, blank = respond(
        np.array([image * 3.0, image * 0.5, image * 0.0]), w, theta, drive=2.0
    )
    assert first.tolist() == dark.tolist()
    assert blank.sum() == 0
    assert first.sum() > 0


def test_a_threshold_above_all_reach_is_never_crossed():
    image, w, theta = rivals(2)
    assert respond(image[None], w, theta + 1e6, drive=2.0).sum() == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"images": [[-1.0, 1.0]]}, "not negative"),
        ({"images": [1.0, 1.0]}, "must be of shape"),
        ({"images": [[np.inf, 1.0]]}, "images must be an array of finite numbers"),
        ({"w": [[1.0]]}, "w must have one row for each of 2 pixels"),
        ({"theta": [1.0, 2.0]}, "theta must have the shape"),
        ({"n_steps": 0}, "n_steps must be a positive integer"),
        ({"drive": 0.0}, "drive must be a positive number"),
        ({"tau_m": -1.0}, "tau_m must be a positive number"),
    ],
)
def test_bad_input_is_refused(change, message):
    right = {"images": [[1.0, 2.0]], "w": [[1.0], [1.0]], "theta": [1.0]}
    with pytest.raises(ValueError, match=message):
        respond(**(right | change))


def test_the_spikes_that_are_counted_are_those_of_the_answers():
    images = np.stack([rivals(seed)[0] for seed in range(6)]).astype(float)
    _, w, theta = rivals(9)
    w, theta = w.astype(np.float32), theta.astype(np.float32)
    n_came, n_fired = count_spikes(images, 100, 2.0, 4, w, theta)
    assert n_fired == respond(images, w, theta, drive=2.0, seed=4).sum() / 6 > 0.5
    expected = winner_take_all.spike_probabilities(images, 2.0).sum(1).mean() * 100
    assert n_came == pytest.approx(expected, rel=0.15)
