"""The event-driven simulator against a plain one, against formulas, and against time steps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import snnlib
from snnlib import LIFParameters, Network, SpikeEvents, exponential, lif, lif_neuron
from snnlib.hardware import (
    EventNeurons,
    EventRecord,
    empty_queue,
    event_driven,
    event_lif_advance,
    event_lif_crossing,
    event_wiring,
    events,
    run_events,
)
from snnlib.synapses import delta
from tests.reference import events as oracle

pytestmark = pytest.mark.kernel

P = LIFParameters(10.0, 10.0, -70.0, -60.0, -72.0, 2.0)
SILENCE = SpikeEvents(np.empty(0), np.empty(0, int))
ALONE = event_wiring(1, 1, [1], [0], 4.0, 0.0)


def small_network(seed, n=5, n_inputs=3, scale=4.0):
    """Pairs, weights and delays of a random network, and spikes of its inputs."""
    rng = np.random.default_rng(seed)
    pre, post = np.nonzero(rng.random((n + n_inputs, n)) < 0.6)
    w = scale * rng.uniform(-0.6, 1.4, pre.size)
    delay = np.where(pre < n, rng.integers(1, 5, pre.size), rng.integers(0, 3, pre.size))
    times = np.sort(rng.uniform(0.0, 100.0, 60))
    return pre, post, w, delay * 1.0, times, rng.integers(0, n_inputs, 60)


@settings(max_examples=15)
@given(
    seed=st.integers(0, 10**6),
    kind=st.sampled_from(["delta", "exponential"]),
    t_ref=st.sampled_from([0.5, 2.0, 7.3]),
)
def test_a_network_equals_the_plain_simulation(seed, kind, t_ref):
    scale = 4.0 if kind == "delta" else 1.5
    pre, post, w, delay, times, sources = small_network(seed, scale=scale)
    p, rng = P._replace(t_ref=t_ref), np.random.default_rng(seed + 1)
    current, v = rng.uniform(0.0, 1.3, 5), rng.uniform(-72.0, -60.5, 5)
    wiring = event_wiring(5, 3, pre, post, w, delay)
    run = event_driven(
        wiring, SpikeEvents(times, sources), 120.0, p, current=current, synapses=kind, v=v
    )
    synapses = {}
    for i, j, weight, d in zip(pre, post, w, delay, strict=True):
        synapses.setdefault(i, []).append((j, weight, d))
    given_ = list(zip(times, sources + 5, strict=True))
    plain = oracle.simulate(5, synapses, given_, 120.0, p, current, kind == "exponential", v)
    assert [j for _, j in plain] == list(run.spike_neurons)
    np.testing.assert_allclose(run.spike_times, [t for t, _ in plain], rtol=0, atol=1e-8)


@given(
    v=st.floats(-90.0, -60.0),
    g=st.floats(-3.0, 3.0),
    current=st.floats(-1.0, 3.0),
)
def test_the_crossing_is_the_first_moment_at_the_threshold(v, g, current):
    wait = event_lif_crossing(v, g, current, P)
    assert wait >= 0.0
    for h in np.linspace(0.0, min(wait, 100.0), 50, endpoint=False):
        assert event_lif_advance(h, v, g, current, P)[0] <= P.v_th + 1e-9
    if wait < 100.0:
        assert event_lif_advance(wait, v, g, current, P)[0] == pytest.approx(P.v_th, abs=1e-9)


def test_the_crossing_of_the_threshold_itself():
    assert event_lif_crossing(-59.0, -5.0, 0.0, P) == 0.0
    assert event_lif_crossing(-60.0, 2.0, 0.0, P) == 0.0  # on it and rising
    assert event_lif_crossing(-60.0, 0.5, 0.0, P) == 0.0  # on it, whatever comes
    assert event_lif_crossing(-60.0, 0.0, 0.0, P) == 0.0
    assert event_lif_crossing(-70.0, 0.0, 1.0, P) == np.inf  # climbs towards it for ever
    assert event_lif_crossing(-70.0, 3.999, 0.0, P) == np.inf  # the peak R g / 4 stays below it
    touched = event_lif_crossing(-70.0, 4.0, 0.0, P)  # and here it touches it
    assert touched == pytest.approx(10.0 * np.log(2.0))
    y = 0.5 * (1.0 - np.sqrt(1.0 - 4.0 / 4.4))
    assert event_lif_crossing(-70.0, 4.4, 0.0, P) == pytest.approx(-10.0 * np.log(1.0 - y))


@given(h=st.floats(0.0, 50.0), k=st.floats(0.0, 1.0), v=st.floats(-80.0, -50.0), g=st.floats(-2, 2))
def test_advancing_in_two_parts_is_advancing(h, k, v, g):
    whole = event_lif_advance(h, v, g, 0.7, P)
    part = event_lif_advance(h - k * h, *event_lif_advance(k * h, v, g, 0.7, P), 0.7, P)
    np.testing.assert_allclose(part, whole, rtol=0, atol=1e-11)
    np.testing.assert_allclose(whole, oracle.potential(h, v, g, 0.7, P), rtol=0, atol=1e-11)


def test_a_constant_current_gives_the_intervals_of_the_formula():
    run = event_driven(ALONE, SILENCE, 500.0, P, current=1.5)
    exact = lif(1.5, P, dt=0.5, n_steps=1000)
    np.testing.assert_allclose(run.spike_times, exact.spike_times, rtol=1e-12)
    np.testing.assert_allclose(
        np.diff(run.spike_times), snnlib.neurons.lif.interval(1.5, P), rtol=1e-12
    )
    assert run.work.events == run.work.neuron_updates == run.spike_times.size
    assert run.work.synaptic_events == run.work.queue_levels == 0
    np.testing.assert_allclose(run.v, exact.v[-1], rtol=0, atol=1e-9)


@pytest.mark.parametrize("kind", ["delta", "exponential"])
def test_a_jump_onto_the_threshold_fires_and_an_approach_never_does(kind):
    """Nor does a jump that is too weak, after v has come as close as it can."""
    wiring = event_wiring(1, 2, [1, 2], [0, 0], [10.0, -1e-3], 0.0)
    jump = SpikeEvents(np.array([5.0]), np.array([0]))
    fired = event_driven(wiring, jump, 20.0, P, synapses=kind)
    assert fired.spike_times.tolist() == [5.0] if kind == "delta" else fired.spike_times.size
    touches = SpikeEvents(np.array([800.0, 900.0]), np.array([1, 1]))
    near = event_driven(wiring, touches, 1500.0, P, current=1.0, synapses=kind)
    assert near.spike_times.size == 0
    assert near.v[0] == pytest.approx(P.v_th, rel=1e-14)


def test_what_arrives_at_one_time_acts_together():
    wiring = event_wiring(1, 2, [1, 2], [0, 0], [20.0, -15.0], [3.0, 3.0])
    both = SpikeEvents(np.array([5.0, 5.0]), np.array([0, 1]))
    assert event_driven(wiring, both, 20.0, P).spike_times.size == 0
    one = SpikeEvents(np.array([5.0]), np.array([0]))
    run = event_driven(wiring, one, 20.0, P)
    assert list(run.spike_times) == [8.0]
    assert run.v[0] == pytest.approx(-70.0 - 2.0 * np.exp(-1.0))  # reset, and 10 ms from there


def test_a_delta_spike_in_the_pause_is_lost_and_a_current_is_not():
    times = SpikeEvents(np.array([1.0, 2.0, 2.5]), np.zeros(3, int))
    p = P._replace(v_reset=-70.0)
    strong = event_wiring(1, 1, [1], [0], 11.0, 0.0)
    assert list(event_driven(strong, times, 9.0, p).spike_times) == [1.0]
    strong = event_wiring(1, 1, [1], [0], 8.0, 0.0)
    assert event_driven(strong, times, 9.0, p, synapses="exponential").spike_times.size > 1


def test_the_order_of_the_synapses_does_not_matter():
    pre, post, w, delay, times, sources = small_network(3)
    order = np.random.default_rng(0).permutation(pre.size)
    inputs = SpikeEvents(times, sources)
    runs = [
        event_driven(event_wiring(5, 3, pre[o], post[o], w[o], delay[o]), inputs, 120.0, P)
        for o in (slice(None), order)
    ]
    assert runs[0].work == runs[1].work
    assert np.array_equal(runs[0].spike_times, runs[1].spike_times)
    assert runs[0].spike_times.size > 5


def engine_spikes(seed, kind, dt, duration):
    """The clock-driven engine's spikes of the same network; inputs go to the end of their step."""
    pre, post, w, delay, times, sources = small_network(seed, scale=4.0)
    net = Network(dt=dt)
    steps = np.ceil(times / dt)
    lines = net.replay("lines", 60, steps * dt, np.arange(60))  # a line for every spike
    port = {"feed": delta() if kind == "delta" else exponential(P.tau_m / 2.0)}
    cells = net.population("cells", 5, lif_neuron(P, "float64"), port, current=0.8)
    fed = [(k, s) for k in range(60) for s in np.flatnonzero(pre == 5 + sources[k])]
    k, s = np.array(fed).T
    # replayed spikes need a delay of a step at least: delays of 0 ms are raised to 1 ms
    net.connect(lines, cells, "feed", w[s], pairs=(k, post[s]), delay=np.maximum(delay[s], 1.0))
    loop = pre < 5
    net.connect(
        cells, cells, "feed", w[loop], pairs=(pre[loop], post[loop]), delay=delay[loop],
        self_connections=True,
    )  # fmt: skip
    net.record(cells, "spikes")
    net.run(duration)
    return net.spikes(cells)


@pytest.mark.parametrize("kind", ["delta", "exponential"])
def test_the_engine_gives_the_same_spikes_in_the_limit(kind):
    pre, post, w, delay, times, sources = small_network(7)
    delay = np.maximum(delay, 1.0)
    wiring = event_wiring(5, 3, pre, post, w.astype(np.float32), delay)
    exact = event_driven(wiring, SpikeEvents(times, sources), 60.0, P, current=0.8, synapses=kind)
    assert exact.spike_times.size >= 10
    steps, errors = np.array([0.05, 0.025, 0.0125, 0.00625]), []
    for dt in steps:
        grid = engine_spikes(7, kind, dt, 60.0)
        errors.append(0.0)
        for j in range(5):
            a = exact.spike_times[exact.spike_neurons == j]
            b = grid.spike_times[grid.spike_neurons == j]
            assert a.size == b.size
            errors[-1] += np.abs(a - b).sum()
    order = np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert 0.8 < order < 1.2
    assert errors[-1] / exact.spike_times.size < 10 * steps[-1]


def test_a_run_that_outgrows_its_first_arrays(monkeypatch):
    monkeypatch.setattr(events, "ROOM", 1000)
    p = P._replace(t_ref=0.0)
    run = event_driven(ALONE, SILENCE, 300.0, p, current=50.0, v=-72.0)
    assert run.spike_times.size == int(300.0 / snnlib.neurons.lif.interval(50.0, p) + 0.02) > 1000
    wiring = event_wiring(1, 1, [0], [0], 0.1, 5000.0)  # everything is still on its way
    run = event_driven(wiring, SILENCE, 300.0, p, current=50.0)
    assert run.work.longest_queue > 1001


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"n": 0}, "n must be"), ({"n_inputs": -1}, "n_inputs must be 0 or more"),
        ({"pre": [3]}, "pre must be"), ({"post": [1]}, "post must be"),
        ({"weight": np.nan}, "weight must be"), ({"delay": -1.0}, "delay must be above 0"),
        ({"pre": [0], "delay": 0.0}, "delay must be above 0"),
        ({"pre": [0.5]}, "pre must be an array of integers"),
    ],
)  # fmt: skip
def test_wiring_that_makes_no_sense(change, words):
    good = {"n": 1, "n_inputs": 1, "pre": [1], "post": [0], "weight": 1.0, "delay": 0.0}
    with pytest.raises((ValueError, TypeError), match=words):
        event_wiring(**{**good, **change})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"wiring": None}, "wiring must be"), ({"duration": np.inf}, "duration must be"),
        ({"current": np.nan}, "current must be"),
        ({"synapses": "alpha"}, "synapses must be"), ({"v": [0.0, 1.0]}, "v must have"),
        ({"params": 3}, "params must be"),
        ({"inputs": SpikeEvents([2.0, 1.0], [0, 0])}, "ascending"),
        ({"inputs": SpikeEvents([2.0], [1])}, "inputs.spike_neurons must be"),
    ],
)  # fmt: skip
def test_runs_that_make_no_sense(change, words):
    good = {"wiring": ALONE, "inputs": SILENCE, "duration": 10.0, "params": P}
    with pytest.raises((ValueError, TypeError), match=words):
        event_driven(**{**good, **change})


def test_the_work_of_a_small_run():
    wiring = event_wiring(2, 1, [2, 2, 0], [0, 1, 1], [15.0, 3.0, 1.0], [0.0, 0.0, 2.0])
    times = SpikeEvents(np.array([1.0, 2.0, 6.0, 10.0, 11.0]), np.zeros(5, int))
    run = event_driven(wiring, times, 10.0, P)
    assert list(run.spike_times) == [1.0, 6.0, 10.0]  # the one at 2 ms meets a pause
    assert list(run.spike_neurons) == [0, 0, 0]
    # four spikes from outside, three crossings, and two arrivals in time at neuron 1
    assert run.work == (9, 2 * 4 + 2, (3 + 3) + (4 + 2), run.work.queue_levels, 2)


def test_a_spike_from_outside_acts_before_a_crossing():
    at = float(event_driven(ALONE, SILENCE, 50.0, P, current=1.5).spike_times[0])
    stop = event_wiring(1, 1, [1], [0], -5.0, 0.0)
    for late, first in ((0.0, False), (1e-9, True)):
        given_ = SpikeEvents(np.array([at + late]), np.zeros(1, int))
        times = event_driven(stop, given_, 50.0, P, current=1.5).spike_times
        assert (times[0] == at) == first


def run_in(room, spikes, current):
    """Status of a run in arrays of these lengths: two neurons, and arrivals that take long."""
    wiring = event_wiring(2, 1, [2, 2, 0], [0, 1, 0], 11.0, [3.0, 4.0, 30.0])
    neurons = EventNeurons(P, np.full(2, current), False, np.full(2, -70.0), *np.zeros((2, 2)))
    queue = empty_queue(room, 2, wiring.delay.size)
    record = EventRecord(np.empty(spikes), np.empty(spikes, int), np.zeros(4, int))
    inputs = np.array([1.0, 2.0]), np.array([2, 2])
    return run_events(wiring, neurons, *inputs, 2, 20.0, queue, record)


def test_arrays_that_are_too_short():
    assert run_in(4, 2, 0.0) == 0
    assert run_in(3, 2, 0.0) == 1  # two spikes, each with two arrivals on their way
    assert run_in(1, 2, 1.5) == 1  # the crossings of both
    assert run_in(4, 1, 0.0) == 2


def test_no_synapses_and_no_inputs():
    empty = event_wiring(2, 0, [], [], 1.0, 1.0)
    run = event_driven(empty, SILENCE, 50.0, P, current=[0.0, 2.0])
    assert set(run.spike_neurons) == {1}
