"""Brunel's network whose synapses are drawn when they are needed."""

import numpy as np
import pytest

from snnlib.studies import brunel, brunel_unstored
from snnlib.studies.brunel import BrunelParameters
from snnlib.studies.brunel_unstored import UnstoredCells

SMALL = BrunelParameters(n_exc=160, c_exc=16, J=0.9, g=5.0, drive=2.0, delay=1.5)
N, SEED, DT = 200, 4, 0.25


def stored(seed=SEED):
    """Return the list of all synapses that is never kept, row by row, (n, fan_out)."""
    each = range(brunel_unstored.fan_out(SMALL))
    return np.array(
        [[brunel_unstored.target(SMALL, N, seed, i, s) for s in each] for i in range(N)]
    )


@pytest.mark.kernel
def test_each_spike_reaches_the_same_targets():
    targets = stored()
    assert targets.shape == (N, 20)
    assert targets.min() >= 0
    assert targets.max() < N
    for i in (0, 159, 160, 199):
        for _ in range(2):
            arriving = np.zeros(N)
            brunel_unstored.send(SMALL, arriving, SEED, i)
            weight = SMALL.J if i < SMALL.n_exc else -SMALL.g * SMALL.J
            expected = np.bincount(targets[i], minlength=N)
            assert arriving == pytest.approx(weight * expected)


def test_targets_are_spread_evenly_and_belong_to_the_seed():
    counts = np.bincount(stored().ravel(), minlength=N)  # inputs of each neuron: binomial
    assert counts.mean() == 20.0
    assert counts.var() == pytest.approx(20.0 * (1.0 - 1.0 / N), rel=0.3)
    assert (stored(5) == stored()).mean() == pytest.approx(1.0 / N, abs=0.004)


def test_it_is_the_network_whose_synapses_are_stored():
    targets = stored()
    order = {"starts": 20 * np.arange(N + 1, dtype=np.int32), "targets": targets.ravel()}
    fired, spikes = np.zeros(N, np.int32), []
    for kind in ("drawn", "stored"):
        cells = UnstoredCells(np.zeros(N), np.zeros(N), np.zeros((7, N)))
        brunel.start(cells, SEED)
        advance = brunel_unstored.advance
        if kind == "stored":
            cells, advance = brunel.Cells(*cells, **order), brunel.advance
        spikes.append([])
        for k in range(400):
            n = advance(SMALL, cells, SEED, k, DT, fired)
            spikes[-1] += [(k, int(j)) for j in fired[:n]]
    assert spikes[0] == spikes[1]
    assert len(spikes[0]) > 100
