"""Poisson and replayed inputs of a network."""

import numpy as np
import pytest

from snnlib import Network
from snnlib.network.sources import exposures, first_above
from snnlib.spikes import to_raster


def counts(n, rate, n_steps, seed=1, dt=1.0, **more):
    net = Network(dt=dt, seed=seed)
    source = net.poisson("source", n, rate, **more)
    net.record(source, "spikes")
    net.run(n_steps * dt)
    spikes = net.spikes(source)
    raster = np.zeros((n_steps, n), int)
    np.add.at(raster, (np.rint(spikes.spike_times / dt).astype(int) - 1, spikes.spike_neurons), 1)
    return raster


def test_a_poisson_source_is_bernoulli_in_every_step():
    raster = counts(50, 100.0, 20_000)
    assert raster.max() == 1
    total, mean = raster.sum(), 50 * 20_000 * 0.1
    assert abs(total - mean) < 4 * np.sqrt(mean * 0.9)
    fano = raster.reshape(200, 100, 50).sum(1).var() / 10.0
    assert fano == pytest.approx(0.9, abs=0.04)
    apart = raster - 0.1
    for lag in range(1, 4):  # in time, and with the neighbours
        assert abs((apart[lag:] * apart[:-lag]).mean() / 0.09) < 5 / np.sqrt(raster.size)
        assert abs((apart[:, lag:] * apart[:, :-lag]).mean() / 0.09) < 5 / np.sqrt(raster.size)


def test_each_neuron_has_its_own_rate():
    rates = np.array([0.0, 5.0, 50.0, 500.0, 1000.0])
    raster = counts(5, rates, 20_000)
    expected = rates / 1000.0 * 20_000
    sd = np.sqrt(expected * (1 - rates / 1000.0))
    assert (abs(raster.sum(0) - expected) <= 4 * sd).all()


def test_uneven_rates_leave_neurons_and_steps_independent():
    rates = np.array([0.0, 300.0, 0.0, 0.0, 20.0, 150.0, 0.0])
    raster = counts(7, rates, 30_000) - rates / 1000.0
    spread = np.sqrt(rates / 1000.0 * (1.0 - rates / 1000.0))
    limit = 4.5 / np.sqrt(30_000)
    for lag in (0, 1, 2):
        together = raster[lag:].T @ raster[: 30_000 - lag] / (30_000 - lag)
        assert (abs(together) <= limit * np.outer(spread, spread) + (lag == 0) * np.eye(7)).all()
    assert not raster[:, rates == 0.0].any()


def test_one_frame_of_many_rates_may_follow_one_rate():
    net = Network(dt=1.0, seed=5)
    source = net.poisson("source", 4, 1000.0)
    net.record(source, "spikes")
    net.run(10.0)
    net.set_rate(source, [0.0, 1000.0, 0.0, 1000.0])
    net.run(10.0)
    net.set_rate(source, 1000.0)
    net.run(10.0)
    counted = np.bincount(net.spikes(source).spike_neurons)
    assert counted.tolist() == [20, 30, 20, 30]


@pytest.mark.kernel
def test_an_event_meets_the_first_neuron_whose_sum_lies_above_it():
    sums = np.array([[0.0, 0.5, 0.5, 0.5, 2.0, 2.0], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])
    found = [first_above(sums, 0, 0, at) for at in (0.0, 0.4, 0.5, 1.9, 2.0)]
    assert found == [1, 1, 4, 4, 6]
    assert [first_above(sums, 1, low, 2.5) for low in (0, 2, 3)] == [2, 2, 3]


def test_exposures_add_up_and_give_the_chances_back():
    chances = np.array([[0.0, 0.5, 1.0], [0.1, 0.2, 0.3]])
    steps = np.diff(exposures(chances), prepend=0.0, axis=1)
    np.testing.assert_allclose(-np.expm1(-steps), chances, rtol=1e-13)


def test_frames_follow_one_another_and_begin_again():
    rates = np.array([[1000.0, 0.0], [0.0, 1000.0], [0.0, 0.0]])
    raster = counts(2, rates, 12, frame=2.0)
    once = [[1, 0], [1, 0], [0, 1], [0, 1], [0, 0], [0, 0]]
    assert raster.tolist() == once * 2


def test_no_rate_and_every_step():
    assert counts(3, 0.0, 100).sum() == 0
    assert counts(3, 1000.0, 100).sum() == 300


def test_a_rate_can_be_changed_between_runs():
    net = Network(dt=1.0, seed=3)
    source = net.poisson("source", 100, 0.0)
    net.record(source, "spikes")
    net.run(100.0)
    net.set_rate(source, 100.0)
    net.run(1000.0)
    net.set_rate(source, 0.0)
    net.run(100.0)
    times = net.spikes(source).spike_times
    assert abs(times.size - 10_000) < 4 * np.sqrt(9000)
    assert times.min() > 100.0
    assert times.max() <= 1100.0


def test_seed_and_name_decide():
    first, again, other = (
        counts(10, 50.0, 500),
        counts(10, 50.0, 500),
        counts(10, 50.0, 500, seed=2),
    )
    assert (first == again).all()
    assert (first != other).any()
    net = Network(dt=1.0, seed=1)
    net.record(net.poisson("one", 10, 50.0), "spikes")
    net.record(net.poisson("two", 10, 50.0), "spikes")
    net.run(500.0)
    one, two = (net.spikes(s).spike_times for s in net.sources.values())
    assert one.size != two.size or (one != two).any()


def test_replayed_spikes_come_back_at_the_end_of_their_steps():
    net = Network(dt=0.5)
    source = net.replay("source", 3, [1.2, 0.5, 0.0, 7.0], [2, 1, 0, 0])
    net.record(source, "spikes")
    net.run(3.0)
    spikes = net.spikes(source)
    assert spikes.spike_times.tolist() == [0.5, 0.5, 1.5]
    assert spikes.spike_neurons.tolist() == [0, 1, 2]
    net.run(5.0)
    assert net.spikes(source).spike_times[-1] == 7.0


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        (-1.0, "rate must be from 0 to 1000 / dt"),
        (1000.1, "rate must be from 0 to 1000 / dt"),
        (np.nan, "rate must be an array of finite numbers"),
        ([1.0, 2.0], "rate must be a number or have one value for each of n = 3"),
        (np.ones((2, 3)), "frame must be given"),
    ],
)
def test_bad_rates_are_refused(rate, message):
    with pytest.raises(ValueError, match=message):
        Network(dt=1.0).poisson("source", 3, rate)


@pytest.mark.kernel
def test_frames_may_follow_frames_however_many():
    net = Network(dt=1.0, seed=5)
    source = net.poisson("source", 2, [[0.0, 1000.0]], frame=5.0)
    net.record(source, "spikes")
    net.run(5.0)
    net.set_rate(source, [[1000.0, 0.0]])
    net.run(5.0)
    net.set_rate(source, [[0.0, 0.0], [1000.0, 0.0]])
    net.run(10.0)
    raster = to_raster(*net.spikes(source), 20, 2, 1.0)
    assert raster[:5].tolist() == [[0, 1]] * 5
    assert raster[5:10].tolist() == [[1, 0]] * 5
    assert raster[10:15].sum() == 0
    assert raster[15:].tolist() == [[1, 0]] * 5
    with pytest.raises(ValueError, match="rate must have two axes, "):
        net.set_rate(source, [1.0, 2.0])


def test_bad_sources_are_refused():
    net = Network(dt=1.0)
    with pytest.raises(ValueError, match="two spikes of a neuron into one step: neuron 1"):
        net.replay("a", 3, [1.2, 1.8], [1, 1])
    with pytest.raises(ValueError, match="frame must be a multiple of dt"):
        net.poisson("b", 3, np.ones((2, 3)), frame=1.5)
    with pytest.raises(TypeError, match="a Poisson source of this network"):
        net.set_rate(net.replay("c", 3, [], []), 3.0)
    with pytest.raises(ValueError, match="at most one axis as when d was made, got 2"):
        net.set_rate(net.poisson("d", 3, 5.0), np.ones((1, 3)))
    with pytest.raises(ValueError, match="rows of unequal length"):
        net.set_rate(net.sources["d"], [[1.0], [2.0, 3.0]])


def test_replayed_spikes_begin_again_after_the_period():
    net = Network(dt=0.5)
    source = net.replay("source", 3, [1.0, 2.0, 0.5], [2, 1, 0], period=2.5)
    net.record(source, "spikes")
    net.run(3.0)
    net.run(4.5)
    spikes = net.spikes(source)
    assert spikes.spike_times.tolist() == [0.5, 1.0, 2.0, 3.0, 3.5, 4.5, 5.5, 6.0, 7.0]
    assert spikes.spike_neurons.tolist() == [0, 2, 1] * 3
    with pytest.raises(ValueError, match="period must be at least 2 milliseconds"):
        Network(dt=0.5).replay("source", 3, [2.0], [2], period=1.5)
