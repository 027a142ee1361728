"""The event-driven simulator's network in time steps, against the engine and by hand."""

import numpy as np
import pytest

from snnlib import LIFParameters, Network, lif_neuron
from snnlib.hardware import EventRecord, event_wiring
from snnlib.studies.clock_driven import input_spikes, random_wiring, run_steps
from snnlib.synapses import delta

pytestmark = pytest.mark.kernel

P = LIFParameters(10.0, 10.0, -70.0, -60.0, -70.0, 2.0)


def run(wiring, times, sources, dt, duration=120.0, room=1000, params=P):
    record = EventRecord(np.zeros(room), np.zeros(room, int), np.zeros(4, int))
    status = run_steps(wiring, params, times, sources, dt, duration, record)
    n = record.counts[0]
    return status, record.times[:n], record.neurons[:n], record.counts


@pytest.mark.parametrize(("seed", "dt"), [(1, 0.25), (3, 0.5), (4, 1.0)])
def test_it_is_the_engines_network(seed, dt):
    rng = np.random.default_rng(seed)
    pre, post = np.nonzero(rng.random((8, 5)) < 0.6)
    w, own = 6.0 * rng.uniform(-0.6, 1.4, pre.size), pre < 5
    delay = np.where(own, rng.integers(1, 5, pre.size), rng.integers(0, 3, pre.size)) * 1.0
    steps, sources = np.sort(rng.choice(100, 60, replace=False)) + 1, rng.integers(0, 3, 60)
    wiring = event_wiring(5, 3, pre, post, w, delay)
    _, times, neurons, counts = run(wiring, (steps - 0.7) * dt, sources + 5, dt)

    net = Network(dt=dt)
    lines = net.replay("lines", 3, steps * dt, sources)
    cells = net.population("cells", 5, lif_neuron(P, "float64"), {"feed": delta()})
    net.connect(
        cells, cells, "feed", w[own], pairs=(pre[own], post[own]), delay=delay[own],
        self_connections=True,
    )  # fmt: skip
    for d in (0.0, 1.0, 2.0):
        k = ~own & (delay == d)
        net.connect(lines, cells, "feed", w[k], pairs=(pre[k] - 5, post[k]), delay=d + dt)
    net.record(cells, "spikes")
    net.run(120.0)
    found = net.spikes(cells)
    assert times.size > 20
    np.testing.assert_allclose(times + dt, found.spike_times)  # their way to the engine: a step
    assert np.array_equal(neurons, found.spike_neurons)
    sent = np.bincount(np.append(neurons, sources + 5), minlength=8)
    assert counts[1] == 0
    assert counts[2] == sent @ np.bincount(pre, minlength=8)
    assert counts[3] == 5 * round(120.0 / dt)


def test_a_spike_acts_at_the_next_step_and_not_in_a_pause():
    wiring = event_wiring(2, 1, [2, 0], [0, 1], 11.0, [0.0, 1.0])
    _, times, neurons, _ = run(wiring, np.array([0.3, 1.9, 6.0]), np.full(3, 2), 0.5, 10.0)
    assert list(times) == [1.0, 2.5, 6.5, 8.0]  # 1.9 ms falls into the pause from 1 to 3 ms
    assert list(neurons) == [0, 1, 0, 1]


def test_a_record_that_is_too_short_is_told():
    wiring = event_wiring(1, 1, [1], [0], 11.0, 0.0)
    status, times, _, _ = run(wiring, np.arange(1.0, 60.0, 5.0), np.ones(12, int), 1.0, room=3)
    assert status == 2
    assert list(times) == [2.0, 7.0, 12.0]


def test_the_random_network_has_its_fan_out_and_a_fifth_that_inhibits():
    wiring = random_wiring(10, 9, 3)
    assert np.diff(wiring.rows).tolist() == [9] * 20
    assert wiring.delay.tolist() == [1.0, 2.0] * 5 + [0.0] * 10
    w = wiring.w.reshape(20, 9) * 3.0 / 25.0
    assert w[:, 0] == pytest.approx([-0.8, 0.2, 0.2, 0.2, 0.2] * 2 + [1.0] * 10)
    assert 0 <= wiring.post.min() < wiring.post.max() < 10


def test_inputs_fire_at_their_rate_in_order():
    times, sources = input_spikes(20, 40.0, 2000.0, 1)
    assert times.size == pytest.approx(20 * 80, abs=4 * np.sqrt(20 * 80))
    assert (np.diff(times) > 0.0).all()
    assert times[-1] <= 2000.0
    assert np.bincount(sources, minlength=40)[:20].sum() == 0
    assert np.bincount(sources, minlength=40)[20:].min() > 40
