"""The neuron that finds the hidden pattern, beside a network with the same spikes."""

import numpy as np
import pytest

from snnlib import LIFParameters, Network, exponential, lif_neuron
from snnlib.neurons.lif import LIFState
from snnlib.plasticity import reduced_stdp
from snnlib.studies import hidden_pattern, pattern_finder
from snnlib.studies.pattern_finder import (
    EPSP,
    Answers,
    Counts,
    Listener,
    PatternFinder,
    Recent,
    first_spikes,
    hear,
    judge,
    listen,
    no_answers,
    stimulus_of,
)

SMALL = PatternFinder(n=200, n_pattern=100, v_th=48.0, seed=3)
N_WINDOWS = 40


def room(*sizes):
    return Recent(*(np.full(size, np.nan) for size in sizes))


@pytest.fixture(scope="module")
def found():
    answers, recent = no_answers(100, 1000), room(3000, 4000, 4000, 4000, 4000, 100)
    w, counts = listen(SMALL, N_WINDOWS, answers, recent)
    return w, counts, answers, recent


@pytest.fixture(scope="module")
def network():
    """Spike times, weights and potential of a network that hears the stimulus."""
    stimulus = hidden_pattern.generate(50.0 * N_WINDOWS, stimulus_of(SMALL, 1.0), seed=3)
    net = Network(dt=0.1)
    afferents = net.replay("afferents", 200, stimulus.spike_times, stimulus.spike_neurons)
    params = LIFParameters(10.0, EPSP, 0.0, 48.0, 0.0, 8.0)
    cell = net.population("cell", 1, lif_neuron(params, "float64"), {"exc": exponential(2.5)})
    rule = reduced_stdp()._replace(dtype="float64")
    synapses = net.connect(afferents, cell, "exc", 0.475, plasticity=rule)
    net.record(cell, "spikes")
    net.run(50.0 * N_WINDOWS + 0.2, progress=False)
    return stimulus, net.spikes(cell).spike_times - 0.2, synapses.weights[:, 0]


def test_it_answers_as_a_network_does_0_2_ms_later(found, network):
    w, counts, answers, _ = found
    stimulus, spikes, weights = network
    shown, false = answers.shown_t[: counts.shown], answers.false_t[: counts.false]
    np.testing.assert_allclose(1000.0 * shown, stimulus.starts, atol=1e-9)
    expected = hidden_pattern.detect(spikes, stimulus.starts, 50.0)
    assert expected.false_alarms.size > 20
    np.testing.assert_allclose(1000.0 * false, expected.false_alarms, atol=1e-6)
    latency = answers.latency[: counts.shown]
    assert np.isfinite(latency).sum() > 5
    np.testing.assert_allclose(latency, expected.latencies, atol=1e-6)
    np.testing.assert_allclose(w, weights, atol=1e-5)
    assert np.isnan(answers.shown_t[counts.shown :]).all()


def test_the_last_six_windows_are_shown(found, network):
    _, counts, answers, recent = found
    stimulus, spikes, _ = network
    end = 50.0 * N_WINDOWS
    fired = recent.fired_t[: counts.fired] + end
    np.testing.assert_allclose(fired, spikes[spikes > end - 300.0], atol=1e-6)
    ticks = np.concatenate([recent.noise_t[: counts.noise], recent.pattern_t[: counts.pattern]])
    who = np.concatenate([recent.noise_i[: counts.noise], recent.pattern_i[: counts.pattern]])
    late = (stimulus.spike_times > end - 300.0 + 1e-9) & (stimulus.spike_neurons % 5 == 0)
    key = lambda t, i: sorted(zip(np.rint(10.0 * t).astype(int), i, strict=True))  # noqa: E731
    assert key(ticks + end + 0.1, who) == key(
        stimulus.spike_times[late], stimulus.spike_neurons[late]
    )
    shown = 1000.0 * answers.shown_t[: counts.shown] - end
    since = recent.pattern_t[: counts.pattern, None] - shown[None]
    assert ((since > -1e-9) & (since < 50.0)).any(axis=1).all()
    assert (recent.pattern_i[: counts.pattern] < 100).all()
    assert np.isfinite(recent.v).all()
    assert recent.v.max() < 48.0


def test_a_short_course_leaves_what_was_before_it_open():
    recent = room(3000, 10, 10, 10, 10, 0)
    _, counts = listen(SMALL, 2, no_answers(10, 10), recent)
    assert np.isnan(recent.v[:2000]).all()
    assert np.isfinite(recent.v[2000:]).all()
    assert counts.noise == 10  # as many as there was room for
    assert counts.fired == 0


def test_details_may_be_left_out(found):
    answers = no_answers(100, 5)
    w, counts = listen(SMALL, N_WINDOWS, answers, room(0, 0, 0, 0, 0, 0))
    np.testing.assert_array_equal(w, found[0])
    np.testing.assert_array_equal(answers.latency, found[2].latency)
    assert counts[:2] == (found[1].shown, 5)


def test_only_neighbours_in_time_are_paired():
    w, arrived = np.full(2, 0.5, np.float32), np.full(2, -1, np.int32)
    v, spikes = np.zeros(500), np.zeros(500, np.int64)
    steps, afferents = np.array([10, 20, 300, 310]), np.array([0, 0, 0, 0])
    deaf = PatternFinder(v_th=1e9, n=2)
    sure = Listener(LIFState(0.0, 0.0), 0.0, 1.0)  # it has just spiked
    after, n = hear(0, steps, afferents, sure, deaf, w, arrived, v, spikes)
    shrunk = 0.5 - 0.85 * 2.0**-5 * np.exp(-1.0 / 33.7)  # by the first of the four
    np.testing.assert_allclose(w, [shrunk, 0.5], rtol=1e-6)
    assert (n, arrived.tolist()) == (0, [310, -1])
    assert after.post == pytest.approx(np.exp(-50.0 / 33.7))
    eager = PatternFinder(v_th=-1.0, n=2)
    _, n = hear(500, steps[:0], afferents[:0], after, eager, w, arrived, v, spikes)
    assert spikes[0] == 1
    grown = shrunk + 2.0**-5 * np.exp(-0.1 * (501 - 310) / 16.8)  # by the last of the four
    np.testing.assert_allclose(w, [grown, 0.5], rtol=1e-6)
    assert n == 7  # 8 ms apart
    assert arrived.tolist() == [-1, -1]


def test_first_spikes_are_those_of_the_pattern_without_jitter():
    first = first_spikes(SMALL)
    times = np.zeros(64)
    clean = stimulus_of(SMALL, 0.0)
    assert clean.jitter == 0.0
    assert (clean.n, clean.n_pattern, clean.fraction) == (200, 100, 0.25)
    for i in (0, 50, 99):
        n = hidden_pattern.pattern_spikes(i, 0, clean, 3, times)
        assert first[i] == times[:n].min(initial=50.0)
    assert first.shape == (100,)


def test_the_last_five_seconds_are_judged():
    answers = Answers(
        np.array([1.0, 5.0, 6.0, 7.0]),
        np.array([40.0, 5.0, np.nan, 7.0]),
        np.array([4.9, 5.1, 9.0]),
    )
    assert judge(200, answers, Counts(4, 3, 0, 0, 0)) == pytest.approx((200.0 / 3.0, 2, 6.0))
    nothing = judge(200, answers, Counts(1, 0, 0, 0, 0))
    np.testing.assert_equal(nothing, (np.nan, 0, np.nan))
    assert pattern_finder.LATE * 0.05 == 5.0
