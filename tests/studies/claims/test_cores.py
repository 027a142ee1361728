"""Spikes between cores, against a plain count."""

import numpy as np
import pytest

from snnlib.random import uniform
from snnlib.studies.claims import cores


@pytest.mark.kernel
def test_targets_lie_within_reach():
    for reach in (4, 256):
        ring = cores.Ring(reach, 0.1, 1.0, 3)
        ends = np.array([cores.target(ring, 500, k) for k in range(cores.N_TARGETS)])
        away = (ends - 500 + 256) % 512 - 256
        assert (away > -reach).all()
        assert (away < reach).all()
        assert np.ptp(away) > reach


@pytest.mark.kernel
def test_the_load_is_that_of_a_plain_count():
    ring, n_cores = cores.Ring(40, 0.1, 3.0, 5), 4
    size, slowest, messages = 128, 0.0, 0
    for step in range(cores.N_STEPS):
        work = np.full(n_cores, float(size))
        for i in range(cores.N_NEURONS):
            if uniform(5, cores.N_NEURONS + step, i) < 0.1:
                ends = [cores.target(ring, i, k) // size for k in range(cores.N_TARGETS)]
                for core in ends:
                    work[core] += 1.0
                others = set(ends) - {i // size}
                work[list(others)] += 3.0
                messages += len(others)
        slowest += work.max()
    found = cores.load(ring, n_cores)
    assert found.slowest == pytest.approx(slowest / cores.N_STEPS)
    assert found.messages == pytest.approx(messages / cores.N_STEPS)


def test_one_core_needs_no_messages_and_is_fully_used():
    assert cores.load(cores.Ring(256, 0.1, 9.0, 1), 1).messages == 0.0
    efficiency = np.zeros((cores.REACHES.size, cores.CORES.size))
    cores.fill_efficiency(0.05, 16.0, 0, efficiency)
    assert (efficiency[:, 0] == 1.0).all()
    assert (np.diff(efficiency[:, 1:], axis=1) < 0.0).all()
    assert efficiency[0, 3] > efficiency[2, 3]  # wires that stay near need fewer messages
