"""Brunel's network: its wiring, its delay, the small one against plain Python and the library's."""

import numpy as np
import pytest

from snnlib.spikes import synchrony
from snnlib.studies import brunel
from snnlib.studies.brunel import BrunelParameters, Cells, Watch

SMALL = BrunelParameters(n_exc=400, c_exc=40, J=0.5, g=5.0, drive=2.0)
DT = 0.25


def small_network(params, seed=1):
    n = params.n_exc + params.n_exc // 4
    inputs = n * (params.c_exc + params.c_exc // 4)
    slots = round(params.delay / DT) + 1
    cells = Cells(
        np.empty(n), np.empty(n), np.zeros((slots, n)),
        np.empty(n + 1, np.int32), np.empty(inputs, np.int32),
    )  # fmt: skip
    brunel.begin(params, cells, seed)
    return cells


def run(params, n_steps, seed=1, skip=0):
    """(step, neuron) of all spikes, the potentials after each step, and what was watched."""
    cells = small_network(params, seed)
    n = cells.v.size
    seen = Watch(*(np.zeros(n) for _ in range(6)), np.zeros(3))
    fired, spikes, v = np.empty(n, np.int32), [], np.empty((n_steps, n))
    for k in range(n_steps):
        m = brunel.advance(params, cells, seed, k, DT, fired)
        spikes += [(k, int(j)) for j in fired[:m]]
        for j in fired[: m if k >= skip else 0]:
            brunel.note_spike(seen, j, (k + 1) * DT)
        brunel.note_potentials(seen, cells.v)
        v[k] = cells.v
    return np.array(spikes), v, seen


def test_every_neuron_has_its_inputs():
    cells = small_network(SMALL)
    sources = np.repeat(np.arange(500), np.diff(cells.starts))
    assert cells.starts[-1] == cells.targets.size == 500 * 50
    exc = np.bincount(cells.targets[sources < 400], minlength=500)
    inh = np.bincount(cells.targets[sources >= 400], minlength=500)
    assert (exc == 40).all()
    assert (inh == 10).all()
    out = np.bincount(sources, minlength=500)
    assert 20 < out.min() < 40 < 60 < out.max() < 85  # drawn, not dealt


def test_a_spike_arrives_after_the_delay():
    silent = SMALL._replace(drive=0.0)
    cells = small_network(silent)
    cells.v[:] = 0.0
    cells.v[7] = 25.0  # above its threshold: it fires in the first step, at 0.25 ms
    fired = np.empty(500, np.int32)
    targets = np.unique(cells.targets[cells.starts[7] : cells.starts[8]])
    for k in range(8):
        brunel.advance(silent, cells, 1, k, DT, fired)
        lifted = np.flatnonzero(cells.v > 0.0)
        lifted = lifted[lifted != 7]
        assert lifted.size == (0 if k < 6 else targets.size - (7 in targets))


def test_watching_is_what_the_library_computes():
    spikes, v, seen = run(SMALL, 1600)
    assert brunel.togetherness(seen) == pytest.approx(synchrony(v), rel=1e-9)
    spread = []
    for j in range(500):
        intervals = np.diff(spikes[spikes[:, 1] == j, 0] * DT)
        if intervals.size >= 4:
            spread.append(intervals.std() / intervals.mean())
    assert brunel.irregularity(seen) == pytest.approx(np.mean(spread), rel=1e-9)


def test_the_small_one_fires_as_the_same_network_of_the_library():
    spikes, _, seen = run(SMALL, 2400, skip=400)
    net, cells = brunel.network(SMALL, dt=DT, seed=3)
    net.run(600.0)
    regime = brunel.regime(net, cells)
    rate = (spikes[:, 0] >= 400).sum() / 500.0 / 0.5
    assert rate == pytest.approx(regime.rate, rel=0.05)
    assert brunel.irregularity(seen) == pytest.approx(regime.cv, rel=0.08)


def test_more_inhibition_fewer_spikes_and_less_order():
    rates, spread = [], []
    for g in (3.0, 4.5, 8.0):
        spikes, _, seen = run(SMALL._replace(g=g), 1600)
        rates.append(len(spikes) / 500.0 / 0.4)
        spread.append(brunel.irregularity(seen))
    assert rates[0] > 1.5 * rates[1] > 2.0 * rates[2]
    assert spread[0] < spread[1] < spread[2]


def test_without_input_from_outside_nothing_happens():
    spikes, _, _ = run(SMALL._replace(drive=0.0, J=0.01), 400)
    assert len(spikes) == 0


def test_bad_parameters_are_refused():
    with pytest.raises(ValueError, match="g must be zero or a positive"):
        brunel.network(SMALL._replace(g=-1.0))
    with pytest.raises(ValueError, match="J must be a positive"):
        brunel.network(SMALL._replace(J=0.0))
    with pytest.raises((TypeError, ValueError), match="n_exc"):
        brunel.network(SMALL._replace(n_exc=0))


def test_the_rhythm_is_that_of_all_spikes():
    net, cells = brunel.network(SMALL._replace(g=3.0), dt=0.1, seed=3)
    net.run(400.0)
    regime = brunel.regime(net, cells)
    times = net.spikes(cells).spike_times
    counts = np.histogram(times[times > 100.0], np.arange(100.0, 400.0, 0.1))[0]
    away, period = counts - counts.mean(), 10_000.0 / regime.rhythm
    one, half = ((away[lag:] * away[:-lag]).mean() for lag in (round(period), round(0.5 * period)))
    assert one > 0.0 > half
